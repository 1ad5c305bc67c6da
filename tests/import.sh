#!/bin/bash
# Tables that others publish, imported: tests/import.sh BINARY [write]
# Runs the lines of docs/import.md too; write: puts what they print there.
# slow: 12 s
set -euo pipefail
program=$(realpath "${1:?usage: tests/import.sh BINARY [write]}")
cd "$(dirname "$0")"
source ./script.bash
source ./documents.bash
tables=$PWD/import
document=$(realpath ../docs/import.md)
cd "$scratch"

# A table on standard input that is refused: its status, and one line on stderr.
refused() { # STATUS TEXT TABLE OPTION...
    local wanted=$1 text=$2 table=$3
    shift 3
    status=0
    printf '%b' "$table" | "$program" import - -o refused "$@" >out 2>err || status=$?
    expect_status "$table" "$wanted"
    expect_error "$table" "attnbench: $text"
    [[ ! -e refused ]] || fail "$table" "leaves a folder behind"
    [[ ! -s out ]] || fail "$table" "prints on stdout too"
}

# What a dry run finds in a table, and in a file.
finds() { # TEXT TABLE OPTION...
    local text=$1 table=$2
    shift 2
    status=0
    printf '%b' "$table" | "$program" import - --dry-run "$@" >out 2>err || status=$?
    expect_status "$table" 0
    expect_output "$table" "$text"
}

