#!/bin/bash
# The examples of commands, and that in docs/own_programs.md: tests/command_examples.sh PROGRAM
# slow: 6 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash
root=$PWD
cp -r experiments/commands "$scratch" && cd "$scratch/commands" || exit 1

run cc -O2 -o sorting sorting.c
expect_status "the C program" 0
for study in optimizers sorting compression; do
    run "$program" run $study.yaml -o "r-$study" --repeats 2
    expect_status "$study" 0
    run "$program" report "r-$study" --format json
    expect_json "$study" 'all(c["repeats"] == 2 for c in o["cells"]) and len(o["comparisons"]) >= 1'
done
run "$program" report r-sorting --format json
expect_json "insertion needs more comparisons" '{c["verdict"] for c in o["comparisons"] if c["cell"]["n"] == 1000} <= {"worse", "too few", "undecided"}
    and all(c["difference"] > 1e5 for c in o["comparisons"] if c["cell"]["n"] == 1000)'

# The study file in docs/own_programs.md is the one in experiments.
sed -n '/^```yaml/,/^```$/p' "$root/docs/own_programs.md" | grep -v '^```' >documented.yaml
if diff <(grep -v '^#' optimizers.yaml) documented.yaml >"$scratch/out"; then pass; else fail "docs/own_programs.md" "another study"; fi
finish
