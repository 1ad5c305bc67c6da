#!/bin/bash
# Studies on another metric than accuracy, and folders of earlier versions that lack it: tests/metrics.sh PROGRAM
# slow: 5 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
fixtures=$PWD/fixtures
cd "$scratch" || exit 1

digest() { "$program" report "$1" 2>/dev/null | sed -n 's/^digest //p'; }

expect_digest() { # NAME FOLDER DIGEST
    local found
    found=$(digest "$2")
    if [[ -n $found && $found == "$3" ]]; then pass; else fail "$1" "digest $found, not $3"; fi
}

# One row's field in a report's CSV, which is in the file out.
expect_field() { # NAME MODEL COLUMN VALUE
    local value
    value=$(awk -F, -v model="$2" -v name="$3" 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) column = i}
        $1 == model && column {print $column; exit}' "$scratch/out")
    if [[ $value == "$4" ]]; then pass; else fail "$1" "$3 of $2 is \"$value\", not \"$4\""; fi
}

write_study() { # METRIC HALF_WIDTH
    cat <<STUDY
name: study
metric: $1
seed: 3
repeats: 2
adaptive: {max: 4, half_width: $2}
task: {name: echo}
grid: {n_in: [3], n_out: [1], cardinality: [5]}
models: [{name: baseline, units: 4}, {name: attention, units: 4}]
training: {epochs: 20}
evaluate: {sequences: 10}
claims:
  - {text: less perplexed, metric: perplexity, expect: attention - baseline < 0}
  - {text: some steps are right, metric: steps_right, expect: attention > 2}
STUDY
}

# ---- A study on perplexity, one on steps: run, report, status, compare, verify ----

write_study perplexity 0.001 >perplexity.yaml
write_study steps_right 1 >steps_right.yaml
for metric in perplexity steps_right; do
    run "$program" run $metric.yaml -o $metric
    expect_status "run on $metric" 0
    expect_error "narrower intervals take more repeats" "8 trials in"
    for format in text markdown latex csv json html; do
        run "$program" report $metric --format $format
        expect_status "report on $metric as $format" 0
        cp "$scratch/out" $metric.$format
    done
    run "$program" verify $metric
    expect_status "verify on $metric" 0
    expect_output "verify on $metric" "8 trials trained again: every loss, accuracy and evaluation has the same bits"
    run "$program" compare $metric $metric
    expect_status "compare on $metric" 0
    expect_lines "compare on $metric" 2 "^(baseline|attention) +4 pairs .* identical"
done
run cat perplexity.text
expect_output "the table is on perplexity" "Perplexity: e to the mean cross-entropy of a step"
expect_output "the others stand below" "Further figures, as means"
expect_output "claims on perplexity" "perplexity: attention - baseline < 0"
expect_output "claims on steps" "steps_right: attention > 2"
expect_output "the answer is on perplexity" "perplexity is "
run cat perplexity.html
expect_output "the page's table" "Perplexity: e to the mean cross-entropy"
run cat perplexity.json
expect_json "JSON has each repeat's figure" \
    'all(len(c["figures"]["perplexity"]) == 4 and min(c["figures"]["perplexity"]) >= 1 and c["metric"] == "perplexity" for c in o["cells"])'
expect_json "JSON has the mean of the repeats" \
    'all(abs(c["perplexity"] - sum(c["figures"]["perplexity"]) / 4) < 1e-8 for c in o["cells"])'
expect_json "steps in JSON are at least the sequences" 'all(c["steps_right"] >= c["accuracy"] for c in o["cells"])'
run cat steps_right.text
expect_output "the table is on steps" "Steps right: of the evaluated targets, padding too"
run cat steps_right.json
expect_json "the mean in JSON is of steps" 'all(c["mean"] == c["steps_right"] for c in o["cells"])'
expect_digest "a digest is the same whatever the study is about" steps_right "$(digest perplexity)"
run "$program" status perplexity
expect_lines "status is on perplexity" 1 "mean perplexity so far"
expect_lines "status has means of perplexity" 2 "^(baseline|attention) +4 +0 +0 +[0-9]+\.[0-9]{4}$"

# ---- What an earlier version trained has no perplexity ----

cp -r "$fixtures/unfinished" "$fixtures/vary" "$fixtures/parts-1" .
sed 's/^seed:/metric: perplexity\n&/' "$fixtures/unfinished.yaml" >unfinished.yaml
sed 's/^seed:/metric: perplexity\n&/' "$fixtures/vary.yaml" >vary.yaml
wanted() { sed -n "s/^digest of $1: //p" "$fixtures/expected/facts"; }

# Four of six trials are there already.
run "$program" run unfinished.yaml -o unfinished
expect_status "run on" 0
expect_error "run on: what was not measured has not diverged" "baseline 1.44 and 2 not measured, attention 1.025 and 2 not measured"
expect_digest "run on" unfinished "$(wanted "unfinished run on")"
run "$program" status unfinished
expect_lines "status tells them apart" 2 " \(of 1; 2 not measured\)$"
run "$program" report unfinished
expect_output "report says so" "4 of 6 trials were trained before their perplexity was measured"
run "$program" report unfinished --format csv
for model in baseline attention; do
    expect_field "repeats with the figure" $model perplexity_repeats 1
    expect_field "repeats with another" $model accuracy_repeats 3
    expect_field "none has diverged" $model diverged 0
done
run "$program" report unfinished --format json
expect_json "null, not 0" \
    'all(sum(f is None for f in c["figures"][m]) == 2 for c in o["cells"] for m in ("perplexity", "steps_right"))'

# All are there.
run "$program" run vary.yaml -o vary
expect_status "nothing to run" 0
expect_digest "nothing to run" vary "$(wanted vary)"
run "$program" status vary
expect_lines "status: not measured" 4 " not measured$"
run "$program" report vary --format csv
expect_field "no repeat has the figure" attention perplexity_repeats 0
expect_field "no mean" attention perplexity ""
expect_field "no mean of steps" attention steps_right ""
run "$program" run vary.yaml -o anew
run "$program" compare --bits vary anew
expect_status "the same bits as anew" 0
run "$program" compare anew vary
expect_status "old beside new" 0
expect_lines "old beside new: no figure of the old" 4 "4, 0 .* - +- "

# One part is of the earlier version, the other is not.
run "$program" run "$fixtures/parts.yaml" -o parts-new --part 2/2
run "$program" merge joined parts-1 parts-new
expect_status "merge" 0
expect_digest "merge" joined "$(wanted "the joined parts")"
run "$program" report joined --format json
expect_json "half of the merged trials have it" \
    'sum(f is not None for c in o["cells"] for f in c["figures"]["perplexity"]) == 6'
expect_json "all of them have an accuracy" 'sum(c["accuracy_repeats"] for c in o["cells"]) == 12'
expect_json "no figure below 1" 'all(f is None or f >= 1 for c in o["cells"] for f in c["figures"]["perplexity"])'
run "$program" verify joined
expect_status "verify the merged" 0
finish