check_items() {
    local head='model,seed,item,right\na,0,1,1\na,0,2,0\n'
    refused 65 "standard input:4:5: item '1' stands twice in a result" "${head}a,0,1,1\n" --item item --metric right
    refused 65 "standard input:4:7: right is '', no figure: --missing skip leaves such items out" "${head}a,0,3,\n" --item item --metric right
    refused 65 "standard input:4:5: item is 'q3': number the items from 0 to 99999, the same in all tables" "${head}a,0,q3,1\n" --item item --metric right
    refused 65 "standard input:4:5: item is ''" "${head}a,0,,1\n" --item item --metric right
    refused 64 "--item nix: standard input has no such column; it has model, seed, item, right" "$head" --item nix
    refused 64 "--item seed: the column has another role already" "$head" --item seed --metric right
    refused 64 "--item: the figure of a result is that of its items" "$head" --item item --metric right --of 2
    refused 64 "--item: a row must be an item" "$head" --item item --metric right --wide
    finds 'counts, higher is better' "${head}b,0,1,1\nb,0,2,1\n" --item item --metric right
    finds '2 results' "${head}b,0,1,0.5\nb,0,2,1\n" --item item --metric right --better higher
    finds '1 result' "${head}a,0,3,NA\n" --item item --metric right --missing skip
    finds '1 result' 'model,seed,item,right\na,0,1,NA\na,0,2,NA\nb,0,1,1\n' --item item --metric right --missing skip
    finds '  left out  1 item without a figure' "${head}a,0,3,NA\n" --item item --metric right --missing skip
    finds '  left out  2 items without a figure' "${head}a,0,3,NA\nb,0,1,1\nb,0,2,nan\n" --item item --metric right --missing skip
    refused 64 "--item: an item without a figure can only be left out" "$head" --item item --metric right --missing fail

    run "$program" import "$tables/answers.csv" --item question --metric right -o answers
    run "$program" import "$tables/answers.csv" --item question --metric right -o answers
    expect_output "items that are there already" "answers: 0 new, 6 there already"
    printf 'model,seed,item,right\na,0,0,1\na,0,1,0\nb,0,0,1\nb,0,1,1\n' >these.csv
    printf 'model,seed,item,right\na,0,0,0\na,0,1,1\nb,0,0,1\nb,0,1,1\n' >others.csv
    printf 'model,seed,right\na,0,1\nb,0,2\n' >counted.csv
    run "$program" import these.csv --item item --metric right -o these
    run "$program" import others.csv --item item --metric right -o these
    expect_error "other items, the same count" "others.csv:2:1: the folder has another figure for item 0 of the result that begins here: correct the table"
    run "$program" import counted.csv --metric right --of 2 --better higher --unit none -o counted
    run "$program" merge items_merged counted these
    run "$program" report items_merged
    expect_output "merge keeps the items of a result whose count is there" "McNemar"
    grep -v large "$tables/answers.csv" >some.csv
    run "$program" import some.csv --item question --metric right -o numbered
    run "$program" import "$tables/answers.csv" --item question --metric right -o numbered
    expect_output "items in two tables" "numbered: 3 new, 3 there already"
    printf 'model,seed,seconds\nsmall,0,3\nsmall,1,4\nsmall,2,4\nlarge,0,7\nlarge,1,8\nlarge,2,8\n' >seconds.csv
    run "$program" import seconds.csv -o numbered
    run "$program" report numbered --format json
    expect_json "items stay when another metric comes" 'o["comparisons"][0]["items_compared"] == 40'
    run "$program" import seconds.csv -o times --name numbered
    run "$program" merge items_first numbered times
    run "$program" report items_first --format json
    expect_json "items stay when folders are merged" 'o["comparisons"][0]["items_compared"] == 40'
    run "$program" merge times_first times numbered
    run "$program" report times_first --format json
    expect_json "items come when folders are merged, and are of their own metric" 'o["cells"][0]["metric"] == "seconds" and
        abs(o["comparisons"][0]["items_difference"] - 28.333333) < 1e-4'
    printf 'method,seed,question,right\na,0,0,1\na,0,1,0\n' | "$program" import - --item question --metric right -o first_right >out 2>err
    printf 'method,seed,question,right\na,0,0,0\na,0,1,1\n' | "$program" import - --item question --metric right -o second_right >out 2>err
    run "$program" compare --bits first_right second_right
    expect_status "other items with the same sum" 1
    expect_output "other items with the same sum" "its items are others, with the same sum"
    sed 's/^a,0,0,0/a,0,0,1/; s/^a,0,1,1/a,0,1,0/' others.csv | "$program" import - --item item --metric right -o same --name others >out 2>err
    run "$program" import others.csv --item item --metric right -o others
    run "$program" merge no_items same others
    expect_status "merge: other items with the same sum" 65
    expect_error "merge: other items with the same sum" "has other items in same than in others: correct the tables, and import them again"
    [[ ! -e no_items ]] || fail "merge: other items with the same sum" "it made a folder"
    printf 'model,seed,item,right\nb,0,0,1\nb,0,1,1\na,0,2,1\n' >further.csv
    run "$program" import further.csv --item item --metric right -o others
    expect_status "items that a second table lacks" 65
    expect_error "items that a second table lacks" "further.csv:4:1: the result that begins here lacks item 0, which the folder has"
    sed 's/^a,0,2,1/a,0,0,0\na,0,1,1\na,0,2,1/' further.csv >more.csv
    run "$program" import more.csv --item item --metric right -o others
    expect_error "items that the folder lacks" "more.csv:4:1: the result that begins here has item 2, which the folder lacks"
    printf 'model,seed,item,cost\na,0,0,2.5\na,0,1,3\nb,0,0,1\nb,0,1,2\n' >costs.csv
    run "$program" import costs.csv --item item --metric cost -o others
    expect_status "items of two metrics in one folder" 65
    expect_error "items of two metrics in one folder" "costs.csv:2:1: the folder has items of right for this result: a result can have items of one metric alone"
    run "$program" import costs.csv --item item --metric cost -o costs --name others
    run "$program" merge no_items others costs
    expect_status "merge: items of two metrics" 65
    expect_error "merge: items of two metrics" "has items of right in others and of cost in costs: a result can have items of one metric alone"
    run "$program" merge all_items others others
    expect_status "merge: the same items" 0
    run "$program" compare --bits first_right first_right
    expect_status "the same items" 0
}

