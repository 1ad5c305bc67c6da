#!/bin/bash
# Every kind of model, task and training as a whole run under mpirun: tests/systems.sh PROGRAM
#   the same digest on 1 and 3 ranks, trials that train again to the same bits, tables, charts and predictions.
# slow: 25 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

# A study of one cell (or as its grid says) of the task and models given, with further lines from stdin.
study() { # NAME TASK GRID MODEL...
    local name=$1 task=$2 grid=$3
    shift 3
    {
        printf 'name: %s\nseed: 11\nrepeats: 3\ntask: {%s}\ngrid: {%s}\nmodels:\n' "$name" "$task" "$grid"
        printf '  - {%s}\n' "$@"
        echo "save_models: all"
        cat
    } >"$name.yaml"
}

expect_whole() { # NAME MODEL CHART: all that a user does with a study
    local name=$1 ranks found first
    for ranks in 1 3; do
        run timeout 300 mpirun -n "$ranks" "$program" run "$name.yaml" -o "$name-$ranks"
        expect_status "$name on $ranks ranks" 0
    done
    first=$(digest "$name-1") found=$(digest "$name-3")
    if [[ $first == "$found" && $first == digest* ]]; then pass; else fail "$name" "$first on 1 rank, $found on 3"; fi
    run "$program" status "$name-3"
    expect_status "$name: status" 0
    run "$program" verify "$name-3" --sample 2
    expect_status "$name: verify" 0
    for format in text markdown csv latex json html; do
        run "$program" report "$name-3" --format "$format"
        expect_status "$name: report --format $format" 0
        expect_output "$name: report --format $format" "$2"
    done
    run "$program" plot "$name-3" -o "$name-charts"
    expect_status "$name: plot" 0
    expect_output "$name: plot" "$name-charts/$3.png"
    run "$program" predict "$name-3" --model "$2"
    expect_status "$name: predict" 0
    expect_lines "$name: predict" 10 '^Expected: .* Predicted '
}

training="training: {epochs: 40}
evaluate: {sequences: 20}"
fixed="training: {source: fixed, samples: 23, validation: 7, batch: 5, epochs: 6}
evaluate: {sequences: 8, every: 2}"

study cells "name: echo" "n_in: [4], n_out: [2], cardinality: [6]" \
    "name: gru, kind: attention, cell: gru, units: 9" "name: dot, kind: attention, attention: dot, units: 9" \
    "name: tagger, kind: tagger, units: 9" "name: teacher, kind: attention, feedback: teacher, units: 9" \
    "name: both, kind: baseline, bidirectional: true, layers: 2, embedding: 3, units: 7" \
    "name: wide, kind: baseline, weights_as: gru" "name: short, kind: baseline, decoder_steps: output, units: 9" <<<"$training"
expect_whole cells gru loss

study fixed "name: reverse" "n_in: [3, 4], n_out: [2], cardinality: [6]" \
    "name: baseline, units: 8" "name: attention, units: 8" <<<"$fixed"
expect_whole fixed attention accuracy_by_n_in

study sorted "name: sort, reserve_zero: true" "n_in: [4], n_out: [2], cardinality: [6], batch: [1, 4]" \
    "name: attention, units: 8" <<<"$training"
expect_whole sorted attention accuracy_by_batch

study ends "name: reversed_ends" "n_in: [6], n_out: [2], cardinality: [6]" "name: attention, units: 8" <<<"$training"
expect_whole ends attention loss

study marker "name: find_marker, marker: 5" "n_in: [6], n_out: [2], cardinality: [6]" "name: attention, units: 8" <<<"$training"
expect_whole marker attention loss

study sines "name: denoise" "n_in: [7], n_out: [7], cardinality: [1]" \
    "name: linear, kind: attention, head: linear, units: 8" "name: gru, kind: baseline, cell: gru, head: linear, units: 8" <<<"$fixed"
expect_whole sines linear loss
expect_file "sines: the chart of a noisy, a clean and a predicted one" "$(find sines-charts -name 'sine*.png' | head -n 1)"

{
    echo "part,in1,in2,out1,out2"
    for a in 1 2 3 4 5 6 7 8; do
        for b in 1 2 3 4 5; do echo "$([[ $b == 5 ]] && echo evaluate || echo train),$a,$b,$b,$a"; done
    done
} >pairs.csv
study own "name: file, path: pairs.csv" "n_in: [2], n_out: [2], cardinality: [9]" "name: attention, units: 8" <<<"$fixed"
expect_whole own attention loss

finish
