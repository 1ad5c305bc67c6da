#!/bin/bash
# Ranks and mpirun are killed while commands run, which leave nothing behind: tests/faults/command_kills.sh PROGRAM
# slow: 30 s
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
cat >commands.yaml <<'STUDY'
name: commands
repeats: 1000
models: [{name: only, kind: command, command: [sh, -c, "(setsid sleep 93.5 &) ; sleep 93.5 & sleep 0.2; echo {\"score\": 1} > {results}"]}]
metrics: [{name: score}]
STUDY

# The run's own processes and what they started: all have the scratch folder's name in their environment.
left() {
    grep -lFzs -- "$scratch/mpi" /proc/[0-9]*/environ | cut -d / -f 3 | while read -r pid; do
        [[ $pid -eq $$ || $pid -eq $BASHPID || $(ps -o comm= -p "$pid") != sleep ]] || echo "$pid"
    done
}
none_left() {
    [[ -z $(left) ]]
}

n_kills=0
for victim in mpirun mpirun rank rank rank mpirun rank mpirun; do
    mpirun -n 3 "$program" run commands.yaml -o "folder$n_kills" >out 2>err &
    job=$!
    wait_until pgrep -f 'sleep 93.5'
    sleep "0.$((RANDOM % 6))"
    if [[ $victim == mpirun ]]; then kill -KILL $job; else
        pgrep -P $job | while read -r rank; do
            kill -KILL "$rank" && break
        done
    fi
    wait $job 2>/dev/null
    if until_true 20 none_left; then pass; else fail "$victim killed" "left: $(left | tr '\n' ' ')"; fi
    n_kills=$((n_kills + 1))
done
figure "SIGKILL of mpirun or a rank while commands run that start others: none of these is left" "$n_kills kills"
finish
