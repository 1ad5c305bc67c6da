# What the test scripts share; they source it. Counts checks, keeps one folder for scratch files.
passed=0
failed=0
skipped=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# MPIRUN: another mpirun than that of the path.
if [[ -n ${MPIRUN-} ]]; then
    mkdir "$scratch/launcher"
    printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v "$MPIRUN")" >"$scratch/launcher/mpirun"
    chmod 755 "$scratch/launcher/mpirun"
    export PATH=$scratch/launcher:$PATH
fi

# What Open MPI leaves behind when it is killed, session folders and shared memory, goes with the scratch files.
mkdir -m 1777 "$scratch/mpi"
export TMPDIR=$scratch/mpi OMPI_MCA_btl_vader_backing_directory=$scratch/mpi

# Open MPI: more ranks than cores, none of them bound to one, and no single copies, for which containers lack the rights.
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_MCA_btl_vader_single_copy_mechanism=none
# The same of Open MPI 5.
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe PRTE_MCA_hwloc_default_binding_policy=none
export OMPI_MCA_btl_sm_backing_directory=$scratch/mpi OMPI_MCA_smsc=^cma
if [[ $(id -u) -eq 0 ]]; then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi

# Runs a command; its status, stdout and stderr are then in $status, $scratch/out and $scratch/err.
run() {
    status=0
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
}

# Does the command become true in so many seconds?
until_true() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    until "${@:2}" >/dev/null 2>&1; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.05
    done
}
# For what must come, however busy the machine is.
wait_until() { # COMMAND...
    until_true 120 "$@" || fail "waiting" "in vain for: $*"
}
has_bytes() { # FILE COUNT: or more
    [[ -e $1 && $(stat -c %s "$1") -ge $2 ]]
}

pass() { passed=$((passed + 1)); }
fail() { # NAME WHY
    failed=$((failed + 1))
    echo "FAILED $1: $2"
    head -c 2000 "$scratch/out" "$scratch/err" 2>/dev/null
    echo # what was cut off has no line's end
}

skip() { # NAME WHY
    skipped=$((skipped + 1))
    echo "skipped $1: $2"
}

expect_status() { # NAME STATUS
    if [[ $status -eq $2 ]]; then pass; else fail "$1" "status $status, not $2"; fi
}

# TEXT stands literally in stdout, or in stderr.
expect_output() { # NAME TEXT
    if [[ -z $2 ]] || grep -qF -- "$2" "$scratch/out"; then pass; else fail "$1" "stdout lacks: $2"; fi
}
expect_error() { # NAME TEXT
    if grep -qF -- "$2" "$scratch/err"; then pass; else fail "$1" "stderr lacks: $2"; fi
}

expect_lines() { # NAME COUNT REGEX: that many lines of stdout match
    local n
    n=$(grep -cE -- "$3" "$scratch/out" || true)
    if [[ $n -eq $2 ]]; then pass; else fail "$1" "$n lines match $3, not $2"; fi
}

# stdout is JSON, and this expression of Python is true of it: o.
expect_json() { # NAME EXPRESSION
    if ! command -v python3 >/dev/null; then
        skip "$1" "no python3"
    elif python3 -c 'import json, sys; o = json.load(sys.stdin); sys.exit(not eval("(" + sys.argv[1] + ")"))' "$2" <"$scratch/out"; then
        pass
    else
        fail "$1" "not so: $2"
    fi
}

expect_file() { # NAME FILE: is there and not empty
    if [[ -s $2 ]]; then pass; else fail "$1" "no file $2"; fi
}

# Runs a test in Python, which says a line for each check: "ok h5py", "failed R: why" or "skipped pandas: why".
run_python() { # SCRIPT ARGUMENT...
    local python=${PYTHON-python3} verdict what
    if ! command -v "$python" >/dev/null; then
        skip "$1" "no $python"
        return
    fi
    run "$python" -B "$@"
    grep -q '^failed ' "$scratch/out" || expect_status "$1" 0
    while read -r verdict what; do
        case $verdict in
        ok) pass ;;
        failed) fail "${what%%: *}" "${what#*: }" ;;
        skipped) skip "${what%%: *}" "${what#*: }" ;;
        *) ;;
        esac
    done <"$scratch/out"
}

# A library of the build, where LD_PRELOAD finds it: that takes a blank in a path for the path's end. Its path is then in
# $preload; without it nothing would be tested.
library_to_preload() { # NAME: or faults/NAME
    preload=$scratch/${1##*/}.so
    if ! cp "$(dirname "$program")/tests/$1.so" "$preload" 2>"$scratch/err"; then
        fail "$1" "is not built" && finish
        exit 1
    fi
}

# What $program was built of, as a build of its own where these layers are to be compiled anew.
copy_build() { # FOLDER LAYER...
    local built folder name
    built=$(dirname "$program")
    mkdir "$1" && cp -p "$built"/{main,version}.o "$1"
    for folder in src/*/; do
        name=$(basename "$folder")
        [[ " ${*:2} docs " == *" $name "* ]] || cp -rp "$built/$name" "$1" # docs are made on demand
    done
}

# The instruction sets that $program has kernels for: "sse2, avx2 or avx512", and as words, the best last.
listed_sets() {
    ATTNBENCH_ISA=none "$program" bench --epochs 1 2>&1 | sed -n 's/.* it must be \(.*\), and this machine .*/\1/p'
}
instruction_sets() { listed_sets | sed 's/,//g; s/ or / /'; }

# The line with the digest of a folder's results.
digest() { # FOLDER
    # shellcheck disable=SC2154 # each script sets it
    "$program" report "$1" 2>&1 | grep '^digest ' || echo "no digest"
}

bytes() { # "255.9 kB"
    awk '{split("B kB MB GB TB", units); for (i in units) if (units[i] == $2) {printf "%.0f", $1 * 1000 ^ (i - 1)}}' <<<"$1"
}
# A study takes no more room than a dry run says; while study.h5 is replaced there are two. Sets $estimate and $used.
expect_room() { # NAME STUDY.yaml FOLDER
    run "$program" run "$2" -o "$3" --dry-run
    expect_status "$1" 0
    estimate=$(sed -nE 's/^ *([0-9.]+ [kMG]?B) more at most;.*/\1/p' out)
    run "$program" run "$2" -o "$3"
    expect_status "$1" 0
    used=$(cat "$3"/journal "$3"/study.h5 "$3"/study.h5 "$3"/models/* | wc -c)
    if [[ $used -le $(bytes "$estimate") ]]; then pass; else fail "$1" "$estimate at most, and it took $used bytes"; fi
}

# A row of docs/reliability.md's table, when the script runs for it.
figure() { # WHAT FIGURE
    if [[ -n ${FIGURES-} ]]; then echo "$1 | $2" >>"$FIGURES"; else echo "$1: $2"; fi
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [[ $failed -eq 0 ]]
}
