#!/bin/bash
# Charts as a user meets them: tests/plots.sh BINARY
# slow: 16 s
set -euo pipefail
program=$(realpath "${1:?usage: tests/plots.sh BINARY}")
cd "$(dirname "$0")"
source ./script.bash
tests=$PWD
cd "$scratch"

cat >small.yaml <<'YAML'
name: small
title: A study of seconds
repeats: 2
task: {name: echo}
grid: {n_in: [5], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, title: Plain, kind: baseline, units: 8}
  - {name: attention, title: With attention, kind: attention, units: 8}
training: {epochs: 40}
evaluate: {sequences: 10}
save_models: first
YAML

# A command that fails: its status, and a line on stderr that has the text.
refused() { # STATUS TEXT ARGUMENT...
    local wanted=$1 text=$2
    shift 2
    run "$program" "$@"
    expect_status "$*" "$wanted"
    expect_error "$*" "$text"
}

accepted() { # ARGUMENT...
    run "$program" "$@"
    expect_status "$*" 0
}

check_plot() {
    local file
    accepted plot small -o charts
    [[ -n $(ls charts/*.png) && -n $(ls charts/*.svg) ]] || fail plot "no .png or no .svg in charts"
    for file in charts/*.png charts/*.svg; do
        expect_file plot "$file"
        expect_output "plot names its files" "$file"
    done
    # What parts are called, which browsers show over them.
    if grep -l '<title>[^<]* using ' charts/*.svg; then fail plot "parts of charts are called by lines of scripts"; else pass; fi
    accepted plot small --format svg
    expect_file "default folder of plots" "$(ls plots/small/*.svg | head -n 1)"
    refused 64 'attnbench: ' plot small -o other --format gif
    accepted plot small -o pdf --format pdf
    expect_file "plot --format pdf" pdf/differences.pdf
    if ls pdf/*.png >/dev/null 2>&1; then fail "plot --format pdf" "draws .png too"; else pass; fi
}

# Weights of the trained model: a row an output step, which sums to 1; none for a model without attention.
check_plot_attention() {
    accepted plot small -o charts
    if awk '!/^#/ {sum[$1] += $3; n++} END {for (t in sum) if (sum[t] < 0.999 || sum[t] > 1.001) exit 1; exit n != 25}' \
        charts/attention_attention.dat; then
        pass
    else
        fail "attention weights" "rows of charts/attention_attention.dat do not sum to 1: $(cat charts/attention_attention.dat)"
    fi
    # Of three sequences 5 x 5 weights each; the first token out is the first one in, and the others are padding.
    if awk '!/^#/ {sum[$2, $3] += $5; n++; if ($3 == 1 && $4 == 1 && $6 != $7 || $3 > 1 && $7 != 0) exit 1}
        END {for (t in sum) if (sum[t] < 0.999 || sum[t] > 1.001) exit 1; exit n != 75}' charts/attention_tokens_attention.dat
    then
        pass
    else
        fail "attention of single sequences" "$(cat charts/attention_tokens_attention.dat)"
    fi
    if [[ -e charts/attention_tokens_baseline.dat || -e charts/attention_baseline.dat ]]; then fail plot "attention of a model that has none"; else pass; fi
}

# What cannot be read is no reason to be silent, nor to leave out the others, nor to remove what was drawn before.
expect_undrawn() { # STATUS DIR CHARTS WHY: the charts of DIR/models, drawn into charts before, cannot be drawn now
    cp charts/attention_attention.png before.png
    refused "$1" "attnbench: $3 cannot be drawn: " plot "$2" -o charts --format png
    expect_error "plot $2: why" "$4"
    expect_error "plot $2" "attnbench: charts: 2 of its charts cannot be drawn, as said above; the other "
    expect_output "plot $2 draws the others" charts/profiles.png
    if cmp -s before.png charts/attention_attention.png; then pass; else fail "plot $2" "touched what it cannot draw"; fi
    refused "$1" "attnbench: $3 cannot be checked: " plot "$2" -o charts --check --format png
    expect_error "plot --check $2: why" "$4"
    if grep -q 'charts are current' out; then fail "plot --check $2" "says that all is well"; else pass; fi
    rm charts/means.png
    refused 65 '1 of 5 charts are missing' plot "$2" -o charts --check --format png
    accepted plot small -o charts --format png
}

check_unreadable_models() {
    local file="attention,n_in=5,n_out=1,cardinality=10,r0.h5" both="attention_attention, attention_tokens_attention"
    accepted plot small -o charts --format png
    rm -rf damaged && cp -r small damaged
    echo garbage >"damaged/models/$file"
    expect_undrawn 65 damaged "$both" "damaged/models/$file"
    : >"damaged/models/$file"
    expect_undrawn 65 damaged "$both" "damaged/models/$file"
    rm "damaged/models/$file"
    expect_undrawn 66 damaged "$both" "damaged/models/$file is not there"
    ln -s "$file" "damaged/models/$file"
    expect_undrawn 74 damaged "$both" "cannot read damaged/models/$file: Too many levels of symbolic links"
    rm -r damaged/models
    expect_undrawn 66 damaged "$both" "damaged/models/$file is not there"
    echo >damaged/models
    expect_undrawn 74 damaged "$both" "cannot read damaged/models/$file: Not a directory"
    refused 74 'cannot be drawn' plot damaged -o without --format png
    if [[ -e without/attention_attention.png ]]; then fail plot "draws what it has no weights of"; else pass; fi
    # Nobody misses what the study does not keep, nor the weights of a trial that is not there.
    accepted run small.yaml -o unkept --set save_models=none
    accepted plot unkept -o charts-unkept --format png
    [[ ! -s err ]] || fail "plot without stored models" "says something"
}

# A map has room for three axes; it names those that it averages over.
check_averaged_axes() {
    cp -r "$tests/fixtures/five_axes" five && accepted plot five -o charts-five --format svg
    if grep -q "Accuracy of attention − baseline, points, mean over units, batch'" charts-five/frontier_attention.gp &&
        grep -q "Accuracy of attention, mean over units, batch and repeats'" charts-five/heatmap_attention.gp; then pass; else
        fail "axes that are averaged" "$(grep 'set label 2' charts-five/{frontier,heatmap}_attention.gp)"
    fi
}

check_moved_pairs() {
    {
        echo part,in1,in2,out1
        for i in 0 1 2 3 4 5; do echo "train,$i,1,$i"; done
        for i in 0 1 2 3; do echo "evaluate,$i,2,$i"; done
    } >own.csv
    sed -e 's/^task:.*/task: {name: file, path: own.csv}/; s/^grid:.*/grid: {n_in: [2], n_out: [1], cardinality: [9]}/' \
        -e 's/sequences: 10/sequences: 4/; s/^name: small/name: own/' small.yaml >own.yaml
    accepted run own.yaml -o own
    accepted plot own -o own-charts --format svg
    expect_file "a chart of own pairs" own-charts/attention_attention.svg
    mv own.csv moved.csv
    refused 66 'attnbench: attention_attention, attention_tokens_attention cannot be drawn: ' plot own -o own-charts --format svg
    expect_error "moved pairs" own.csv
    expect_file "a chart of own pairs" own-charts/attention_attention.svg
    expect_output "moved pairs" own-charts/loss.svg
    refused 66 'cannot be checked: ' plot own -o own-charts --check --format svg
    sed 's/^train,5/train,6/' moved.csv >own.csv
    refused 65 'its data have changed' plot own -o own-charts --format svg
    mv moved.csv own.csv
    accepted plot own -o own-charts --check --format svg
}

check_state() {
    accepted plot small -o current
    accepted plot small -o current --check
    expect_output "plot --check" 'current: all '
    cp -r current copy
    find copy -type f | shuf --random-source=small.yaml | while read -r file; do touch -d "@$((RANDOM * 40000))" "$file"; done
    touch small/study.h5
    accepted plot small -o copy --check
    cp current/means.svg current/profiles.svg
    rm current/differences.png
    refused 65 'current: 2 of ' plot small -o current --check
    expect_lines "plot --check" 2 '^current/'
    expect_output "plot --check" 'current/profiles.svg: not the picture that plot drew'
    expect_output "plot --check" 'current/differences.png: missing'
    cp -r small elsewhere
    accepted plot elsewhere/ --format svg
    expect_file "charts of another folder of the same study" plots/elsewhere/profiles.svg
    if [[ -e current/differences.png ]]; then fail "plot --check" "draws"; else pass; fi
    refused 65 '' plot small -o nowhere --check
    if [[ -e nowhere ]]; then fail "plot --check" "makes a folder"; else pass; fi
    accepted plot small -o current
    accepted plot small -o current --check
}

# The study gets another shape, then a model another name, then another title.
check_changed_study() {
    accepted run small.yaml -o small --set grid.n_out=1
    refused 65 'current: ' plot small -o current --check
    expect_output "another shape" 'current/accuracy_by_n_out.png: of an earlier state of the study'
    accepted plot small -o current
    expect_output "another shape" 'current/accuracy_by_n_out.png: removed, of an earlier state of the study'
    if [[ -e current/accuracy_by_n_out.gp || ! -e current/loss.png ]]; then fail "another shape" "$(ls current)"; else pass; fi
    accepted plot small -o current --check
    sed 's/^title: .*/title: A study of minutes/' small.yaml >titled.yaml
    accepted run titled.yaml -o small --set grid.n_out=1
    refused 65 'current: 6 of ' plot small -o current --check
    expect_output "another title" 'current/attention_attention.dat: of other titles'
    accepted plot small -o current
    accepted plot small -o current --check
}

accepted run small.yaml -o small
check_plot
check_plot_attention
check_unreadable_models
check_averaged_axes
check_moved_pairs
check_state
check_changed_study
finish
