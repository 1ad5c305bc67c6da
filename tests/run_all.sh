#!/bin/bash
# Runs the tests of a build and adds them up: tests/run_all.sh BUILD, or the scripts of one folder: ... BUILD FOLDER
#   T  names (or patterns) of test programs and scripts, "journal" for build/tests/test_journal; empty: all
#   F  pattern of the cmocka tests to run; scripts, which have none, are then left out
#   FIGURES  a folder: each script's figure() writes into a file of the script's name there
# Prints one line a program, with the seconds it took, all of its output when it fails or was asked for by T, else what
# it skipped and why; and last the sums.
set -uo pipefail
cd "$(dirname "$0")/.."
build=$1 folder=${2-tests}
T=${T-}
F=${F-}
PYTHON=${PYTHON-python3}
[[ -z $F ]] || export TEST_FILTER=$F
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0 ran=0 names= counted_at=$SECONDS

# Does one of NAMEs match one of the patterns in T?
is_wanted() {
    local patterns pattern name
    read -ra patterns <<<"${T:-*}"
    for pattern in "${patterns[@]}"; do
        for name in "$@"; do
            # shellcheck disable=SC2053 # a pattern is meant
            [[ $name != $pattern ]] || return 0
        done
    done
    return 1
}

# The sum of the numbers in the lines of the output that match REGEX, whose one group is the number.
sum() {
    sed -nE "s/^$1.*/\1/p" "$scratch/output" | awk '{n += $1} END {print n + 0}'
}

count() { # NAME STATUS PASSED FAILED SKIPPED
    local bad=$4
    [[ $2 -eq 0 || $bad -gt 0 ]] || bad=1 # crashed, or ended before it could count
    passed=$((passed + $3)) failed=$((failed + bad)) skipped=$((skipped + $5)) ran=$((ran + 1))
    if [[ $bad -eq 0 && -z $T ]]; then grep '^skipped ' "$scratch/output"; else cat "$scratch/output"; fi
    [[ $2 -eq 0 ]] || echo "$1: status $2"
    printf '%-7s %-24s %4d passed %3d failed %3d skipped %5d s\n' "$([[ $bad -eq 0 ]] && echo ok || echo FAILED)" "$1" \
        "$3" "$bad" "$5" $((SECONDS - counted_at))
    counted_at=$SECONDS
}

run_program() { # PATH
    timeout 900 "$1" >"$scratch/output" 2>&1 </dev/null
    local status=$?
    count "${1##*/}" $status "$(sum '\[  PASSED  \] ([0-9]+) test')" "$(sum '\[  FAILED  \] ([0-9]+) test')" \
        "$(sum '\[  SKIPPED \] ([0-9]+) test')"
}

run_script() { # COMMAND...
    local name=${script##*/}
    FIGURES=${FIGURES:+$FIGURES/${name%.sh}} timeout 1800 "$@" >"$scratch/output" 2>&1 </dev/null
    local status=$?
    count "$name" $status "$(sum '([0-9]+) passed, [0-9]+ failed')" "$(sum '[0-9]+ passed, ([0-9]+) failed')" \
        "$(sum '[0-9]+ passed, [0-9]+ failed, ([0-9]+) skipped')"
}

# One line a reader of results: "ok h5py", "failed R: why" or "skipped pandas: why".
run_python() { # SCRIPT ARGUMENT...
    if ! command -v "$PYTHON" >/dev/null; then
        echo "skipped all: no $PYTHON" >"$scratch/output"
        count "$1" 0 0 0 1
    else
        timeout 300 "$PYTHON" -B "tests/$1" "${@:2}" >"$scratch/output" 2>&1 </dev/null
        count "$1" $? "$(grep -c '^ok ' "$scratch/output")" "$(grep -c '^failed ' "$scratch/output")" \
            "$(grep -c '^skipped ' "$scratch/output")"
    fi
}

# Other programs' eyes on a study.h5.
run_readers() {
    local study
    for study in tutorial claims/13_denoise; do
        if ! "$build/attnbench" run "experiments/$study.yaml" --repeats 2 --set training.epochs=20 \
            -o "$scratch/readers/$study" >"$scratch/output" 2>&1 </dev/null; then
            count readers.py 1 0 1 0
        else
            run_python readers.py "$scratch/readers/$study/study.h5"
        fi
    done
}

run_programs() {
    local source name
    for source in tests/test_*.c; do
        name=$(basename "$source" .c)
        names+=" ${name#test_}"
        if is_wanted "$name" "${name#test_}" "$name.c"; then run_program "$build/tests/$name"; fi
    done
}

run_scripts() {
    local script
    for script in "$folder"/*.sh; do
        case ${script##*/} in run_all.sh | check_*.sh) continue ;; esac
        names+=" $(basename "$script" .sh)"
        if [[ -z $F ]] && is_wanted "$(basename "$script" .sh)" "${script##*/}"; then
            run_script "$script" "$build/attnbench"
        fi
    done
}

run_pythons() {
    names+=" readers reading_results reading_names"
    [[ -z $F ]] || return
    if is_wanted readers readers.py; then run_readers; fi
    if is_wanted reading_results reading_results.py; then run_python reading_results.py "$build/attnbench"; fi
    if is_wanted reading_names reading_names.py; then run_python reading_names.py "$build/attnbench"; fi
}

[[ $folder != tests ]] || run_programs
run_scripts
[[ $folder != tests ]] || run_pythons
if [[ $ran -eq 0 ]]; then
    echo "No test is named $T; there are:$names"
    failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
