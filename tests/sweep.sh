#!/bin/bash
# Axes of any setting, and cells that the grid leaves swept, through all commands: tests/sweep.sh PROGRAM
# slow: 8 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
here=$PWD
cd "$scratch" || exit 1

write_study() { # FILE CELLS [EXCLUDED]
    cat >"$1" <<STUDY
name: study
repeats: 3
task: {name: echo, n_in: 4, n_out: 2, cardinality: 5}
grid:
  cell: [$2]
  learning_rate: [0.001, 0.01]
${3:+  exclude: [$3]}
models:
  - {name: baseline, units: 8}
  - {name: attention, units: 8}
  - {name: slow, kind: attention, units: 8, learning_rate: 0.0001}
training: {epochs: 40}
evaluate: {sequences: 20}
STUDY
}

write_study study.yaml "lstm, gru" "{cell: gru, learning_rate: 0.01}"
run "$program" run study.yaml
expect_status "an axis that a model has too" 78
expect_error "an axis that a model has too" "study.yaml:11: models.learning_rate stands here and grid.learning_rate on line 6"
sed -i 's/learning_rate: 0.0001/beta2: 0.99, epochs: 30/' study.yaml

# ---- By mpirun, of words and numbers ----

run mpirun -n 2 "$program" run study.yaml -o swept
expect_status "a run" 0
expect_error "a run" "27 trials"
run "$program" run study.yaml -o swept
expect_error "all are there" "all 27 trials are there already"
run "$program" status swept
expect_output "status" "swept: 27 of 27 trials done, 0 failed, 0 left"
run "$program" report swept --format csv
expect_status "CSV" 0
expect_lines "cells of CSV" 3 '^attention,4,2,5,'
expect_lines "a cell of CSV" 1 '^attention,4,2,5,lstm,0\.01,3,0,'
expect_lines "a cell that is left out" 0 'gru,0\.01'
run "$program" report swept --format json
expect_lines "a cell of JSON, and of its comparisons" 5 '"cell": "gru", "learning_rate": 0\.001[,}]'
expect_lines "a cell that is left out" 0 '"cell": "gru", "learning_rate": 0\.01[,}]'
for format in text markdown latex html; do
    run "$program" report swept --format $format
    expect_status "$format" 0
    expect_lines "missing in $format" 0 'missing, \|trials are missing'
done
run "$program" verify swept --sample 4
expect_status "verify" 0
run "$program" plot swept -o plots --format svg
expect_status "plot" 0
run cat plots/accuracy_by_cell.gp
expect_output "the axis of words" "set xtics ('lstm' 0, 'gru' 1)"

# ---- One trial ----

run "$program" predict swept --model slow --cell "cell=gru" --examples 2
expect_status "predict" 0
run "$program" predict swept --model slow --cell "learning_rate=1e-2" --examples 2
expect_status "predict with a number written otherwise" 0
run "$program" predict swept --model slow --cell "cell=gru learning_rate=0.01"
expect_status "a cell that is left out" 64
expect_error "a cell that is left out" "--cell: the study's grid leaves \"cell=gru learning_rate=0.01\" out"
run "$program" predict swept --model slow --cell "cell=rnn"
expect_status "no such word" 64
expect_error "no such word" "--cell: the study has no cell=rnn; it has lstm and others"
run "$program" predict swept --model slow --cell "learning_rate=fast"
expect_status "no number" 64
expect_error "no number" "--cell: learning_rate=fast: \"fast\" is not a number"

# ---- Parts, and grids that grow ----

for k in 1 2; do
    run "$program" run study.yaml --part $k/2 -o part-$k
    expect_status "part $k" 0
done
run "$program" merge joined part-1 part-2
expect_status "merge" 0
expect_output "merge" "joined: 27 of 27 trials done, 0 failed, 0 left"
if [[ $(digest joined) == "$(digest swept)" ]]; then pass; else fail "merge" "$(digest joined), not $(digest swept)"; fi
run "$program" compare swept joined
expect_status "compare" 0

sed 's/epochs: 30/epochs: 20/' study.yaml >shorter.yaml
run "$program" run shorter.yaml -o shorter
run "$program" compare swept shorter
expect_output "compare names a model's own training" "training.epochs of slow is 30 in A, 20 in B"

write_study more.yaml "lstm, gru"
sed -i 's/learning_rate: 0.0001/beta2: 0.99, epochs: 30/' more.yaml
run "$program" run more.yaml -o swept
expect_status "what was left out comes in" 0
expect_error "what was left out comes in" "9 trials"
run "$program" run study.yaml -o swept
expect_status "and goes again" 0
run "$program" status swept
expect_output "and goes again" "swept: 27 of 27 trials done, 0 failed, 0 left"
expect_output "and goes again" "9 further trials are kept in swept but are not part of this study"
if [[ $(digest joined) == "$(digest swept)" ]]; then pass; else fail "and goes again" "$(digest swept), not $(digest joined)"; fi

# ---- As many axes as there are settings ----

cat >many.yaml <<STUDY
name: many
repeats: 2
task: {marker: 16}
grid:
  {name: [echo], n_in: [2], n_out: [2], cardinality: [3], reserve_zero: [false], kind: [baseline, attention],
   cell: [lstm], gate: [hard_sigmoid], units: [2], layers: [1], bidirectional: [false], embedding: [2],
   decoder_steps: [input], source: [fresh, fixed], samples: [6], validation: [4], epochs: [2, 4], batch: [2],
   learning_rate: [0.001], beta1: [0.001], beta2: [0.001], epsilon: [0.001], sequences: [20, 30],
   arithmetic: [portable], exclude: [{source: fresh}]}
models: [{name: a}, {name: b}]
evaluate: {every: 2}
STUDY
expect_room "many axes" many.yaml many
expect_error "many axes" "32 trials"
run "$program" report many --format csv
expect_lines "CSV of many axes" 16 '^[ab],2,2,3,.*,fixed,'
expect_output "an axis with the name of an array" ",arithmetic,evaluate_sequences,repeats,"
run "$program" report many
expect_lines "no training is left to tell of" 0 '^Training:'
run "$program" verify many --sample 3
expect_status "verify of many axes" 0
run "$program" predict many --model a --cell "kind=attention epochs=4 sequences=30" --examples 1
expect_status "stored models of many axes" 0

# ---- Other programs ----

run_python "$here/readers.py" many/study.h5
run_python "$here/readers.py" swept/study.h5
finish
