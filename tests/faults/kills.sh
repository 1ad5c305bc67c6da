#!/bin/bash
# Kills at random moments of runs under mpirun: tests/faults/kills.sh PROGRAM
# KILLS is their number (400), SEED the seed of the moments and victims.
# slow: 180 s
set -uo pipefail
program=$(realpath "$1")
WORKERS=${WORKERS-6} # most of a run is waiting
source "$(dirname "$0")/faults.bash"
cd "$scratch" || exit 1
KILLS=${KILLS-400} SEED=${SEED-$RANDOM}
echo "SEED=$SEED KILLS=$KILLS"

cat >sweep.yaml <<'STUDY'
name: sweep
task: {name: echo}
grid: {n_in: [4], n_out: [1], cardinality: [6]}
models: [{name: baseline, units: 12}, {name: attention, units: 12}]
repeats: 10
training: {epochs: 9000}
evaluate: {sequences: 100}
save_models: first
STUDY
SWEEP_TRIALS=20
run "$program" run sweep.yaml -o reference
expect_status "a run that nobody kills" 0
digest=$(digest_of reference)

# ---- mpirun is killed while its ranks are in MPI_Init, where those of Open MPI 4.1.4 may then wait for ever ----

name="ranks whose mpirun is killed while they start"
FAULT="hang 1" FAULT_LOG=$PWD/starting LD_PRELOAD=$preload mpirun -n 2 "$program" run sweep.yaml -o starting_results \
    >out 2>err </dev/null &
