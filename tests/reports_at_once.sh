#!/bin/bash
# Many readers of a folder at once, which a killed run left with a journal newer than its study.h5, without one, or with
# a damaged one: tests/reports_at_once.sh PROGRAM
#   One publishes, the others wait for it; all show one state, and none takes it for a run.
# slow: 9 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
seed: 3
repeats: 5
task: {name: echo}
grid: {n_in: [5], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, units: 8}
  - {name: attention, units: 8}
training: {epochs: 100}
evaluate: {sequences: 10}
save_models: first
STUDY

run "$program" run study.yaml -o all
expect_status "all repeats" 0
run "$program" run study.yaml -o killed --repeats 2
expect_status "two repeats" 0
cp all/journal killed/journal

# What a reader says must be what it says of a folder that is up to date, byte for byte.
readers=("report killed" "report killed --format csv" "report killed --format json" "report killed --format markdown"
    "compare killed killed_too" "status killed" "verify killed --sample 1" "predict killed --model attention"
    "report killed --format html")
reader_output() { sed -E 's/ \([0-9.]+ s\)$//' "$1"; } # verify says how long it took

read_at_once() { # NAME LINE: which one of them may say
    local i pids=()
    for i in "${!readers[@]}"; do
        # shellcheck disable=SC2086 # options are words
        "$program" ${readers[i]} >"out.$i" 2>"err.$i" </dev/null &
        pids+=($!)
    done
    for i in "${!readers[@]}"; do
        status=0
        wait "${pids[i]}" || status=$?
        cp "out.$i" out
        cp "err.$i" err
        expect_status "$1: ${readers[i]}" 0
        if cmp -s <(reader_output "out.$i") <(reader_output "right.$i"); then pass; else
            fail "$1: ${readers[i]}" "$(diff "out.$i" "right.$i" | head -n 5)"
        fi
    done
    if [[ $(cat err.* | grep -c "$2") -le 1 && -z $(cat err.* | grep -v "$2") ]]; then pass; else
        cat err.* >err
        : >out
        fail "$1" "readers say more than one line on stderr that matches: $2"
    fi
}

cp -r killed left
cp -r all killed_too
"$program" report killed >/dev/null
for i in "${!readers[@]}"; do
    # shellcheck disable=SC2086
    "$program" ${readers[i]} >"right.$i" 2>"err.$i" </dev/null
done
again() { rm -rf killed && cp -r left killed; }

for round in 1 2; do
    again
    read_at_once "an older study.h5, round $round" 'nothing'
    again
    rm killed/study.h5
    read_at_once "no study.h5, round $round" 'nothing'
    again
    echo damaged >killed/study.h5
    read_at_once "a damaged study.h5, round $round" 'killed/study.h5.*; it is made again from the journal'
done

# Parts are read by merge while reports publish them.
again
for i in 1 2 3; do "$program" report killed >"out.$i" 2>"err.$i" & done
run "$program" merge joined killed
expect_status "merge beside reports" 0
wait
cp out.1 out
run "$program" report joined
expect_lines "merge beside reports" 1 '^digest '

# One who publishes without an end holds nobody up for long: here this script, by its lease.
again
rm -f killed/lease.*
printf 'host here\npid %d\nstart 0\nplace %s %s\njob \nholds briefly\n' $$ \
    "$(cat /proc/sys/kernel/random/boot_id)" "$(readlink /proc/self/ns/pid)" >killed/lease.1
cp -r killed empty
rm empty/study.h5
says="host here, pid $$ has been publishing study.h5 there for more than 5.0 s: try again later"
pids=()
for command in "report killed" "report empty" "merge nothing killed"; do
    # shellcheck disable=SC2086
    "$program" $command >"out.${#pids[@]}" 2>"err.${#pids[@]}" </dev/null &
    pids+=($!)
done
run "$program" status killed
expect_output "status beside one who publishes" "No run is at work: all trials are done."
hung() { # PLACE STATUS LINE
    status=0
    wait "${pids[$1]}" || status=$?
    cp "out.$1" out
    cp "err.$1" err
    expect_status "one who publishes without an end, $1" "$2"
    if [[ $(cat err) == "attnbench: $3" ]]; then pass; else fail "one who publishes without an end, $1" "not one line: $3"; fi
}
hung 0 0 "killed: $says; this is study.h5 as it stands"
expect_output "one who publishes without an end" "2 repeats"
if grep -q "run is at work" out; then fail "one who publishes without an end" "is taken for a run"; else pass; fi
hung 1 73 "empty: $says"
hung 2 73 "killed: $says"
if [[ -e nothing ]]; then fail "merge of what is being published" "made a folder"; else pass; fi
finish
