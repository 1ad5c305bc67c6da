#!/bin/bash
# Whole runs under a real mpirun: tests/end_to_end.sh PROGRAM
#   the same figures for every number of ranks; processes killed at random moments; signals; refusals.
# Processes are found by the scratch folder in their command line, and killed one by one.
# slow: 50 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash

write_study() { # FILE UNITS EPOCHS REPEATS
    cat >"$1" <<STUDY
name: study
seed: 7
repeats: $4
task: {name: echo}
grid: {n_in: [4], n_out: [1, 2], cardinality: [6]}
models:
  - {name: baseline, title: Plain, kind: baseline, units: $2}
  - {name: attention, title: Attending, kind: attention, units: $2}
training: {source: fresh, epochs: $3, batch: 1}
evaluate: {sequences: 50}
save_models: first
STUDY
}

# Prints the digest of a folder's results.

expect_digest() { # NAME FOLDER DIGEST
    local found
    found=$(digest "$2")
    if [[ $found == "$3" ]]; then pass; else fail "$1" "$found, not $3"; fi
}

# Lines "pid parent name" of the processes whose command line names FOLDER.
processes() { # FOLDER
    local file stat
    for file in $(grep -lzxF -- "$1" /proc/[0-9]*/cmdline 2>/dev/null); do
        read -r stat 2>/dev/null <"${file%cmdline}stat" || continue
        [[ $stat =~ ^([0-9]+)\ \((attnbench|mpirun)\)\ [^Z]\ ([0-9]+) ]] || continue
        echo "${BASH_REMATCH[1]} ${BASH_REMATCH[3]} ${BASH_REMATCH[2]}"
    done
}

# Process ids of one sort: mpirun | rank | trainer | trial. A rank's parent is mpirun, a trainer's a rank, a trial's a
# trainer.
processes_of() { # SORT FOLDER
    processes "$2" | awk -v sort="$1" '
        {parent[$1] = $2; name[$1] = $3}
        function depth(pid) {return name[pid] == "attnbench" ? 1 + depth(parent[pid]) : 0}
        END {
            wanted = sort == "mpirun" ? 0 : sort == "rank" ? 1 : sort == "trainer" ? 2 : 3
            for (pid in name) if (depth(pid) == wanted) print pid
        }'
}

has_no_processes() { [[ -z $(processes "$1") ]]; }
expect_no_processes() { # NAME FOLDER
    if until_true 10 has_no_processes "$2"; then pass; else fail "$1" "processes are left: $(processes "$2")"; fi
}

# Starts a run in the background and waits until it has kept a trial, or $least bytes; its pid is then in $job.
start_run() { # FOLDER COMMAND...
    local folder=$1
    shift
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null &
    job=$!
    wait_until has_kept_or_ended "$folder/journal" "${least-2001}"
}
has_kept_or_ended() { # JOURNAL BYTES
    has_bytes "$@" || ! kill -0 "$job"
}

wait_for_run() {
    status=0
    { wait "$job" || status=$?; } 2>/dev/null # the shell has a word to say when it was killed
}

# Runs again after whatever happened; all trials must be there as if nothing had.
expect_recovery() { # NAME FOLDER DIGEST
    expect_no_processes "$1: nothing is left running" "$2"
    run mpirun -n 2 "$program" run "$scratch/slow.yaml" -o "$2"
    expect_status "$1: run again" 0
    expect_digest "$1: same figures" "$2" "$3"
}

write_study "$scratch/small.yaml" 8 30 3
write_study "$scratch/slow.yaml" 40 6000 3
SLOW_TRIAL=48000 # bytes of one in the journal

# ---- The same figures for every number of ranks ----

run "$program" run "$scratch/small.yaml" -o "$scratch/alone"
expect_status "without mpirun" 0
expect_error "without mpirun" "12 trials in"
expect_file "without mpirun" "$scratch/alone/study.h5"
small=$(digest "$scratch/alone")
for ranks in 1 2 3 4 20; do
    run mpirun -n $ranks "$program" run "$scratch/small.yaml" -o "$scratch/ranks$ranks"
    expect_status "$ranks ranks" 0
    expect_error "$ranks ranks" "12 trials in"
    expect_digest "$ranks ranks" "$scratch/ranks$ranks" "$small"
    expect_no_processes "$ranks ranks" "$scratch/ranks$ranks"
done

# Session folders of Open MPI have one path for all processes without mpirun: they remove them for each other.
run env TMPDIR=/dev/null/none "$program" run "$scratch/small.yaml" -o "$scratch/no_session"
expect_status "without mpirun, where no session folder can be made" 0

# Each way of Open MPI to pass messages that this machine has.
over_network() { # COMPONENT SETTING...
    if [[ ! $(ompi_info) =~ $1 ]]; then
        skip "messages by $1" "Open MPI has it not"
        return
    fi
    run timeout 60 env "${@:2}" mpirun -n 3 "$program" run "$scratch/small.yaml" -o "$scratch/over"
    expect_status "messages by $1" 0
    expect_digest "messages by $1" "$scratch/over" "$small"
    rm -rf "$scratch/over"
}
over_network "btl: tcp" OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,tcp
over_network "mtl: ofi" OMPI_MCA_pml=cm OMPI_MCA_mtl=ofi
over_network "pml: ucx" OMPI_MCA_pml=ucx OMPI_MCA_pml_ucx_tls=any OMPI_MCA_pml_ucx_devices=any