check_numbers() {
    local head='method,seed,acc\na,0,91\n'
    local gone='no figure: --missing skip leaves such results out, --missing fail counts them as failed'
    for text in NA nan NaN null None inf - '?' '#N/A' ''; do
        refused 65 "standard input:3:5: acc is '$text', $gone" "${head}a,1,$text\n"
    done
    refused 65 "standard input:3:5: acc is '93,5', with a decimal comma: write 93.5" "${head}a,1,\"93,5\"\n"
    refused 65 "standard input:3:5: acc is '-3,5', with a decimal comma: write -3.5" "method\tseed\tacc\na\t0\t91\na\t1\t-3,5\n"
    refused 65 "standard input:3:5: acc is '1,234', with a comma: write 1.234, or 1234" "${head}a,1,\"1,234\"\n"
    refused 65 "standard input:3:5: acc is '1,234.5', with signs between its digits: write 1234.5" "${head}a,1,\"1,234.5\"\n"
    refused 65 "standard input:3:5: acc is '93.1 ± 0.4', a mean with its spread: the single results are needed" \
        "${head}a,1,93.1 ± 0.4\n"
    refused 65 "standard input:3:5: acc is '93.1 (0.4)', a mean with its spread: the single results are needed" \
        "${head}a,1,93.1 (0.4)\n"
    refused 65 "standard input:3:5: acc is 'high': it must be a number" "${head}a,1,high\n"
    refused 65 "standard input:3:5: acc is '1e999': it must be a number" "${head}a,1,1e999\n"
    refused 65 "standard input:3:5: '1e39' is beyond 3.4e38, the most that a figure can be" "${head}a,1,1e39\n"
    refused 65 "standard input:3:5: acc is '91%', on line 2 '91': write all with a percent sign, or none" "${head}a,1,91%\n"
    refused 65 "standard input:4:5: acc is '91', on line 3 '92 %': write all with a percent sign, or none" \
        "method,seed,acc\na,0,91%\na,1,92 %\na,2,91\n"
    refused 65 "standard input:3:5: acc is 0.93, on line 2 91: fractions stand beside percents; write all alike, or say --unit percent" \
        "${head}a,1,0.93\n"
    refused 65 "standard input:3:5: acc is 101: it must be from 0 to 100; or say --unit none" "${head}a,1,101\n"
    refused 65 "standard input:3:5: acc is -1: it must be from 0 to 100; or say --unit none" "${head}a,1,-1\n"
    finds 'percents from 0 to 100, higher is better' "${head}a,1,0.93\n" --unit percent
    finds 'numbers, higher is better' "${head}a,1,-1\n" --unit none
    finds 'fractions from 0 to 1, higher is better' 'method,seed,acc\na,0,0.91\na,1,1\n'
    finds 'percents from 0 to 100, higher is better' 'method,seed,x\na,0,0.91 %\na,1,1 %\n' --better higher
    finds 'numbers from 0 on, lower is better' 'method,seed,val_loss\na,0,0.91\na,1,12\n'
    finds 'numbers, lower is better' 'method,seed,val_loss\na,0,-0.91\na,1,12\n'
    finds 'numbers, higher is better' 'method,seed,reward\na,0,1\na,1,12\n'
    finds 'standard input: 1 result' "${head}a,1,NA\n" --missing skip
    finds 'standard input: 2 results' "${head}a,1,NA\n" --missing fail
    refused 65 'standard input: column acc has no figure' 'method,seed,acc\na,0,\n' --missing skip --metric acc
}

