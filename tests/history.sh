#!/bin/bash
# Several studies in order, each against the one before, as a user meets them: tests/history.sh PROGRAM
# slow: 5 s
set -uo pipefail
program=$(realpath "${1:?usage: tests/history.sh PROGRAM}")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

write_study() { # METRIC
    cat <<STUDY
name: versions
title: Versions of a program
metric: $1
repeats: 5
task: {name: echo}
grid: {n_in: [3], n_out: [1], cardinality: [5]}
models: [{name: baseline, units: 4}, {name: attention, units: 4}]
training: {epochs: 20}
evaluate: {sequences: 20}
STUDY
}

train() { # FOLDER OPTION...
    run "$program" run study.yaml -o "$@"
    expect_status "run into $1" 0
}

compared() { # STATUS ARGUMENT...
    local wanted=$1
    shift
    run "$program" compare "$@"
    expect_status "compare $*" "$wanted"
}

# Of less perplexity is better: 400 epochs are better than 20, in both models.
write_study perplexity >study.yaml
train made/v1/out
mkdir -p made/v2 && cp -r made/v1/out made/v2/out
train made/v3/out --set training.epochs=400
train made/v4/out --set training.epochs=30 --set seed=2
versions=(made/v1/out made/v2/out made/v3/out made/v4/out)

# ---- what is said ----

compared 0 "${versions[@]}"
expect_lines "the studies are named" 1 '^History of 4 studies$'
expect_lines "by what tells their folders apart" 1 '^v2: made/v2/out [(]Versions of a program[)]$'
expect_output "the metric" "Perplexity: "
expect_lines "a row a step and model" 6 '^v[234] +(baseline|attention) +(5 pairs|5, 5) '
expect_lines "the same bits" 2 '^v2 .* identical$'
expect_lines "better" 2 '^v3 .* -[0-9.]+ .* better$'
expect_lines "worse" 2 '^v4 .* worse$'
expect_output "a step of the same bits" "v1 and v2 hold the same bits: every loss, accuracy and evaluation."
expect_output "a step" "Of 2 models and cells, v3 is better than v2 in 2, worse"
expect_output "settings" "Settings that differ: training.epochs is 20 in v2, 400 in v3."
expect_output "pairs" "Repeats are not paired"
expect_lines "each study once" 4 '^v[1234]: 10 of 10 trials have a result, digest [0-9a-f]{16}$'

compared 0 "${versions[@]}" --format csv
expect_lines "the columns of a history" 1 '^study,against,model,n_in,n_out,cardinality,repeats_a,repeats_b,mean_a,mean_b,equal,'
expect_lines "a row a step and model" 6 '^v[234],v[123],(baseline|attention),3,1,5,5,5,'
compared 0 "${versions[@]}" --format json
expect_json "the studies" '[s["study"] for s in o["studies"]] == ["v1", "v2", "v3", "v4"]'
expect_json "the steps" '[(s["against"], s["study"]) for s in o["steps"]] == [("v1", "v2"), ("v2", "v3"), ("v3", "v4")]'
expect_json "what two studies have" \
    'all(s["a"]["path"] and s["b"]["digest"] and len(s["comparisons"]) == 2 for s in o["steps"])'
expect_json "Holm over all steps" \
    'abs(min(c["p_holm"] for s in o["steps"] for c in s["comparisons"]) -
         6 * min(c["p"] for s in o["steps"] for c in s["comparisons"])) < 1e-9'
for format in markdown latex; do
    compared 0 "${versions[@]}" --format $format
    expect_output "as $format" "History of 4 studies"
done

# ---- for CI ----

compared 1 "${versions[@]}" --fail-if worse
expect_error "the first is named" \
    "attnbench: 2 of 6 comparisons are worse by more than noise, first baseline from made/v3/out to made/v4/out"
expect_lines "the table is there too" 1 '^History of 4 studies$'
compared 0 "${versions[@]:0:3}" --fail-if worse
compared 1 "${versions[@]:0:3}" --fail-if changed
expect_error "the first is named" \
    "attnbench: 2 of 4 comparisons have changed by more than noise, first baseline from made/v2/out to made/v3/out"
compared 0 "${versions[@]:0:2}" --fail-if changed
compared 1 made/v3/out made/v4/out --fail-if worse
expect_lines "two studies" 1 '^B against A$'
compared 0 made/v4/out made/v3/out --fail-if worse

# What cannot be judged is no success.
train single --repeats 1
compared 66 made/v1/out single --fail-if worse
expect_error "nothing to judge" \
    "attnbench: --fail-if: nothing can be judged: no model has two repeats in a study and in the next"
compared 0 made/v2/out made/v1/out single --fail-if worse
expect_error "some to judge" "attnbench: --fail-if: 2 of 4 comparisons have too few repeats to be judged"

# ---- the chart ----

