/* What mpirun or srun told this process by its environment, before MPI_Init; and what MPI is told before it starts. */
#ifndef ATTNBENCH_LAUNCH_LAUNCHER_H
#define ATTNBENCH_LAUNCH_LAUNCHER_H

#include <sched.h>
#include <stdbool.h>

/* True on the process that may print: rank 0, or not under mpirun. */
bool launcher_is_first_rank(void);

/* Ranks that mpirun or srun started; 1 without them. */
int launcher_ranks(void);

/* How many of n_ranks share this machine: as the launcher says, else all. */
int launcher_ranks_here(int n_ranks);

/* Notes which process started this one, and on which cores it may run. Call it first in main, before a process is
 * made. */
void launcher_note(void);

/* Those that were noted, or that this process is bound to where none were. A launcher binds each rank to fewer than it
 * was given itself, so the rank's are those of the launcher too. */
cpu_set_t launcher_cores(void);

/* Whether there are other ranks, which this one meets in MPI_Init. */
bool launcher_started_others(void);

/* mpirun keeps files below its TMPDIR, and shared memory of 12 MB through which PMIx tells ranks of each other. Where
 * there is less room MPI_Init hangs, so PMIx is asked to tell by messages; where there is none: EX_CANTCREAT. Call it
 * before MPI_Init. */
int launcher_check_room(void);

/* Call it before MPI_Init: leaves out of Open MPI's start what this process cannot use, 0.3 s. What the user has set in
 * the environment stays as it is. */
void launcher_prepare_mpi(void);

/* Before and after MPI_Init. A rank of Open MPI 4 may wait there for ever when its mpirun is killed. So in between,
 * this process ends within 0.2 s of the launcher that started it, with EX_UNAVAILABLE. */
void launcher_watch(void);
void launcher_unwatch(void);

/* After MPI_Init, which found n_ranks: whether each copy that was started is alone, as under srun without PMIx or the
 * mpirun of another MPI than `library` ("Open MPI v4.1.4"). Then EX_USAGE, with its message in one of the copies. */
int launcher_check_company(int n_ranks, const char *library);

#endif