run mpirun -n 2 "$program" run "$scratch/small.yaml" -o "$scratch/alone"
expect_status "nothing to do" 0
expect_error "nothing to do" "all 12 trials are there already"
rm "$scratch/alone/study.h5"
run "$program" run "$scratch/small.yaml" -o "$scratch/alone"
expect_status "study.h5 was missing" 0
expect_file "study.h5 was missing" "$scratch/alone/study.h5"

run mpirun -n 2 "$program" run "$scratch/small.yaml" -o "$scratch/grown" --repeats 2
expect_error "two repeats" "8 trials in"
run mpirun -n 2 "$program" run "$scratch/small.yaml" -o "$scratch/grown" --repeats 3
expect_status "a third repeat" 0
expect_error "a third repeat" "4 trials in"
expect_digest "a third repeat" "$scratch/grown" "$small"

# Batches, whose products are made otherwise, by any number of ranks and cores and any instruction set.
run "$program" run "$scratch/small.yaml" -o "$scratch/batch" --set training.batch=8
expect_status "batches" 0
batch=$(digest "$scratch/batch")
if [[ $batch != "$small" ]]; then pass; else fail "batches" "the same figures as with single pairs"; fi
for ranks in 2 3; do
    run mpirun -n $ranks "$program" run "$scratch/small.yaml" -o "$scratch/batch$ranks" --set training.batch=8
    expect_digest "batches on $ranks ranks" "$scratch/batch$ranks" "$batch"
done
run taskset -c 0 mpirun -n 2 "$program" run "$scratch/small.yaml" -o "$scratch/batch_core" --set training.batch=8
expect_digest "batches on one core" "$scratch/batch_core" "$batch"
read -r isa _ <<<"$(instruction_sets)"
run env ATTNBENCH_ISA="$isa" "$program" run "$scratch/small.yaml" -o "$scratch/batch_$isa" --set training.batch=8
expect_digest "batches by $isa" "$scratch/batch_$isa" "$batch"

# ---- Adaptive repeats: the same ones on any number of ranks, and after a kill; what varies between repeats ----

cat >"$scratch/adaptive.yaml" <<STUDY
name: adaptive
seed: 5
repeats: 3
adaptive: {max: 12, half_width: 12}
task: {name: echo}
grid: {n_in: [3, 4], n_out: [1], cardinality: [5, 12]}
models: [{name: baseline, units: 16}, {name: attention, units: 16}]
training: {epochs: 400}
STUDY
run "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive1"
expect_status "adaptive" 0
adaptive=$(digest "$scratch/adaptive1")
repeats=$("$program" report "$scratch/adaptive1" --format csv | awk -F, 'NR > 1 {print $5}' | sort -un | tr '\n' ' ')
if [[ $repeats =~ ^3\ .*12\ $ ]]; then pass; else fail "adaptive" "cells of $repeats repeats: neither the least nor the most"; fi
for ranks in 2 5; do
    run mpirun -n $ranks "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive$ranks"
    expect_status "adaptive on $ranks ranks" 0
    expect_digest "adaptive on $ranks ranks" "$scratch/adaptive$ranks" "$adaptive"
done
run "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive1"
expect_error "adaptive again" "are there already"
start_run "$scratch/adaptive9" mpirun -n 2 "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive9"
for pid in $(processes_of rank "$scratch/adaptive9"); do kill -KILL "$pid"; done 2>/dev/null
wait_for_run
run mpirun -n 3 "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive9"
expect_status "adaptive after a kill" 0
expect_digest "adaptive after a kill" "$scratch/adaptive9" "$adaptive"
run "$program" status "$scratch/adaptive9"
expect_output "status of an adaptive study" "0 left"

run "$program" run "$scratch/adaptive.yaml" -o "$scratch/fixed" --set vary=order
expect_status "nothing varies" 64
run "$program" run "$scratch/adaptive.yaml" -o "$scratch/adaptive1" --set vary=init
expect_status "another vary" 78
expect_error "another vary" "vary = init, data"

# ---- Refusals ----

run mpirun -n 2 "$program" run "$scratch/small.yaml" -o "$scratch/alone" --set training.epochs=31
expect_status "a changed setting" 78
expect_error "a changed setting" "training.epochs = 30"
expect_error "a changed setting" "31"
expect_digest "a changed setting leaves all as it was" "$scratch/alone" "$small"

echo "unheard_of: 1" >>"$scratch/small.yaml"
run mpirun -n 3 "$program" run "$scratch/small.yaml" -o "$scratch/wrong"
expect_status "a wrong study" 78
sed '/unheard_of/!d' "$scratch/err" >"$scratch/out"
expect_lines "a wrong study is told of once" 1 unheard_of

