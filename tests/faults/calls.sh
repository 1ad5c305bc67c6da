#!/bin/bash
# A kill at every call on journal, snapshot and stored models, one after another: tests/faults/calls.sh PROGRAM
# slow: 90 s
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1

# ---- What it is to be in the end, and the folders that the killed runs start from ----

run "$program" run small.yaml -o grown --repeats 1
expect_status "a folder with the first trial" 0
cp -r grown left_over
touch left_over/study.h5.tmp-elsewhere-7 left_over/models/baseline.h5.tmp-elsewhere-7 left_over/running
head -c 77 grown/journal >>left_over/journal
cp -r grown grown.whole
cp -r left_over left_over.whole
for start in new grown left_over; do
    run_with_fault "$scratch/$start.whole" ""
    expect_status "a run without a fault" 0
done
digest=$(digest_of new.whole)

# ---- The kills ----

# The K-th call strikes a run that starts from the folder START; the status 1 when it has not so many. Then the
# study goes on: what it had said is true, and no trial that `status` counts is trained again.
kill_at() { # K WHAT START
    local k=$1 name="$2 at call $1 in the folder $3" folder=$scratch/results n_there=0 n_done
    rm -rf "$folder"
    if [[ $3 != new ]]; then
        cp -r "$scratch_of_all/$3" "$folder"
        n_there=1
    fi
    run_with_fault "$folder" "$2 $k"
    has_struck "$name" "$folder.log" || return 1
    name+=" ($(grep -m 1 -o 'struck .*' "$folder.log"))"
    expect_status "$name" 137
    n_done=$(trials_done "$folder")
    if [[ $n_done -ge $n_there ]]; then pass; else fail "$name" "$n_done trials are there, $n_there before"; fi
    expect_true_words "$name" "$folder"
    if [[ -e $folder/study.h5 ]]; then
        run "$tools/reader" --once "$folder"
        expect_status "$name: study.h5 as the kill left it" 0
    fi
    run_with_fault "$folder" ""
    expect_status "$name: the next run" 0
    if [[ $(count_lines "$folder.log" '^trial') -eq $((SMALL_TRIALS - n_done)) ]]; then pass; else
        fail "$name" "of $n_done trials that were done some are trained again"
    fi
    if [[ $(digest_of "$folder") == "$digest" ]]; then pass; else fail "$name" "another digest"; fi
    if diff -r "$scratch_of_all/$3.whole/models" "$folder/models" >out; then pass; else fail "$name" "other models"; fi
    if compgen -G "$folder/*.tmp-*" >/dev/null || compgen -G "$folder/models/*.tmp-*" >/dev/null; then
        fail "$name" "a temporary file is left"
    else pass; fi
}

LEAST=90 # a run has 97 writes, and more calls, in a new folder
in_workers kill_at kill new
at_least "kills in a new folder" $LEAST
figure "SIGKILL before each call, one after another, of a run in a new folder" "$n_cases kills"
in_workers kill_at kill left_over
at_least "kills in a folder left in disorder" $LEAST
figure "the same in a folder that a killed run left in disorder" "$n_cases kills"
in_workers kill_at middle new
at_least "kills in the middle of a write" $LEAST
figure "SIGKILL in the middle of each write" "$n_cases kills"
in_workers kill_at power new
at_least "losses of power" $LEAST
figure "kill before each call, with the loss of all that no sync had made last" "$n_cases kills"
in_workers kill_at power grown
at_least "losses of power in a folder with a study.h5" $LEAST
figure "the same of a run in a folder that has a study.h5" "$n_cases kills"
finish
