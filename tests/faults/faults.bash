# What the scripts of faults share, on top of script.bash: a study so small that it runs hundreds of times, runs with a
# fault at their k-th call, and the work spread over processes. $program is the program.
# shellcheck source=../script.bash
source "$(dirname "${BASH_SOURCE[0]}")/../script.bash"
tools=$(dirname "$program")/tests/faults

scratch=$(realpath "$scratch")
library_to_preload faults/preload_faults
cat >"$scratch/small.yaml" <<'STUDY'
name: small
task: {name: echo}
grid: {n_in: [3], n_out: [1], cardinality: [4]}
models: [{name: baseline, units: 2}]
repeats: 5
training: {epochs: 3}
evaluate: {sequences: 20}
save_models: first
STUDY
SMALL_TRIALS=5

digest_of() { # FOLDER
    "$program" report "$1" 2>/dev/null | sed -n 's/^digest //p'
}
trials_done() { # FOLDER: as `status` counts them; 0 when there is no study yet
    "$program" status "$1" 2>/dev/null | sed -nE 's/^.*: ([0-9]+) of [0-9]+ trials done.*/\1/p' | grep . || echo 0
}
count_lines() { # FILE REGEX
    grep -cE "$2" "$1" 2>/dev/null || true
}

# What a run said that it had done must be there: its last line counts the trials, when it has ended them all.
expect_true_words() { # NAME FOLDER
    local said
    said=$(sed -nE 's/^([0-9]+) trials? in .* on 1 rank( \(([0-9]+) were)?.*/\1 + 0\3/p' err)
    if [[ $((${said:-0})) -le $(trials_done "$2") ]]; then pass; else fail "$1" "said that $said trials are done"; fi
}

# Runs the small study into FOLDER, whose files' calls go wrong as FAULT says ("" : none). $status, out, err; the log of
# tests/faults/preload_faults.c is in FOLDER.log.
run_with_fault() { # FOLDER FAULT OPTION... of the run
    rm -f "$1.log"
    touch "$1.log"
    { run env FAULT="$2" FAULT_FOLDER="$1" FAULT_LOG="$1.log" LD_PRELOAD="$preload" \
        timeout -s KILL 60 "$program" run "$scratch_of_all/small.yaml" -o "$1" "${@:3}"; } 2>/dev/null # bash says that it was killed
}
scratch_of_all=$scratch

# Whether the fault struck; a run that has no such call must have ended well, else nothing was looked at.
has_struck() { # NAME LOG
    grep -q '^struck ' "$2" && return
    if [[ $status -eq 0 ]]; then pass; else fail "$1" "status $status, and nothing has struck"; fi
    return 1
}

# After in_workers: so many cases there were, and not none because nothing could strike.
at_least() { # NAME COUNT
    if [[ $n_cases -ge $2 ]]; then pass; else fail "$1" "$n_cases cases, not $2 or more"; fi
}

# CASE K ARGUMENT... for K = 1, 2, … in so many processes, each in a scratch folder of its own, until CASE has the status 1. Adds
# up what they pass and fail; $n_cases of them had the status 0.
WORKERS=${WORKERS-3}
in_workers() { # CASE ARGUMENT...
    local worker
    for ((worker = 1; worker <= WORKERS; worker++)); do
        (
            trap - EXIT
            scratch=$scratch_of_all/$worker passed=0 failed=0 n_cases=0
            mkdir -p "$scratch"
            cd "$scratch" || exit 1
            for ((k = worker; ; k += WORKERS)); do
                "$1" "$k" "${@:2}" || break
                n_cases=$((n_cases + 1))
            done
            echo "$passed $failed $n_cases" >counts
        ) &
    done
    wait
    n_cases=0
    local counts
    for ((worker = 1; worker <= WORKERS; worker++)); do
        read -ra counts <"$scratch_of_all/$worker/counts"
        passed=$((passed + counts[0])) failed=$((failed + counts[1])) n_cases=$((n_cases + counts[2]))
        rm -r "${scratch_of_all:?}/$worker"
    done
}
