#!/bin/bash
# Two runs on one directory, and many: tests/two_runs.sh PROGRAM
#   with file locks, and with a file system that has none (preload_locks.c).
# slow: 40 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
library_to_preload preload_locks
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
seed: 3
repeats: 3
task: {name: echo}
grid: {n_in: [5], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, units: 8}
training: {epochs: 200}
evaluate: {sequences: 10}
STUDY
cat >idle.yaml <<'STUDY'
name: idle
repeats: 3
models: [{name: asleep, kind: command, command: [sleep, "1000"]}]
metrics: [{name: never}]
STUDY

expect_digest_of_all() { # NAME FOLDER
    local found
    found=$(digest "$2")
    if [[ $found == "$digest" ]]; then pass; else fail "$1" "$found, not $digest"; fi
}

run "$program" run study.yaml -o whole
expect_status "alone" 0
digest=$(digest whole)

with_locks() { # work|refused|pretend COMMAND...
    if [[ $1 == work ]]; then "${@:2}"; else env LD_PRELOAD="$preload" LOCKS="$1" "${@:2}"; fi
}

# A run that goes on until it is told to stop; its pid is then in $first, its stderr in FOLDER.err.
start_long_run() { # LOCKS FOLDER [STUDY.yaml]
    if [[ $1 == work ]]; then
        "$program" run "${3-study.yaml}" -o "$2" --repeats 20000 2>"$2.err" &
    else
        SLURM_JOB_ID=17 LD_PRELOAD=$preload LOCKS=$1 "$program" run study.yaml -o "$2" --repeats 20000 2>"$2.err" &
    fi
    first=$!
    wait_until test -s "$2/running"
}

# Somebody removes the lease, as if that gave the folder free.
start_long_run work removed idle.yaml
rm removed/lease.*
run "$program" run idle.yaml -o removed
expect_status "a lease that was removed" 73
expect_error "a lease that was removed" "removed/journal is in use by another run, whose lease was removed"
status=0
{ wait $first || status=$?; } 2>/dev/null
cp removed.err err
expect_status "the run that it was removed from" 74
expect_error "the run that it was removed from" "was removed, so this run holds the folder no longer"

for locks in work refused pretend; do
    start_long_run $locks $locks
    run with_locks $locks "$program" run study.yaml -o $locks
    expect_status "locks $locks: a second run" 73
    expect_error "locks $locks: a second run" "$locks is in use by process $first on host $(hostname)"
    [[ $locks == work ]] || expect_error "locks $locks: a second run" "(Slurm job 17)"
    run with_locks $locks "$program" status $locks
    expect_output "locks $locks: status" "A run is at work: host $(hostname), pid $first"
    kill -TERM $first
    wait $first
    status=$?
    expect_status "locks $locks: the first run" 75
    run with_locks $locks "$program" run study.yaml -o $locks
    expect_status "locks $locks: after it" 0
    expect_digest_of_all "locks $locks: after it" $locks

    # A dead run of this machine is succeeded at once.
    start_long_run $locks $locks
    kill -KILL $first
    wait $first 2>/dev/null
    run with_locks $locks "$program" run study.yaml -o $locks
    expect_status "locks $locks: after a kill" 0
    expect_digest_of_all "locks $locks: after a kill" $locks

    # Of many that start at once one works, and the others name it or find all done.
    pids=()
    for i in {1..20}; do
        with_locks $locks "$program" run study.yaml -o "many-$locks" 2>"many.$i" &
        pids+=($!)
    done
    done_=0 refused=0 other=0
    for i in {1..20}; do
        wait "${pids[i - 1]}"
        case $? in
        0) done_=$((done_ + 1)) ;;
        73) refused=$((refused + 1)) ;;
        *) other=$((other + 1)) && cat "many.$i" ;;
        esac
    done
    trained=$(cat many.* | grep -c '^6 trials in')
    if [[ $trained -eq 1 && $done_ -ge 1 && $other -eq 0 ]]; then
        pass
    else
        fail "locks $locks: twenty at once" "$trained trained, $done_ done, $refused refused, $other otherwise"
    fi
    expect_digest_of_all "locks $locks: twenty at once" "many-$locks"
done

# ---- A run whose folder another has taken ----

start_long_run work taken idle.yaml
printf 'host node7\npid 123\nstart 5\nplace another boot\n' >taken/lease.2
wait $first
status=$?
cp taken.err err
expect_status "a folder that was taken" 74
expect_error "a folder that was taken" "attnbench: taken was taken over by another run"
expect_file "a folder that was taken: what the other run says there" taken/running

# ---- Another machine's lease ----

write_lease() { # NUMBER AGE: of a process that nobody here can ask after
    printf 'host node7\npid 123\nstart 5\nplace another boot\njob PBS job 9\n' >"whole/lease.$1"
    touch -d "$2" "whole/lease.$1"
}
write_lease 1000 '2 minutes ago'
run "$program" run study.yaml -o whole
expect_status "a machine that has been silent" 0
write_lease 2000 now
while [[ -e whole ]] && touch whole/lease.2000; do sleep 0.1; done &
beating=$!
run "$program" run study.yaml -o whole
expect_status "a machine that is alive" 73
expect_error "a machine that is alive" "whole is in use by process 123 on host node7 (PBS job 9)"
kill $beating
wait $beating 2>/dev/null
write_lease 3000 now
"$program" run study.yaml -o whole >"$scratch/out" 2>"$scratch/err" &
waiting=$!
wait_until grep "waiting up to" "$scratch/err"
kill -TERM $waiting
began=$SECONDS status=0
wait $waiting || status=$?
expect_status "stopped while it waits for a machine" 75
expect_error "stopped while it waits for a machine" "stopped while it waited for whole"
if [[ $((SECONDS - began)) -lt 20 ]]; then pass; else fail "stopped while it waits for a machine" "only then"; fi
# Other words for "no locks": ENOSYS and EBADF, and 524, ENOTSUPP, which NFS lets through.
for number in 38 9 524; do
    run with_locks $number "$program" run study.yaml -o "without_$number"
    expect_status "locks refused by errno $number" 0
    expect_digest_of_all "locks refused by errno $number" "without_$number"
done
finish
