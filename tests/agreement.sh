#!/bin/bash
# Ranks that cannot start together: tests/agreement.sh PROGRAM
#   Other options, another study, a file that one of them lacks: nothing is done, and rank 0 says why, once.
# slow: 22 s
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
training: {epochs: 20}
evaluate: {sequences: 10}
STUDY
sed 's/epochs: 20/epochs: 30/' study.yaml >other.yaml

# Each rank takes the arguments of its own: rank 0 those of the first text, rank 1 the second, …; of `run` unless they name it.
cat >each <<'EACH'
#!/bin/bash
shift "${OMPI_COMM_WORLD_RANK-$PMI_RANK}"
eval "exec $PROGRAM $1"
EACH
chmod +x each
export PROGRAM=$program
ranks() { # ARGUMENTS...: a text a rank
    run timeout 60 mpirun -n $# ./each "$@"
    grep '^attnbench' err >said
}

# What rank 0 says, all of it; and nothing has been made.
refused() { # NAME STATUS LINES ARGUMENTS...
    ranks "${@:4}"
    expect_status "$1" "$2"
    # shellcheck disable=SC2053 # a pattern is meant
    if [[ $(cat said) == $3 ]]; then pass; else fail "$1" "does not say: $3"; fi
    if [[ -z $(find . -name journal) && ! -s out ]]; then pass; else
        fail "$1" "has done something" && rm -rf results part-*
    fi
}

host=$(hostname)
needs_same="attnbench: all ranks of a run need the same options, but"
separate="(host $host): give all the same; separate runs need an mpirun each, or none"

refused "parts" 64 "$needs_same --part is 1/2 on rank 0 and 2/2 on rank 1 $separate" \
    "run study.yaml --part 1/2 -o part-0" "run study.yaml --part 2/2 -o part-1"
refused "one folder each" 64 "$needs_same -o is part-0 on rank 0 and part-1 on rank 1 $separate" \
    "run study.yaml -o part-0" "run study.yaml -o part-1" "run study.yaml -o part-2"
refused "a setting" 64 "$needs_same --set is not given on rank 0 and seed=3 training.epochs=4 on rank 2 $separate" \
    "run study.yaml" "run study.yaml" "run study.yaml --set seed=3 --set training.epochs=4"
refused "--dry-run" 64 "$needs_same --dry-run is given on rank 0 and not given on rank 1 $separate" \
    "run study.yaml --dry-run" "run study.yaml"
refused "another study" 78 "attnbench: the ranks have read different studies, with \"*epochs: 20*\" on rank 0 and \
\"*epochs: 30*\" on rank 1 (host $host): is the study file the same on all machines?" "run study.yaml" "run other.yaml"

missing="nowhere.yaml: No such file or directory"
refused "a study that rank 1 lacks" 66 "attnbench: rank 1 on host $host: $missing" \
    "run study.yaml" "run nowhere.yaml" "run study.yaml"
refused "a study that two lack" 66 "attnbench: rank 0 on host $host: $missing (1 more rank likewise)" \
    "run nowhere.yaml" "run study.yaml" "run nowhere.yaml"
refused "a study that all lack" 66 "attnbench: $missing" "run nowhere.yaml" "run nowhere.yaml" "run nowhere.yaml"
refused "two reasons" 66 "attnbench: rank 0 on host $host: $missing
attnbench: rank 1 on host $host: --max-time: \"soon\" is not a time like *" \
    "run nowhere.yaml" "run study.yaml --max-time soon" "run study.yaml"
refused "an option that is none, on one" 64 "attnbench: rank 1 on host $host: wrong usage" \
    "run study.yaml" "run study.yaml --unknown"
refused "an option that is none, on all" 64 "attnbench run: unrecognized option '--unknown'" \
    "run study.yaml --unknown" "run study.yaml --unknown"
refused "an argument that is none" 64 "attnbench: rank 1 on host $host: argument 2, *" \
    "run study.yaml" "run \$'study\\x01.yaml'"

isa="ATTNBENCH_ISA is 'none': it must be $(listed_sets), and this machine must have it"
cat >isa <<'ISA'
#!/bin/bash
[[ ${OMPI_COMM_WORLD_RANK-$PMI_RANK} -ne $1 ]] || export ATTNBENCH_ISA=none
exec "${@:2}"
ISA
chmod +x isa
run timeout 60 mpirun -n 2 ./isa 1 "$program" run study.yaml -o isa_of_one
expect_status "an instruction set that one lacks" 78
expect_error "an instruction set that one lacks" "attnbench: rank 1 on host $host: $isa"
run env ATTNBENCH_ISA=none "$program" run study.yaml -o isa_of_one
expect_status "an instruction set that there is not" 78
expect_error "an instruction set that there is not" "attnbench: $isa"
if [[ -e isa_of_one ]]; then fail "an instruction set that there is not" "made a folder"; else pass; fi

# What all agree on is done, once.
ranks "run study.yaml --dry-run" "run study.yaml --dry-run"
expect_status "--dry-run of two ranks" 0
expect_lines "--dry-run of two ranks" 1 '^Time: .* on 2 ranks of this machine'
ranks "run study.yaml -o done --max-time 60" "run study.yaml -o done --max-time 60"
expect_status "a run of two ranks" 0

# Commands that one process does are done by rank 0 alone, which says so.
run "$program" report done
cp out alone
ranks "report done" "report done"
expect_status "report of two ranks" 0
if cmp -s out alone; then pass; else fail "report of two ranks" "prints otherwise"; fi
if [[ $(cat said) == "attnbench: report is done by rank 0 alone; the others print nothing: start it without mpirun" ]]; then pass; else
    fail "report of two ranks" "does not say who prints"
fi
finish
