#!/bin/bash
# What becomes of a folder of results that was left in disorder, or that cannot be written: tests/storage.sh PROGRAM
# slow: 45 s
# disk: what a killed run leaves on one, and its being full
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 3
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models:
  - {name: baseline, title: Plain, kind: baseline, units: 8}
  - {name: attention, title: Attending, kind: attention, units: 8}
training: {source: fresh, epochs: 50, batch: 1}
evaluate: {sequences: 20}
save_models: first
STUDY

expect_quiet() { # NAME
    if [[ -s $scratch/err ]]; then fail "$1" "says something on stderr"; else pass; fi
}
expect_error_lines() { # NAME COUNT: so many lines on stderr
    local n
    n=$(wc -l <"$scratch/err")
    if [[ $n -eq $2 ]]; then pass; else fail "$1" "$n lines on stderr, not $2"; fi
}
expect_none() { # NAME FILE...: none of them is there
    local name=$1
    shift
    if compgen -G "$1" >/dev/null; then fail "$name" "left: $(compgen -G "$1")"; else pass; fi
}

# ---- A publishing that fails while the run is at work; looked at further down ----

cat >late.yaml <<'STUDY'
name: late
repeats: 500
models: [{name: sleeper, kind: command, command: [sh, -c, "sleep 1 && echo '{\"score\": 1}' >$ATTNBENCH_RESULTS"]}]
metrics: [{name: score}]
STUDY
"$program" run late.yaml -o late 2>late.err &
late=$!
wait_until has_bytes late/running 1
mkdir late/study.h5 # no file can be renamed to this

# ---- kill -9 ----

"$program" run study.yaml -o killed --set training.epochs=20000 2>/dev/null &
run=$!
wait_until has_bytes killed/journal 100000
wait_until has_bytes killed/running 1
kill -9 $run
{ wait $run; } 2>/dev/null
touch killed/study.h5.tmp-elsewhere-7 killed/models/x.h5.tmp-elsewhere-7 killed/running
head -c 77 killed/journal >>killed/journal # a record that was not written whole
rm -f killed/study.h5
run "$program" report killed
expect_status "report after kill -9" 0
expect_error "report after kill -9: the torn tail" "killed/journal: cut off 77 B that a killed run had not written whole"
expect_error_lines "report after kill -9" 1
expect_none "report after kill -9" 'killed/*.tmp-*'
expect_none "report after kill -9" 'killed/models/*.tmp-*'
expect_none "report after kill -9" 'killed/running*'
if grep -aq "$program run study.yaml -o killed" killed/study.h5; then pass; else fail "provenance" "not the run's command"; fi
head -c 77 killed/journal >>killed/journal
touch killed/study.h5.tmp-elsewhere-7
run "$program" run study.yaml -o killed --set training.epochs=20000
expect_status "run after kill -9" 0
expect_error "run after kill -9: the torn tail" "the trial in flight is done again"
expect_none "run after kill -9" 'killed/*.tmp-*'
n=$(grep -ac ': .* run study.yaml -o killed .*(ended .*commit' killed/study.h5)
if [[ $n -eq 2 ]]; then pass; else fail "history" "$n lines for two runs"; fi

# ---- Folders that cannot be written ----

run "$program" run study.yaml -o closed --repeats 1
expect_status "a first run" 0
cp closed/study.h5 one.h5
run "$program" run study.yaml -o closed
cp -r closed full
mkdir closed/lease.99 # refuses root too
cp one.h5 closed/study.h5
for command in report 'plot -o charts --format svg' 'predict --model baseline'; do
    # shellcheck disable=SC2086 # options are words
    run "$program" $command closed
    expect_status "$command of a folder that cannot be written" 0
done
run "$program" report closed
expect_error "report of a folder that cannot be written" "closed: closed/lease.99 is not a regular file"
expect_error "report of a folder that cannot be written" "; this is study.h5 as it stands"
expect_error_lines "report of a folder that cannot be written" 1
expect_lines "report of a folder that cannot be written" 2 'Mean Accuracy'
rm closed/study.h5
run "$program" report closed
expect_status "nothing published, and it cannot be" 73
expect_error "nothing published, and it cannot be" "attnbench: cannot write in closed: closed/lease.99 is not a regular file"
expect_error_lines "nothing published, and it cannot be" 1
run "$program" predict --model baseline closed
expect_status "predict needs no study.h5" 0
expect_quiet "predict needs no study.h5"

cp one.h5 full/study.h5
run bash -c "trap '' XFSZ; ulimit -f 8; exec '$program' report full"
expect_status "a full disk" 0
expect_error "a full disk" "full/study.h5: cannot "
expect_error_lines "a full disk" 1
run "$program" report full
expect_status "the disk has room again" 0
expect_quiet "the disk has room again"

# ---- Out of inodes ----

