#!/bin/bash
# What is published with the repository: is it whole, current, and what the documents say? And the ways there:
# attnbench publish, compare --bits, experiments/publish.sh. tests/published.sh ATTNBENCH
# slow: 30 s
set -uo pipefail
program=$(realpath "${1:?usage: tests/published.sh ATTNBENCH}")
cd "$(dirname "$0")/.." || exit
source tests/script.bash
tree=$PWD

digest() { "$program" report "$1" --format json | sed -nE 's/^ *"digest": "([0-9a-f]+)"$/\1/p'; }

# report counts the digest again from the figures, where the file has all of them.
check_folder() { # NAME
    local folder=results/published/$1
    run find "$folder" -type f ! -name study.h5 ! -name README.md ! -path "$folder/*/*"
    expect_lines "$1 holds no more than it should" 0 .
    run "$program" report "$folder" --format json
    expect_status "report $1" 0
    expect_lines "$1: all trials are there" 1 '^ *"missing": 0,$'
    expect_lines "$1: none failed" 1 '^ *"failed": 0,$'
    run grep -F "digest \`$(digest "$folder")\`" "$folder/README.md"
    expect_status "$1: its README.md says the digest" 0
    run "$program" report "$folder" --format html
    expect_status "page of $1" 0
    run "$program" plot --check "$folder" --format svg -o "plots/published/$1"
    expect_status "the charts of $1 are current" 0
    run "$program" status "$folder"
    expect_error "status of $1" "$folder holds study.h5 alone, without a journal; attnbench report $folder shows it"
}

