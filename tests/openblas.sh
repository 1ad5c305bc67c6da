#!/bin/bash
# Studies with both arithmetics: tests/openblas.sh PROGRAM
#   with OpenBLAS, and with preload_blas.c in its place, which is one of another version for other core types.
# slow: 8 s
set -uo pipefail
program=$(realpath "$1")
fake=$(dirname "$program")/tests/preload_blas.so
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 2
task: {name: echo, n_in: 3, n_out: 1, cardinality: 10}
training: {epochs: 100, batch: 32}
evaluate: {sequences: 32}
models:
  - {name: portable, kind: attention, units: 24}
  - {name: openblas, kind: attention, units: 24, arithmetic: openblas}
STUDY
grep -v openblas study.yaml >portable.yaml
mkdir fake other
cp "$fake" fake/libopenblas.so.0
cp "$(dirname "$fake")/preload_trial.so" other/libopenblas.so.0 # a library, but none of products
many=(env OPENBLAS_NUM_THREADS=8 GOTO_NUM_THREADS=8 OMP_NUM_THREADS=8)
plain=(env LD_LIBRARY_PATH=fake)
wrong=(env LD_LIBRARY_PATH=fake FAKE_FAULT=101)

expect_same() { # NAME TEXT TEXT
    if [[ $2 == "$3" ]]; then pass; else fail "$1" "$2, not $3"; fi
}

expect_refused() { # NAME STATUS TEXT COMMAND...
    run "${@:4}"
    expect_status "$1" "$2"
    expect_error "$1" "$3"
}

# One study with both as two models, on two ranks: the version and the core type stand wherever it comes from is told.
run mpirun -n 2 "$program" run study.yaml -o both
expect_status "both arithmetics" 0
whole=$(digest both)
blas=$(grep -oE 'OpenBLAS [0-9.]+ [A-Za-z0-9_]+$' <<<"$whole")
if [[ -n $blas ]]; then pass; else fail "digest line" "$whole"; fi
run "$program" report both --format json
expect_output "provenance" "\"openblas\": \"$blas\""
run "$program" report both --format html
expect_output "the page's provenance" "<dt>openblas</dt><dd>$blas</dd>"
expect_output "the page, of the same bits" "but only with $blas"
run "$program" verify both
expect_status "verify" 0
expect_lines "verify" 4 '^same '

# The same bits whatever the environment says of threads, on one rank, and when a run goes on.
run "${many[@]}" "$program" run study.yaml --repeats 1 -o more
run "${many[@]}" "$program" run study.yaml -o more
expect_status "a run that goes on" 0
expect_same "one rank, in two runs" "$(digest more)" "$whole"

# No thread but the trial's own, in any process.
"${many[@]}" "$program" run study.yaml --set training.epochs=1000000 --repeats 1 \
    -o long 2>/dev/null &
