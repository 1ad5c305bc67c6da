#!/bin/bash
# bench/scaling.sh ATTNBENCH PRODUCTS: how the time of a training step grows with each size, on each instruction set; how fast
# matrix products are; and how many trials more ranks train. Writes the figures of docs/performance.md, between its marks,
# and plots/published/performance/scaling.png. About ten minutes; nothing else should run meanwhile.
set -euo pipefail
program=$(realpath "$1") products=$(realpath "$2")
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
seconds_a_point=1

# Microseconds a step and its limit, by `attnbench bench` with enough steps to fill the time of a point.
measure() { # MODEL SETTING...
    local model=$1 settings=(--set training.arithmetic=portable) steps us
    shift
    for setting in "$@"; do settings+=(--set "$setting"); done
    us=$("$program" bench --model "$model" --epochs 7 --format json "${settings[@]}" | field us_per_step)
    steps=$(awk -v us="$us" -v s="$seconds_a_point" 'BEGIN {n = int(1e6 * s / us); print n < 7 ? 7 : n}')
    "$program" bench --model "$model" --epochs "$steps" --format json "${settings[@]}" |
        tee "$scratch/point" | field us_per_step
    field limit_us_per_step <"$scratch/point"
}

field() { # NAME <JSON
    sed -nE 's/.*"'"$1"'":([0-9.]+).*/\1/p'
}

# The instruction sets that this machine has, the best last.
isas=()
for isa in avx2 avx512; do
    if ATTNBENCH_ISA=$isa "$program" bench --epochs 7 >/dev/null 2>&1; then isas+=("$isa"); fi
done

# One table: a row a value of the setting, and its data for the chart, of the best instruction set.
axis() { # NAME SETTING VALUES_OF_BASELINE VALUES_OF_ATTENTION
    local name=$1 setting=$2 value model isa row rule='|---|'
    row="| $name |"
    for model in baseline attention; do
        for isa in "${isas[@]}"; do
            row+=" $model, $isa (µs) | step/limit |"
            rule+='---|---|'
        done
    done
    printf '\n%s\n%s\n' "$row" "$rule"
    for value in $3; do
        row="| $value |"
        for model in baseline attention; do
            for isa in "${isas[@]}"; do
                if [[ $model == attention && " $4 " != *" $value "* ]]; then
                    row+=" | |"
                    continue
                fi
                mapfile -t figures < <(ATTNBENCH_ISA=$isa measure "$model" "$setting=$value")
                row+=$(awk -v t="${figures[0]}" -v l="${figures[1]}" 'BEGIN {printf " %.0f | %.2f |", t, t / l}')
                [[ $isa != "${isas[-1]}" ]] || echo "$value ${figures[0]} ${figures[1]}" >>"$scratch/$name.$model"
            done
        done
        echo "$row"
        echo "$name $value done" >&2
    done
}

# The products' speed, a table for each instruction set.
products_table() {
    local isa
    for isa in "${isas[@]}"; do
        ATTNBENCH_ISA=$isa OPENBLAS_CORETYPE=$([[ $isa == avx2 ]] && echo Haswell || echo SkylakeX) "$products" |
            awk 'NR == 1 {
                    print "\n" $0 ":\n"
                    print "| rows, terms, columns | x W | OpenBLAS | ratio | dy Wᵀ | OpenBLAS | ratio | xᵀ dy, with Adam | OpenBLAS, without | ratio |"
                    print "|---|---|---|---|---|---|---|---|---|---|"
                }
                NR > 2 {printf "| %s, %s, %s |", $1, $2, $3; for (i = 4; i <= NF; i++) printf " %s |", $i; print ""}'
    done
}

seconds_of() { # RANKS
    local start
    rm -rf "$scratch/ranks$1"
    start=$(date +%s.%N)
    mpirun -n "$1" "$program" run experiments/tutorial.yaml -o "$scratch/ranks$1" 2>/dev/null
    awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN {print b - a}'
}

chart() {
    gnuplot <<EOF
set terminal pngcairo noenhanced size 1200,900 font 'DejaVu Sans,15'
set output 'plots/published/performance/scaling.png'
set multiplot layout 2,2 title 'Time of a training step over each size (points) and its limit on this machine (lines)'
set logscale xy
set offsets graph 0.05, graph 0.05, 0, 0
set grid lc rgb '#dddddd'
set key top left
set ylabel 'microseconds a step'
do for [name in 'n_in cardinality units batch'] {
    set xlabel name
    plot '$scratch/'.name.'.baseline' u 1:2 w p pt 7 lc rgb '#0072B2' t 'baseline', '' u 1:3 w l lw 2 lc rgb '#0072B2' notitle, \
         '$scratch/'.name.'.attention' u 1:2 w p pt 5 lc rgb '#D55E00' t 'attention', '' u 1:3 w l dt 2 lw 2 lc rgb '#D55E00' notitle
}
EOF
}

{
    cat <<EOF

Made by \`make bench-scaling\` on $(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | sort -u), $(nproc) cores, one core a rank. All sizes
but the one of the table are the tutorial's: n_in 5, n_out 2, cardinality 50, 150 units, batch 1.
EOF
    axis n_in task.n_in "5 10 20 50 100 200" "5 10 20 50 100 200"
    axis cardinality task.cardinality "10 50 200 1000 2000 5000 20000" "10 50 200 1000 2000"
    axis units models.units "32 64 150 300 600" "32 64 150 300 600"
    axis batch training.batch "1 2 8 32 128 256" "1 2 8 32 128 256"
    printf '\nMatrix products, GF/s on one core (`make bench-products`):\n'
    products_table
    for _ in 1 2 3; do echo "$(seconds_of 1) $(seconds_of 2)"; done | awk '{print $1, $2, $1 / $2}' | sort -n -k 3 | awk '
        {one[NR] = $1; two[NR] = $2; ratio[NR] = $3}
        END {printf "\nThe tutorial study, everything included, of three times: %.1f s on 1 rank, %.1f s on 2, %.2f times as many trials a second (%.2f to %.2f).\n\n",
                    one[2], two[2], ratio[2], ratio[1], ratio[3]}'
} >"$scratch/figures"
chart
awk -v figures="$scratch/figures" '
    /^<!-- end of figures -->$/ {inside = 0}
    !inside
    /^<!-- figures of / {inside = 1; while ((getline line <figures) > 0) print line}
' docs/performance.md >"$scratch/performance.md"
cp "$scratch/performance.md" docs/performance.md
echo "docs/performance.md and plots/published/performance/scaling.png are written"