check_folders() {
    local study
    while read -r study; do
        study=${study#results/published/}
        check_folder "${study%/study.h5}"
    done < <(find results/published -name study.h5 | sort)
    # Each experiment is published; peers needs 6 GB of packages.
    while read -r study; do
        study=${study#experiments/} study=${study%.yaml}
        [[ $study == claims/* ]] || study=${study##*/}
        [[ $study =~ ^peers$ ]] || expect_file "$study is published" "results/published/$study/study.h5"
    done < <(find experiments -name '*.yaml' | sort)
    run grep -F "$(digest results/published/tutorial)" README.md
    expect_status "README.md says the tutorial's digest" 0
    if [[ $(du -sk --apparent-size results/published plots/published | awk '{n += $1} END {print n}') -lt 22000 ]]; then
        pass
    else
        fail "what is published" "takes more than 22 MB"
    fi
}

# The table of docs/claims.md is what the published studies say.
check_claims() {
    local study folders=()
    for study in experiments/claims/*.yaml; do folders+=("results/published/claims/$(basename "$study" .yaml)"); done
    if ! ls "${folders[@]/%//study.h5}" >/dev/null 2>&1; then
        skip "docs/claims.md" "not all claims are published"
        return
    fi
    "$program" claims "${folders[@]}" --format markdown | grep '^| claim_' >"$scratch/verdicts"
    run diff "$scratch/verdicts" <(grep '^| claim_' docs/claims.md)
    expect_status "docs/claims.md says what the published studies say" 0
    run grep -cE 'no data' "$scratch/verdicts"
    expect_output "each claim has data" 0
}

# What users run stays out of git, and what is published is in it.
check_ignored() {
    local path
    if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        skip "what git ignores" "this is no git repository"
        return
    fi
    for path in results/tutorial/study.h5 results/claims/05_gru/journal results/reproduced/models/a.h5 plots/tutorial/loss.png; do
        run git check-ignore -q "$path"
        expect_status "$path is ignored" 0
    done
    for path in results/published/tutorial/study.h5 plots/published/tutorial/loss.svg; do
        run git check-ignore -q "$path"
        expect_status "$path is not ignored" 1
    done
}

write_study() { # NAME MORE
    cat >"$1.yaml" <<STUDY
name: $1
repeats: 3
task: {name: echo}
grid: {n_in: [4], n_out: [2], cardinality: [5]}
models:
  - {name: baseline, units: 4}
  - {name: attention, units: 4}
training: {epochs: 100}
evaluate: {sequences: 20}
$2
STUDY
}

# With fewer repeats, and with another learning rate, as `make reproduce` would find them.
check_bits() {
    write_study small ""
    run "$program" run small.yaml -o published
    expect_status "run" 0
    run "$program" run small.yaml --repeats 2 -o again
    run "$program" compare --bits published again
    expect_status "the same bits" 0
    expect_output "the same bits" "Trials that both have: 4; in A alone: 2; in B alone: 0"
    expect_output "the same bits" "The same bits: every loss, accuracy and evaluation of the trials that both have"
    run "$program" run small.yaml --repeats 2 --set training.learning_rate=0.002 -o other
    run "$program" compare --bits published other
    expect_status "other bits" 1
    expect_lines "other bits" 4 '^DIFFERS  (baseline|attention) n_in=4 n_out=2 cardinality=5 repeat [01]: the loss of epoch 2: A '
    expect_output "other bits" "Their studies differ: attnbench compare published other names the settings"
    run "$program" compare --bits --format csv published other
    expect_status "--bits and --format" 64
}

# Where a task's file and a study's commands lay is left out; the file's name and checksum stay.
check_places() {
    mkdir -p here/data
    cp "$tree/experiments/own_pairs.csv" "$tree/experiments/own_texts.tsv" here/data
    awk 'BEGIN { print "t,load"; for (t = 0; t < 60; t++) printf "%d,%d\n", t, (t * t) % 9 }' >here/data/series.csv
    local file study models='{name: baseline, units: 4}, {name: attention, units: 4}'
    for file in "own_pairs.csv file, n_in: 4, n_out: 2, cardinality: 9" "own_texts.tsv text, tokens: words, n_in: 5, n_out: 4" \
        "series.csv series, time: t, targets: [load], n_in: 4, n_out: 2, cardinality: 1"; do
        cat >"here/${file%%.*}.yaml" <<STUDY
name: ${file%%.*}
repeats: 2
task: {path: data/${file%% *}, name: ${file#* }}
models: [$([[ $file == series* ]] && echo "${models//units: 4/units: 4, head: linear}" || echo "$models")]
training: {epochs: 2}
evaluate: {sequences: 5}
STUDY
    done
    cat >here/commands.yaml <<'STUDY'
name: commands
repeats: 2
models:
  - {name: a, kind: command, command: [echo, "{seed}"]}
  - {name: b, kind: command, command: [echo, "1{seed}"]}
metrics: [{name: value, collect: "^([0-9]+)$"}]
STUDY
    for study in own_pairs own_texts series commands; do
        run "$program" run "here/$study.yaml" -o "of_$study"
        expect_status "run of $study" 0
        run "$program" publish "of_$study" "copy_of_$study"
        expect_status "publish $study" 0
        run grep -qaE '^ *(path|folder): "?/' "copy_of_$study/study.h5"
        expect_status "no place in the copy of $study" 1
        run diff <(digest "of_$study") <(digest "copy_of_$study")
        expect_status "the digest of $study's copy" 0
        run diff <("$program" report "of_$study") <("$program" report "copy_of_$study")
        expect_status "the report of $study's copy" 0
        run "$program" compare --bits "of_$study" "copy_of_$study"
        expect_status "compare with $study's copy" 0
        run grep -caE '^ *(path|folder): "/' "of_$study/study.h5"
        expect_output "the folder of $study itself can go on from anywhere" 1
        [[ $study == commands ]] || {
            run grep -caE '^ *path: "'"$study"'\.[a-z]+"$' "copy_of_$study/study.h5"
            expect_output "the name of $study's file" 1
            run grep -caE '^ *checksum: [0-9a-f"]+$' "copy_of_$study/study.h5"
            expect_output "the checksum of $study's file" 1
        }
    done
}

# A claim on stored weights, of which only the figure is published.
check_attention() {
    write_study attends 'save_models: all
claims: [{text: It looks at the end, metric: attention_last_3, model: attention, expect: mean >= 1 %}]'
    run "$program" run attends.yaml -o attends
    run "$program" publish attends copy
    expect_status "publish with weights" 0
    run diff <("$program" report attends) <("$program" report copy)
    expect_status "a copy's report" 0
    run "$program" claims copy
    expect_lines "a copy's claim" 1 '^attends  supported '
    local weights=attends/models/attention,n_in=4,n_out=2,cardinality=5,r1.h5
    expect_file "stored weights" "$weights"
    : >"$weights"
    run "$program" publish attends copy2
    expect_status "publish with damaged weights that a claim needs" 65
    expect_error "publish with damaged weights that a claim needs" "$weights: cannot open the file as HDF5"
    if [[ ! -e copy2 ]]; then pass; else fail "publish with damaged weights" "has made a folder"; fi
    rm -r attends/models
    run "$program" publish attends copy2
    expect_status "publish without the weights that a claim needs" 66
    expect_error "publish without the weights that a claim needs" "a copy needs the weights for it: attends/models/attention,"
    # A trial that is missing is no reason to look for weights, which a copy never has.
    run "$program" run attends.yaml --part 1/2 -o part
    run "$program" publish part copy4
    expect_status "publish of a part" 0
    run diff <("$program" report part --format json) <("$program" report copy4 --format json)
    expect_status "the claim of a part's copy" 0
    # The weights of what diverged are there and look nowhere.
    cat >diverged.yaml <<'STUDY'
name: diverged
repeats: 1
task: {name: denoise}
grid: {n_in: [4], n_out: [4], cardinality: [1]}
training: {epochs: 20, learning_rate: 1, beta2: 0}
evaluate: {sequences: 5}
save_models: all
models: [{name: attention, units: 4, head: linear}]
claims: [{text: It looks at the end, metric: attention_last_3, model: attention, expect: mean > 76}]
STUDY
    run "$program" run diverged.yaml -o diverged --set seed=16
    run "$program" publish diverged copy3
    expect_status "publish of what diverged" 0
    run "$program" claims copy3
    expect_output "a copy of what diverged" "no data"
    expect_output "a copy of what diverged" "1 diverged"
    run diff <("$program" report diverged --format json) <("$program" report copy3 --format json)
    expect_status "the claim of a copy of what diverged" 0
    run "$program" run small.yaml -o copy
    expect_error "a run in a copy keeps what it holds" "it is kept as copy/study.h5.kept"
}

# What a copy without traces lacks is said with its reason, wherever it would stand.
check_without_traces() {
    local why='the losses and accuracies of its epochs were left out of bare/study.h5'
    write_study falls 'claims: [{text: It learns, metric: loss_fall, model: attention, expect: mean > 0.1}]'
    run "$program" run falls.yaml -o falls
    run "$program" publish falls bare --without-traces
    expect_status "publish without traces" 0
    run "$program" report bare --format json
    expect_output "the claim on a loss" "\"why\": \"$why\""
    run "$program" report bare --format html
    expect_output "the page" "Nothing is said of the training: $why."
    run "$program" plot bare --format svg -o drawn
    expect_status "charts without traces" 0
    expect_error "charts without traces" "loss, training_accuracy are not drawn: $why"
}

# The script that publishes, in a tree of its own.
check_script() {
    mkdir -p tree/experiments/claims tree/docs
    cp "$tree/experiments/publish.sh" tree/experiments/
    write_study tree/experiments/claims/one 'claims: [{text: Never right, model: baseline, expect: mean < 50}]'
    sed -i 's/^name: .*/name: claim_one/' tree/experiments/claims/one.yaml
    printf 'before\n<!-- verdicts by -->\nold\n<!-- end of verdicts -->\nafter\n' >tree/docs/claims.md
    cd tree || exit
    run "$program" run experiments/claims/one.yaml --repeats 2 -o results/claims/one
    run env HOSTS=none experiments/publish.sh "$program"
    expect_status "another host" 1
    expect_error "another host" "claims/one was run on the host "
    run env HOSTS='.*' experiments/publish.sh "$program"
    expect_error "an absolute path" "names an absolute path"
    expect_status "an absolute path" 1
    if [[ ! -e results/published ]]; then pass; else fail "what is refused" "is published"; fi
    ln -s "$program" attnbench
    run ./attnbench run experiments/claims/one.yaml --repeats 3 -o results/claims/one
    run env HOSTS='.*' experiments/publish.sh "$program"
    expect_error "an absolute path of an earlier run" "names an absolute path"
    rm -r results/claims/one
    run ./attnbench run experiments/claims/one.yaml --repeats 2 -o results/claims/one
    run env HOSTS='.*' experiments/publish.sh "$program"
    expect_status "publish.sh" 0
    expect_output "publish.sh" "results/published/claims/one: digest $(digest results/claims/one)"
    expect_file "publish.sh draws" plots/published/claims/one/loss.svg
    expect_file "publish.sh draws what needs weights" plots/published/claims/one/weights/attention_attention.svg
    run find plots/published/claims/one/weights -name loss.svg
    expect_lines "publish.sh draws nothing twice" 0 .
    run cat results/published/claims/one/README.md
    expect_lines "the README's lines" 7 ''
    run cat docs/claims.md
    expect_lines "publish.sh writes the table" 1 '^\| claim_one \|.*Never right'
    expect_lines "publish.sh keeps the rest" 2 '^(before|after)$'
    expect_lines "publish.sh leaves nothing old" 0 '^old$'
    run env HOSTS='.*' experiments/publish.sh "$program" docs
    expect_error "nothing to publish" "holds no finished study to publish"
    cp results/published/claims/one/study.h5 "$scratch/first.h5"
    run env HOSTS='.*' experiments/publish.sh "$program"
    run cmp results/published/claims/one/study.h5 "$scratch/first.h5"
    expect_status "publishing again changes nothing" 0
    sed 's/echo/\/bin\/echo/; s/^name: .*/name: two/' ../here/commands.yaml >experiments/two.yaml
    run ./attnbench run experiments/two.yaml
    run env HOSTS='.*' experiments/publish.sh "$program"
    expect_error "an absolute path in the study" "two names an absolute path"
    expect_status "an absolute path in the study" 1
    rm -r results/two
    run ./attnbench run experiments/claims/one.yaml --max-time 1s --repeats 100000 -o results/claims/one
    run env HOSTS='.*' experiments/publish.sh "$program"
    expect_output "an unfinished study" "results/claims/one is left out: it has finished "
}

check_folders
check_claims
check_ignored
cd "$scratch" || exit
check_bits
check_places
check_attention
check_without_traces
check_script
finish
