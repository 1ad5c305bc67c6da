#!/bin/bash
# Runs the simulations and puts their tables into DOCUMENT: tests/check_statistics.sh PROGRAM DOCUMENT
# Status 1 when a figure is out of its bounds; the tables are then written all the same.
set -euo pipefail
program=$1 document=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0
"$program" >"$scratch/tables" 2>"$scratch/summary" || status=$?
[[ $status -le 1 ]] || { cat "$scratch/summary" >&2 && exit "$status"; }
awk -v tables="$scratch/tables" '
    /^<!-- end of tables -->$/ {inside = 0}
    !inside
    /^<!-- tables / {inside = 1; while ((getline line <tables) > 0) print line; print ""}
' "$document" >"$scratch/document"
cat "$scratch/tables" "$scratch/summary"
cp "$scratch/document" "$document"
exit "$status"
