#!/bin/bash
# Trials that crash, hang and devour memory, in whole runs: tests/failures.sh PROGRAM
# slow: 6 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
tests=$PWD
source ./script.bash
library_to_preload preload_trial
export FAULT_COUNT=$scratch/count
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
seed: 3
repeats: 2
task: {name: echo}
grid: {n_in: [5], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, title: Plain, units: 8}
  - {name: attention, title: Attending, units: 8}
training: {epochs: 200}
evaluate: {sequences: 10}
STUDY

# Runs a command whose TRIALS fail: "INDEX:TIMES ...". Trial 4, attention's first, is the first to go out; 3 the last.
# UCX, which MPICH loads, would take mmap away from the preloaded library.
export UCX_MEM_MMAP_HOOK_MODE=none
run_with() { # FAULT TRIALS COMMAND...
    local fault=$1 trials=$2
    shift 2
    rm -f count.*
    run env LD_PRELOAD="$preload" FAULT="$fault" FAULT_TRIALS="$trials" "$@"
}

expect_digest_of_all() { # NAME FOLDER
    local found
    found=$(digest "$2")
    if [[ $found == "$digest" ]]; then pass; else fail "$1" "$found, not $digest"; fi
}

run "$program" run study.yaml -o whole
expect_status "without faults" 0
digest=$(digest whole)

# ---- One failure is made good ----

run_with crash "4:1 1:1" "$program" run study.yaml -o once
expect_status "each trial fails once at most" 0
cp err out
expect_lines "each trial fails once at most" 2 \
    "^attnbench: .* repeat [01] crashed on rank 0: killed by signal 11 \(Segmentation fault\); it is tried once more$"
expect_digest_of_all "each trial fails once at most" once

run_with crash "4:1" mpirun -n 2 "$program" run study.yaml -o elsewhere
expect_status "tried on another rank" 0
expect_digest_of_all "tried on another rank" elsewhere

# ---- The second is final, and the sweep goes on ----

run_with crash "4:2" "$program" run study.yaml -o crashed
expect_status "crashed twice" 1
expect_error "crashed twice" "1 of 8 trials failed (run again to try them again, attnbench status crashed lists them)"
run "$program" status crashed
expect_output "status of a crashed trial" "crashed: 7 of 8 trials done, 1 failed, 0 left"
expect_output "status of a crashed trial" "Failed trials (1 crashed)"
expect_output "status of a crashed trial" "repeat 0: crashed: killed by signal 11 (Segmentation fault)"

cp crashed/journal failed_journal

# The command that repeats it is to be run as it stands.
command=$(sed -n 's/^    attnbench trial/trial/p' out)
run bash -c "exec \"\$0\" $command" "$program"
expect_status "the command of status" 0
expect_output "the command of status" "cardinality=10 repeat 0: finished in "

run "$program" report crashed
expect_output "report of a crashed trial" "1 of 8 trials have no result (0 missing, 1 failed: 1 crashed)"
run "$program" report crashed --format json
expect_json "a crashed trial in JSON" 'o["failures"] == [{"model": "attention", "cell": {"n_in": 5, "n_out": 1,
    "cardinality": 10}, "repeat": 0, "status": "crashed", "reason": "killed by signal 11 (Segmentation fault)"}]'
run_python "$tests/reasons.py" crashed/study.h5
run "$program" publish crashed crashed_copy
run "$program" report crashed_copy --format json
expect_json "a crashed trial in a copy" 'o["failures"][0]["reason"] == "killed by signal 11 (Segmentation fault)"'
run "$program" run study.yaml -o crashed
expect_status "failed trials are tried again by the next run" 0
expect_digest_of_all "failed trials are tried again by the next run" crashed

# A journal in which it has failed is put back: only study.h5 has its figures.
cp failed_journal crashed/journal
run "$program" report crashed
expect_error "a journal from before" "crashed/study.h5 holds 1 trial that the journal beside it lacks; this is study.h5 as it"
expect_digest_of_all "a journal from before" crashed

# ---- Time and memory ----

run_with hang "4:2" "$program" run study.yaml -o hung --max-trial-time 1
expect_status "a trial that hangs" 1
run "$program" status hung
expect_output "a trial that hangs" "repeat 0: timed out: killed after 1.0 s"

