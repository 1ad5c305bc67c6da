#!/bin/bash
# Includes point one way: tests/check_layers.sh [ROOT]
# A path says the layer: src/LAYER/… and include/attnbench/LAYER/…. Names each include that points the other way, and
# each room that is too large; status 1 if there is one.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

MOST_LINES=4000 # of a room, with its public headers

# Which layers a layer may include, beside itself and base. A single header of another layer stands as layer/header.
declare -A allowed=(
    [base]=""
    [kernels]=""
    [nn]="kernels"
    [transformer]="kernels nn"
    [launch]=""
    [task]="series"
    [metric]=""
    [claim]="metric"
    [looks]=""
    [stats]="metric claim looks"
    [study]="task claim metric"
    [study_file]="study nn task metric claim stats"
    [sheet]=""
    [series]="sheet"
    [import]="sheet study study_file journal folder metric claim"
    [journal]="metric"
    [hdf5]=""
    [store]="hdf5 journal task series metric looks"
    [trial]="kernels nn task series study study_file journal store claim metric"
    [command]="launch study journal trial metric claim"
    [kinds]="study trial command metric claim"
    [folder]="kernels nn study study_file stats journal store trial metric claim looks"
    [merge]="study journal store trial folder metric"
    [run]="launch kernels nn task study study_file journal store stats trial command folder metric claim"
    [analysis]="stats store/results metric claim"
    [power]="stats analysis store/results metric claim"
    [report]="stats analysis store/results metric claim"
    [contrast]="stats analysis report store/results metric claim"
    [paper]="stats analysis report store/results metric claim"
    [chart]="stats analysis store/results metric claim"
    [plot]="chart stats analysis metric claim store/results"
    [page]="stats analysis store/results report metric claim"
    [options]="study import"
    [commands]="power kernels nn task study study_file journal store stats trial command folder merge run analysis report contrast paper chart page import metric claim options plot"
    [docs]="study commands report"
    [main]="launch commands run"
)
# System headers that one layer alone may include.
declare -A owner=([cblas.h]=kernels [mpi.h]=run [hdf5.h]="hdf5 store" [hdf5_hl.h]=store)

problems=0
problem() { # FILE:LINE MESSAGE
    echo "$1: $2"
    problems=$((problems + 1))
}

layer_of() { # FILE, from the root
    case $1 in
    include/attnbench/*/* | src/*/*) name=${1#src/} && name=${name#include/attnbench/} && echo "${name%%/*}" ;;
    src/*) echo main ;;
    esac
}

check_public() { # PLACE LAYER HEADER
    local target=${3%%/*}
    if [[ ! -e include/attnbench/$3.h ]]; then
        problem "$1" "there is no attnbench/$3.h"
    elif [[ " $2 base ${allowed[$2]} " != *" $target "* && " ${allowed[$2]} " != *" $3 "* ]]; then
        problem "$1" "$2 may not include attnbench/$3.h, which is $target's"
    fi
}

check_include() { # FILE LINE LAYER HEADER
    local place=$1:$2 name=$4
    case $name in
    attnbench/*) name=${name#attnbench/} && check_public "$place" "$3" "${name%.h}" ;;
    *)
        if [[ -n ${owner[$name]-} && " ${owner[$name]} " != *" $3 "* ]]; then
            problem "$place" "$name belongs into src/${owner[$name]/ / and src/} alone"
        elif [[ $name == */* && -e src/$name ]] || [[ $name == ../* ]]; then
            problem "$place" "$name is another folder's own header"
        fi
        ;;
    esac
}

for file in include/attnbench/*.h include/attnbench/*/*.h src/*.[ch] src/*/*.[ch]; do
    [[ -e $file ]] || continue
    layer=$(layer_of "$file")
    if [[ -z $layer || -z ${allowed[$layer]+there} ]]; then
        problem "$file:1" "is in no layer: put it into the table of tests/check_layers.sh"
        continue
    fi
    while IFS=: read -r line header; do
        [[ -n $line ]] && check_include "$file" "$line" "$layer" "$header"
    done < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]([^>"]+)[>"].*/\1/;T;=;p' "$file" | paste -d: - -)
done

for folder in src/*/; do
    layer=$(basename "$folder")
    lines=$({ find "$folder" "include/attnbench/$layer" -name "*.[ch]" -exec cat {} + 2>/dev/null || true; } | wc -l)
    [[ $lines -le $MOST_LINES ]] || problem "src/$layer" "$lines lines with its public headers, not at most $MOST_LINES"
done
[[ $problems -eq 0 ]]