# Root may write everywhere: then another user, who needs a program and a study that he may read.
as_user=()
[[ $(id -u) -ne 0 ]] || as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir "$scratch/closed" && chmod 555 "$scratch/closed"
chmod 755 "$scratch" && install -m 755 "$program" "$scratch/attnbench" && chmod 644 "$scratch/slow.yaml"
if "${as_user[@]}" "$scratch/attnbench" --version >/dev/null 2>&1; then
    run timeout 60 "${as_user[@]}" "$scratch/attnbench" run "$scratch/slow.yaml" -o "$scratch/closed/results" \
        --set training.epochs=1000000 # too many to be trained in that time
    expect_status "a folder that cannot be written" 73
    expect_error "a folder that cannot be written" "$scratch/closed"
else
    skip "a folder that cannot be written" "root cannot become another user here"
fi
chmod 700 "$scratch" "$scratch/closed"

# ---- The figures of the slower study, undisturbed ----

run mpirun -n 2 "$program" run "$scratch/slow.yaml" -o "$scratch/slow"
expect_status "the slower study" 0
slow=$(digest "$scratch/slow")

folder=$scratch/second
start_run "$folder" mpirun -n 2 "$program" run "$scratch/slow.yaml" -o "$folder"
first=$job
"$program" run "$scratch/slow.yaml" -o "$folder" >"$scratch/out" 2>"$scratch/second.err"
status=$?
expect_status "a second run beside the first" 73
if grep -q "$(hostname)" "$scratch/second.err"; then pass; else fail "a second run" "does not say who is at work"; fi
job=$first wait_for_run
expect_status "the first run is not disturbed" 0
expect_digest "the first run is not disturbed" "$folder" "$slow"

# ---- Signals ----

expect_stop() { # NAME STATUS TEXT FOLDER
    wait_for_run
    expect_status "$1" "$2"
    [[ -z $3 ]] || expect_error "$1" "$3"
    if [[ -e $4/running ]]; then fail "$1" "running is left"; else pass; fi
    expect_recovery "$1" "$4" "$slow"
}

for signal in TERM INT USR1 USR2; do
    folder=$scratch/alone$signal
    start_run "$folder" env --default-signal=INT "$program" run "$scratch/slow.yaml" -o "$folder"
    kill -$signal "$job"
    expect_stop "$signal without mpirun" 75 "stopped by SIG$signal: " "$folder"
done
for signal in USR1 USR2; do # mpirun passes these on
    folder=$scratch/mpirun$signal
    start_run "$folder" mpirun -n 3 "$program" run "$scratch/slow.yaml" -o "$folder"
    kill -$signal "$job"
    expect_stop "$signal to mpirun" 75 "stopped by SIG$signal: " "$folder"
done
folder=$scratch/rankTERM
start_run "$folder" mpirun -n 3 "$program" run "$scratch/slow.yaml" -o "$folder"
kill -TERM "$(processes_of rank "$folder" | tail -n 1)"
expect_stop "TERM to one rank" 75 "stopped by SIGTERM: " "$folder"

folder=$scratch/mpirunTERM # mpirun then has a status of its own, 1, and no ear for what ranks print
start_run "$folder" mpirun -n 2 "$program" run "$scratch/slow.yaml" -o "$folder"
kill -TERM "$job"
expect_stop "TERM to mpirun" 1 "" "$folder"

folder=$scratch/limited
run mpirun -n 2 "$program" run "$scratch/slow.yaml" -o "$folder" --max-time 0.3s
expect_status "--max-time" 75
expect_error "--max-time" "stopped by --max-time: "
expect_recovery "--max-time" "$folder" "$slow"

# ---- Kills at random moments: one of each sort; tests/faults/kills.sh kills hundreds ----

# A run may be over before its victim is found, or as it is: such a round says nothing. A trial that was killed is tried
# once more by the same run.
has_met_a_run() { # SORT
    if [[ $1 == trial ]]; then
        grep -q 'killed by signal 9 (Killed); it is tried once more' "$scratch/err"
    else
        [[ $status -ne 0 ]]
    fi
}
RANDOM=$$
for sort in rank trainer trial mpirun; do
    kills=0
    for ((round = 1; round <= 8 && kills < 1; round++)); do
        name="kill -9 of a $sort, round $round" folder=$scratch/kill-$sort$round
        least=$((2001 + RANDOM % 8 * SLOW_TRIAL)) start_run "$folder" mpirun -n 3 "$program" run "$scratch/slow.yaml" -o "$folder"
        sleep "0.$((RANDOM % 3))"
        victim=$(processes_of $sort "$folder" | shuf -n 1)
        [[ -n $victim ]] && kill -9 "$victim" 2>/dev/null
        wait_for_run
        [[ -n $victim ]] && has_met_a_run $sort && kills=$((kills + 1))
        [[ $sort != trial ]] || expect_status "$name: tried once more" 0
        expect_recovery "$name" "$folder" "$slow"
    done
    if [[ $kills -eq 1 ]]; then pass; else fail "kill -9 of a $sort" "none of 8 rounds met a run at work"; fi
done
finish