run_with devour "4:2" "$program" run study.yaml -o hungry --max-trial-memory 30M
expect_status "a trial that devours memory" 1
run "$program" status hungry
expect_lines "a trial that devours memory" 1 \
    'repeat 0: out of memory: out of memory: [0-9]+ bytes were needed \(limit: 30.0 MB\)$'
run "$program" report hungry --format csv
expect_lines "kinds in csv" 1 ',crashed,out_of_memory,timed_out,'
expect_lines "kinds in csv" 1 ',0,1,0(,|$)'

run "$program" run study.yaml -o small --max-trial-memory 3k
expect_status "a limit below what a trial needs" 64
expect_error "a limit below what a trial needs" "--max-trial-memory: 3.0 kB is less than the "
run "$program" run study.yaml -o small --max-trial-memory 3k --dry-run
expect_status "a limit below what a trial needs, in the estimate" 64
run "$program" run study.yaml -o small --max-trial-memory much
expect_status "a limit that is no size" 64
if [[ -e small ]]; then fail "a refused limit" "made a folder"; else pass; fi

# ---- Stopping at failures ----

run_with crash "4:2" "$program" run study.yaml -o fast --fail-fast
expect_status "--fail-fast" 1
expect_error "--fail-fast" "of 8 trials are kept; run the same command again to go on; the first failed: attention "
run "$program" status fast
expect_lines "--fail-fast" 1 '^fast: [0-6] of 8 trials done, 1 failed, [1-7] left$'
run "$program" run study.yaml -o fast
expect_status "after --fail-fast" 0
expect_digest_of_all "after --fail-fast" fast

run_with crash "0:2 1:2 2:2 3:2 4:2 5:2 6:2 7:2" mpirun -n 2 "$program" run study.yaml -o few --max-failures 2
expect_error "--max-failures 2" "stopped by --max-failures 2: "
expect_status "--max-failures 2" 1
run_with crash "3:2" "$program" run study.yaml -o last --fail-fast
expect_status "too late to matter" 1
expect_error "too late to matter" "1 of 8 trials failed (run again"

# ---- Lost with a run that died ----

"$program" run study.yaml -o lost --set training.epochs=3000000 2>/dev/null &
job=$!
wait_until grep in_flight lost/running
run "$program" status lost
expect_output "status of a live run" "A run is at work: "
if grep -q Lost out; then fail "status of a live run" "calls its trials lost"; else pass; fi
kill -KILL $job
wait $job 2>/dev/null
run "$program" status lost
expect_output "status after the run's death" "No run is at work."
expect_output "status after the run's death" "pid $job, which died; the next run trains them again:"
expect_lines "status after the run's death" 1 '^  attention n_in=5 n_out=1 cardinality=10 repeat 0 on rank 0$'

# ---- No more processes ----

# Root has no limit. How many tasks a run needs depends on MPI: so each limit is tried from one on, until it is enough.
limited=none
if [[ $(ldd "$program") == *libmpich* ]]; then
    skip "a limit on processes" "MPICH's libraries abort where they can start no thread"
elif [[ $(id -u) -eq 0 ]] && command -v setpriv >/dev/null; then
    chmod 711 "$scratch" && mkdir -m 777 other && install -m 755 "$program" other/attnbench && cp study.yaml other
    for ((most = 1; most <= 32; most++)); do
        run env -C other setpriv --reuid=$((100000 + $$)) --regid=65534 --clear-groups \
            bash -c "ulimit -u $most && exec ./attnbench run study.yaml -o limited_$most"
        [[ $status -ne 0 ]] || break
        expect_status "$most processes" 71
        if grep -q crashed err; then fail "$most processes" "no trial has crashed: $(head -n 3 err)"; else pass; fi
        [[ $(grep '^attnbench: ' err) != "attnbench: no process can be started for a trial: "* ]] || limited=trial
    done
    expect_status "$most processes" 0
    if [[ $limited == trial ]]; then pass; else fail "no process for a trial" "no limit up to $most gives that message"; fi
else
    skip "a limit on processes" "needs root and setpriv"
fi
finish
