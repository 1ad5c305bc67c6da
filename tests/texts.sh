#!/bin/bash
# Texts of one's own, from the file to the answers: tests/texts.sh PROGRAM
# slow: 15 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
sample=$(realpath ../experiments/own_texts.tsv)
cd "$scratch" || exit 1
head -n 100 "$sample" >numbers.tsv
TASK="name: text, path: numbers.tsv, tokens: words, n_in: 3, n_out: 4, held_out: 20"

write_study() { # NAME TASK [LINE...]
    printf '%s\n' "name: $1" "repeats: 2" "task: {$2}" \
        "training: {epochs: 600, batch: 8, learning_rate: 0.01}" "evaluate: {sequences: 12}" "${@:3}" >"$1.yaml"
}
MODELS="models: [{name: baseline, units: 16}, {name: attention, units: 16}, {name: transformer, units: 16, heads: 2}]"
predict() { # OPTION...
    run "$program" predict numbers "$@"
}

# ---- A study, on any number of ranks ----

write_study numbers "$TASK" "$MODELS"
run "$program" run numbers.yaml --dry-run -o numbers
expect_output "a dry run counts the pairs" "Data:      80 pairs of texts to train on, 20 to evaluate, 0 longer ones left out"
run "$program" run numbers.yaml -o numbers
expect_status "one rank" 0
expect_error "it counts the pairs" "80 pairs of texts to train on, 20 to evaluate, 0 longer ones left out"
run mpirun -n 3 "$program" run numbers.yaml -o three
expect_status "three ranks" 0
for model in baseline attention transformer; do
    run cmp {numbers,three}/models/"$model,n_in=3,n_out=4,cardinality=25,r0.h5"
    expect_status "the weights of $model have the same bytes" 0
done
run "$program" report numbers
expect_output "a report says how many pairs" "to evaluate, 0 longer ones left out"
expect_output "it has the token error rate" "error rate"
expect_output "no guess is known" "chance"
digest=$(tail -n 1 "$scratch/out")
run "$program" report three
expect_output "the same digest" "$digest"
run "$program" report numbers --format json
expect_json "figures of texts" 'all(set(c["figures"]) == {"steps_right", "perplexity", "token_error_rate"} and
    all(0 <= f <= 2 for f in c["figures"]["token_error_rate"]) for c in o["cells"])'
run "$program" verify numbers --sample 3
expect_status "it trains again as it did" 0
run "$program" run numbers.yaml -o numbers
expect_error "nothing is left to do" "all 6 trials are there already"
run "$program" plot numbers -o plots
expect_status "charts" 0
expect_file "where attention looks, token by token" plots/attention_tokens_attention.svg
run grep -l "(end)" plots/attention_tokens_attention.gp plots/attention_tokens_transformer.gp
expect_status "its tokens are those of the texts" 0
run "$program" report numbers --format html
expect_output "a page" "token error rate"

# ---- Texts in, texts out ----

predict --model attention --examples 3
expect_lines "inputs" 3 '^Input: "[a-z �]+"$'
expect_lines "what is expected, and the answer" 3 '^Expected: "[0-9�]+" Predicted "[0-9]*"$'
mv numbers.tsv away.tsv # the weights have the vocabularies
predict --model transformer --input "forty  two"
expect_lines "a text of one's own" 1 '^Input: "forty  two" Predicted "[0-9]+"$'
status=0
printf 'six\r\nninety zebras\n' | "$program" predict numbers --model attention --input - >"$scratch/out" 2>"$scratch/err" || status=$?
expect_status "standard input" 0
expect_lines "a line each, as in the file" 1 $'^six\t[0-9]+$'
expect_lines "also of a word that is not known" 1 $'^ninety zebras\t[0-9]+$'
predict --model attention --input "forty two" --weights
expect_lines "weights have the words as columns" 1 '^ +forty +two$'
expect_lines "and the end as the last row" 1 '^ +\(end\) +[01]\.[0-9]{3} +[01]\.[0-9]{3}$'
refuse() { # NAME MESSAGE INPUT
    predict --model attention --input "$3"
    expect_status "$1" 64
    expect_error "$1" "$2"
}
refuse "too long" "--input: 4 words; the model takes at most n_in=3" "one two three four"
refuse "empty" "--input: it is empty: it must have a word at the least" "  "
printf 'six\n\n' | "$program" predict numbers --model attention --input - >"$scratch/out" 2>"$scratch/err"
expect_error "an empty line" "line 2 of standard input: it is empty"
printf 'caf\xE9\n' | "$program" predict numbers --model attention --input - >"$scratch/out" 2>"$scratch/err"
expect_error "no UTF-8" "line 1 of standard input: it must be UTF-8 text without control characters"
predict --model attention --examples 1
expect_status "new pairs need the file" 66
mv away.tsv numbers.tsv

