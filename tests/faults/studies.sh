#!/bin/bash
# Random small studies, whole and damaged, through all formats and charts: tests/faults/studies.sh PROGRAM
# Each is refused in one line or shown alike everywhere. One that is not is kept in the build's folder.
#   SEED   of the first study; COUNT  how many
# slow: 180 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
here=$PWD kept=$(dirname "$program")/studies
python=${PYTHON-python3} count=${COUNT-60} seed=${SEED-1}
[[ -z ${LONG-} ]] || { count=${COUNT-1000} && seed=${SEED-$(date +%s)}; }
if ! command -v "$python" >/dev/null; then
    skip studies.py "no $python"
    finish
    exit
fi
# Root may read everything: then another user does all of it, with a program that it may run.
chmod 755 "$scratch" && mkdir -m 777 "$scratch/work" "$scratch/kept"
install -m 755 "$program" "$(dirname "$program")/tests/preload_trial.so" "$scratch"
cd "$scratch/work" || exit 1
run "$python" -B "$here/studies.py" "$scratch/attnbench" "$count" "$seed" "$scratch/kept" "$scratch/preload_trial.so"
if [[ -n $(ls "$scratch/kept") ]]; then
    mkdir -p "$kept" && cp -r "$scratch"/kept/* "$kept"
    fail "studies" "some are kept in $kept; SEED=N COUNT=1 makes one again"
fi
expect_status "studies of seed $seed" 0
expect_output "all of them" "$count studies of seeds from $seed on: "
figure "random small studies, whole and damaged, in all formats and charts" "$(tail -n 1 "$scratch/out")"
finish
