#!/bin/bash
# The task series from a table to the charts: tests/series.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/script.bash"
cd "$scratch" || exit 1

# Two columns of 120 rows: one repeats itself every 8 rows, the other rises by 2 a row.
awk 'BEGIN { print "when,wave,ramp,other"; for (t = 0; t < 120; t++) printf "%d,%d,%d,x\n", 10 * t, (t * t) % 8, 2 * t }' >table.csv
cat >s.yaml <<'END'
name: s
repeats: 2
task: {name: series, path: table.csv, time: when, targets: [wave, ramp], inputs: [wave, ramp], test_share: 0.25}
grid: {n_in: [6], n_out: [3], cardinality: [1]}
models:
  - {name: baseline, units: 6, head: linear}
  - {name: attention, units: 6, head: linear}
  - {name: transformer, units: 8, head: linear}
  - {name: persistence}
  - {name: week, kind: seasonal, period: 8}
training: {source: fixed, samples: 60, validation: 10, batch: 10, epochs: 6}
evaluate: {sequences: 28, every: 3}
END

run "$program" run s.yaml --dry-run
expect_output "a dry run names the columns" "Data:      table.csv: wave, ramp; rows 1 to 90 to train on, 91 to 120 to test"
sed 's/inputs: .wave, ramp./inputs: [ramp]/' s.yaml >from.yaml
run "$program" run from.yaml --dry-run
expect_output "other inputs than targets" "table.csv: wave, ramp from ramp; rows 1 to 90"

# ---- The same bits on any number of ranks ----

for ranks in 1 3; do
    run mpirun -n $ranks "$program" run s.yaml -o "of_$ranks"
    expect_status "run on $ranks" 0
    run "$program" report "of_$ranks" --format json
    grep '"digest"' "$scratch/out" >"digest_$ranks"
done
if cmp -s digest_1 digest_3; then pass; else fail "ranks" "other figures on 3 than on 1"; fi
run "$program" verify of_3
expect_status verify 0
expect_output verify "10 trials trained again: every loss, accuracy and evaluation has the same bits"

# ---- What awk finds ----

# Windows forecast rows 91 to 120, the last quarter: the last value again, or that of 8 rows before.
awk -F, 'NR > 1 { w[NR - 1] = $2; r[NR - 1] = $3 } END {
    for (first = 91; first <= 118; first++) for (row = first; row < first + 3; row++) {
        p += (w[row] - w[first - 1])^2 + (r[row] - r[first - 1])^2; pa += sqrt((w[row] - w[first - 1])^2) + sqrt((r[row] - r[first - 1])^2)
        s += (w[row] - w[row - 8])^2 + (r[row] - r[row - 8])^2; sa += sqrt((w[row] - w[row - 8])^2) + sqrt((r[row] - r[row - 8])^2); n += 2 }
    printf "persistence %.3f %.3f\nweek %.3f %.3f\n", sqrt(p / n), pa / n, sqrt(s / n), sa / n }' table.csv >wanted
run "$program" report of_1 --format csv
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    $1 == "persistence" || $1 == "week" { printf "%s %.3f %.3f\n", $1, $at["rmse"], $at["mae"] }
    $1 == "persistence" && $at["skill"] != 0 { print "skill " $at["skill"] }' "$scratch/out" >found
if diff wanted found; then pass; else fail "naive forecasts" "other errors than awk finds (<)"; fi
run "$program" report of_1
expect_output "report: the table" "table.csv: wave, ramp;"
expect_output "report: metrics" "Error: root mean squared"
expect_output "report: further metrics" "skill against"
expect_lines "real values have no cardinality" 0 "cardinality"
expect_lines "what all models have in common is said once" 1 "share their sequence pairs"
expect_output "what all models have in common is said once" "The repeats of each model share their sequence pairs."

# ---- predict ----

run "$program" predict of_1 --model week --examples 1
expect_status "predict week" 0
expect_output "columns" "     row          wave      forecast          ramp      forecast"
expect_output "what follows" "Rows 121 to 123, which follow the table's last"
for t in 120 121 122; do # as 8 rows before
    expect_lines "row $((t + 1))" 1 "^ *$((t + 1)) +$((((t - 8) * (t - 8)) % 8)) +$((2 * (t - 8)))\$"
done
run "$program" predict of_1 --model week --input "1 2"
expect_status "input of a model without training" 64
expect_error "input of a model without training" "repeats values of the series itself: leave it out"
run "$program" predict of_1 --model attention --examples 1 --weights
expect_status "predict" 0
sed -n '/which follow/,/^$/p' "$scratch/out" | tail -n +3 | awk 'NF { print $2, $3 }' >followed
mv table.csv elsewhere.csv # weights know how columns are scaled
run "$program" predict of_1 --model attention --input "$(tail -n 6 elsewhere.csv | cut -d, -f2,3 | tr ',\n' '  ')"
expect_status "predict of an input" 0
if awk 'NR > 2 && NF { print $2, $3 }' "$scratch/out" | diff - followed && [[ $(wc -l <followed) -eq 3 ]]; then pass; else
    fail "predict of an input" "another forecast than behind the table (>)"
