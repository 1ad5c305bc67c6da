#!/bin/bash
# Publishes finished studies with the repository: experiments/publish.sh ATTNBENCH [RESULTS_DIR]
# Each study of experiments that RESULTS_DIR holds goes to results/published/NAME: study.h5 without journal and weights. Studies
# that lack trials are left out. Absolute paths are refused, and hosts that HOSTS does not match.
# Then everything published is told and drawn anew: results/published/NAME/README.md, the charts in plots/published/NAME, and,
# where RESULTS_DIR has the weights, those that need them in plots/published/NAME/weights. When all claims are there,
# docs/claims.md gets their table.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1") results=${2-results}
hosts=${HOSTS-cluster[0-9]*|localhost}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The loss and accuracy of each epoch are most of a study.h5 (10 MB of the grid's). No chart of a grid shows them; those of the
# others here look like the tutorial's.
without_traces=(grid lengths sweep where_attention_pays where_attention_pays_8 copying copying_reverse padding transformer_grid
    attention_weights reversed_ends tutorial_1000 variance)

# What more a reader should know who runs it again.
data="\`make data\` writes the file that it needs."
declare -A notes=([stocks]=$data [stock_changes]=$data [sunspots]=$data [letters_to_phonemes]=$data
    [arithmetic]='The bits of OpenBLAS, and so the digest, are of its version and core type.'
    [sorting]='The seconds of its programs, and so the digest, are of the machine.')

field() { # NAME: the first such value of the report
    sed -nE 's/^ *"'"$1"'": "?(([^"\\]|\\.)*[^",])"?,?$/\1/p' "$scratch/report" | head -n 1
}

refuse() { # NAME WHY
    echo "publish.sh: $1 $2" >&2
    exit 1
}

# A line for each run, "TIME: COMMAND (ended TIME; host NAME, ...)": the report tells of the last run only.
history() { # STUDY.h5
    LC_ALL=C tr -c '[:print:]' '\n' <"$1" | grep -E '^[0-9]{4}-[0-9-]+T[0-9:]+Z: '
}

check() { # NAME STUDY.h5
    local host
    history "$2" >"$scratch/history" || refuse "$1" "tells of no run"
    for host in $(field host) $(sed -nE 's/.*[(;] ?host ([^,]+),.*/\1/p' "$scratch/history"); do
        [[ $host =~ ^($hosts)$ ]] || refuse "$1" "was run on the host $host: HOSTS='$hosts' allows others"
    done
    sed -n '/"provenance"/,/}/p' "$scratch/report" >"$scratch/provenance"
    LC_ALL=C tr -c '[:print:]' '\n' <"$2" | grep -E '^ *(- )?[a-z_]+: ' >"$scratch/study" # its study file
    ! grep -hoE '(^|[][ =":,])/[[:alnum:]_.][^ "]*' "$scratch/provenance" "$scratch/history" "$scratch/study" ||
        refuse "$1" "names an absolute path"
}

describe() { # NAME FOLDER
    local note=''
    [[ " ${without_traces[*]} " != *" $1 "* ]] || note=' Losses and accuracies of each epoch are left out.'
    cat <<EOF
# $(field title)

\`study.h5\` has the $(field trials) trials of \`$(field command)\`, without journal and weights.$note
Their times add up to $(field train_seconds | awk '{printf $1 < 10 ? "%.1f" : "%.0f", $1}') s on cores of $(field cpu) ($(field kernels)), which others used too, with attnbench $(field attnbench_version), commit $(field commit).
\`attnbench report $2\` prints them, with the digest \`$(field digest)\`. The charts are in [plots/published/$1]($(realpath -m --relative-to="$2" "plots/published/$1")).
\`attnbench compare --bits $2 results/$1\` compares your own run of that command, bit for bit.${notes[$1]:+ ${notes[$1]}}
\`make publish\` wrote this folder.
EOF
}

is_finished() { # NAME
    "$program" report "$results/$1" --format json >"$scratch/report"
    [[ $(field trials) -eq $(field finished) ]] && return
    echo "$results/$1 is left out: it has finished $(field finished) of its $(field trials) trials"
    return 1
}

# The folder has these figures already: its file stays, for a new one would differ in times of writing.
is_published() { # FOLDER
    [[ -e $1/study.h5 ]] && "$program" report "$1" --format json | cmp -s - "$scratch/report"
}

publish() { # NAME
    local folder=results/published/$1 options=()
    [[ " ${without_traces[*]} " != *" $1 "* ]] || options=(--without-traces)
    rm -rf "$scratch/copy"
    "$program" publish "$results/$1" "$scratch/copy" "${options[@]}" >/dev/null
    "$program" report "$scratch/copy" --format json >"$scratch/report"
    check "$1" "$scratch/copy/study.h5"
    mkdir -p "$folder"
    is_published "$folder" || cp "$scratch/copy/study.h5" "$folder/study.h5"
}

# Charts that need the weights, which a copy does not have; those of left out traces stay out.
draw_from_weights() { # NAME CHARTS
    local chart
    "$program" plot "$results/$1" --format svg -o "$scratch/drawn" >/dev/null
    rm -rf "$2/weights"
    for chart in "$scratch/drawn"/*.svg; do
        [[ -e $2/${chart##*/} || $chart =~ /(loss|training_accuracy)\.svg$ ]] || install -D -m 644 "$chart" "$2/weights/${chart##*/}"
    done
    rm -r "$scratch/drawn"
}

show() { # NAME
    local folder=results/published/$1 charts=plots/published/$1
    "$program" report "$folder" --format json >"$scratch/report"
    describe "$1" "$folder" >"$folder/README.md"
    [[ ! -d $charts ]] || find "$charts" -maxdepth 1 -type f -delete
    "$program" plot "$folder" --format svg -o "$charts" >/dev/null
    [[ ! -d $results/$1/models ]] || draw_from_weights "$1" "$charts"
    echo "$folder: digest $(field digest), $(du -ch "$folder" "$charts" | tail -n 1 | cut -f 1) with its charts"
}

# Puts the verdicts into docs/claims.md, between its marks.
write_claims() { # FOLDER...
    local seconds=0 folder links=
    for folder in "$@"; do
        "$program" report "$folder" --format json >"$scratch/report"
        seconds=$(echo "$seconds $(field train_seconds)" | awk '{print $1 + $2}')
        links+=", [${folder##*/}](../$folder/README.md)"
    done
    {
        "$program" claims "$@" --format markdown
        printf 'All trials of these studies trained for %.0f s of one core of %s.\n' "$seconds" "$(field cpu)"
        printf 'Results, each with digest and charts: %s.\n' "${links#, }"
    } >"$scratch/table"
    awk -v table="$scratch/table" '
        /^<!-- end of verdicts -->$/ {inside = 0}
        !inside
        /^<!-- verdicts / {inside = 1; print ""; while ((getline line <table) > 0) print line; print ""}
    ' docs/claims.md >"$scratch/document"
    cp "$scratch/document" docs/claims.md
    echo "docs/claims.md is written"
}

claims=(experiments/claims/*.yaml)
claims=("${claims[@]#experiments/}")
claims=("${claims[@]%.yaml}")
n=0
for name in $(find experiments -name '*.yaml' ! -path '*/claims/*' -exec basename {} .yaml \; | sort) "${claims[@]}"; do
    if [[ -e $results/$name/study.h5 ]] && is_finished "$name"; then
        publish "$name"
        n=$((n + 1))
    fi
done
[[ $n -gt 0 ]] || refuse "$results" "holds no finished study to publish"
for folder in $(find results/published -name study.h5 -printf '%h\n' | sort); do show "${folder#results/published/}"; done

folders=("${claims[@]/#/results/published/}")
for folder in "${folders[@]}"; do
    [[ -e $folder/study.h5 ]] || exec echo "docs/claims.md stays: $folder is not there yet"
done
write_claims "${folders[@]}"
