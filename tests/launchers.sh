#!/bin/bash
# What starts the program, and what that means to it: tests/launchers.sh PROGRAM
# slow: 10 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1
cat >study.yaml <<'EOS'
name: study
repeats: 2
task: {name: echo}
grid: {n_in: [4], n_out: [2], cardinality: [6]}
models:
  - {name: baseline, units: 8}
  - {name: attention, units: 8}
training: {epochs: 20}
EOS
alone="copies were started, and none can reach the others: use the mpirun of"

# srun without PMIx starts copies that do not know of each other: the first one says so, and none makes a folder.
# Open MPI must not take them for ranks of a job that it knows.
step=(SLURM_JOBID=3 SLURM_STEP_ID=0 SLURM_STEPID=0 SLURM_NODELIST=n1)
copies() { # NUMBER ARGUMENT...
    for ((task = 0; task < $1; task++)); do
        env "${step[@]}" SLURM_PROCID=$task SLURM_STEP_NUM_TASKS="$1" "$program" run study.yaml "${@:2}" || status=$?
    done >out 2>err
}
status=0
copies 3 -o copies
expect_status "three copies" 64
expect_error "three copies" "attnbench: 3 $alone"
cp err said
run cat said
expect_lines "three copies say it once" 1 '^attnbench: '
if [[ ! -e copies ]]; then pass; else fail "three copies" "a folder is made"; fi
status=0
copies 1 -o one
expect_status "one copy is a run of one rank" 0
status=0
copies 2 --part 1/2 -o part
expect_status "a part may be started by anything" 0
run env SLURM_NTASKS=3 SLURM_PROCID=0 "$program" run study.yaml -o batch
expect_status "a batch script's own shell is no srun" 0

# So does the mpirun of another MPI.
other=mpirun.mpich
if [[ $(ldd "$program") == *libmpich* ]]; then other=mpirun.openmpi; fi
if command -v $other >/dev/null; then
    run timeout 60 $other -n 2 "$program" run study.yaml -o other
    expect_error "$other" "attnbench: 2 $alone"
    if [[ $status -ne 0 && ! -e other ]]; then pass; else fail "$other" "status $status, or a folder is made"; fi
else
    skip "$other" "it is not installed"
fi

# mpirun keeps its files in TMPDIR: with little room there the run works, and with none it says so.
mkdir small
cat >in_small <<'EOS'
#!/bin/bash
mount -t tmpfs -o "$1" tmpfs small && TMPDIR=$PWD/small timeout -k 5 60 mpirun -n 2 "${@:2}"
EOS
chmod 755 in_small
if ! unshare --mount mount -t tmpfs tmpfs small 2>/dev/null; then
    skip "mpirun with a small TMPDIR" "file systems may not be mounted"
else
    for size in size=64k size=1m size=8m; do
        run unshare --mount ./in_small $size "$program" run study.yaml -o "in_$size"
        expect_status "mpirun with a TMPDIR of $size" 0
        expect_error "mpirun with a TMPDIR of $size" "4 trials in"
    done
    for size in size=4k nr_inodes=12; do
        run unshare --mount ./in_small $size "$program" run study.yaml -o "in_$size"
        if [[ $status -eq 0 ]] || grep -q '^attnbench: mpirun keeps its files in .*: set TMPDIR to' "$scratch/err"; then
            pass
        else
            fail "mpirun with a TMPDIR of $size" "status $status"
        fi
    done
fi

# Ranks of one machine share memory in /dev/shm. With little room, or no file left, MPI says so, and the run works all the
# same: messages go by TCP, or PMIx does without.
cat >in_small_memory <<'EOS'
#!/bin/bash
mount --bind . /mnt && mount -t tmpfs -o "$1" tmpfs /dev/shm && cd /mnt &&
    TMPDIR=/mnt/mpi exec timeout -k 5 60 env -u OMPI_MCA_btl_vader_backing_directory -u OMPI_MCA_btl_sm_backing_directory \
        mpirun -n 2 "${@:2}"
EOS
chmod 755 in_small_memory
if ! unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null; then
    skip "a small /dev/shm" "file systems may not be mounted"
elif [[ $(ldd "$program") == *libmpich* ]]; then
    skip "a small /dev/shm" "MPICH aborts where it has no room"
else
    for size in size=1m size=4k nr_inodes=2; do
        run unshare --mount ./in_small_memory $size "$program" run study.yaml -o "with_$size"
        expect_status "a /dev/shm of $size" 0
        expect_error "a /dev/shm of $size" "4 trials in"
    done
fi

# MPI libraries take signals over when they start.
for signal in USR1 USR2 TERM HUP; do
    timeout 120 "$program" run study.yaml -o "on_$signal" --set training.epochs=100000 --repeats 500 2>err &
    wait_until grep -qs . "on_$signal/journal"
    until_true 60 has_bytes "on_$signal/journal" 1500
    pkill -"$signal" -P $!
    status=0
    wait $! || status=$?
    expect_status "SIG$signal" 75
    expect_error "SIG$signal" "stopped by SIG$signal"
done
finish
