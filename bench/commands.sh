#!/bin/bash
# bench/commands.sh ATTNBENCH FORK_EXEC: what a command costs in a study, beside a bare fork and exec of it (bench/fork_exec.c), in
# turn. Times are of the further commands of a longer study, so starts of the program do not count. Variables: N, commands (300);
# K, rounds (5), of which the medians count; RANKS (2); COMMAND, a program that does nothing (true);
# PREFIX, what all is run by, such as "chrt -r 1" where others use the machine.
set -euo pipefail
program=$(realpath "$1") bare=$(realpath "$2")
n=${N-300} rounds=${K-5} ranks=${RANKS-2} command=${COMMAND-true}
read -ra prefix <<<"${PREFIX-}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TIMEFORMAT='%R %U %S'

study() { # COMMANDS: seconds by the clock and of processors
    printf '%s\n' "name: commands" "repeats: $1" "models: [{name: nothing, kind: command, command: [\"$command\"]}]" \
        "metrics: [{name: seconds, measure: seconds}]" >"$scratch/study.yaml"
    rm -rf "$scratch/results"
    { time "${prefix[@]}" mpirun -n "$ranks" "$program" run "$scratch/study.yaml" -o "$scratch/results" >"$scratch/log" 2>&1; } 2>"$scratch/times" ||
        { cat "$scratch/log" >&2 && exit 70; }
    awk '{print $1, $2 + $3}' "$scratch/times"
}
few=$((2 * ranks))
for ((i = 0; i < rounds; i++)); do
    of_bare=$("${prefix[@]}" "$bare" "$n" "$command")
    of_few=$(study "$few")
    of_many=$(study $((few + n)))
    echo "$of_bare $of_few $of_many"
done | awk -v n="$n" -v ranks="$ranks" -v command="$command" '
    function median(a,   i, j, x) {
        for (i = 2; i <= NR; i++)
            for (j = i; j > 1 && a[j] < a[j - 1]; j--) {x = a[j]; a[j] = a[j - 1]; a[j - 1] = x}
        return a[int((NR + 1) / 2)]
    }
    {wall[NR] = 1000 * ($5 - $3) / n; cpu[NR] = 1000 * ($6 - $4) / n; bare_wall[NR] = 1000 * $1; bare_cpu[NR] = 1000 * $2}
    {ratio[NR] = cpu[NR] / bare_cpu[NR]; over[NR] = cpu[NR] - bare_cpu[NR]}
    END {
        if (NR == 0)
            exit
        printf "%s: %.0f commands a second on %d ranks; one takes %.2f ms of a core by the clock, %.2f ms of processor time\n",
            command, 1000 / median(wall), ranks, ranks * median(wall), median(cpu)
        printf "bare fork and exec: %.2f ms by the clock, %.2f ms of processor time\n", median(bare_wall), median(bare_cpu)
        printf "overhead: %.2f ms of processor time a command, %.1f times a bare one\n", median(over), median(ratio)
    }'