cat >with_inodes <<'EOS'
#!/bin/bash
mount -t tmpfs -o "nr_inodes=$1" tmpfs few || exit 99
"${@:2}"
echo "status $?"
mount -o remount,nr_inodes=100 tmpfs few
exec "${@:2}" 2>&1
EOS
chmod 755 with_inodes
mkdir few
if ! unshare --mount mount -t tmpfs tmpfs few 2>/dev/null; then
    skip "out of inodes" "file systems may not be mounted"
else
    for ((inodes = 1; inodes <= 20; inodes++)); do
        run unshare --mount ./with_inodes $inodes "$program" run study.yaml --repeats 1 -o few/results
        expect_status "$inodes inodes, then more" 0
        ended=$(sed -n 's/^status //p' out)
        [[ $ended -ne 0 ]] || break
        if [[ $ended =~ ^7[34]$ && $(grep -c '^attnbench: .*: No space left on device$' err) -eq 1 ]]; then pass; else
            fail "$inodes inodes" "status $ended, or not in one line why"
        fi
    done
    if [[ $ended -eq 0 && $inodes -gt 6 ]]; then pass; else fail "out of inodes" "$inodes inodes: status $ended"; fi
fi

# ---- A run at work ----

"$program" run study.yaml -o full --repeats 4 --set training.epochs=50 --set save_models=all 2>all.err
"$program" run study.yaml -o busy --repeats 1 2>/dev/null
"$program" run study.yaml -o busy --repeats 2000 --set save_models=none 2>/dev/null &
run=$!
wait_until has_bytes busy/running 1
run "$program" report busy
expect_status "report beside a run" 0
expect_quiet "report beside a run"
kill -TERM $run
wait $run

# ---- save_models ----

cp all.err err
expect_error "save_models: first -> all" "weights of 4 trials that are there already are not stored"
rm -r full
run "$program" run study.yaml -o full --set save_models=all
expect_status "save_models: all" 0
run "$program" run study.yaml -o full --set save_models=all
expect_status "save_models: all" 0
expect_error "save_models: all" "all 6 trials are there already"
if grep -q "not stored" err; then fail "save_models: all" "weights are missed that are there"; else pass; fi
rm full/models/*r2.h5
run "$program" run study.yaml -o full --set save_models=all
expect_error "weights that are gone" "weights of 2 trials that are there already are not stored"

# ---- The publishing that failed ----

wait_until grep 'not published yet' late.err
rmdir late/study.h5
wait_until test -s late/study.h5 # not when it is stopped: a run that publishes slowly leaves it out then
kill -USR1 $late
status=0
wait $late || status=$?
cp late.err err
expect_status "a publishing that fails is tried again" 75
expect_file "a publishing that fails is tried again" late/study.h5
n=$(grep -c 'attnbench: not published yet: late/study.h5: cannot rename .*; the run goes on' late.err)
if [[ $n -eq 1 ]]; then pass; else fail "a publishing that fails" "is said $n times"; fi
for how in whole stopped; do
    "$program" run study.yaml -o $how --set training.epochs=20000 2>err &
    last=$!
    wait_until has_bytes $how/running 1
    mkdir $how/study.h5
    [[ $how == whole ]] || kill -USR1 $last
    status=0
    wait $last || status=$?
    cp err $how.err
    expect_error "the last publishing fails, $how" "$how/study.h5: cannot rename"
    expect_status "the last publishing fails, $how" $([[ $how == whole ]] && echo 74 || echo 75)
done
expect_error "the last publishing of a stopped run fails" "attnbench: stopped by SIGUSR1: "
run "$program" run study.yaml -o whole --set training.epochs=20000
expect_status "a folder in the place of study.h5" 73
expect_error "a folder in the place of study.h5" "whole/study.h5 is not a regular file: remove it"

# ---- A limit of the size of files ----

run bash -c "ulimit -f 20; exec '$program' run study.yaml -o limited"
expect_status "a limit below what a file may need" 74
expect_error "a limit below what a file may need" "but this process may make none larger than 20.5 kB (ulimit -f)"
run bash -c "ulimit -f 8; exec '$program' merge limited_copy full"
expect_status "a limit while merging" 74
expect_error "a limit while merging" "File too large"

# ---- Who reads what a run says is gone; its terminal is closed ----

"$program" run study.yaml -o piped --set training.epochs=20000 2>&1 | head -n 1 >/dev/null
if [[ ${PIPESTATUS[0]} -eq 0 ]]; then pass; else fail "a reader that ends" "it ends the run"; fi
"$program" run study.yaml -o hung_up --repeats 100 --set training.epochs=20000 2>err &
run=$!
wait_until has_bytes hung_up/running 1
kill -HUP $run
status=0
wait $run || status=$?
expect_status "SIGHUP" 75
expect_error "SIGHUP" "stopped by SIGHUP"
finish