mpirun=$!
both_start() { [[ $(count_lines starting '^struck MPI_Init') -eq 2 ]]; }
until_true 60 both_start || fail "$name" "they do not start"
mapfile -t ranks < <(pgrep -P $mpirun)
{ kill -9 $mpirun && wait $mpirun; } 2>/dev/null
none_is_left() { ! ps -p "${ranks[*]}" -o pid,ppid,stat,etimes,args >err; }
if [[ ${#ranks[@]} -eq 2 ]] && until_true 10 none_is_left; then pass; else
    fail "$name" "they are left after 10 s"
    kill -9 "${ranks[@]}"
fi

# ---- The processes of a run: all have FAULTS_MARK=$mark in their environment ----

mark="$SEED-$$"
processes() {
    grep -lzx "FAULTS_MARK=$mark-$worker" /proc/[0-9]*/environ 2>/dev/null | grep -oE '[0-9]+'
}
children_of() { # PID...: of the run
    local pid parent rest
    for pid in $(processes); do
        { read -r _ _ _ parent rest <"/proc/$pid/stat"; } 2>/dev/null || continue
        [[ " $* " != *" $parent "* ]] || echo "$pid"
    done
}
# One process of a role, or nothing where there is none yet.
one_of() { # rank | trainer | trial
    local pids=$mpirun
    pids=$(children_of "$pids")
    # shellcheck disable=SC2086 # pids are words
    if [[ $1 != rank ]]; then pids=$(children_of $pids); fi
    # shellcheck disable=SC2086
    if [[ $1 == trial ]]; then pids=$(children_of $pids); fi
    shuf -n 1 --random-source=<(yes "$RANDOM") <<<"$pids"
}
is_running() { kill -0 "$mpirun" 2>/dev/null; }
pause() { # MILLISECONDS: at most so many
    sleep "$(printf '0.%03d' $((RANDOM % $1)))"
}

# ---- A life of the study: from the start of a run to its end, with a kill or several ----

mpirun="" n_done=0
begin() {
    n_ranks=$((2 + RANDOM % 2))
    cp results/journal journal.before 2>/dev/null || rm -f journal.before
    n_done=$(trials_done results)
    rm -f results.log
    FAULTS_MARK=$mark-$worker FAULT_LOG=$PWD/results.log LD_PRELOAD=$preload \
        mpirun -n "$n_ranks" "$program" run "$scratch_of_all/sweep.yaml" -o results >out 2>err </dev/null &
    mpirun=$!
}

# Waits for mpirun. Open MPI's own can lock up when a rank is killed while it connects: all ranks are gone, and mpirun waits
# for a lock of its own in PMIx_server_finalize. Then it is killed after half a minute, and counted.
wait_for_mpirun() { # NAME
    local seconds=0
    while is_running; do
        for _ in {1..20}; do
            is_running && sleep 0.05
        done
        if [[ $(processes) == "$mpirun" ]]; then seconds=$((seconds + 1)); else seconds=0; fi
        if [[ $seconds -ge 30 ]]; then
            echo "$1" >>"$scratch_of_all/locked_up"
            kill -9 "$mpirun"
        fi
    done
    wait "$mpirun"
} 2>/dev/null # bash says which were killed

# Waits for the run's end, and looks at what it leaves.
end() { # NAME
    local left now n_trained again
    wait_for_mpirun "$1"
    status=$?
    mpirun=""
    for _ in {1..200}; do
        [[ -n $(processes) ]] || break
        sleep 0.05
    done
    left=$(processes)
    if [[ -z $left ]]; then pass; else
        # shellcheck disable=SC2086 # pids are words
        ps -o pid,ppid,pgid,stat,etimes,wchan:24,args -p ${left//[[:space:]]/,} >>err
        fail "$1" "processes are left after 10 s"
        # shellcheck disable=SC2086
        kill -9 $left
    fi
    now=$(trials_done results)
    n_trained=$(count_lines results.log '^trial')
    if [[ $now -ge $n_done ]]; then pass; else fail "$1" "$n_done trials were done, now $now"; fi
    if [[ ! -e journal.before ]] || grep -q 'cut off' err ||
        cmp -s -n "$(stat -c %s journal.before)" journal.before results/journal; then pass; else
        fail "$1" "the journal has lost what it had"
    fi
    again=$((n_trained - (now - n_done)))
    if [[ $again -le $((3 * n_ranks)) ]]; then pass; else
        fail "$1" "$n_trained trials trained, and only $((now - n_done)) more are done"
    fi
    echo "$again $((now < n_done ? n_done - now : 0)) $(wc -w <<<"$left")" >>"$scratch_of_all/lives"
    n_done=$now
}

# The study is complete: its figures are those of the run that nobody killed. The next life begins in a new folder.
check_complete() { # NAME
    [[ $n_done -eq $SWEEP_TRIALS ]] || return 0
    run "$program" report results
    expect_status "$1: the report of the complete study" 0
    expect_output "$1: the report of the complete study" "digest $digest"
    run "$tools/reader" --once results
    expect_status "$1: study.h5" 0
    echo complete >>"$scratch_of_all/complete"
    rm -rf results
    n_done=0
}

# Half of the moments are any, which starting takes most of; half lie in the training.
wait_for_moment() {
    if [[ $((RANDOM % 2)) -eq 0 ]]; then
        pause 999
    else
        while is_running && [[ ! -s results.log ]]; do sleep 0.02; done
        pause 500
    fi
}

# The K-th kill: of four two take a rank, a trainer or a trial, one mpirun, one is a signal to stop, to mpirun or a rank.
kill_once() { # K
    local k=$1 signal=KILL victim=mpirun pid=""
    if [[ $k -le $WORKERS ]]; then
        RANDOM=$((SEED + k))
    elif [[ $k -gt $KILLS ]]; then
        [[ -z $mpirun ]] || end "the last run"
        begin
        end "a run to the end"
        expect_status "a run to the end" 0
        check_complete "a run to the end"
        return 1
    fi
    local roles=(rank trainer trial) signals=(TERM INT USR1)
    case $((k % 4)) in
    0 | 1) victim=${roles[RANDOM % 3]} ;;
    2) ;;
    3)
        signal=${signals[k / 4 % 3]}
        [[ $((RANDOM % 2)) -eq 0 ]] || victim=rank
        ;;
    esac
    while true; do
        [[ -n $mpirun ]] || begin
        wait_for_moment
        while is_running; do
            pid=$mpirun
            [[ $victim == mpirun ]] || pid=$(one_of "$victim")
            [[ -z $pid ]] || break
            sleep 0.02
        done
        if is_running && [[ -n $pid ]] && kill -s "$signal" "$pid" 2>/dev/null; then break; fi
        end "a run that ended before kill $k" # and another one begins
        check_complete "a run that ended before kill $k"
    done
    echo "$signal $victim" >>"$scratch_of_all/kills"
    if [[ $victim != trial ]]; then # else the run goes on
        end "kill $k: $signal to $victim"
        if [[ $signal != KILL && $status -eq 0 && $n_done -lt $SWEEP_TRIALS ]]; then
            fail "kill $k: $signal to $victim" "status 0, with $n_done trials done"
        fi
        check_complete "kill $k: $signal to $victim"
    fi
}

touch kills lives complete locked_up
in_workers kill_once
count_kills() { count_lines kills "$1"; }
expect_equal() { # NAME FOUND WANTED
    if [[ $2 -eq $3 ]]; then pass; else fail "$1" "$2, not $3"; fi
}
expect_equal "kills" "$(wc -l <kills)" "$KILLS"
figure "SIGKILL of a rank, a trainer, a trial at random moments (SEED=$SEED)" \
    "$(count_kills 'KILL rank'), $(count_kills 'KILL trainer'), $(count_kills 'KILL trial')"
figure "SIGKILL of mpirun" "$(count_kills 'KILL mpirun')"
figure "SIGTERM, SIGINT, SIGUSR1, to mpirun or a rank" \
    "$(count_kills TERM), $(count_kills INT), $(count_kills USR1)"
figure "studies that came through these kills, with the digest of a run that nobody killed" "$(wc -l <complete)"
figure "runs of them; finished trials lost; processes left after 10 s" \
    "$(awk '{lost += $2; left += $3} END {printf "%d; %d; %d", NR, lost, left}' lives)"
figure "of these runs, mpirun locked up by itself when its ranks were gone" "$(wc -l <locked_up)"
figure "trials that a run with 2 or 3 ranks trained and could not keep, at most (allowed: three a rank)" \
    "$(sort -n lives | tail -n 1 | cut -d ' ' -f 1)"
finish