long=$!
children() { pgrep -P "$1" | while read -r child; do echo "$child" && children "$child"; done; }
for ((i = 0; i < 100; i++)); do
    mapfile -t processes < <(children $long)
    [[ ${#processes[@]} -lt 2 ]] || break # the trainer, and the trial
    sleep 0.1
done
threads=$(for process in "${processes[@]}"; do ls "/proc/$process/task"; done | wc -l)
expect_same "threads of trainer and trial" "$threads" 2
kill -TERM $long
wait $long 2>/dev/null

# What OpenBLAS takes to work in is not of a trial's memory.
run "$program" run study.yaml --max-trial-memory 30M -o limited
expect_status "a limit of memory" 0
expect_same "a limit of memory" "$(digest limited)" "$whole"

# Portable trials are what they were: their studies do not name OpenBLAS, nor need it.
run "$program" run portable.yaml -o portable
expect_same "a portable study names none" "$(digest portable | wc -w)" 2
run env LD_LIBRARY_PATH=other "$program" run portable.yaml --repeats 3 -o portable
expect_status "a portable study without OpenBLAS" 0
run env LD_LIBRARY_PATH=other "$program" report both
expect_status "a report without OpenBLAS" 0

# Another version or core type: not mixed with what is there, and verified as far as losses can be compared.
expect_refused "another OpenBLAS" 78 "both holds trials by $blas, whose last bits differ from those of \
OpenBLAS 9.8.7 Plain" "${plain[@]}" "$program" run study.yaml --repeats 3 -o both
run "${plain[@]}" "$program" verify both
expect_status "verify by another" 0
expect_lines "verify by another: portable" 2 '^same +portable'
expect_lines "verify by another: openblas" 2 '^close +openblas .*: 100 of 100 losses compared'
expect_output "verify by another" "2 trials by $blas trained again by OpenBLAS 9.8.7 Plain, which has other last bits"
run "${wrong[@]}" "$program" verify both
expect_status "verify by one that leaves out a term of a hundred numbers" 65
expect_lines "verify by one that leaves out a term of a hundred numbers" 2 '^DIFFERS +openblas .*: the loss of epoch '
expect_lines "verify by one that leaves out a term of a hundred numbers" 2 '^same +portable'
run "${plain[@]}" "$program" run study.yaml -o plain
run "$program" compare both plain
expect_output "compare" "Made differently: openblas is $blas in A, OpenBLAS"
run "$program" compare --bits both plain
expect_status "compare --bits" 1
expect_output "compare --bits" "openblas: $blas in A, OpenBLAS 9.8.7 Plain in B"
if [[ $(digest plain) == "${whole%% with*}"* ]]; then fail "another OpenBLAS" "gives the same bits"; else pass; fi
expect_refused "merge" 78 "plain holds trials by OpenBLAS 9.8.7 Plain, whose last bits differ from those of \
$blas" "$program" merge merged both plain
expect_refused "ranks with unlike core types" 78 "the ranks have different OpenBLAS" \
    mpirun -n 1 -x LD_LIBRARY_PATH=fake "$program" run study.yaml -o ranks : \
    -n 1 -x LD_LIBRARY_PATH=fake -x FAKE_CORE=Other "$program" run study.yaml -o ranks

# A core type that OpenBLAS does not know, for which it would take one by itself.
for core in "" Hasswell; do
    expect_refused "core type '$core'" 78 "arithmetic openblas: OPENBLAS_CORETYPE is '$core', but OpenBLAS " \
        env OPENBLAS_CORETYPE="$core" "$program" run study.yaml -o none
done
run env OPENBLAS_CORETYPE=Hasswell "$program" run portable.yaml --repeats 3 -o portable
expect_status "a portable study does not ask for a core type" 0
core=${blas##* }
run env OPENBLAS_CORETYPE="${core,,}" "$program" run study.yaml -o both
expect_status "the core type in small letters" 0

# Not there: one line, before anything is trained.
for command in "run study.yaml -o none" "run study.yaml -o none --dry-run" "verify both" "trial both --model openblas"; do
    # shellcheck disable=SC2086 # words are meant
    expect_refused "no OpenBLAS: $command" 78 "arithmetic openblas: libopenblas.so.0 has no cblas_sgemm" \
        env LD_LIBRARY_PATH=other "$program" $command
done
if [[ -e none ]]; then fail "no OpenBLAS" "made a folder"; else pass; fi

# Which is the faster one.
run "$program" run study.yaml -o none --dry-run
expect_output "--dry-run" "Arithmetic: openblas takes "
run "$program" bench --epochs 7 --model baseline --format json
expect_lines "bench" 1 '"arithmetic":"portable","gflops":[0-9.]+,"peak_gflops":[0-9.]+\}'
expect_lines "bench" 1 '"arithmetic":"openblas","gflops":[0-9.]+,"peak_gflops":[0-9.]+\}'
run "$program" bench --epochs 7 --model baseline --set training.arithmetic=portable
expect_lines "bench of one arithmetic" 1 '^baseline '
run env LD_LIBRARY_PATH=other "$program" bench --epochs 7 --model baseline
expect_status "bench without OpenBLAS" 0
expect_lines "bench without OpenBLAS" 1 '^baseline +portable '
finish
