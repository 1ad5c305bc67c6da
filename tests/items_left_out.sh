#!/bin/bash
# Reports say which items not all trainings have: tests/items_left_out.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

rows() { # MODEL REPEAT FIRST LAST: items that it has
    local item
    for ((item = $3; item <= $4; item++)); do echo "$1,$2,$item,$(((item * 7 + $2) % 3 == 0))"; done
}
import_rows() { # NAME, rows on stdin
    { echo "model,seed,item,right" && cat; } >"$1.csv"
    run "$program" import "$1.csv" --item item --metric right --name items -o "$1"
    expect_status "import $1" 0
}
reports() { # FOLDER TEXT
    run "$program" report "$1"
    if tr '\n' ' ' <out | grep -qF -- "$2"; then pass; else fail "$1" "stdout lacks: $2"; fi
}

# Two folders whose items overlap in part, and such that share none.
import_rows A < <(rows A 0 0 49 && rows A 1 0 49)
import_rows B < <(rows B 0 25 74 && rows B 1 25 74)
run "$program" merge AB A B
expect_status "merge" 0
reports AB "Item by item, all trainings of B and A have 25 of the 75 items that some have: the others are left out."
import_rows other < <(rows B 0 50 99 && rows B 1 50 99)
run "$program" merge none A other
reports none "Item by item, all trainings of B and A have 0 of the 100 items that some have: so nothing is said item by item."

# Repeats of one model.
import_rows alone < <(for repeat in 0 1 2; do rows A $repeat 0 49; done && rows A 3 0 39 && rows A 4 0 39)
reports alone "Item by item, all trainings of A have 40 of the 50 items that some have: the others are left out."
import_rows three < <(rows A 0 0 49 && rows A 1 0 49 && rows B 0 0 49 && rows B 1 0 39 && rows C 0 0 9 && rows C 1 0 9)
reports three "2 of 2 differences item by item leave out items that not all trainings have. Most are left out where all trainings of C and A have 10 of the 50 items that some have."

# Nothing is said where all have all.
run "$program" report A
if grep -q "items that some have" out; then fail "all items" "some are left out"; else pass; fi

finish