compared 0 "${versions[@]}" single --plot charts --format csv
expect_lines "stdout is the table alone" 9 '^[^,]+,[^,]+,.*,'
for kind in png svg gp dat; do
    expect_file "the chart's $kind" charts/perplexity_by_study.$kind
    expect_error "is named" "charts/perplexity_by_study.$kind"
done
expect_chart() { # NAME TEXT
    if grep -qF -- "$2" charts/perplexity_by_study.gp; then pass; else fail "$1" "the script lacks: $2"; fi
}
expect_chart "its title" "'Versions of a program'"
expect_chart "studies along x, in order" "set xlabel 'study'"
expect_chart "by their names" "('made/v1/out' 1, 'made/v2/out' 2, 'made/v3/out' 3, 'made/v4/out' 4, 'single' 5)"
run awk '$1 == 3 && $5 == 5 && $3 < $2 && $2 < $4' charts/perplexity_by_study.dat
expect_lines "means with their intervals" 2 '^3 '
run awk '$1 == 5 && $5 == 1' charts/perplexity_by_study.dat
expect_lines "one repeat has no interval" 2 '^5 [0-9.]+ nan nan 1$'

# Charts of a study in the same folder stay, and so does this one.
run "$program" plot made/v1/out -o charts
expect_status "plot beside it" 0
compared 0 "${versions[@]:0:3}" --plot charts
expect_file "charts of the study stay" charts/perplexity.png
run "$program" plot made/v1/out -o charts
expect_file "and that of the history" charts/perplexity_by_study.svg
expect_chart "which is drawn anew" "set xtics ('v1' 1, 'v2' 2, 'v3' 3)"

# ---- what is not the same in all ----

# The first study says what is compared; a model that some studies lack has no points there.
sed -e 's/^metric: .*/metric: accuracy/' -e 's/attention, units: 4/attention, units: 4}, {name: late, kind: attention, units: 5/' \
    study.yaml >late.yaml
run "$program" run late.yaml -o late
expect_status "another metric, another model" 0
compared 0 made/v1/out late made/v3/out --plot charts
expect_output "the first one's metric" "Perplexity: "
expect_output "a model that neighbours lack" "Only in late: model late"
expect_lines "rows of what neighbours have" 4 '^(late|made/v3/out) '
run grep -A4 '^# model late' charts/perplexity_by_study.dat
expect_lines "its only point" 1 '^[0-9] [0-9]'
expect_lines "the others" 2 '^[0-9] nan nan nan 0'

# ---- programs of one's own, on a metric of one's own ----

cat >solver.sh <<'SCRIPT'
echo "cost $((10 * VERSION)).$((($1 * VERSION + $1) % 7))"
SCRIPT
cat >solver.yaml <<'STUDY'
name: solver
repeats: 6
metrics: [{name: cost, title: Cost of a solution, better: lower, collect: "cost ([0-9.]+)"}]
models: [{name: solver, kind: command, command: [bash, solver.sh, "{repeat}"]}]
STUDY
for version in 1 2 3; do
    run env VERSION=$version "$program" run solver.yaml -o solver/v$version
    expect_status "version $version of a program" 0
done
compared 1 solver/v1 solver/v2 solver/v3 --plot charts --fail-if worse
expect_output "its own metric" "Cost of a solution, as means"
expect_lines "more cost is worse" 2 '^v[23] +solver +6 pairs .* worse$'
expect_file "a chart of it" charts/cost_by_study.png
compared 0 solver/v3 solver/v2 solver/v1 --fail-if worse
sed -i 's/better: lower, //' solver.yaml
run env VERSION=3 "$program" run solver.yaml -o solver/v4
compared 64 solver/v3 solver/v4
expect_error "another meaning" \
    "attnbench: solver/v3 and solver/v4 define the metric cost in two ways: their figures cannot be compared"
sed -i 's/name: cost/name: price/' solver.yaml
run env VERSION=3 "$program" run solver.yaml -o solver/v5
compared 64 solver/v3 solver/v5
expect_error "no such metric" "attnbench: solver/v3 is about cost, a metric that solver/v5 does not have"

# ---- what does not fit ----

train apart --set grid.cardinality=6
compared 64 made/v1/out made/v2/out apart
expect_error "the folders" "made/v2/out and apart have no model and cell in common: cardinality is 5 in one, 6 in the"
train wide --set grid.cardinality=5,6
compared 0 made/v1/out wide apart
expect_output "what only one has" "Only in wide: cardinality 6"
compared 64 made/v1/out wide apart --plot none
expect_error "no cell in all" "attnbench: no cell is in all of the studies: one chart cannot show them"
compared 66 made/v1/out made/v2/out nowhere
mapfile -t many < <(yes made/v1/out | head -101)
compared 64 "${many[@]}"
expect_error "too many" "attnbench: compare takes 100 folders at most, not 101"
finish
