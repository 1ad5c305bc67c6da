#!/bin/bash
# What is known of commands before they run: tests/command_dry.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >alone.yaml <<'STUDY'
name: alone
repeats: 10
models: [{name: one, kind: command, command: ["true"]}]
metrics: [{name: right, counts: true}]
STUDY
cat >beside.yaml <<'STUDY'
name: beside
repeats: 10
task: {name: echo, n_in: 3, n_out: 2, cardinality: 10}
models:
  - {name: one, kind: command, command: ["true"]}
  - {name: attention, units: 8}
training: {epochs: 5}
STUDY
for study in alone beside; do
    run "$program" run $study.yaml --dry-run
    expect_status "$study" 0
    expect_lines "$study: of how many a command's figures are, is not known" 0 '^Precision'
    expect_lines "$study: nor what memory it takes" 1 '^Memory per rank: about .*; commands are not counted$'
    expect_lines "$study: no blanks in the place of a cell" 0 '^Memory.*( at  |  |of one)'
done
expect_lines "what is known is said" 1 '^Memory per rank: about [0-9.]+ MB: agent and trainer [0-9.]+ MB, a trial of attention '
sed '/kind: command/d' beside.yaml >built.yaml
run "$program" run built.yaml --dry-run
expect_lines "without commands" 1 '^Precision: sampling 10 repeats of 100 sequences'
expect_lines "without commands, memory" 1 '^Memory.*, a trial of attention at n_in=3 .* kB$'

finish
