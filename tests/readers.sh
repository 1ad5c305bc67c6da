#!/bin/bash
# Other programs' eyes on a study.h5: tests/readers.sh PROGRAM
# slow: 6 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash

for study in tutorial claims/13_denoise; do
    run "$program" run "experiments/$study.yaml" --repeats 2 --set training.epochs=20 -o "$scratch/$study"
    expect_status "a study to read" 0
    run_python tests/readers.py "$scratch/$study/study.h5"
done
finish
