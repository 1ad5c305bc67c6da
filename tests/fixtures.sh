#!/bin/bash
# Folders of earlier programs are read, plotted, joined, compared, verified and run on as ever: tests/fixtures.sh PROGRAM
#   tests/fixtures has the folders, the script that made them, and what was found of them (expected).
#   Columns and keys may be added, and words may change. Digests, exit statuses, names of charts and figures may not.
# slow: 8 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
here=$PWD
found=$scratch/found
mkdir "$found" "$scratch/copy"
cp -r fixtures/*/ fixtures/*.yaml "$scratch/copy"
cd "$scratch/copy" || exit 1
source "$here/fixtures/facts.bash"
say_all

while IFS= read -r fact; do
    if grep -qxF -- "$fact" "$found/facts"; then pass; else
        fail "${fact%%: *}" "is \"$(grep -F -- "${fact%%: *}: " "$found/facts" | head -n 1)\", not \"$fact\""
    fi
done <"$here/fixtures/expected/facts"
run_python "$here/fixtures.py" "$here/fixtures/expected" "$found"
finish
