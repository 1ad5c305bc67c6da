#!/bin/bash
# Runs every study of this folder and prints the verdicts on its claims: experiments/claims/run_all.sh ATTNBENCH RANKS RESULTS_DIR
# Trials that are there are not trained again; stop it and start it again as you like.
set -euo pipefail
program=$1 ranks=$2 results=$3

folders=()
for study in "$(dirname "$0")"/*.yaml; do
    folder=$results/$(basename "$study" .yaml)
    echo "$(basename "$study" .yaml)" >&2
    mpirun -n "$ranks" "$program" run "$study" -o "$folder"
    folders+=("$folder")
done
"$program" claims "${folders[@]}"
