#!/bin/bash
# A disk that takes its time: tests/faults/slow_disk.sh PROGRAM
#   When a run is stopped, rank 0 has many results to store; the others wait for it as long as it gives signs of life.
# disk: it is slow here
# alone: how much there is to store depends on what was trained in 6 s
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
sed -i 's/^save_models: .*/save_models: all/; s/^repeats: .*/repeats: 100000/' small.yaml

export LD_PRELOAD=$preload # without a FAULT it does nothing

name="4 ranks on a disk whose syncs take 120 ms"
FAULT="slow 120" mpirun -n 4 "$program" run small.yaml -o stopped --lost-after 5s >out 2>err &
job=$!
sleep 6
begin=$SECONDS
kill -USR1 $job
status=0
wait $job || status=$?
took=$((SECONDS - begin))
if [[ $took -ge 6 ]]; then pass; else fail "$name" "all was stored in $took s, sooner than patience ends"; fi
expect_error "$name" "stopped by SIGUSR1: $(trials_done stopped) of 100000 trials are kept"
figure "$name: rank 0 stores for so long after it was told to stop, and none gives up after 5 s" "$took s"

name="syncs that take 1 s, some of them for each trial"
begin=$SECONDS
FAULT="slow 1000" run mpirun -n 3 "$program" run small.yaml -o whole --repeats 4 --lost-after 5s
expect_status "$name" 0
expect_error "$name" "4 trials in"
figure "3 ranks on a disk whose syncs take 1 s: 4 trials are stored in so long, and none gives up after 5 s" "$((SECONDS - begin)) s"
finish
