#!/bin/bash
# 500 titles, names, paths and labels with quotes, commands, escapes and markup in them: tests/faults/hostile_text.sh PROGRAM
# slow: 180 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
here=$PWD
python=${PYTHON-python3}
mkdir "$scratch/work"
cd "$scratch/work" || exit 1
count=500 seed=1
[[ -z ${LONG-} ]] || { count=3000 && seed=$(date +%s); }
if ! command -v "$python" >/dev/null; then
    skip hostile_text.py "no $python"
    finish
    exit
fi
run "$python" -B "$here/hostile_text.py" "$program" $count $seed
expect_status "hostile texts of seed $seed" 0
expect_output "all of them" "$count texts: "
figure "hostile texts through run, report, plot, compare, status, predict and the page" "$(tail -n 1 "$scratch/out")"
finish
