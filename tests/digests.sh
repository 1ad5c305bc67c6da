#!/bin/bash
# Each study of experiments, run short, has the digest that is stored for it: tests/digests.sh PROGRAM
#   tests/fixtures/digests.txt has a line a study: its digest, its file, and settings beside those for all.
# slow: 9 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash
SHORT=(--repeats 2 --set training.epochs=10 --set evaluate.sequences=20)

digest() { "$program" report "$1" --format json 2>"$scratch/err" | sed -nE 's/^ *"digest": "([0-9a-f]+)".*/\1/p'; }

while read -r wanted study options; do
    read -ra settings <<<"$options"
    run "$program" run "$study" "${SHORT[@]}" "${settings[@]/#/--set=}" -o "$scratch/$study"
    expect_status "$study" 0
    found=$(digest "$scratch/$study")
    if [[ $found == "$wanted" ]]; then pass; else fail "$study" "digest \"$found\", not $wanted"; fi
done <tests/fixtures/digests.txt

run diff <(cut -d ' ' -f 2 tests/fixtures/digests.txt | sort) <(printf '%s\n' experiments/*.yaml experiments/claims/*.yaml | sort)
expect_status "a digest of each study is stored" 0
finish