check_counts() {
    local head='method,seed,acc,n\na,0,91,100\n'
    finds 'counts, higher is better' "$head" --of n
    refused 65 'standard input:3:5: acc is 101 of 100: it must be from 0 to that' "${head}a,1,101,100\n" --of n
    refused 65 'standard input:3:5: acc is -1 of 100: it must be from 0 to that' "${head}a,1,-1,100\n" --of n
    refused 65 "standard input:3:7: n is '0': it must be a whole number from 1 on" "${head}a,1,0,0\n" --of n
    refused 65 "standard input:3:7: n is '1e3': it must be a whole number from 1 on" "${head}a,1,0,1e3\n" --of n
    refused 65 'standard input:2:5: acc is 91.25 of 100: that would be 91.250 of them, no whole number' \
        'method,seed,acc\na,0,91.25\n' --of 100
    refused 65 'standard input:2:5: acc is 0.91 of 1319: with so few decimals it may be from 1194 to 1206 of them' \
        'method,seed,acc\na,0,0.91\n' --of 1319
    finds 'counts, higher is better' 'method,seed,acc\na,0,0.9105\na,1,0.8999\n' --of 1319
    finds 'counts, higher is better' 'method,seed,acc\na,0,91.0\na,1,7\n' --of 200
    refused 65 'standard input:2:5: acc is 1.0 of 1000: is that 1 of them, or all? Say --unit none for 1, --unit fraction for all' \
        'method,seed,acc\na,0,1.0\na,1,0\n' --of 1000
    refused 65 'standard input:2:5: acc is 100.0 of 1000: is that 100 of them, or all? Say --unit none for 100, --unit percent for all' \
        'method,seed,acc\na,0,100.0\na,1,100.0\n' --of 1000
    refused 65 'standard input:2:5: acc is 100 of 20: is that 100 of them, or all?' 'method,seed,acc\na,0,100\n' --of 20
    finds 'counts, higher is better' 'method,seed,acc\na,0,100.0\na,1,100.0\n' --of 1000 --unit percent
    finds 'counts, higher is better' 'method,seed,acc\na,0,100\na,1,99\n' --of 100
    finds 'counts, higher is better' 'method,seed,acc\na,0,100\na,1,101\n' --of 1000
    finds 'counts, higher is better' 'method,seed,acc\na,0,1\na,1,0\n' --of 1000 --unit none
    finds 'counts, higher is better' 'method,seed,acc\na,0,1\na,1,0\n' --of 1
    finds 'counts, higher is better' 'method,seed,acc\na,0,1.0000\na,1,0\n' --of 1000 --unit fraction
    refused 65 'standard input:2:5: acc is 101 of 200: it must be from 0 to that' 'method,seed,acc\na,0,101\n' --of 200 --unit percent
    finds 'counts, higher is better' 'method,seed,item,acc\na,0,0,1\na,0,1,0\n' --item item --unit percent
    refused 64 '--of many: standard input has no such column; it has method, seed, acc' 'method,seed,acc\na,0,1\n' --of many
    refused 64 '--of 0: it must be 1 or more' 'method,seed,acc\na,0,1\n' --of 0
}

check_columns() {
    local head='method,seed,acc\na,0,91\n'
    refused 64 '--repeat sed: standard input has no such column: did you mean seed?' "$head" --repeat sed
    refused 64 '--axis zzzzzz: standard input has no such column; it has method, seed, acc' "$head" --axis zzzzzz
    refused 64 '--axis acc: the column has another role already' "$head" --metric acc --axis acc
    refused 64 "standard input: no column is plainly the models': name it by --model COLUMN; the columns are x, seed, acc" \
        'x,seed,acc\na,0,91\n'
    refused 64 'standard input: no column is plainly the metric: name it by --metric COLUMN; the columns are method, seed, loss, acc' \
        'method,seed,loss,acc\na,0,1,91\n'
    refused 64 'is more of foo better, or less? Say --better higher, or --better lower' 'method,seed,foo\na,0,91\n'
    refused 64 '--metric acc: standard input has 2 columns of this name' 'method,seed,acc,acc\na,0,91,92\n' --metric acc
    refused 64 '--metric acc: standard input has 2 columns of this name' 'method,seed,val/acc,test/acc\na,0,91,92\n' --metric acc
    refused 64 '--better: "more" is not one of higher|lower' "$head" --better more
    refused 65 'standard input:3:1: method is empty: each result needs its model' "${head},1,91\n"
    refused 65 'standard input:3:3: seed is empty: each result needs its repeat' "${head}a,,91\n"
    refused 65 'standard input:3:3: this row repeats the model, axes and repeat of line 2' "${head}a,0,92\n"
    refused 65 'standard input:3:3: this row repeats the model, axes and repeat of line 2 and differs in lr: is that an axis, --axis?' \
        'method,seed,acc,lr\na,0,91,0.1\na,0,92,0.2\n'
    refused 65 'standard input:3:1: this row repeats the model and axes of line 2; repeats need a column with their names, --repeat COLUMN, or --repeat none' \
        'method,acc\na,91\na,92\n'
    refused 65 "standard input:3:1: 'a b' is the same as 'a_b' on line 2 once it is a name or number: write one of them" \
        'method,seed,acc\na_b,0,91\na b,0,92\n'
    refused 65 "standard input:3:1: 'a b' is the same as 'a?b' on line 2 once it is a name or number: write one of them" \
        'method,seed,acc\na?b,0,91\na b,0,92\n'
    finds 'model     params.model' 'params.model,config.seed,metrics.acc\na,0,91\n'
    finds 'axis      lr               2: 0.1, 0.3' 'method,lr,seed,acc\na,0.1,0,91\na,1e-1,1,91\na,0.3,0,92\n' --axis lr
    finds 'repeat    seed             2: 0, 1' 'method,seed,acc\na,0.0,91\nb,0,91\na,1,92\n'
    finds 'model     method           2: method_3, method_4' 'method,seed,acc\n3,0,91\n4,0,91\n'
    finds 'not there 2 of 6 results, the first a repeat 2' 'method,seed,acc\na,0,91\na,1,91\nb,0,91\nb,2,91\n'
    finds 'left out  note' 'method,seed,acc,note\na,0,91,x\n'
}

