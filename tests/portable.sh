#!/bin/bash
# The same bits from every instruction set of this machine and from another compiler: tests/portable.sh ATTNBENCH
# slow: 40 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
. tests/script.bash

# Batches of one and more, both gates, sizes that do not fill vectors, large enough for every kind of tile.
cat >"$scratch/short.yaml" <<'EOF'
name: short
repeats: 1
task: {name: echo}
grid: {n_in: [5], n_out: [2], cardinality: [50], batch: [1, 9]}
models:
  - {name: baseline, units: 150}
  - {name: attention, units: 37, gate: sigmoid}
training: {epochs: 120}
EOF

digest_of() { # PROGRAM NAME
    "$1" run "$scratch/short.yaml" -o "$scratch/$2" 2>"$scratch/err" && "$1" report "$scratch/$2" | sed -n 's/^digest //p'
}

expect_same() { # NAME DIGEST
    if [[ -n $expected && $2 == "$expected" ]]; then pass; else fail "$1" "digest '$2', $first has '$expected'"; fi
}

read -r first others <<<"$(instruction_sets)"
expected=$(ATTNBENCH_ISA=$first digest_of "$program" "$first")
expect_same "$first gives a digest" "$expected"
for isa in $others; do
    if ATTNBENCH_ISA=$isa "$program" bench --epochs 1 >/dev/null 2>&1; then
        expect_same "$isa" "$(ATTNBENCH_ISA=$isa digest_of "$program" $isa)"
        run env ATTNBENCH_ISA=$isa "$program" verify "$scratch/$first"
        expect_status "$isa verifies what $first trained" 0
    else
        skip "$isa" "this machine does not have it"
    fi
done

# All that computes a figure, by another compiler; what reads, writes and draws is taken as it is.
computing=(base kernels nn transformer task series metric trial stats looks)
other=clang
[[ $(cc --version) != *clang* ]] || other=gcc
if command -v $other >/dev/null; then
    copy_build "$scratch/build" "${computing[@]}"
    run make --silent -j"$(nproc)" build CC=$other BUILD="$scratch/build" WARNINGS=-w CFLAGS=-O2 ISAS="plain $first $others"
    expect_status "$other builds" 0
    "$program" report results/published/tutorial --format csv >"$scratch/wanted"
    run "$scratch/build/attnbench" report results/published/tutorial --format csv
    if cmp -s "$scratch/out" "$scratch/wanted"; then pass; else fail "$other reports" "$(diff "$scratch/wanted" "$scratch/out" | head -n 4)"; fi
    expect_same "$other" "$(digest_of "$scratch/build/attnbench" $other)"
    expect_same "plain kernels by $other" "$(ATTNBENCH_ISA=plain digest_of "$scratch/build/attnbench" plain)"
else
    skip "$other" "it is not installed"
fi
finish
