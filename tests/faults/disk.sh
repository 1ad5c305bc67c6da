#!/bin/bash
# Disks that are full, fail, or take less than they are given: tests/faults/disk.sh PROGRAM
# disk: each of its calls fails here
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

# The K-th call, or with "+" this and all later ones, fails with WHAT for REASON; 1 when the run has not so many. The run
# ends well where the call does not matter; else in one line with the folder and the reason, and with the status 74, or 73
# where a folder or a file could not be made.
fail_at() { # K WHAT REASON ALL START
    local k=$1 name="$2 at call $1$4 in the folder $5" folder=$scratch/results
    rm -rf "$folder"
    [[ $5 == new ]] || cp -r "$scratch_of_all/$5" "$folder"
    run_with_fault "$folder" "$2 $k$4"
    has_struck "$name" "$folder.log" || return 1
    ended=$status struck=$(grep -m 1 '^struck ' "$folder.log")
    name+=" ($struck)"
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
    if [[ $5 == grown || -e $folder/study.h5 ]]; then
        run "$tools/reader" --once "$folder"
        expect_status "$name: study.h5" 0
    fi
    expect_resumed "$name" "$folder"
}

# What is interrupted is done again.
interrupt_at() { # K
    fail_at "$1" EINTR 'Interrupted system call' "" new || return 1
    if [[ $ended -eq 0 ]]; then pass; else fail "EINTR at call $1 ($struck)" "status $ended"; fi
}

# A write that takes less than it is given goes on with the rest.
shorten_at() { # K
    fail_at "$1" short 'nothing' "" new || return 1
    if [[ $ended -eq 0 ]]; then pass; else fail "half a write at call $1 ($struck)" "status $ended"; fi
}

# A run that is told to stop at once, and the journal fails it: it does not say that all is kept. A study.h5 that cannot be
# published is no reason to give up.
fail_stopped_at() { # K
    local name="EIO at call $1 of a stopped run" folder=$scratch/results
    rm -rf "$folder"
    run_with_fault "$folder" "EIO $1" --max-time 0.001
    if ! grep -q '^struck ' "$folder.log"; then
        expect_status "$name" 75
        return 1
    fi
    struck=$(grep -m 1 '^struck ' "$folder.log")
    name+=" ($struck)"
    case $struck in
    "struck close"*) pass ;; # nothing is lost by it
    */journal) if [[ $status -eq 74 || $status -eq 73 ]]; then pass; else fail "$name" "status $status"; fi ;;
    */study.h5*) expect_status "$name" 75 ;;
    *) if [[ $status -ne 0 ]]; then pass; else fail "$name" "status 0"; fi ;;
    esac
    expect_true_words "$name" "$folder"
    expect_resumed "$name" "$folder"
}

full='No space left on device'
LEAST=90 # a run has some 130 calls that take room in a folder with a trial, and more in a new one
in_workers fail_at ENOSPC "$full" "" new
at_least "calls without room" $LEAST
figure "ENOSPC at each call that takes room, one after another" "$n_cases runs"
in_workers fail_at ENOSPC "$full" + grown
at_least "a disk that is full from a call on" $LEAST
figure "a disk that is full from a call on, each in turn" "$n_cases runs"
in_workers fail_at EIO 'Input/output error' "" new
at_least "calls that fail" $LEAST
figure "EIO at each call" "$n_cases runs"
in_workers fail_stopped_at
at_least "calls that fail a run that was stopped" 30
figure "EIO at each call of a run that is told to stop: only what is on disk counts" "$n_cases runs"
in_workers shorten_at
at_least "short writes" $LEAST
figure "each write takes half of its bytes: the run ends well" "$n_cases runs"
in_workers interrupt_at
at_least "interrupted calls" $LEAST
figure "EINTR at each call that may wait: the run ends well" "$n_cases runs"

# ---- Room for less than a study may need ----

expect_room "room of a study" small.yaml estimated
figure "room that a study of 5 trials takes, of what was estimated" "$used of $(bytes "$estimate") bytes"

FAULT_ROOM=100000 run_with_fault "$scratch/narrow" ""
expect_status "less room than the study may need" 74
expect_error "less room than the study may need" "$scratch/narrow may need $estimate more of disk"
expect_error "less room than the study may need" "but 100.0 kB are free there"
if [[ $(wc -l <err) -eq 1 && $(count_lines narrow.log '^trial') -eq 0 ]]; then pass; else
    fail "less room than the study may need" "more than one line, or a trial was trained"
fi
run env FAULT_ROOM=100000 LD_PRELOAD="$preload" "$program" run small.yaml -o narrow --dry-run
expect_output "less room, in the estimate" "$estimate more at most, too much: 100.0 kB are free there"
expect_resumed "the room is there" "$scratch/narrow"

# A file system that is full for real; the program is told that there is room.
if mkdir tiny && mount -t tmpfs -o size=400k tmpfs tiny 2>/dev/null; then
    sed -i 's/^repeats: 5/repeats: 20/; s/first/all/' small.yaml
    SMALL_TRIALS=20
    run_with_fault "$scratch/reference" ""
    digest=$(digest_of reference)
    FAULT_ROOM=1000000000 run_with_fault "$scratch/tiny/results" ""
    expect_status "a full file system" 74
    expect_error "a full file system" "No space left on device"
    figure "trials kept when a file system of 400 kB was full, of 20" "$(trials_done tiny/results)"
    mount -o remount,size=40m tiny
    expect_resumed "the file system has room" "$scratch/tiny/results"
    umount tiny
else
    skip "a full file system" "cannot mount here"
fi
finish