check_wide() {
    finds 'model     model            2: base, attn' 'seed,base,attn\n0,0.91,0.93\n1,0.92,0.94\n' --wide --metric acc
    finds 'repeat    repeat           2: 0, 1' 'method,seed_0,seed_1\na,0.91,0.93\n' --wide --metric acc
    finds 'axis      dataset          2: cifar, svhn' 'method,seed,cifar,svhn\na,0,0.91,0.93\n' --wide --metric acc --axis dataset
    finds 'repeat    fold             2: 3, 4' 'x,fold3,fold4\na,0.91,0.93\n' --wide --metric acc --model x --repeat fold
    finds 'model     model            2: base, attn' 'seed,base,attn\n0,0.91,0.93\n1,0.92,0.94\n' --wide --metric acc --repeat none
    finds 'repeat    none             2 at most, not paired' 'method,first,second\na,0.91,0.93\n' --wide --metric acc --repeat none
    finds 'axis      dataset          2: cifar, svhn' 'method,cifar,svhn\na,0.91,0.93\na,0.9,0.8\n' --wide --metric acc --axis dataset --repeat none
    refused 65 "standard input:4:1: this row repeats the model, axes and repeat of line 2" \
        'seed\tbase\tattn\n0\t0.1\t0.2\n1\t0.3\t0.4\n0\t0.5\t0.6\n' --wide --metric acc
    refused 65 "standard input:4:3: this row repeats the model, axes and repeat of line 2" \
        'method,seed_0,seed_1\na,0.1,0.2\nb,0.1,0.2\na,0.3,0.4\n' --wide --metric acc
    refused 65 "standard input:1:11: column 'base' stands twice" 'seed,base,base\n0,0.1,0.2\n' --wide --metric acc
    refused 65 "standard input:1:15: column 'seed_0' stands twice" 'method,seed_0,seed_0\na,0.1,0.2\n' --wide --metric acc
    refused 65 "standard input:2:8: acc is 'NA', no figure" 'seed,base,attn\n0,0.91,NA\n' --wide --metric acc
    refused 65 'standard input:1:15: column Mean is no repeat, but made of the others: take it out of the table' \
        'method,0,1,2, Mean\na,1,2,3,2\n' --wide --metric acc
    refused 64 '--wide: say what the numbers are, such as --metric accuracy' 'seed,a,b\n0,1,2\n' --wide
    refused 64 '--wide: standard input has columns of models and repeats: say what the others are, such as --axis dataset' \
        'method,seed,a,b\nx,0,1,2\n' --wide --metric acc
    refused 64 '--wide: standard input has neither a column x nor y: the columns can be one of the two' \
        'seed,a,b\n0,1,2\n' --wide --metric acc --model x --axis y
    refused 64 '--wide: no columns of model are left in standard input' 'seed\n0\n' --wide --metric acc
}

