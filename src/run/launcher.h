/* What mpirun or srun told this rank, and what Open MPI is told before it starts. */
#ifndef ATTNBENCH_RUN_LAUNCHER_H
#define ATTNBENCH_RUN_LAUNCHER_H

#include <stdbool.h>

/* How many of n_ranks share this machine: as Open MPI says, else all. */
int ranks_on_this_machine(int n_ranks);

/* Whether there are other ranks, which this one meets in MPI_Init. */
bool launcher_started_others(void);

/* Call it before MPI_Init: leaves out of Open MPI's start what this process cannot use, 0.3 s. What the user has set in
 * the environment stays as it is. */
void launcher_prepare_mpi(void);

#endif
