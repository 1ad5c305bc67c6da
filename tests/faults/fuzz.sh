#!/bin/bash
# Mutated journals, study files, tables and HDF5 files under address and undefined sanitizers: tests/faults/fuzz.sh PROGRAM
# None may crash the program, take it over 5 s, or leave it without a message that says what and where.
# slow: 80 s
set -uo pipefail
build=$(realpath "$(dirname "$1")")
cd "$(dirname "$0")" || exit 1
source ../script.bash
root=$(realpath ../..)
export ASAN_OPTIONS=allocator_may_return_null=1:abort_on_error=1
cd "$scratch" || exit 1
seed=1 more=1
[[ -z ${LONG-} ]] || { seed=$(date +%s) && more=10; }

run make --silent -C "$root" BUILD="$build" fuzz-plain-sanitized
expect_status "the fuzz targets build" 0

start() { # TARGET RUNS
    mkdir "$1"
    run "$build/sanitize/fuzz/plain_$1" --seeds "$1"
    expect_status "$1: inputs to begin with" 0
    "$build/sanitize/fuzz/plain_$1" -runs=$(($2 * more)) -seed=$seed "$1" >"$1.out" 2>"$1.err" &
    processes[$1]=$!
}

# What the sanitizers found, but for bad reads and writes of the HDF5 library itself in the child that is there for them.
count_complaints() { # TARGET
    awk '/runtime error:/ {n++}
         /ERROR: AddressSanitizer/ && !/deadly signal/ {frames = 2; ours = 1}
         frames > 0 && /^ +#[01] / {frames--; if (/libhdf5/) ours = 0; if (frames == 0) n += ours}
         END {print n + 0}' "$1.err"
}

finished() { # TARGET WHAT
    local complaints
    status=0
    wait "${processes[$1]}" || status=$?
    complaints=$(count_complaints "$1")
    cp "$1.out" out
    cp "$1.err" err
    expect_status "$1" 0
    if [[ $complaints -eq 0 ]]; then pass; else fail "$1" "$complaints complaints of the sanitizers"; fi
    expect_output "$1" "inputs of seed $seed, the slowest took"
    figure "$2" "$(sed -n 's/^\([0-9]* inputs of seed [0-9]*\), .*/\1/p' out), $complaints complaints"
}

declare -A processes
start snapshot 5000
start weights 5000
start study 50000
start journal 50000
start import 5000
finished snapshot "mutated study.h5 read under sanitizers without a crash, hang or bad message"
finished weights "mutated files of weights"
finished study "mutated study files"
finished journal "mutated journals, opened to read and to go on"
finished import "mutated tables, read as results"
finish
