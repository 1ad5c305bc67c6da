#!/bin/bash
# experiments/cluster/slurm.sbatch, signalled at any moment of its start, without Slurm: tests/batch_script.sh PROGRAM
#   It is queued again, whether a trial was finished or not, and leaves nothing at work. tests/faults/slurm.sh has a real Slurm.
# slow: 30 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
batch_script=$(realpath ../experiments/cluster/slurm.sbatch)
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 5000
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

is_over() { # FOLDER: no run is at work there
    ! pgrep -f "run study.yaml -o $1"
}
heeds_signals() { # PID: it runs the script, whose trap for USR1, signal 10, is set; before, this script's own traps count
    grep -qz "$batch_script" "/proc/$1/cmdline" &&
        [[ $((0x$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status") & 0x200)) -ne 0 ]]
}
await_trap() { # PID
    until heeds_signals "$1" || ! kill -0 "$1"; do sleep 0.001; done
}

for after in 0 0.03 0.06 0.1 0.13 0.16 0.2 0.3 0.5; do
    name="a signal after $after s"
    rm -f requeued
    bash "$batch_script" study.yaml "$scratch/results$after" >out 2>err &
    script=$!
    await_trap $script
    sleep $after
    kill -USR1 $script
    { wait $script; } 2>/dev/null
    if [[ $(cat requeued 2>/dev/null) == "requeue 7" ]]; then pass; else fail "$name" "is not queued again"; fi
    if until_true 10 is_over "$scratch/results$after"; then pass; else fail "$name" "a run is at work"; fi
    expect_output "$name" "queued again: "
done

# The signal comes when the job has been started, and the script does not know its process yet.
name="a signal between start and \$!"
cat >signal_at_start <<'ENV'
trap '[[ $BASH_COMMAND != "job=\$!" ]] || kill -USR1 $$' DEBUG
ENV
rm -f requeued
BASH_ENV=$scratch/signal_at_start bash "$batch_script" study.yaml "$scratch/started" >out 2>err
if [[ $(cat requeued 2>/dev/null) == "requeue 7" ]]; then pass; else fail "$name" "is not queued again"; fi
if until_true 10 is_over "$scratch/started"; then pass; else fail "$name" "a run is at work"; fi

# A trial that never fits is not tried for ever: three starts in a row may end nothing, whatever was done before.
run "$program" run study.yaml -o never --repeats 3 --set training.epochs=20000
for n in 1 2 3 4; do
    bash "$batch_script" study.yaml "$scratch/never" --repeats 3 --set training.epochs=20000 \
        --set "grid.n_in=[4, 1000]" >out 2>err &
    script=$!
    await_trap $script
    sleep 1
    kill -USR1 $script
    { wait $script; } 2>/dev/null
    if [[ $n -le 3 ]]; then expect_output "start $n" "queued again: "; else
        expect_output "start $n" "no trial was finished in the job's time: raise --time"
    fi
done
finish
