#!/bin/bash
# Readers open study.h5 in a loop during a sweep: tests/faults/readers.sh PROGRAM
# LONG=1: for ten minutes. PYTHON: one with h5py, whose reader is left out else.
# slow: 45 s
set -uo pipefail
program=$(realpath "$1")
readers=$(realpath "$(dirname "$0")")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
seconds=$([[ -n ${LONG-} ]] && echo 300 || echo 20)

cat >sweep.yaml <<'STUDY'
name: sweep
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 8}, {name: attention, units: 8}]
repeats: 2
training: {epochs: 200}
evaluate: {sequences: 50}
save_models: none
STUDY

# `report` in a loop beside a run: always a whole report, that counts no less than before; and of so many trials one digest.
report_for() { # FOLDER SECONDS
    local until=$((SECONDS + $2)) n=0 most=0 counted digest
    local -A digests=()
    while [[ $SECONDS -lt $until ]]; do
        "$program" report "$1" --format json >report.json 2>report.err || { cat report.err && return 1; }
        counted=$(sed -nE 's/^ *"finished": ([0-9]+).*/\1/p' report.json | head -n 1)
        digest=$(sed -nE 's/^ *"digest": "([0-9a-f]+)".*/\1/p' report.json)
        if [[ ${counted:-0} -lt $most || ${digests[$counted]-$digest} != "$digest" ]]; then
            echo "$counted trials with digest $digest, after $most with ${digests[$most]-none}"
            return 1
        fi
        most=$counted digests[$counted]=$digest n=$((n + 1))
    done
    echo "$n readings"
}

# All readers at once for $seconds, beside whatever is at work in FOLDER.
read_beside() { # NAME FOLDER
    local reader n
    local -A pids
    "$tools/reader" "$2" "$seconds" >own.out 2>&1 &
    pids[own]=$!
    report_for "$2" "$seconds" >report.out 2>&1 &
    pids[report]=$!
    "${PYTHON-python3}" -B "$readers/reader.py" "$2" "$seconds" >h5py.out 2>&1 &
    pids[h5py]=$!
    for reader in own report h5py; do
        status=0
        wait "${pids[$reader]}" || status=$?
        cp $reader.out out
        if [[ $reader == h5py && $status -eq 77 ]]; then
            skip "$1: h5py" "$(head -n 1 out)"
            continue
        fi
        expect_status "$1: $reader" 0
        n=$(sed -nE 's/^([0-9]+) readings.*/\1/p' out)
        if [[ ${n:-0} -gt 0 ]]; then pass; else fail "$1: $reader" "read nothing"; fi
        figure "$1: readings without a failure or a torn state by $reader, in $seconds s" "${n:-0}"
    done
}

# ---- One sweep, which publishes now and then ----

run "$program" run sweep.yaml -o sweep --set evaluate.sequences=10000
expect_status "the first trials" 0
# More trials than it has time for.
mpirun -n 2 "$program" run sweep.yaml --repeats $((200 * seconds)) -o sweep --set evaluate.sequences=10000 \
    --max-time "$((seconds + 10))" 2>sweep.err &
sweep=$!
read_beside "a sweep of 2 ranks" sweep
status=0
wait $sweep || status=$?
expect_status "the sweep" 75

# ---- Runs one after another, each with more repeats, which publish when they end ----

run "$program" run sweep.yaml -o grown
expect_status "the first trials" 0
touch growing
n_runs=0
while [[ -e growing ]]; do
    n_runs=$((n_runs + 1))
    "$program" run sweep.yaml --repeats $((n_runs + 2)) -o grown 2>>grown.err || echo "status $?" >>grown.failed
    echo "$n_runs" >n_runs
done &
grower=$!
read_beside "runs that publish one after another" grown
rm growing
wait $grower
cat grown.failed 2>/dev/null >out
if [[ ! -e grown.failed ]]; then pass; else fail "a run beside readers" "$(sort grown.failed | uniq -c | head -n 3)"; fi
figure "such runs" "$(cat n_runs)"
finish
