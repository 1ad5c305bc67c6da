#!/bin/bash
# What is no figure is said to be none, alike in every format: trials that diverged, weights and task files that cannot
# be read, tasks that tell no models apart: tests/figures.sh ATTNBENCH
# slow: 7 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1
formats="text markdown latex csv json html"

accepted() { # ARGUMENT...
    run "$program" "$@"
    expect_status "$*" 0
}
expect_none() { # NAME REGEX: stands nowhere in stdout
    if grep -qE -- "$2" "$scratch/out"; then fail "$1" "stdout has $2"; else pass; fi
}
column() { # FILE ROW NAME: a field of the CSV report; row 1 is the first model's
    awk -F, -v row="$2" -v name="$3" 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) at = i}
        NR == row + 1 {print $at}' "$1"
}
expect_column() { # ROW NAME VALUE
    local value
    value=$(column "$scratch/out" "$1" "$2")
    if [[ $value == "$3" ]]; then pass; else fail "CSV" "row $1 has $2 $value, not $3"; fi
}
# No format fails, or shows what is no number, or an accuracy of a study that has none; HTML's own words apart.
expect_reported() { # DIR
    local format
    for format in $formats; do
        accepted report "$1" --format "$format"
        expect_none "$1 as $format" '(^|[^a-zA-Z_])-?(nan|inf)([^a-zA-Z]|$)'
    done
    accepted status "$1"
    expect_none "status of $1" 'nan|inf([^o]|$)'
}

# ---- trials of real values that diverge ----

cat >sines.yaml <<'EOT2'
name: sines
repeats: 2
task: {name: denoise}
grid: {n_in: [8], n_out: [8], cardinality: [1]}
models:
  - {name: baseline, units: 8, head: linear}
  - {name: attention, units: 8, head: linear}
training: {epochs: 300, learning_rate: 1, beta2: 0}
evaluate: {sequences: 20}
EOT2
run "$program" run sines.yaml -o sines --set seed=1
expect_status "a study that diverges" 0
expect_error "the progress counts what diverged" "baseline 80.59 and 1 diverged, attention 2 diverged"
expect_reported sines
accepted report sines --format csv
for name in mean ci_low ci_high min max median; do expect_column 2 $name ""; done
expect_column 1 variance ""
expect_column 1 rmse 80.58884031
expect_column 1 repeats 1
expect_column 1 diverged 1
expect_column 2 repeats 0
expect_column 2 diverged 2
expect_column 2 rmse ""
accepted report sines --format json
expect_lines "no accuracy in JSON" 2 '"accuracies": \[null, null\]'
expect_output "the counts in JSON" '"without_figure": 3'
accepted report sines
expect_output "the answer" "no repeat of both has a"
expect_lines "counted as diverged" 1 '^3 of 4 trials diverged \(a loss or the error \(RMSE\) was not finite\): they have no'
expect_output "the digest" "digest 125ee107d0b84fd3"
accepted status sines
expect_lines "status of the one that is left" 1 '^baseline .* 80\.5888 \(of 1; 1 diverged\)$'
expect_lines "status of the model that diverged" 1 '^attention .* diverged$'
expect_none "status speaks of errors" 'accuracy'
accepted predict sines --model attention --examples 1
expect_none "predict of what diverged" 'nan'
accepted predict sines --model attention --examples 1 --weights
expect_lines "attention of what diverged" 8 '^output +[1-8]( +-){8}$'
accepted verify sines
accepted compare sines sines
expect_none "compare of what diverged" 'nan|0\.00 '

sed 's/, units: 8//; s/cardinality: .1./&, units: [4, 8]/' sines.yaml >grid.yaml
run "$program" run grid.yaml -o grid --set seed=1 --repeats 3 --set evaluate.every=100
expect_status "a grid that diverges" 0
expect_reported grid
accepted report grid
expect_output "the grid's answer" "All 2 cells together: no repeat of attention and baseline has a finite error"
expect_none "the grid's answer" 'would decide it|undecided \('

sed '/name: baseline/d' sines.yaml >alone.yaml
run "$program" run alone.yaml -o alone --set seed=1
expect_status "all diverge" 0
expect_reported alone
run "$program" report alone
expect_none "all diverge" '[0-9] %,'
if [[ ! -s $scratch/err ]]; then pass; else fail "all diverge" "$(cat "$scratch/err")"; fi
accepted merge merged alone
expect_output "merge of what diverged" merged
expect_reported merged

# Errors are finite, and large.
run "$program" run sines.yaml -o large --set seed=1 --set training.epochs=200 --set training.beta2=0.5 \
    --set training.epsilon=1e-12
expect_status "large errors" 0
expect_reported large
for format in text markdown latex html; do
    accepted report large --format $format
    expect_output "large errors as $format" '1.303e+07'
    expect_none "large errors as $format" '[0-9]{8}\.'
done
accepted status large
expect_lines "status of large errors" 1 '^attention .* 1\.303e\+07 \(of 1; 1 diverged\)$'
accepted report large --format csv
if [[ $(column "$scratch/out" 2 rmse) =~ ^130[0-9]{5}\.[0-9]+$ ]]; then pass; else fail "CSV" "has not all digits"; fi

# ---- claims whose figures cannot be read ----

awk 'BEGIN {srand(1); print "part,in1,in2,in3,in4,out1"
    for (i = 0; i < 90; i++) {a = int(6 * rand())
        print (i < 60 ? "train" : "evaluate") "," a "," int(6 * rand()) "," int(6 * rand()) "," int(6 * rand()) "," a}}' >own.csv
