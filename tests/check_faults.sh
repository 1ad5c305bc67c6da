#!/bin/bash
# Runs the scripts in tests/faults and puts their figures into a table of DOCUMENT: tests/check_faults.sh BUILD DOCUMENT
#   T     names of scripts; empty: all. The rows of scripts that did not run stay as they are.
#   LONG  1: the longer runs, which have a table of their own
# Status 1 when a test failed; the figures are then written all the same.
set -euo pipefail
build=$1 document=$2
command="make check-faults${LONG:+ LONG=$LONG}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/figures"
status=0
# One a core: some of their figures are of what a core had to do.
FIGURES=$scratch/figures JOBS=${JOBS:-$(nproc)} tests/run_all.sh "$build" tests/faults >"$scratch/output" || status=$?
: >"$scratch/rows"
for file in "$scratch"/figures/*; do
    [[ ! -e $file ]] || sed "s/^/| ${file##*/} | /; s/\$/ |/" "$file" >>"$scratch/rows"
done
# Rows begin with "| script |"; the new ones of a script come for its old ones, and scripts in the order of their names.
awk -v mark="<!-- figures of \`$command\` -->" -v rows="$scratch/rows" '
    function print_table(    i, line, script) {
        while ((getline line <rows) > 0) {
            split(line, script, / \| /)
            fresh[script[1]] = 1
            new[++n_new] = line
        }
        print "\n| script | what | figure |\n|---|---|---|"
        for (i = 1; i <= n_old; i++) {
            split(old[i], script, / \| /)
            if (!(script[1] in fresh)) new[++n_new] = old[i]
        }
        fflush()
        for (i = 1; i <= n_new; i++) print new[i] | "sort -s -t\"|\" -k2,2"
        close("sort -s -t\"|\" -k2,2")
        print ""
    }
    inside && /^<!-- end of figures -->$/ {print_table(); inside = 0}
    inside && /^\| / && !/^\| script / {old[++n_old] = $0}
    !inside
    $0 == mark {inside = 1}
' "$document" >"$scratch/document"
cp "$scratch/document" "$document"
cat "$scratch/rows" "$scratch/output"
exit "$status"
