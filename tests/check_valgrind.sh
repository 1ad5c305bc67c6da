#!/bin/bash
# Test programs under valgrind: tests/check_valgrind.sh BUILD NAME...
# A line a program, all of its output when valgrind or a test complains; tests of speed in memory's sight stay out of it.
set -uo pipefail
cd "$(dirname "$0")/.."
build=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
openmpi=/usr/share/openmpi/openmpi-valgrind.supp
options=(--quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
    --suppressions=tests/valgrind.supp)
[[ ! -e $openmpi ]] || options+=(--suppressions="$openmpi")

check() { # NAME
    local output=$scratch/$1
    if timeout 1800 valgrind "${options[@]}" "$build/tests/test_$1" >"$output" 2>&1 </dev/null; then
        echo "ok      $1"
    else
        cat "$output"
        echo "FAILED  $1"
        return 1
    fi
}

for name in "$@"; do
    while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
    check "$name" || touch "$scratch/.failed" &
done
wait
[[ ! -e $scratch/.failed ]]
