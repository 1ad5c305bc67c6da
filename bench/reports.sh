#!/bin/bash
# bench/reports.sh ATTNBENCH: processor time of a report of a large grid: two models at D^4 cells, 5 repeats of each.
# Once with real values, once with counts. Variables: D, values of each of four axes (10); K, rounds (3), each of which is
# shown; PREFIX, what reports are run by, such as "chrt -r 1" where others use the machine.
set -euo pipefail
program=$(realpath "$1")
d=${D-10} rounds=${K-3}
read -ra prefix <<<"${PREFIX-}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TIMEFORMAT='%U %S'

table() { # real|counts
    awk -v kind="$1" -v d="$d" 'BEGIN {
        print "model,a,b,c,d,seed,score"
        srand(1)
        for (cell = 0; cell < d ^ 4; cell++)
            for (seed = 0; seed < 5; seed++)
                for (model = 0; model < 2; model++)
                    printf "%s,%d,%d,%d,%d,%d,%s\n", model ? "y" : "x", cell / d ^ 3, cell / d ^ 2 % d, cell / d % d, cell % d, seed,
                        kind == "counts" ? int(40 + 20 * rand()) : sprintf("%.5f", 0.5 + rand() / 10)
    }'
}

for kind in real counts; do
    options=(--axis={a,b,c,d} --unit=none --better=higher)
    [[ $kind != counts ]] || options=(--axis={a,b,c,d} --of=100)
    table $kind >"$scratch/$kind.csv"
    "$program" import "$scratch/$kind.csv" -o "$scratch/$kind" "${options[@]}" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2 && exit 70; }
    echo -n "$kind values: seconds of processor time"
    for ((i = 0; i < rounds; i++)); do
        { time "${prefix[@]}" "$program" report "$scratch/$kind" >"$scratch/report"; } 2>"$scratch/times"
        awk '{printf " %.2f", $1 + $2}' "$scratch/times"
    done
    echo ", of a report of $(wc -l <"$scratch/report") lines"
done
