#!/bin/bash
# Runs every study of this folder and puts the verdicts on its claims into DOCUMENT, between its marks:
#   experiments/claims/run_all.sh ATTNBENCH RANKS RESULTS_DIR DOCUMENT
# Trials that are there are not trained again; stop it and start it again as you like.
set -euo pipefail
program=$1 ranks=$2 results=$3 document=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

folders=()
for study in "$(dirname "$0")"/*.yaml; do
    folder=$results/$(basename "$study" .yaml)
    echo "$(basename "$study" .yaml)" >&2
    mpirun -n "$ranks" "$program" run "$study" -o "$folder"
    folders+=("$folder")
done

seconds=$(for folder in "${folders[@]}"; do "$program" report "$folder" --format json; done |
    sed -nE 's/.*"train_seconds": ([0-9.e+]+).*/\1/p' | awk '{s += $1} END {printf "%.0f", s}')
{
    "$program" claims "${folders[@]}" --format markdown
    echo "All trials of these studies trained for $seconds s of one core of $(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)."
} >"$scratch/table"
awk -v table="$scratch/table" '
    /^<!-- end of verdicts -->$/ {inside = 0}
    !inside
    /^<!-- verdicts / {inside = 1; print ""; while ((getline line <table) > 0) print line; print ""}
' "$document" >"$scratch/document"
cp "$scratch/document" "$document"
"$program" claims "${folders[@]}"