check_published() {
    run "$program" import "$tables/mlflow.csv" --metric rmse --axis alpha --dry-run
    expect_status mlflow 0
    expect_output mlflow '2: ElasticNet, RandomForest'
    run "$program" import "$tables/wandb.csv" --model optimizer --metric val/accuracy --axis lr -o refused
    expect_status wandb 65
    expect_error wandb "attnbench: $tables/wandb.csv:12:"
    run "$program" import "$tables/hyperfine.json" -o refused
    expect_status hyperfine 64
    expect_error hyperfine "attnbench: $tables/hyperfine.json looks like hyperfine's: say --from hyperfine"
    run "$program" import "$tables/hyperfine.json" --from hyperfine --dry-run
    expect_status hyperfine 0
    expect_output hyperfine '2: grep_-j_threads_-r_needle, rg_-j_threads_-r_needle'
    expect_output hyperfine '10 at most, not paired'
    refused 65 'standard input: result 1 has no command, or no times of its runs' '{"results": [{"command": "x"}]}' --from hyperfine
    refused 65 'standard input has no results as hyperfine --export-json writes them' '{"a": 1}' --from hyperfine
}

# A whole import, and what the other commands make of it.
check_results() {
    run "$program" import "$tables/scores.csv" -o scores
    expect_status import 0
    expect_output import 'scores: 30 new, 0 there already, 0 failed; 30 of 30 results are there'
    [[ ! -s err ]] || fail import "prints on stderr"
    for format in text markdown csv latex json html; do
        run "$program" report scores --format $format
        expect_status "report --format $format" 0
        expect_output "report --format $format" CORAL
    done
    run "$program" report scores --format json
    expect_json 'report' 'o["counts"]["finished"] == 30 and o["axes"] == {"dataset": ["PACS", "VLCS"]}'
    expect_json 'report' '[c["mean"] for c in o["cells"]][:2] == [83.284, 85.264]'
    expect_json 'report' 'o["models"][1] == {"name": "Mixup_ours", "title": "Mixup (ours)"}'
    run "$program" report scores
    expect_output report 'Against ERM: difference of the means, repeats paired;'
    expect_output report 'digest 2df5fbc3a0c4a73e'
    run "$program" status scores
    expect_output status 'scores: 30 of 30 trials done, 0 failed, 0 left'
    run "$program" plot scores -o charts --format svg
    expect_status plot 0
    expect_file plot charts/differences.svg
    run "$program" publish scores published
    expect_status publish 0
    run "$program" report published
    expect_output 'report of what is published' 'digest 2df5fbc3a0c4a73e'
}

check_no_training() {
    local gone='the results of ERM are imported: they cannot be trained here'
    for command in verify 'trial --model ERM'; do
        read -ra words <<<"$command"
        run "$program" "${words[0]}" scores "${words[@]:1}"
        expect_status "$command" 64
        expect_error "$command" "attnbench: $gone"
    done
    run "$program" predict scores --model ERM
    expect_status predict 66
    printf 'name: a\nmetrics: [{name: loss}]\nmodels: [{name: ERM, kind: imported}]\n' >imported.yaml
    run "$program" run imported.yaml -o ran
    expect_status run 78
    expect_error run "attnbench: $gone"
    [[ ! -e ran ]] || fail run "leaves a folder"
}

# Results come in any order, in several tables, and are the same study.
check_later() {
    head -16 "$tables/scores.csv" >first.csv
    (head -1 "$tables/scores.csv" && tail -15 "$tables/scores.csv" | tac) >second.csv
    for part in first second; do
        run "$program" import $part.csv -o $part
        expect_status "$part" 0
        run "$program" import $part.csv -o both
    done
    expect_output 'the second table' 'both: 15 new, 0 there already, 0 failed; 30 of 30 results are there'
    run "$program" import first.csv -o both
    expect_output 'the first table again' 'both: 0 new, 15 there already, 0 failed; 30 of 30 results are there'
    run "$program" merge merged first second
    expect_status merge 0
    for folder in both merged; do
        run "$program" report $folder
        expect_output "$folder" 'digest 2df5fbc3a0c4a73e'
        run "$program" compare --bits scores $folder
        expect_status "compare --bits $folder" 0
    done
    sed 's/82.40/82.41/' first.csv >other.csv
    run "$program" import other.csv -o both
    expect_status 'another figure' 65
    expect_error 'another figure' "attnbench: other.csv:2:12: accuracy is '82.41', but the folder has 82.4 for this result already"
    run "$program" import "$tables/wide.tsv" --wide --metric error -o both
    expect_status 'another study' 78
    expect_error 'another study' "wide.tsv does not belong to the study in both: "
}

