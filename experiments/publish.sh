#!/bin/bash
# Publishes finished studies with the repository: experiments/publish.sh ATTNBENCH [RESULTS_DIR]
# Each study of the list below that RESULTS_DIR holds goes to results/published/NAME: study.h5 without journal and weights,
# and a README.md of its own figures. Its charts go to plots/published/NAME. When all claims are there, docs/claims.md gets
# their table. Studies that lack trials are left out.
# Absolute paths are refused, and hosts that HOSTS does not match.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1") results=${2-results}
hosts=${HOSTS-cluster[0-9]*|localhost}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The loss and accuracy of each epoch are most of a study.h5 (10 MB of the grid's). No chart of a grid shows them.
without_traces=(grid where_attention_pays where_attention_pays_8)

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
    ! grep -hoE '(^|[ =":,])/[[:alnum:]_.][^ "]*' "$scratch/provenance" "$scratch/history" ||
        refuse "$1" "names an absolute path"
}

describe() { # NAME FOLDER [NOTE]
    cat <<EOF
# $(field title)

\`study.h5\` has the $(field trials) trials of \`$(field command)\`, without journal and weights.$3
They trained for $(field train_seconds | awk '{printf "%.0f", $1}') s of one core of $(field cpu) ($(field kernels)), as attnbench $(field attnbench_version), commit $(field commit).
\`attnbench report $2\` prints them, with the digest \`$(field digest)\`. The charts are in \`plots/published/$1\`.
\`experiments/publish.sh\` wrote this folder. \`attnbench compare --bits $2 results/$1\` compares your own run of that command, bit for bit.
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
    local folder=results/published/$1 charts=plots/published/$1 options=() note=
    if [[ " ${without_traces[*]} " == *" $1 "* ]]; then
        options=(--without-traces)
        note=' Losses and accuracies of each epoch are left out.'
    fi
    rm -rf "$scratch/copy"
    "$program" publish "$results/$1" "$scratch/copy" "${options[@]}" >/dev/null
    "$program" report "$scratch/copy" --format json >"$scratch/report"
    check "$1" "$scratch/copy/study.h5"
    mkdir -p "$folder"
    is_published "$folder" || cp "$scratch/copy/study.h5" "$folder/study.h5"
    describe "$1" "$folder" "$note" >"$folder/README.md"
    rm -rf "$charts"
    "$program" plot "$folder" --format svg -o "$charts" >/dev/null
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
for name in tutorial "${without_traces[@]}" "${claims[@]}"; do
    if [[ -e $results/$name/study.h5 ]] && is_finished "$name"; then
        publish "$name"
        n=$((n + 1))
    fi
done
[[ $n -gt 0 ]] || refuse "$results" "holds no finished study to publish"

folders=("${claims[@]/#/results/published/}")
for folder in "${folders[@]}"; do
    [[ -e $folder/study.h5 ]] || exec echo "docs/claims.md stays: $folder is not there yet"
done
write_claims "${folders[@]}"
