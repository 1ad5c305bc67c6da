#!/bin/bash
# Folders in which results cannot be kept are refused before anything is trained: tests/faults/folders.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
cd "$scratch" || exit 1
n_tried=0 n_refused=0

cat >study.yaml <<'STUDY'
name: study
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 8}]
training: {epochs: 1000000}
save_models: first
STUDY

# One line that names the place and the reason, the status 73, and nothing trained: the study would take minutes.
refused() { # NAME FOLDER REASON
    local failed_before=$failed
    run timeout 60 "$program" run study.yaml -o "$2"
    expect_status "$1" 73
    expect_error "$1" "$3"
    if [[ $(wc -l <err) -eq 1 ]]; then pass; else fail "$1" "not one line on stderr"; fi
    run "$program" report "$2"
    if [[ $status -ne 0 ]]; then pass; else fail "$1" "results are there"; fi
    n_tried=$((n_tried + 1))
    [[ $failed -ne $failed_before ]] || n_refused=$((n_refused + 1))
}

touch file
refused "a file in the folder's place" file "attnbench: file is not a folder: results need one"
refused "a folder below a file" file/results "attnbench: cannot make the folder file/results: Not a directory"
refused "a folder that nobody can make" /proc/results "attnbench: cannot make the folder /proc/results: No such file or directory"
mkdir -p journal/journal
refused "a journal that is a folder" journal "attnbench: cannot write journal/journal: Is a directory"
mkdir -p stored && touch stored/models
refused "a file in place of the folder of models" stored "attnbench: stored/models is not a folder: results need one"
mkdir closed
if [[ $(id -u) -ne 0 ]]; then
    chmod a-w closed
    refused "a folder without the right to write" closed "attnbench: cannot write in closed: closed/lease.1: Permission denied"
    refused "below it" closed/results "attnbench: cannot make the folder closed/results: Permission denied"
    mkdir -p half/models && chmod a-w half/models
    refused "a folder of models without the right to write" half "attnbench: cannot write in half/models: Permission denied"
elif mount -t tmpfs -o ro tmpfs closed 2>/dev/null; then
    refused "a file system that is read only" closed "attnbench: cannot write in closed: closed/lease.1: Read-only file system"
    refused "below it" closed/results "attnbench: cannot make the folder closed/results: Read-only file system"
    umount closed
    mkdir -p half/models && mount -t tmpfs -o ro tmpfs half/models
    refused "a folder of models that is read only" half "attnbench: cannot write in half/models: Read-only file system"
    umount half/models
else
    skip "a file system that is read only" "cannot mount here"
fi
figure "folders that cannot be written or made, refused before anything is trained" "$n_refused of $n_tried"
finish
