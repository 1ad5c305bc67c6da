#!/bin/bash
# bench/throughput.sh THROUGHPUT: how many trials a second ranks, messages, journal and study.h5 let through, with a stub in
# place of training; and the share of a sweep's time in which study.h5 is written. About three minutes.
# PREFIX: a command before mpirun, such as "chrt -r 1" where others use the machine.
set -euo pipefail
program=$(realpath "$1")
scratch=$(mktemp -d -p .)
trap 'rm -rf "$scratch"' EXIT
read -ra prefix <<<"${PREFIX-}"

write_study() { # EPOCHS REPEATS
    cat >"$scratch/study.yaml" <<STUDY
name: throughput
repeats: $2
task: {name: echo}
grid: {n_in: [$(seq -s, 4 13)], n_out: [2], cardinality: [$(seq -s, 10 49)]}
models: [{name: baseline, units: 4}, {name: attention, units: 4}]
training: {epochs: $1}
save_models: none
STUDY
}

# Share of the time in which study.h5 is being written while the process runs, in percent.
watch_publishing() { # PID
    local n=0 n_there=0
    while kill -0 "$1" 2>/dev/null && ! grep -q 'trials in' "$scratch/log"; do
        n=$((n + 1))
        ! compgen -G "$scratch/results/study.h5.tmp*" >/dev/null || n_there=$((n_there + 1))
        sleep 0.05
    done
    awk -v n="$n" -v there="$n_there" 'BEGIN {printf "%.1f", (n > 0 ? 100 * there / n : 0)}'
}

sweep() { # NAME RANKS EPOCHS REPEATS MICROSECONDS
    local begin share
    write_study "$3" "$4"
    rm -rf "$scratch/results" && : >"$scratch/log"
    begin=$(date +%s.%N)
    "${prefix[@]}" mpirun -n "$2" "$program" "$scratch/study.yaml" "$scratch/results" "$5" 2>"$scratch/log" &
    share=$(watch_publishing $!)
    wait $! || { cat "$scratch/log" >&2 && return 1; }
    awk -v name="$1" -v share="$share" -v begin="$begin" -v end="$(date +%s.%N)" -v load="$(cut -d' ' -f1 /proc/loadavg)" -v \
        bytes="$(stat -c %s "$scratch/results/journal")" '
        match($0, /[0-9]+ trials in .* on/) {
            split(substr($0, RSTART, RLENGTH), word, " ")
            seconds = word[5] == "min" ? 60 * word[4] + word[6] : word[4]
            printf "%s: %d trials in %.1f s, %.0f a second; %.0f MB of journal a second; ", name, word[1], seconds,
                word[1] / seconds, bytes / seconds / 1e6
            printf "study.h5 written for %s %% of that time, and for at most %.1f s after it; load %s\n", share,
                end - begin - seconds, load
        }' "$scratch/log"
}

ranks=${RANKS-2}
sweep "5000 epochs, nothing else to do" "$ranks" 5000 25 0
sweep "5000 epochs, 1 ms each" "$ranks" 5000 50 1000
sweep "100 epochs, 1 ms each, 104000 trials" "$ranks" 100 130 1000
