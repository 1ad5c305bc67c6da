#!/bin/bash
# Runs the tests of a build side by side and adds them up: tests/run_all.sh BUILD, or the scripts of one folder: ... BUILD FOLDER
#   T  names (or patterns) of test programs and scripts, "journal" for build/tests/test_journal; empty: all
#   F  pattern of the cmocka tests to run; scripts, which have none, are then left out
#   JOBS     how many run at once; empty: one more than there are cores, as many of them wait for something
#   QUICK    1: only the test programs that are not slow
#   UNDER    a command that runs the test programs, such as valgrind with its options
#   FIGURES  a folder: each script's figure() writes into a file of the script's name there
# A test says what it needs in a comment line:
#   alone: WHY   no other test runs beside it
#   disk: WHY    its scratch files lie on a disk; those of all others lie in memory where they can
#   slow: N s    it takes about so long; the slowest begin first
# Prints one line a program when it ends, with the seconds it took, all of its output when it fails or was asked for by T,
# else what it skipped and why; and last the sums.
set -uo pipefail
set -m # tests in the background shall not ignore SIGINT
cd "$(dirname "$0")/.." || exit
build=$1 folder=${2-tests}
T=${T-}
F=${F-}
JOBS=${JOBS:-$(($(nproc) + 1))}
[[ -z $F ]] || export TEST_FILTER=$F
export PYTHON=${PYTHON-python3}
read -ra under <<<"${UNDER-}"
if ! [[ $JOBS =~ ^[1-9][0-9]{0,3}$ ]]; then
    echo "JOBS is how many tests run at once, a number from 1, not \"$JOBS\"" >&2
    exit 64
fi
passed=0 failed=0 skipped=0
declare -A marks=() running=() began=()

# ---- Where scratch files lie ----

NEEDED_MB=1024 # of memory; all tests at once take less than half of it

# Is the FOLDER in memory, with room, and can programs be started from there?
is_usable_memory() { # FOLDER
    [[ $(stat -f -c %T "$1" 2>/dev/null) == tmpfs ]] || return 1
    [[ $(df --output=avail -BM "$1" | tail -n 1 | tr -d ' M') -ge $NEEDED_MB ]] || return 1
    in_memory=$(mktemp -d "$1/attnbench-tests-XXXXXX" 2>/dev/null) || return 1
    printf '#!/bin/sh\n' >"$in_memory/program"
    chmod 755 "$in_memory/program" && "$in_memory/program" 2>/dev/null && return
    rm -r "$in_memory"
    return 1
}
on_disk=$(mktemp -d "${TMPDIR:-/var/tmp}/attnbench-tests-XXXXXX") || exit 73
is_usable_memory /dev/shm || in_memory=$on_disk
chmod 711 "$on_disk" "$in_memory" # some tests become another user
output=$in_memory/output
mkdir "$output"

# ---- Which tests there are, and what they need ----

