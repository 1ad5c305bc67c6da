#!/bin/bash
# Fuzzes one target, or all in turn: tests/fuzz/run.sh BUILD TARGET SECONDS
# With libFuzzer where BUILD/libfuzzer has it, else with the plain driver. Inputs that are worth keeping gather in
# BUILD/corpus, those that break something in BUILD/broken; the target run on such a file alone breaks again.
set -euo pipefail
build=$(realpath "$1") targets=${2:-journal study import snapshot weights} seconds=${3:-60}
export ASAN_OPTIONS=allocator_may_return_null=1:abort_on_error=1
status=0
mkdir -p "$build/broken"
cd "$build/broken"
for target in $targets; do
    corpus=$build/corpus/$target plain=$build/sanitize/fuzz/plain_$target libfuzzer=$build/libfuzzer/fuzz/libfuzzer_$target
    if [[ ! -x $plain ]]; then
        echo "There is no fuzz target $target; there are: journal study import snapshot weights"
        exit 1
    fi
    mkdir -p "$corpus"
    "$plain" --seeds "$corpus"
    options=(-max_total_time="$seconds")
    if [[ -x $libfuzzer ]]; then
        options+=(-timeout=30 -max_len=1048576 -print_final_stats=1 -verbosity=0)
        "$libfuzzer" "${options[@]}" "$corpus" || status=$?
    else
        "$plain" "${options[@]}" -seed="$(date +%s)" "$corpus" || status=$?
    fi
    echo "$target: $([[ $status -eq 0 ]] && echo nothing broken || echo "broken, the input is in $build/broken")"
    [[ $status -eq 0 ]] || break
done
exit $status
