#!/bin/bash
# Lines that a run of the tests executed, a file of src and in all: tests/check_coverage.sh BUILD LEAST
# BUILD was compiled with --coverage. Status 1 when fewer than LEAST percent of all lines were executed.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1 least=$2

# A line counts once, in however many objects it is: kernels_simd.c has one object an instruction set.
find "$build" -name '*.gcno' -not -path "$build/tests/*" | sort | xargs gcov --stdout 2>/dev/null | awk -v least="$least" '
    $2 == "0:Source" || /^ +-: +0:Source:/ {file = $0; sub(/.*:Source:/, "", file); next}
    file !~ /^src\// {next}
    /^ *[^ :]+: *[1-9]/ {
        count = $0; sub(/:.*/, "", count); gsub(/[ *]/, "", count)
        line = $0; sub(/^[^:]*: */, "", line); sub(/:.*/, "", line)
        if (count == "-") next
        if (!((file, line) in seen)) {seen[file, line] = 0; lines[file]++}
        if (count !~ /^[#=]/ && !seen[file, line]) {seen[file, line] = 1; run[file]++}
    }
    END {
        for (file in lines) {
            printf "%6.1f %%  %5d of %5d  %s\n", 100 * run[file] / lines[file], run[file], lines[file], file | "sort -k5"
            all += lines[file]; executed += run[file]
        }
        close("sort -k5")
        if (all == 0) {print "nothing was measured"; exit 1}
        printf "%6.1f %%  %5d of %5d  in all; at least %d %% are wanted\n", 100 * executed / all, executed, all, least
        exit !(100 * executed >= least * all)
    }'
