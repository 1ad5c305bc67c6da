#!/bin/bash
# srun in place of mpirun, under a real Slurm, by each of its ways to tell ranks of each other: tests/faults/srun.sh PROGRAM
#   With a way that the MPI library understands, ranks share the study. Copies that are not told of each other are refused in
#   one line, and one copy alone runs. So too with the program that make check-mpich built, where it is there.
# alone: it starts Slurm
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ../script.bash
source ./cluster.bash
cd "$scratch" || exit 1

cat >study.yaml <<'STUDY'
name: study
repeats: 4
task: {name: echo}
grid: {n_in: [4], n_out: [2], cardinality: [6]}
models: [{name: baseline, units: 8}]
training: {epochs: 20}
STUDY
export OMPI_MCA_btl=self,tcp

start() { # WAY PROGRAM FOLDER COPIES
    rm -rf "$3"
    run timeout 120 srun --mpi="$1" --nodes=1 --ntasks="$4" "$2" run study.yaml -o "$3"
}
expect_run() { # NAME WAY PROGRAM RANKS
    start "$2" "$3" ranks "${4% *}"
    expect_status "$1 by srun --mpi=$2" 0
    expect_error "$1 by srun --mpi=$2" "4 trials on $4"
    if [[ $(digest ranks) == "$digest" ]]; then pass; else fail "$1 by srun --mpi=$2" "$(digest ranks), not $digest"; fi
}
expect_refused() { # NAME WAY PROGRAM
    start "$2" "$3" refused 3
    expect_status "$1 by srun --mpi=$2" 64
    if [[ $(grep -c '^attnbench: ' err) -eq 1 && ! -e refused ]]; then pass; else
        fail "$1 by srun --mpi=$2" "not one line, or a folder is made"
    fi
    expect_error "$1 by srun --mpi=$2" "attnbench: 3 copies were started, and none can reach the others: use the mpirun of"
}

run "$program" run study.yaml -o alone
digest=$(digest alone)
expect_run "Open MPI" pmix "$program" "3 ranks"
expect_refused "Open MPI" none "$program"
expect_run "Open MPI, alone," none "$program" "1 rank"
figure "Open MPI by srun: with pmix, without, one copy without" "ranks share the study; refused in one line; runs"

other=$(dirname "$program")/mpich/attnbench
if [[ -x $other ]]; then
    expect_run "MPICH" pmi2 "$other" "3 ranks"
    expect_refused "MPICH" pmix "$other"
    expect_refused "MPICH" none "$other"
    expect_run "MPICH, alone," none "$other" "1 rank"
    figure "MPICH by srun: with pmi2, without, one copy without" "ranks share the study; refused in one line; runs"
else
    skip "MPICH" "make check-mpich builds it"
fi
finish
