#!/bin/bash
# bench/guard.sh ATTNBENCH: the time of a training step as a ratio to this machine's limit, beside the stored ratios of the same
# instruction set. Says what got slower, with status 1. `bench/guard.sh ATTNBENCH --store` keeps the new ratios; those of
# instruction sets that this machine lacks stay.
set -euo pipefail
shopt -s inherit_errexit # a program that fails on the way is no machine without that instruction set
program=$(realpath "${1:?usage: bench/guard.sh ATTNBENCH [--store]}")
cd "$(dirname "$0")"
tolerance=1.15 # the ratio of one build varies by about a tenth on a shared machine

measure() { # NAME SETTING...
    local name=$1
    shift
    "$program" bench --epochs "$steps" --format json --set training.arithmetic=portable "$@" |
        sed -nE 's/.*"model":"([a-z]+)","us_per_step":([0-9.]+),.*"limit_us_per_step":([0-9.]+).*/\1 \2 \3/p' |
        awk -v isa="$ATTNBENCH_ISA" -v name="$name" '{printf "%s,%s,%s %.1f %.1f %.2f\n", isa, $1, name, $2, $3, $2 / $3}'
}

all() {
    for ATTNBENCH_ISA in avx2 avx512; do
        export ATTNBENCH_ISA
        "$program" bench --epochs 7 >/dev/null 2>"$errors" || continue # this machine does not have it
        steps=7000 measure tutorial
        steps=700 measure batch=32 --set training.batch=32
        steps=1400 measure cardinality=500 --set task.cardinality=500
        steps=1400 measure n_in=40 --set task.n_in=40
    done
}

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
new=$(all)
if [[ -z $new ]]; then
    echo "guard.sh: nothing was measured ($(tail -n 1 "$errors"))" >&2
    exit 1
fi
if [[ ${2-} == --store ]]; then
    awk 'NR == FNR {fresh[$1] = $4; next} !($1 in fresh) {print $1, $2} END {for (name in fresh) print name, fresh[name]}' \
        <(echo "$new") ratios.txt | sort >ratios.new
    mv ratios.new ratios.txt
    echo "stored $(wc -l <<<"$new") ratios in bench/ratios.txt"
    exit
fi
awk -v tolerance=$tolerance '
    NR == FNR {stored[$1] = $2; next}
    FNR == 1 {printf "%-34s %12s %12s %8s %8s\n", "", "us per step", "limit (us)", "ratio", "stored"}
    {
        slower = ($1 in stored) && $4 > tolerance * stored[$1]
        printf "%-34s %12.1f %12.1f %8.2f %8s%s\n", $1, $2, $3, $4, ($1 in stored) ? stored[$1] : "-", slower ? "  SLOWER" : ""
        bad += slower
    }
    END {
        if (bad) printf "%d of %d got slower by more than %.0f %%\n", bad, FNR, 100 * (tolerance - 1)
        exit bad > 0
    }' ratios.txt - <<<"$new"