cat >own.yaml <<'EOT2'
name: own
repeats: 4
task: {name: file, path: own.csv}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 6}, {name: attention, units: 6}]
training: {epochs: 60}
evaluate: {sequences: 20}
save_models: all
claims:
  - {text: It looks somewhere, metric: attention_last_3, expect: attention > 74}
  - {text: It learns, metric: loss_fall, expect: attention > -1}
EOT2
accepted run own.yaml -o own
accepted report own --format json
p_of() { # METRIC: the adjusted p of its claim
    grep -o "\"metric\": \"$1\".*" out | grep -o '"p_holm": [^,]*'
}
p_before=$(p_of loss_fall) # the lesser of both: twice its own p, of the two claims
expect_lines "claims that can be read" 2 '"claim": .*"verdict": "(supported|refuted|undecided)"'
weights=own/models/attention,n_in=4,n_out=1,cardinality=6,r2.h5
cp "$weights" weights.h5

# The claim on attention has no data, every format says why, the other claim and all else stand as they were.
expect_no_data() { # NAME WHY
    local format p
    for format in text markdown latex json html; do
        accepted report own --format $format
        tr -d '\\' <out | tr -s ' \n' ' ' >words
        if grep -qF -- "$2" words && grep -q 'no data' words; then pass; else fail "$1 as $format" "says not: $2"; fi
    done
    accepted report own --format json
    p=$(p_of loss_fall)
    if [[ $p == "$p_before" ]]; then pass; else fail "$1" "the other claim has $p, not $p_before"; fi
    accepted report own --format csv
    accepted claims own
    tr -s ' \n' ' ' <out >words
    if grep -qF -- "$2" words; then pass; else fail "$1: claims" "says not: $2"; fi
}
expect_all_data() { # NAME
    accepted report own
    expect_lines "$1" 2 '^(attention_last_3|loss_fall): .* (supported|refuted|undecided) '
    expect_none "$1" '^ *note:'
}

mv own.csv away.csv
expect_no_data "the task file is away" "cannot read $(pwd -P)/own.csv: No such file or directory"
mv away.csv own.csv
echo train,1,1,1,1,1 >>own.csv
expect_no_data "the task file is another" "its data have changed since the study was started"
sed -i '$d' own.csv
expect_all_data "the task file is back"
: >"$weights"
expect_no_data "empty weights" "$weights: cannot open the file as HDF5"
head -c 2000 weights.h5 >"$weights"
expect_no_data "cut weights" "$weights: cannot open the file as HDF5"
rm "$weights" && mkdir "$weights"
expect_no_data "a folder in place of weights" "$weights is not a regular file"
rmdir "$weights"
cp own/models/attention,n_in=4,n_out=1,cardinality=6,r1.h5 "$weights"
expect_no_data "weights of another repeat" "the weights are those of another trial"
cp weights.h5 "$weights"
mv own/models kept && : >own/models
expect_no_data "a file in place of models" "r0.h5: Not a directory"
rm own/models
expect_no_data "no models" "fewer than two repeats have the figure; own/models/attention,n_in=4,n_out=1,cardinality=6,r0.h5 is not there"
mv kept own/models
mv "$weights" away.h5
accepted report own
tr -s ' \n' ' ' <out >words
if grep -qF "note: 3 of 4 have the figure; $weights is not there" words; then pass; else fail "one not there" "not said"; fi
mv away.h5 "$weights"
expect_all_data "all is back"

if [[ $(id -u) -eq 0 ]] && command -v setpriv >/dev/null; then
    chmod 755 "$scratch"
    chmod -R a+rX own own.csv
    chmod 700 own/models
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$program" report own --format json
    expect_output "models of another user" '"why": "cannot read own/models/attention,n_in=4,n_out=1,cardinality=6,r0.h5: Permission denied"'
    chmod 755 own/models && chmod 600 own/models/*
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$program" predict own --model attention
    expect_status "weights of another user" 74
    expect_error "weights of another user" "r0.h5: Permission denied"
else
    skip "models of another user" "needs root and setpriv"
fi

# ---- tasks that tell no models apart ----

cat >easy.yaml <<'EOT2'
name: easy
repeats: 2
task: {name: echo}
grid: {n_in: [1], n_out: [1], cardinality: [2]}
models: [{name: baseline, units: 8}, {name: attention, units: 8}, {name: tagger, units: 8}]
training: {epochs: 400, learning_rate: 0.02}
evaluate: {sequences: 20}
EOT2
accepted run easy.yaml -o easy
sed 's/name: easy/name: hard/; s/n_in: .1., n_out: .1., cardinality: .2./n_in: [20], n_out: [20], cardinality: [50]/' easy.yaml >hard.yaml
accepted run hard.yaml -o hard --set training.epochs=2
for format in text markdown latex html; do
    accepted report easy --format $format
    tr -s '\n' ' ' <out >words
    if grep -q 'Every repeat of every model answers all sequences right: the task is too easy to tell the models apart' words
    then pass; else fail "too easy as $format" "is not said"; fi
    accepted report hard --format $format
    tr -s '\n' ' ' <out >words
    if grep -q 'Every repeat of every model answers no sequences right: the task is too hard to tell the models apart' words
    then pass; else fail "too hard as $format" "is not said"; fi
done
accepted report easy --format json
expect_output "too easy in JSON" '"cells_too_easy": 1'
expect_output "too easy in JSON" '"cells_too_hard": 0'
accepted report sines
expect_none "no study of errors is too hard" 'too (easy|hard)'

finish