# ---- Another file ----

sed -i 's/^six\t6/six\t7/' numbers.tsv
run "$program" run numbers.yaml -o numbers
expect_status "other texts" 78
predict --model attention --examples 1
expect_status "the file is another one" 65
expect_error "it says so" "its data have changed since the study was started"
sed -i 's/^six\t7/six\t6/' numbers.tsv

# ---- Studies that are refused ----

expect_refused() { # NAME TASK MODELS MESSAGE [OPTION...]
    write_study refused "$2" "$3"
    run "$program" run refused.yaml --dry-run -o refused "${@:5}"
    expect_status "$1" 78
    expect_error "$1" "$4"
}
expect_refused "no path" "name: text, n_in: 3, n_out: 4" "$MODELS" "task.path is missing: task.name text needs the path of a TSV file"
expect_refused "no file" "name: text, path: none.tsv, n_in: 3, n_out: 4" "$MODELS" "none.tsv: No such file or directory"
expect_refused "another cardinality" "$TASK, cardinality: 5" "$MODELS" \
    "task.cardinality is 5, but the texts have 25 tokens: leave it out"
expect_refused "copying" "$TASK" "models: [{name: attention, units: 8, copy: true}]" \
    "no token of the one is one of the other"
expect_refused "no mask" "$TASK" "models: [{name: attention, units: 8, mask: false}]" \
    "models.mask is false: with task.name text it must be true, or left out"
expect_refused "padded targets" "$TASK" "models: [{name: attention, units: 8, decoder_steps: input}]" \
    "models.decoder_steps is input: with task.name text it must be output, or left out"
expect_refused "no room for the end" "${TASK/n_out: 4/n_out: 1}" "$MODELS" \
    "task.n_out is 1: with task.name text it must be 2 or more"
expect_refused "lengths as an axis" "${TASK/n_in: 3, /}" "$MODELS
grid: {n_in: [2, 3]}" "grid.n_in lists 2 values: texts have one, and longer ones are left out"
expect_refused "words of another task" "name: echo, n_in: 3, n_out: 2, cardinality: 5, tokens: words" "$MODELS" \
    "task.tokens is words, but task.name echo has none: leave it out"
write_study few "$TASK" "$MODELS"
run "$program" run few.yaml -o few --set evaluate.sequences=21
expect_status "too few to evaluate" 65
expect_error "too few to evaluate" "numbers.tsv: 20 pairs to evaluate: evaluate.sequences 21 is more"
run "$program" run few.yaml -o few --set training.source=fixed --set training.samples=81
expect_status "too few to train on" 65
expect_error "too few to train on" "80 pairs to train on: training.samples 81 and training.validation 0 are more"
seq -f $'w%.0f\tx' 130000 >many.tsv
expect_refused "too many tokens" "${TASK/numbers.tsv/many.tsv}" "$MODELS" \
    "tokens: at most 100000 are allowed, so set task.vocabulary"
printf 'caf\xE9\t1\n' >>numbers.tsv
run "$program" run few.yaml -o few
expect_status "damaged texts" 65
expect_error "their place" "numbers.tsv:101:4: the byte 0xE9 is no UTF-8: the file must be saved as UTF-8"
finish
