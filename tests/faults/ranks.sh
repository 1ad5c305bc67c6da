#!/bin/bash
# Many ranks on few cores: tests/faults/ranks.sh PROGRAM
#   A hundred runs of 16 ranks on two cores come to an end, with the same figures; ranks that wait use hardly any core.
# slow: 150 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
seed: 7
repeats: 3
task: {name: echo}
grid: {n_in: [4], n_out: [1, 2], cardinality: [6]}
models: [{name: baseline, units: 8}, {name: attention, units: 8}]
training: {epochs: 30}
evaluate: {sequences: 50}
STUDY

# ---- Runs that end ----

run "$program" run study.yaml -o alone
expect_status "one process" 0
digest=$(digest alone)
cores=$(taskset -pc $$ | sed -E 's/.*: ([0-9]+).*[-,]([0-9]+)$/\1,\2/; s/.*: //')
n_ended=0
for ((i = 1; i <= 100; i++)); do
    rm -rf results
    run timeout -k 5 120 taskset -c "$cores" mpirun -n 16 "$program" run study.yaml -o results
    if [[ $status -eq 0 && $(digest results) == "$digest" ]]; then n_ended=$((n_ended + 1)); else
        fail "run $i of 16 ranks" "status $status, $(digest results)"
    fi
done
if [[ $n_ended -eq 100 ]]; then pass; fi
figure "runs of 16 ranks on the cores $cores that came to an end, with the right digest" "$n_ended of 100"

# ---- Ranks that wait ----

cpu_ticks() { # PID: of itself, without its children
    local stat
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    stat=${stat##*) }
    read -ra stat <<<"$stat"
    echo $((stat[11] + stat[12]))
}

cat >long.yaml <<'STUDY'
name: long
task: {name: echo}
repeats: 1
grid: {n_in: [5], n_out: [2], cardinality: [50]}
models: [{name: attention, units: 150}]
training: {epochs: 10000000}
STUDY
mpirun -n 8 "$program" run long.yaml -o long >out 2>err </dev/null &
job=$!
wait_until grep in_flight long/running
sleep 2 # for the calm after the start
mapfile -t ranks < <(pgrep -P "$job" -x attnbench)
if [[ ${#ranks[@]} -eq 8 ]]; then pass; else fail "ranks that wait" "${#ranks[@]} ranks, not 8"; fi
before=() begin=$(date +%s%N)
for pid in "${ranks[@]}"; do before+=("$(cpu_ticks "$pid")"); done
sleep 20
most=0 elapsed_ms=$((($(date +%s%N) - begin) / 1000000))
for i in "${!ranks[@]}"; do
    ticks=$(($(cpu_ticks "${ranks[i]}") - before[i]))
    [[ $ticks -le $most ]] || most=$ticks
done
kill -USR1 "$job"
status=0
wait "$job" || status=$?
expect_status "a trial that is not finished" 75
permille=$((most * 1000 * 1000 / $(getconf CLK_TCK) / elapsed_ms))
if [[ $permille -lt 20 ]]; then pass; else fail "ranks that wait" "$permille per mille of a core"; fi
figure "the busiest of 8 agents over 20 s, in which one rank trains and 7 wait" "$((permille / 10)).$((permille % 10)) % of a core"
finish