# shellcheck disable=SC2329 # a trap calls it
clean_up() {
    [[ ${#running[@]} -eq 0 ]] || kill "${!running[@]}" 2>/dev/null
    wait
    for _ in {1..50}; do # what a test has started may write for a moment yet
        rm -rf "$on_disk" "$in_memory" 2>/dev/null && break
        sleep 0.2
    done
}
trap clean_up EXIT
trap 'exit 130' INT TERM

list_tests() {
    [[ $folder != tests ]] || printf '%s\n' tests/test_*.c
    [[ -n ${QUICK-} ]] || find "$folder" -maxdepth 1 -name '*.sh' ! -name run_all.sh ! -name 'check_*.sh'
}
mapfile -t tests < <(list_tests)
while read -r file mark value; do
    marks[$mark $file]=$value
done < <(grep -HoE '^(#| \*|/\*) (alone|disk|slow): .*' "${tests[@]}" | sed -E 's/:[#/ *]+/ /; s/:( |$)/\1/; s/ *\*\/$//')

# Is the test meant by one of the patterns in T?
is_wanted() { # FILE
    local patterns pattern name=${1##*/}
    if [[ $name == *.sh && -n $F || -n ${QUICK-} && -n ${marks[slow $1]-} ]]; then return 1; fi
    read -ra patterns <<<"${T:-*}"
    for pattern in "${patterns[@]}"; do
        # shellcheck disable=SC2053 # a pattern is meant
        [[ $name != $pattern && ${name%.*} != $pattern && ${name%.c} != test_$pattern ]] || return 0
    done
    return 1
}

# Tests side by side first, the slowest of them before the others.
in_order() {
    local file
    for file in "${tests[@]}"; do
        if is_wanted "$file"; then
            echo "$([[ -z ${marks[alone $file]-} ]] && echo 0 || echo 1) ${marks[slow $file]-0 s} $file"
        fi
    done | sort -s -k1,1n -k2,2rn | cut -d ' ' -f 4
}

# ---- Running them ----

# The sum of the numbers in the lines of a test's output that match REGEX, whose one group is the number.
sum() { # NAME REGEX
    sed -nE "s/^$2.*/\1/p" "$output/$1" | awk '{n += $1} END {print n + 0}'
}

start() { # FILE
    local name=${1##*/} place=$in_memory command=("$1" "$build/attnbench")
    [[ -z ${marks[disk $1]-} ]] || place=$on_disk
    [[ $name != *.c ]] || name=${name%.c} command=("${under[@]}" "$build/tests/${name%.c}")
    TMPDIR=$place FIGURES=${FIGURES:+$FIGURES/${name%.sh}} timeout 1800 "${command[@]}" >"$output/$name" 2>&1 </dev/null &
    running[$!]=$name began[$name]=$SECONDS
}

# Waits until a test ends, counts it and prints its line.
reap() {
    local pid status=0 name counts=() bad
    wait -n -p pid "${!running[@]}" || status=$?
    name=${running[$pid]}
    unset "running[$pid]"
    case $name in
    *.sh) counts=('([0-9]+) passed, [0-9]+ failed' '[0-9]+ passed, ([0-9]+) failed' '[0-9]+ passed, [0-9]+ failed, ([0-9]+) skipped') ;;
    *) counts=('\[  PASSED  \] ([0-9]+) test' '\[  FAILED  \] ([0-9]+) test' '\[  SKIPPED \] ([0-9]+) test') ;;
    esac
    for i in 0 1 2; do counts[i]=$(sum "$name" "${counts[i]}"); done
    bad=${counts[1]}
    [[ $status -eq 0 || $bad -gt 0 ]] || bad=1 # crashed, or ended before it could count
    passed=$((passed + counts[0])) failed=$((failed + bad)) skipped=$((skipped + counts[2]))
    if [[ $bad -eq 0 && -z $T ]]; then grep '^skipped ' "$output/$name"; else cat "$output/$name"; fi
    [[ $status -eq 0 ]] || echo "$name: status $status"
    printf '%-7s %-24s %4d passed %3d failed %3d skipped %5d s\n' "$([[ $bad -eq 0 ]] && echo ok || echo FAILED)" "$name" \
        "${counts[0]}" "$bad" "${counts[2]}" $((SECONDS - began[$name]))
}

while read -r file; do
    at_most=$((JOBS - 1))
    [[ -z ${marks[alone $file]-} ]] || at_most=0
    while [[ ${#running[@]} -gt $at_most ]]; do reap; done
    start "$file"
done < <(in_order)
while [[ ${#running[@]} -gt 0 ]]; do reap; done

read -ra patterns <<<"$T"
for pattern in "${patterns[@]}"; do
    T=$pattern
    if [[ -z $(in_order) ]]; then
        names=("${tests[@]##*/}")
        names=("${names[@]%.*}")
        echo "No test is named $T; there are: ${names[*]#test_}"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
