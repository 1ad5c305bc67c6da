#!/bin/bash
# experiments/cluster/slurm.sbatch under a real Slurm: tests/faults/slurm.sh PROGRAM
#   A single job and an array that are told to stop, a job that comes near its time limit, and one that runs into it:
#   each queues itself again, or is submitted again, and ends with the figures of an undisturbed run.
# alone: it starts Slurm, and jobs have a minute
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
sbatch_file=$(realpath ../../experiments/cluster/slurm.sbatch)
source ./cluster.bash

# ---- The jobs ----

cat >"$scratch/study.yaml" <<'STUDY'
name: study
seed: 7
repeats: 24
task: {name: echo}
grid: {n_in: [4], n_out: [1, 2], cardinality: [6]}
models: [{name: baseline, units: 40}, {name: attention, units: 40}]
training: {epochs: 20000}
evaluate: {sequences: 50}
STUDY
export ATTNBENCH=$program OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl=self,tcp # both nodes have one /dev/shm

submit() { # NAME OPTION... of sbatch, then -- ARGUMENT... of slurm.sbatch; its number is in $job
    local name=$1 options=()
    shift
    while [[ $1 != -- ]]; do options+=("$1") && shift; done
    job=$(cd "$scratch" && sbatch --parsable --job-name="$name" --mem-per-cpu=0 --output="$scratch/$name.log" \
        "${options[@]}" "$sbatch_file" "${@:2}" 2>"$scratch/err")
    if [[ $job =~ ^[0-9]+$ ]]; then pass; else fail "$name" "not submitted"; fi
}

state_of() { # JOB: the states of its tasks
    scontrol -o show job "$1" | sed -nE 's/.* JobState=(\w+) .*/\1/p' | sort -u | tr '\n' ' '
}
is_at_end() {
    local state
    state=$(state_of "$1")
    [[ -n $state && ! $state =~ PENDING|RUNNING|COMPLETING|REQUEUED|SUSPENDED ]]
}
# Until Slurm has queued a job again, which takes it some 0.1 s, its state is FAILED.
has_ended() { is_at_end "$1" && sleep 2 && is_at_end "$1"; }
trials_of() { # FOLDER: done of it
    "$program" status "$1" 2>/dev/null | sed -nE 's/.*: ([0-9]+) of [0-9]+ trials done.*/\1/p'
}
has_trials() { [[ $(trials_of "$1") -gt 0 ]]; }
digest_of() { "$program" report "$1" 2>/dev/null | grep '^digest ' || echo "no digest"; }

# Slurm holds a job back for two minutes when it is queued again. It may start 5 s after that was seen: earlier, the end of
# its former start can still be on its way, and be taken for that of the new one.
ends_soon() { # JOB
    local tasks task
    tasks=$(squeue -h -r -j "$1" -t PENDING -o '%A %T %r' 2>/dev/null | sed -n 's/ PENDING BeginTime$//p')
    [[ -z $tasks ]] || sleep 5
    for task in $tasks; do
        scontrol update JobId="$task" StartTime=now 2>/dev/null
    done
    has_ended "$1"
}

expect_done() { # NAME JOB FOLDER DIGEST TEXT-OF-ITS-LOG
    until_true 300 ends_soon "$2" || fail "$1" "did not end: $(state_of "$2")"
    cp "$scratch/$1.log" "$scratch/err"
    tail -n 20 "$scratch/$1.log" >"$scratch/out"
    if [[ $(state_of "$2") == "COMPLETED " ]]; then
        pass
    else
        grep "JobId=$2\b" "$scratch/slurmctld.log" | tail -n 20 >>"$scratch/out"
        fail "$1" "ended as $(state_of "$2")"
    fi
    if [[ $(digest_of "$3") == "$4" ]]; then pass; else fail "$1" "$(digest_of "$3"), not $4"; fi
    expect_error "$1" "$5"
}

# A limit that is run into, without a signal before. A minute is the shortest, and Slurm looks every 30 s: most of it is
# slept away, and there are twice as many trials as in other jobs, so that they are not all done.
limited=$scratch/limited
limit_job=$(sbatch --parsable --chdir="$scratch" --output="$scratch/limit.log" --ntasks=1 --time=1 \
    --wrap "sleep 45; mpirun '$program' run '$scratch/study.yaml' --repeats 48 -o '$limited'")

# A limit that comes near: USR1 between 50 and 20 seconds before it, as Slurm looks every 30. Twice the trials here too.
submit near --ntasks=1 --time=1 --signal=B:USR1@20 -- "$scratch/study.yaml" "$scratch/near" --repeats 48
near_job=$job

# On both nodes, and told to stop at once.
submit single --nodes=2 --ntasks=2 --ntasks-per-node=1 --time=10 -- "$scratch/study.yaml" "$scratch/single"
single_job=$job
if until_true 120 has_trials "$scratch/single"; then pass; else fail "single" "finishes no trial"; fi
scancel --signal=USR1 --batch "$single_job"

# Four parts, each a task of an array with a folder of its own, joined by a job that waits for all of them. All tasks
# write into one log here.
submit array --array=1-4 --ntasks=1 --time=10 -- "$scratch/study.yaml" "$scratch/parts"
array_job=$job
merge_job=$(sbatch --parsable --dependency="afterok:$array_job" --ntasks=1 --chdir="$scratch" --output="$scratch/merge.log" \
    --wrap "'$program' merge '$scratch/parts' '$scratch'/parts.*-of-4")
if until_true 120 has_trials "$scratch/parts.2-of-4"; then pass; else fail "array" "its second task finishes no trial"; fi
scancel --signal=USR1 --batch "${array_job}_2"

run "$program" run "$scratch/study.yaml" -o "$scratch/reference"
expect_status "one process" 0
digest=$(digest_of "$scratch/reference")
run "$program" run "$scratch/study.yaml" --repeats 48 -o "$scratch/reference"
expect_status "one process, more repeats" 0
digest_of_48=$(digest_of "$scratch/reference")

expect_done single "$single_job" "$scratch/single" "$digest" "stopped by SIGUSR1: "
expect_error single "queued again: "
expect_error single "96 trials on 2 ranks"
restarts=$(grep -c "queued again" "$scratch/single.log")
figure "a job on two nodes, signalled, queued again by itself, complete with the right digest" "$restarts restart"
expect_done near "$near_job" "$scratch/near" "$digest_of_48" "stopped by SIGUSR1: "
figure "a job of a minute's limit, whose study takes longer" "$(grep -c 'queued again' "$scratch/near.log") restarts"

expect_done merge "$merge_job" "$scratch/parts" "$digest" ""
cp "$scratch/array.log" "$scratch/err"
expect_error array "stopped by SIGUSR1: "
expect_error array "queued again: "
figure "an array of four tasks, one of them signalled, joined by a job that waits for them" "the right digest"

until_true 200 has_ended "$limit_job" || fail "limit" "did not end"
if [[ $(state_of "$limit_job") == "TIMEOUT " ]]; then pass; else fail "limit" "ended as $(state_of "$limit_job")"; fi
n_kept=$(trials_of "$limited")
if [[ $n_kept -gt 0 && $n_kept -lt 192 ]]; then pass; else fail "limit" "$n_kept of 192 trials are kept"; fi
# This time by srun, on one node.
LAUNCH="srun --mpi=pmix" submit resumed --nodes=1 --ntasks=2 --time=10 -- "$scratch/study.yaml" "$limited" --repeats 48
expect_done resumed "$job" "$limited" "$digest_of_48" "$n_kept of them there already"
figure "a job that ran into its limit and was killed by Slurm, submitted again" "$n_kept of 192 trials were kept"
finish