fi
run "$program" predict of_1 --model attention --input "1 2 3"
expect_status "input that is too short" 64
expect_error "input that is too short" "--input: 3 values; the model takes 12, the 2 columns of task.inputs for each of n_in=6 rows"
run "$program" predict of_1 --model attention
expect_status "predict without the table" 66
mv elsewhere.csv table.csv

# ---- charts and page ----

run "$program" plot of_1 -o charts
expect_status plot 0
for chart in forecasts error_by_step error_by_column; do
    expect_output "plot" "charts/$chart.png"
done
# The last value again: a ramp of 2 a row is 1, 2 and 3 changes away.
run awk '/^# model/ { model = $3 } model == "persistence" && $1 == 2 && NF == 5 { print $2 }' charts/error_by_column.dat
expect_output "error by column" 2
run awk '/^# model/ { model = $3 } model == "week" && $1 == 1 && NF == 5 { print $2 }' charts/error_by_column.dat
expect_output "error by column" 0
run "$program" plot of_1 -o charts --check
expect_status "plot --check" 0
cp charts/forecasts.png before.png && cp charts/error_by_step.dat before.dat
run "$program" report of_1 --format html
expect_status page 0
expect_output page "error (MASE)"

# ---- More repeats tell nothing of a model that is not trained ----

for rule in "half_width: 1000" "until: decided"; do
    sed -e "s/^repeats.*/repeats: 3\nadaptive: {max: 6, $rule}/" -e '/attention\|transformer/d' -e '/baseline/!b' \
        -e '/name: baseline/d' s.yaml >adaptive.yaml
    sed -i 's/^training.*/  - {name: baseline, units: 6, head: linear}\n&/' adaptive.yaml
    run "$program" run adaptive.yaml -o "adaptive_${rule%%:*}"
    expect_status "adaptive, $rule" 0
    run "$program" report "adaptive_${rule%%:*}" --format csv
    expect_lines "adaptive, $rule" 3 '^(persistence|week|baseline),6,3,1,3,0,'
done

# ---- Where the last value again is never wrong, there is no skill against it ----

awk 'BEGIN { print "a"; for (t = 0; t < 60; t++) print (t < 46 ? t % 2 : 0) }' >flat.csv
cat >flat.yaml <<'END'
name: flat
repeats: 2
task: {name: series, path: flat.csv, targets: [a]}
grid: {n_in: [2], n_out: [2], cardinality: [1]}
models: [{name: baseline, units: 3, head: linear}, {name: persistence}]
training: {epochs: 20, batch: 1}
evaluate: {sequences: 5}
END
run "$program" run flat.yaml -o flat
expect_status "a flat test part" 0
run "$program" report flat
expect_status "report of a flat test part" 0
if [[ -s $scratch/err ]]; then fail "report of a flat test part" "says something on stderr"; else pass; fi
if grep -q skill "$scratch/out"; then fail "report of a flat test part" "has a skill"; else pass; fi
run "$program" verify flat
expect_status "verify a flat test part" 0
run "$program" plot flat -o flat_charts
expect_status "charts of a flat test part" 0

# ---- A table that is not right ----

run "$program" run s.yaml -o of_1
expect_error "a finished study" "all 10 trials are there already"
sed -i '50s/,/,9/' table.csv
run "$program" run s.yaml -o of_1
expect_status "another table" 78
expect_error "another table" "/table.csv has changed since of_1 was begun: put the file back, or give another folder with -o DIR"
run "$program" plot of_1 -o charts
expect_status "charts of another table" 65
expect_error "charts of another table" "its data have changed since the study was started"
expect_error "charts of another table" "attnbench: forecasts, error_by_step, error_by_column cannot be drawn: " # of all models
expect_error "charts of another table" "charts: 5 of its charts cannot be drawn"
if grep -q "removed" "$scratch/out"; then fail "charts of another table" "some are removed"; else pass; fi
run "$program" plot of_1 -o charts --check
expect_status "check of charts of another table" 65
if grep -q "earlier state" "$scratch/out"; then fail "check" "calls charts that stay of an earlier state"; else pass; fi
if cmp charts/forecasts.png before.png && cmp charts/error_by_step.dat before.dat; then pass; else
    fail "charts of another table" "those of the series are not as they were"