# A further metric of the same results, in either order; figures are found by their names.
check_metrics() {
    local counts=(--metric correct --of n) loss=(--metric best_loss)
    run "$program" import "$tables/runs.jsonl" "${counts[@]}" -o one
    run "$program" import "$tables/runs.jsonl" "${loss[@]}" -o one
    expect_output 'a second metric' 'one: 8 new, 0 there already, 0 failed; 8 of 8 results are there'
    run "$program" import "$tables/runs.jsonl" "${loss[@]}" -o two
    run "$program" import "$tables/runs.jsonl" "${counts[@]}" -o two
    for command in 'report one' 'report two' 'compare one two' 'compare two one' 'merge three one two'; do
        run "$program" $command
        expect_status "$command" 0
        [[ ! -s err ]] || fail "$command" 'prints on stderr'
    done
    run "$program" import "$tables/runs.jsonl" "${counts[@]}" -o correct
    run "$program" import "$tables/runs.jsonl" "${loss[@]}" -o best_loss
    for order in 'correct best_loss' 'best_loss correct' 'one best_loss' 'correct one'; do
        rm -rf four
        run "$program" merge four $order
        expect_status "merge $order" 0
        run "$program" merge four $order
        expect_status "merge $order again" 0
        run "$program" compare --bits one four
        expect_status "merge $order: all figures of both" 0
        run "$program" report four --format json
        expect_json "merge $order" '[c["test_correct"] for c in o["cells"]] == [87.5, 93.0] and o["cells"][0]["best_loss"] > 0'
    done
    sed '1s/"best_loss": *[0-9.]*/"best_loss": 9.5/' "$tables/runs.jsonl" | "$program" import - "${counts[@]}" "${loss[@]}" -o other >out 2>err
    for order in 'best_loss other' 'other correct best_loss'; do
        run "$program" merge five $order
        expect_status "another figure, $order" 65
        expect_error "another figure, $order" ' has another best_loss in '
        expect_error "another figure, $order" ': correct the tables, and import them again'
    done
    run "$program" report one --format json
    expect_json 'two metrics' '[c["test_correct"] for c in o["cells"]] == [87.5, 93.0] and o["cells"][0]["best_loss"] > 0'
    run "$program" import "$tables/scores.csv" --metric train_seconds -o seconds
    expect_status 'a name that means something else' 0
    run "$program" report seconds
    expect_output 'a name that means something else' 'Table train seconds'
}

# Repeats meet by their names, whatever their order; without names they do not.
check_pairs() {
    printf 'method,seed,loss\na,3,1.1\na,7,1.3\na,9,1.2\na,11,1.4\n' | "$program" import - -o x >out
    printf 'method,seed,loss\na,1,1.1\na,11,1.33\na,7,1.2\na,3,1.05\n' | "$program" import - -o y >out
    run "$program" compare x y
    expect_output compare '3 pairs'
    expect_output compare 'Repeats are paired by their names.'
    expect_output compare '1 result of A has no partner in B and is left out; 1 result of B has no partner'
    run "$program" import "$tables/hyperfine.json" --from hyperfine -o hyperfine
    run "$program" report hyperfine
    expect_output hyperfine 'repeats not paired'
    expect_lines hyperfine 2 '^grep_-j_threads_-r_needle +[12] +8 +0 +0\.[0-9]+'
    run "$program" status hyperfine
    expect_output hyperfine 'hyperfine: 36 of 36 trials done, 0 failed, 0 left'
    run "$program" compare hyperfine hyperfine
    expect_output hyperfine 'Repeats are not paired: they have no names.'
}

