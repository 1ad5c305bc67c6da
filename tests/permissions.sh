#!/bin/bash
# Files of a results folder that another user may not read: tests/permissions.sh PROGRAM
#   They are not taken for missing: one line names the file and the system's reason. A study.h5 alone still does.
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 1
task: {name: echo}
grid: {n_in: [5], n_out: [1], cardinality: [10]}
models: [{name: baseline, units: 8}]
training: {epochs: 50}
evaluate: {sequences: 10}
save_models: all
claims: [{text: t, metric: loss_fall, expect: baseline > -10}]
STUDY
run "$program" run study.yaml -o made
expect_status "the folder" 0
weights="models/baseline,n_in=5,n_out=1,cardinality=10,r0.h5"

# Root may read everything: then somebody else reads, who may write in the folder.
as_user=()
[[ $(id -u) -ne 0 ]] || as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
chmod 777 "$scratch" && install -m 755 "$program" "$scratch/attnbench"

unreadable=
hide() { # FILE: in a folder of the user's own but for this file
    [[ ! -e q ]] || chmod -R u+rwX q && rm -rf q made_by_merge
    cp -r made q
    [[ ${#as_user[@]} -eq 0 ]] || { chown -R 65534:65534 q && chown 0:0 "q${1:+/$1}"; }
    chmod 000 "q${1:+/$1}"
    unreadable=$1
}

as_other() { run "${as_user[@]}" "$scratch/attnbench" "$@"; }

says() { # STATUS TEXT COMMAND...: that line, and no other
    as_other "${@:3}"
    expect_status "$unreadable unreadable: ${*:3}" "$1"
    if [[ $(cat err) == "attnbench: $2" ]]; then pass; else fail "$unreadable unreadable: ${*:3}" "not one line: $2"; fi
    if [[ -e made_by_merge ]]; then fail "$unreadable unreadable: ${*:3}" "leaves a folder" && rm -rf made_by_merge; fi
}

silent() { # COMMAND...: it needs no such file
    as_other "$@"
    expect_status "$unreadable unreadable: $*" 0
    if grep '^attnbench:' err; then fail "$unreadable unreadable: $*" "says something"; else pass; fi
}

hide study.h5
for command in report "report --format csv" plot claims; do
    # shellcheck disable=SC2086
    says 74 "cannot read q/study.h5: Permission denied" $command q
done
says 74 "cannot read q/study.h5: Permission denied" compare q made
says 74 "cannot read q/study.h5: Permission denied" run study.yaml -o q
silent status q
silent predict q --model baseline
silent verify q
silent merge made_by_merge q
rm -rf made_by_merge

hide journal
says 0 "cannot read q/journal: Permission denied; this is study.h5 as it stands" report q
says 0 "cannot read q/journal: Permission denied; this is study.h5 as it stands" predict q --model baseline
says 74 "cannot read q/journal: Permission denied" status q
says 74 "cannot read q/journal: Permission denied" verify q
says 74 "cannot read q/journal: Permission denied" merge made_by_merge q
says 74 "cannot read q/journal: Permission denied" run study.yaml -o q --dry-run
says 73 "cannot write q/journal: Permission denied" run study.yaml -o q
rm -f q/study.h5
says 74 "cannot read q/journal: Permission denied" report q
says 74 "cannot read q/journal: Permission denied" predict q --model baseline

hide "$weights"
says 74 "cannot read q/$weights: Permission denied" predict q --model baseline
says 74 "cannot read q/$weights: Permission denied" merge made_by_merge q
as_other run study.yaml -o q
expect_status "$unreadable unreadable: run" 0
if grep -q 'not stored' err; then fail "unreadable weights" "are said not to be stored"; else pass; fi

hide models
says 74 "cannot read q/$weights: Permission denied" predict q --model baseline
says 74 "cannot read q/models: Permission denied" merge made_by_merge q

lease=$(cd made && echo lease.*)
hide "$lease"
silent report q
says 73 "cannot read q/$lease, which says who is at work in the folder: Permission denied" run study.yaml -o q

hide ""
for command in "report q" "predict q --model baseline" "claims q"; do
    # shellcheck disable=SC2086
    says 74 "cannot read q/study.h5: Permission denied" $command
done
for command in "status q" "verify q" "merge made_by_merge q" "run study.yaml -o q --dry-run"; do
    # shellcheck disable=SC2086
    says 74 "cannot read q/journal: Permission denied" $command
done
chmod -R u+rwX q
finish
