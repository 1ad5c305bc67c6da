#!/bin/bash
# A damaged or missing study.h5 is made again from the journal, and what else is damaged is said: tests/damage.sh ATTNBENCH
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'EOT'
name: study
repeats: 2
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 8}, {name: attention, units: 8}]
training: {epochs: 40}
EOT

flip() { # FILE OFFSET: changes one byte
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1")
    printf "\\x$(printf %x $((byte ^ 255)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
offset_of() { # FILE TEXT: of its first occurrence
    grep -abo -m 1 "$2" "$1" | head -n 1 | cut -d: -f1
}
expect_whole() { # NAME: the report is that of the whole study
    expect_status "$1" 0
    if cmp -s out whole; then pass; else fail "$1" "not the report of the whole study"; fi
}

run "$program" run study.yaml -o study
expect_status "a study" 0
"$program" report study >whole
cp study/study.h5 whole.h5

# ---- study.h5 ----

rm study/study.h5
run "$program" report study
expect_whole "study.h5 missing"
for size in 0 1 100 5000 20000; do
    truncate -s "$size" study/study.h5
    run "$program" report study
    expect_whole "study.h5 of $size bytes"
    expect_error "study.h5 of $size bytes" "study/study.h5: "
    expect_error "study.h5 of $size bytes" "it is made again from the journal"
done
for place in OHDR TREE SNOD; do
    cp whole.h5 study/study.h5
    flip study/study.h5 $(($(offset_of whole.h5 $place) + 9))
    run "$program" report study
    expect_whole "a flipped byte behind $place"
done
cp whole.h5 study/study.h5
# What no checksum of HDF5 covers: the chunks' index says that their filters, checksums among them, were left out.
places=$(grep -abo TREE whole.h5 | cut -d: -f1)
n_found=0
for place in $places; do
    for byte in 28 29 30 31; do # the first chunk's filter mask
        cp whole.h5 study/study.h5
        flip study/study.h5 $((place + byte))
        run "$program" report study
        expect_whole "an index of chunks at $place with a flipped byte $byte"
        if grep -q "made again" err; then n_found=$((n_found + 1)); fi
    done
done
if [[ $n_found -gt 0 ]]; then pass; else fail "indices of chunks" "none of the flipped bytes was found"; fi

cp -r study alone && rm alone/journal
run "$program" report alone
expect_whole "study.h5 without a journal"
truncate -s 20000 alone/study.h5
run "$program" report alone
expect_status "a damaged study.h5 without a journal" 65
expect_error "a damaged study.h5 without a journal" "attnbench: alone/study.h5: "
expect_error "a damaged study.h5 without a journal" "damaged, or not written by attnbench"

# ---- the journal ----

cp -r study damaged
flip damaged/journal $(($(stat -c %s damaged/journal) / 2))
for command in status 'predict --model baseline' verify; do
    # shellcheck disable=SC2086 # options are words
    run "$program" $command damaged
    case $command in
    predict*) expect_status "$command with a damaged journal" 0 ;; # study.h5 names the study too
    *) expect_status "$command with a damaged journal" 65 ;;
    esac
    expect_error "$command with a damaged journal" "damaged/journal is damaged at byte "
done
run "$program" run study.yaml -o damaged
expect_status "run with a damaged journal" 65
expect_error "run with a damaged journal" "damaged/journal is damaged at byte "
run "$program" report damaged
expect_whole "report with a damaged journal"
expect_error "report with a damaged journal" "this is study.h5 as it stands"
cp -r study torn
truncate -s -9 torn/journal
run "$program" status torn
expect_status "status of a torn journal" 0
expect_output "status of a torn journal" "of torn/journal are an incomplete record: the next run removes it."

# ---- Pipes where files should be: nobody waits for who writes into them ----

mkdir pipes
mkfifo pipes/{journal,running,study.h5,lock,lease.1}
for command in status report plot verify 'predict --model baseline' 'compare study' 'run study.yaml -o'; do
    # shellcheck disable=SC2086 # options are words
    run timeout 60 "$program" $command pipes
    if [[ $status -ne 0 && $status -ne 124 ]]; then pass; else fail "$command of pipes" "status $status"; fi
    expect_error "$command of pipes" "pipes"
done

cp -r study piped
mkfifo "piped/models/pipe.h5" pairs.csv
run timeout 60 "$program" merge joined piped
expect_status "merge of a pipe" 65
expect_error "merge of a pipe" "piped/models/pipe.h5 is not a regular file"
sed 's/{name: echo}/{name: file, path: pairs.csv}/' study.yaml >own.yaml
run timeout 60 "$program" run own.yaml
expect_status "pairs from a pipe" 65
expect_error "pairs from a pipe" "pairs.csv is not a regular file"

# ---- A study.h5 that holds more than the journal beside it ----

cp -r study older
"$program" report study >whole
run "$program" run study.yaml -o less --repeats 1
cp less/journal older/journal
run "$program" report older
expect_whole "an older journal"
expect_error "an older journal" "older/study.h5 holds 2 trials that the journal beside it lacks; this is study.h5 as it stands"
run "$program" run study.yaml -o older
expect_status "a run with an older journal" 0
expect_error "a run with an older journal" "it is kept as older/study.h5.kept"
if cmp -s older/study.h5.kept study/study.h5; then pass; else fail "a run with an older journal" "not kept as it was"; fi
run "$program" report older
expect_whole "a run with an older journal"
rm older/journal
run "$program" run study.yaml -o older --repeats 1
expect_status "a run without the journal" 0
expect_error "a run without the journal" "holds 4 trials that the journal beside it lacks: it is kept as older/study.h5.kept-2"

# ---- A journal that is removed while a run writes it ----

# Of a whole folder the run misses first what it looks at next: a file of weights, its lease, or the journal.
for what in removed/journal removed; do
    rm -rf removed
    "$program" run study.yaml -o removed --repeats 30 --set training.epochs=20000 2>err &
    wait_until has_bytes removed/journal 150000
    rm -rf $what
    status=0
    wait $! || status=$?
    expect_status "$what removed" 74
    if [[ $what == removed ]]; then
        expect_error "$what removed" "attnbench: removed/"
    else
        expect_error "$what removed" "removed/journal was removed or replaced while this run was at work"
    fi
done

# ---- Links where files of the folder should be ----

cp -r study linked
rm linked/lease.*
ln -s nowhere linked/lease.7
run timeout 20 "$program" run study.yaml -o linked --repeats 3
expect_status "a lease that is a link" 73
expect_error "a lease that is a link" "linked/lease.7 is not a regular file: remove it"
rm linked/lease.7
weights=(linked/models/*.h5)
cp study.yaml other_file
ln -sf ../../other_file "${weights[0]}"
run "$program" merge joined_links linked
expect_status "merge of a link" 65
expect_error "merge of a link" "${weights[0]} is a link: weights are copied from files alone"
rm "${weights[0]}" && cp other_file "${weights[0]}"
run "$program" merge joined_text linked
expect_status "merge of a text" 65
expect_error "merge of a text" "${weights[0]} holds no weights: it is no HDF5 file"

# ---- weights ----

weights=(study/models/baseline*.h5)
truncate -s 3000 "${weights[0]}"
run "$program" predict study --model baseline
expect_status "damaged weights" 65
expect_error "damaged weights" "attnbench: ${weights[0]}: "
finish
