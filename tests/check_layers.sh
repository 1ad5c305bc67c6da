#!/bin/bash
# Includes point one way: tests/check_layers.sh [ROOT]
#   base <- nn, task <- study <- run;  base <- store;  base <- stats <- report
# Names each include that does not, and each header that the table below does not know; status 1 if there is one.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# Which headers of include/attnbench belong to a layer.
declare -A headers=(
    [base]="decoded error file folder memory pair_table portable_math random text version"
    [nn]="kernels model"
    [task]="task"
    [study]="study trial_config"
    [store]="journal model_file pair_file record results"
    [stats]="band claim comparison describe estimate variance"
    [report]="analysis contrast report"
    [run]="coordinator run trial"
)
# Which layers a layer may include. A single header of another layer stands as layer/header.
declare -A allowed=(
    [base]="base"
    [nn]="base nn"
    [task]="base task"
    [study]="base nn task study stats/claim"
    [store]="base store"
    [stats]="base stats"
    [report]="base stats report store/results"
    [run]="base nn task study store stats run"
    [main]="base nn task study store stats report run"
)
# System headers that one layer alone may include.
declare -A owner=([cblas.h]=nn [mpi.h]=run [hdf5.h]=store [hdf5_hl.h]=store)

declare -A layer_of=()
for layer in "${!headers[@]}"; do
    for header in ${headers[$layer]}; do layer_of[$header]=$layer; done
done

problems=0
problem() { # FILE:LINE MESSAGE
    echo "$1: $2"
    problems=$((problems + 1))
}

layer_of_file() {
    case $1 in
    include/attnbench/*) name=${1##*/} && echo "${layer_of[${name%.h}]-}" ;;
    src/*/*) name=${1#src/} && echo "${name%%/*}" ;;
    *) echo main ;;
    esac
}

check_public() { # PLACE LAYER HEADER
    local target=${layer_of[$3]-}
    if [[ -z $target ]]; then
        problem "$1" "attnbench/$3.h is in no layer: put it into the table of tests/check_layers.sh"
    elif [[ " ${allowed[$2]} " != *" $target "* && " ${allowed[$2]} " != *" $target/$3 "* ]]; then
        problem "$1" "$2 may not include attnbench/$3.h, which is $target's"
    fi
}

check_include() { # FILE LINE LAYER HEADER
    local place=$1:$2 name=$4
    case $name in
    attnbench/*) name=${name#attnbench/} && check_public "$place" "$3" "${name%.h}" ;;
    *)
        if [[ -n ${owner[$name]-} && ${owner[$name]} != "$3" ]]; then
            problem "$place" "$name belongs into src/${owner[$name]} alone"
        elif [[ $name == */* && -e src/$name ]] || [[ $name == ../* ]]; then
            problem "$place" "$name is another folder's own header"
        fi
        ;;
    esac
}

for file in include/attnbench/*.h src/*.[ch] src/*/*.[ch]; do
    [[ -e $file ]] || continue
    layer=$(layer_of_file "$file")
    if [[ -z $layer || -z ${allowed[$layer]-} ]]; then
        problem "$file:1" "is in no layer: put it into the table of tests/check_layers.sh"
        continue
    fi
    while IFS=: read -r line header; do
        [[ -n $line ]] && check_include "$file" "$line" "$layer" "$header"
    done < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]([^>"]+)[>"].*/\1/;T;=;p' "$file" | paste -d: - -)
done
[[ $problems -eq 0 ]]
