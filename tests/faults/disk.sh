#!/bin/bash
# Disks that are full, fail, or take less than they are given: tests/faults/disk.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1

run_with_fault "$scratch/reference" ""
expect_status "a run without a fault" 0
digest=$(digest_of reference)
run "$program" run small.yaml -o grown --repeats 1
expect_status "a folder with the first trial" 0

# The study goes on in FOLDER once its disk is well: no trial that is there is trained again.
expect_resumed() { # NAME FOLDER
    local n_done
    n_done=$(trials_done "$2")
    run_with_fault "$2" ""
    expect_status "$1: the next run" 0
    if [[ $(count_lines "$2.log" '^trial') -eq $((SMALL_TRIALS - n_done)) ]]; then pass; else
        fail "$1" "of $n_done trials that were done some are trained again"
    fi
    if [[ $(digest_of "$2") == "$digest" ]]; then pass; else fail "$1" "another digest"; fi
}

# ---- A call that fails ----

# What a run said that it had done must be there: its last line counts the trials, when it has ended them all.
expect_true_words() { # NAME FOLDER
    local said
    said=$(sed -nE 's/^([0-9]+) trials? in .* on 1 rank.*/\1/p' err)
    if [[ ${said:-0} -le $(trials_done "$2") ]]; then pass; else fail "$1" "said that $said trials are done"; fi
}

# The K-th call, or with "+" this and all later ones, fails with WHAT for REASON; 1 when the run has not so many. The run
# ends well where the call does not matter; else in one line with the folder and the reason, and with the status 74, or 73
# where a folder or a file could not be made.
fail_at() { # K WHAT REASON ALL
    local k=$1 name="$2 at call $1$4" folder=$scratch/results
    rm -rf "$folder"
    cp -r "$scratch_of_all/grown" "$folder"
    run_with_fault "$folder" "$2 $k$4"
    grep -q '^struck ' "$folder.log" || return 1
    name+=" ($(grep -m 1 -o 'struck .*' "$folder.log"))"
    if [[ $status -eq 0 ]]; then
        if [[ $(digest_of "$folder") == "$digest" ]]; then pass; else fail "$name" "another digest"; fi
        return 0
    fi
    if [[ $status -eq 74 ]] || [[ $status -eq 73 && $(tail -n 1 err) =~ cannot\ (make|write) ]]; then pass; else
        fail "$name" "status $status"
    fi
    if tail -n 1 err | grep -q "^attnbench: .*$folder.*$3"; then pass; else fail "$name" "the last line says not why"; fi
    if [[ $(count_lines err '^attnbench: ') -eq 1 ]]; then pass; else fail "$name" "not one line of error"; fi
    expect_true_words "$name" "$folder"
    run "$tools/reader" --once "$folder"
    expect_status "$name: study.h5" 0
    expect_resumed "$name" "$folder"
}

# Nothing is lost by what the system only does later or in parts: the run ends well.
survive_at() { # K WHAT ALL
    local k=$1 name="$2 at call $1$3" folder=$scratch/results
    rm -rf "$folder"
    cp -r "$scratch_of_all/grown" "$folder"
    run_with_fault "$folder" "$2 $k$3"
    grep -q '^struck ' "$folder.log" || return 1
    name+=" ($(grep -m 1 -o 'struck .*' "$folder.log"))"
    expect_status "$name" 0
    if [[ $(digest_of "$folder") == "$digest" ]]; then pass; else fail "$name" "another digest"; fi
}

full='No space left on device'
in_workers fail_at ENOSPC "$full" ""
figure "ENOSPC at each call that takes room, one after another" "$n_cases runs"
in_workers fail_at ENOSPC "$full" +
figure "a disk that is full from a call on, each in turn" "$n_cases runs"
in_workers fail_at EIO 'Input/output error' ""
figure "EIO at each call" "$n_cases runs"
in_workers survive_at short ""
figure "each write takes half of its bytes" "$n_cases runs"
in_workers survive_at EINTR ""
figure "EINTR at each call that may wait" "$n_cases runs"
finish
