#!/bin/bash
# The code of docs/reading_results.md finds what it says: tests/reading_results.sh PROGRAM
# slow: 8 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
run_python reading_results.py "$program"
finish