fi
refused() { # NAME SED MESSAGE: of the table, with its lines changed
    awk 'BEGIN { print "when,wave,ramp"; for (t = 0; t < 120; t++) printf "%d,%d,%d\n", t, t % 8, t }' | sed "$2" >table.csv
    run "$program" run s.yaml -o refused
    expect_status "$1" 65
    expect_error "$1" "table.csv$3"
    if [[ $(wc -l <"$scratch/err") -eq 1 ]]; then pass; else fail "$1" "$(wc -l <"$scratch/err") lines on stderr, not 1"; fi
    if [[ -e refused ]]; then fail "$1" "there is a folder"; else pass; fi
}
refused "missing" '17s/,[0-9]*$/,/' ":17:6: row 16: ramp is missing (''): fill it in, or leave its row out"
refused "no number" '17s/,[0-9]*$/,abc/' ":17:6: row 16: ramp is 'abc': it must be a number, such as -1.5"
refused "doubled" '17s/^[0-9]*/14/' ":17:1: row 16: the time 14 stands twice: each row has its own"
refused "unsorted" '17s/^[0-9]*/3/' ":17:1: row 16: the time 3 is before 14 above it: sort the rows by time"
no_date() { # TEXT WHY
    refused "time $1" "17s/^[0-9]*/$1/" ":17:1: row 16: the time is '$1': $2"
}
for date in 2020-02-30 2021-02-29 1900-02-29 2020-04-31 2020-01-00; do no_date $date "that month has no such day"; done
for date in 2020-13-01 2020-00 2020-13; do no_date $date "a month is 01 to 12"; done
for date in 2020-01-02T25:00:00Z 2020-01-02T24:01 "2020-01-02 10:60" 2020-01-02T10:00:61Z; do
    no_date "$date" "a time of day is from 00:00:00 to 24:00:00"
done
for date in 2020-01-0 2020-1- 2020-01-02T 2020-01-02TZ 2020-01-0200:00 2020-01-31x; do
    no_date $date "it must be a number, or a date such as 2020-01-31"
done
for zone in +25:00 +1:00 -05:60 " CET" +01:; do
    no_date "2020-01-02T10:00$zone" "a zone is Z, or hours and minutes such as +02:00"
done
refused "constant" '2,95s/,[0-9]*$/,7/' ": column ramp is constant (7) in the training part, rows 1 to 90: leave it out"
for value in 1e9 -1e20 1e30; do # rows of the test part would be rounded, too
    drowns="so far from the others that they would be rounded to almost one value: mend it, or leave its row out"
    shown=$(printf %g "$value")
    refused "drowned by $value" "12s/,[0-9]*\$/,$value/" ": row 11: ramp is $shown, $drowns"
    refused "drowned by several" "12s/,[0-9]*\$/,$value/;20,60s/,[0-9]*\$/,$value/" ": row 11: ramp is $shown, $drowns"
    refused "drowned zeros and ones" "12s/,[0-9]*\$/,$value/;13,200s/,[0-9]*\$/,0/;5,9s/,[0-9]*\$/,1/" ": row 11: ramp is $shown, $drowns"
done
refused "short" '20,$d' ": its 13 rows to train on, without those held out, are too few for a window of n_in=6 and n_out=3 rows"
refused "no column" '1s/ramp/rampe/' ":1:1: there is no column 'ramp': did you mean 'rampe'?"
table_of_times() { # ZONE TIMES: of 120 rows, with the first times; is it taken?
    awk -v zone="$1" -v first="$2" 'BEGIN { n = split(first, times, "|"); print "when,wave,ramp"
        for (t = 0; t < 120; t++) printf "%s,%d,%d\n", t < n ? times[t + 1] : sprintf("2100-01-01T%02d:%02d%s", t / 60, t % 60, zone), t % 8, t }' >table.csv
    run "$program" run s.yaml -o taken --dry-run
    expect_status "times $2" 0
}
# Far from the others, yet not too far; on from 1e15; mostly 0.
for change in '12s/,[0-9]*$/,1000000/' 's/,\([0-9]*\)$/,1000000000000\1/' '2,60s/,[0-9]*$/,0/;70,90s/,[0-9]*$/,1000/'; do
    awk 'BEGIN { print "when,wave,ramp"; for (t = 0; t < 120; t++) printf "%d,%d,%03d\n", t, t % 8, t }' | sed "$change" >table.csv
    run "$program" run s.yaml -o taken --dry-run
    expect_status "$change" 0
done
table_of_times "" "2000-02-29T00:00:00|2020-02-29T23:59:59|2020-12-31T23:59:60"
table_of_times Z "2020-01-01T00:00:00Z|2020-01-01T11Z|2020-01-01T12:30:00+01:00|2020-01-01T06:30:01-0500|2020-01-01T11:30:02Z"
table_of_times +01:00 "2023-10-29T02:00:00+02:00|2023-10-29T02:00:00+01:00|2023-10-29T03:00:00+01:00" # clocks set back
table_of_times "" "2020-01-01 00:00:00|2020-01-01T24:00:00|2020-02|2020-02-01T00:00:00.25"
refused "no rows" '2,$d' " has no rows"
finish