check_missing() {
    run "$program" import "$tables/wandb.csv" --model optimizer --axis lr --metric accuracy --missing fail -o failed
    expect_output failed 'failed: 12 new, 0 there already, 1 failed; 11 of 12 results are there'
    run "$program" status failed
    expect_output failed 'sgd lr=0.01 repeat 2: crashed: line 12 of the table has no val_accuracy'
    expect_output failed 'To go on: attnbench import TABLE -o failed'
    run "$program" report failed
    expect_output failed '1 of 12 trials have no result (0 missing, 1 failed: 1 crashed): import them'
    run "$program" import "$tables/wandb.csv" --model optimizer --axis lr --metric accuracy --missing skip -o lacking
    run "$program" status lacking
    expect_output lacking '11 of 12 trials done, 0 failed, 1 left'
    printf 'optimizer,lr,seed,val/accuracy\nsgd,0.01,2,0.9\n' >rest.csv
    for folder in failed lacking; do
        run "$program" import rest.csv --model optimizer --axis lr --metric accuracy -o $folder
        expect_output "$folder" "1 new, 0 there already, 0 failed; 12 of 12 results are there"
    done
}

# A result that has failed is not there for a further metric that it has.
check_failed_stay_failed() {
    printf 'method,seed,accuracy,seconds\nA,0,91,20\nA,1,,19\nA,2,92,21\n' >broken.csv
    run "$program" import broken.csv --missing fail --metric accuracy -o broken
    run "$program" import broken.csv --metric seconds -o broken
    expect_output 'a further metric' 'broken: 2 new, 1 there already, 1 failed; 2 of 3 results are there'
    run "$program" report broken
    expect_output 'a further metric' '1 of 3 trials have no result (0 missing, 1 failed: 1 crashed): import them'
    sed 's/A,1,,/A,1,90,/' broken.csv >mended.csv
    run "$program" import mended.csv --metric accuracy -o broken
    expect_output 'mended' 'broken: 1 new, 2 there already, 0 failed; 3 of 3 results are there'
    run "$program" import broken.csv --missing fail --metric accuracy -o failed_one
    run "$program" import broken.csv --metric seconds -o further
    run "$program" merge failed_and_further failed_one further
    expect_output 'merged' 'failed_and_further: 2 of 3 trials done, 1 failed, 0 left'
}

check_claims() {
    printf 'claims:\n  - {text: Dropout helps, expect: dropout - baseline < 0}\n' >claims.yaml
    run "$program" import "$tables/wide.tsv" --wide --metric error --claims claims.yaml -o claims
    expect_status claims 0
    run "$program" claims claims
    expect_lines claims 1 '^claims +supported'
    run "$program" import "$tables/wide.tsv" --wide --metric error -o claims
    run "$program" claims claims
    expect_lines 'claims stay' 1 '^claims +supported'
    sed -i s/dropout/dropuot/ claims.yaml
    run "$program" import "$tables/wide.tsv" --wide --metric error --claims claims.yaml -o claims
    expect_status 'a wrong claim' 78
    expect_error 'a wrong claim' "attnbench: claims.yaml:2: the claim is of model 'dropuot': it must be baseline, dropout or label_smoothing"
    printf 'name: x\n' >claims.yaml
    run "$program" import "$tables/wide.tsv" --wide --metric error --claims claims.yaml -o claims
    expect_error 'no claims' 'attnbench: claims.yaml:1: only claims: may stand here'
}

# A pilot of counts says of how many, which planning needs.
check_plan() {
    for ((seed = 0; seed < 5; seed++)); do printf 'a,%d,%d\nb,%d,%d\n' $seed $((80 + seed)) $seed $((84 + 2 * seed % 5)); done |
        sed '1i method,seed,acc' >pilot.csv
    run "$program" import pilot.csv --of 100 -o pilot
    expect_status pilot 0
    run "$program" plan pilot --difference 10
    expect_lines 'plan of imported counts' 1 '^b +a +[0-9.]+ +[0-9.]+ +10 +[0-9.]+ +[0-9]+ % +[0-9]+ +[0-9]+ to +[0-9]+$'
    expect_lines 'sequences of imported counts' 1 '^ +100 +[0-9]+ '
}

document_folder document "$tables"/*
document_check document "$document" "${2-}"
if [[ ${2-} == write ]]; then exit; fi
check_results
check_no_training
check_later
check_metrics
check_pairs
check_missing
check_failed_stay_failed
check_claims
check_plan
check_numbers
check_items
check_counts
check_columns
check_wide
check_published
finish
