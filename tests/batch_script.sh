#!/bin/bash
# experiments/cluster/slurm.sbatch, signalled at any moment of its start, without Slurm: tests/batch_script.sh PROGRAM
#   It is queued again, whether a trial was finished or not, and leaves nothing at work. tests/faults/slurm.sh has a real Slurm.
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
batch_script=$(realpath ../experiments/cluster/slurm.sbatch)
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 1000
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 8}]
training: {epochs: 1000}
evaluate: {sequences: 50}
STUDY

# What Slurm does: ends the script that it queues again.
mkdir bin
cat >bin/scontrol <<'STUB'
#!/bin/bash
echo "$*" >>requeued
kill "$PPID"
STUB
chmod +x bin/scontrol
export PATH=$scratch/bin:$PATH SLURM_JOB_ID=7 ATTNBENCH=$program

has_ended() {
    for _ in {1..100}; do
        pgrep -f "run study.yaml -o $1" >/dev/null || return 0
        sleep 0.1
    done
    return 1
}

for after in 0.01 0.03 0.06 0.1 0.13 0.16 0.2 0.3 0.5; do
    name="a signal after $after s"
    rm -f requeued
    bash "$batch_script" study.yaml "results$after" >out 2>err &
    script=$!
    sleep $after
    kill -USR1 $script
    { wait $script; } 2>/dev/null
    if [[ $(cat requeued 2>/dev/null) == "requeue 7" ]]; then pass; else fail "$name" "is not queued again"; fi
    if has_ended "results$after"; then pass; else fail "$name" "a run is at work"; fi
    expect_output "$name" "queued again: "
done
finish
