#!/bin/bash
# Names come back from pandas and R as they are, or are refused: tests/reading_names.sh PROGRAM
# slow: 20 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
run_python reading_names.py "$program"
finish
