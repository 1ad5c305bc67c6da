#!/bin/bash
# A disk that takes its time: tests/faults/slow_disk.sh PROGRAM
#   When a run is stopped, rank 0 has many results to store; the others wait for it as long as it gives signs of life.
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
sed -i 's/^save_models: .*/save_models: all/; s/^repeats: .*/repeats: 100000/' small.yaml

stop_beside_slow_syncs() { # NAME RANKS MILLISECONDS OPTION... of the run
    local name=$1 begin took
    rm -rf results
    FAULT="slow $3" LD_PRELOAD=$tools/preload_faults.so mpirun -n "$2" "$program" run small.yaml -o results --lost-after 5s \
        "${@:4}" >out 2>err &
    job=$!
    sleep 6
    begin=$SECONDS
    kill -USR1 $job
    status=0
    wait $job || status=$?
    took=$((SECONDS - begin))
    if [[ $took -ge 6 ]]; then pass; else fail "$name" "all was stored in $took s, sooner than patience ends"; fi
    if grep -q "out of reach\|not heard of" err; then fail "$name" "a rank gave up"; else pass; fi
    expect_error "$name" "stopped by SIGUSR1: $(trials_done results) of 100000 trials are kept"
    figure "$name: rank 0 stores for so long after it was told to stop, and none gives up after 5 s" "$took s"
}
stop_beside_slow_syncs "4 ranks on a disk whose syncs take 60 ms" 4 60
stop_beside_slow_syncs "3 ranks on a disk whose syncs take 1.5 s" 3 1500 --set training.epochs=20000
finish
