#!/bin/bash
# A disk that takes its time: tests/faults/slow_disk.sh PROGRAM
#   When a run is stopped, rank 0 has many results to store; the others wait for it as long as it gives signs of life.
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
sed -i 's/^save_models: .*/save_models: all/; s/^repeats: .*/repeats: 100000/' small.yaml

FAULT="slow 60" LD_PRELOAD=$tools/preload_faults.so mpirun -n 4 "$program" run small.yaml -o results --lost-after 5s >out 2>err &
job=$!
sleep 6
begin=$SECONDS
kill -USR1 $job
status=0
wait $job || status=$?
took=$((SECONDS - begin))
if [[ $took -ge 6 ]]; then pass; else fail "a slow disk" "all was stored in $took s, sooner than patience ends"; fi
if grep -q "out of reach\|not heard of" err; then fail "a slow disk" "a rank gave up"; else pass; fi
expect_error "a slow disk" "stopped by SIGUSR1: $(trials_done results) of 100000 trials are kept"
figure "4 ranks stopped, on a disk whose syncs take 60 ms: rank 0 stores for so long, and none gives up after 5 s" "$took s"
finish
