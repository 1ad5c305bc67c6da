/* What mpirun or srun told this rank, and what MPI is told before it starts. */
#ifndef ATTNBENCH_RUN_LAUNCHER_H
#define ATTNBENCH_RUN_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>

/* How many of n_ranks share this machine: as the launcher says, else all. */
int ranks_on_this_machine(int n_ranks);

/* Whether there are other ranks, which this one meets in MPI_Init. */
bool launcher_started_others(void);

/* Call it before MPI_Init: leaves out of Open MPI's start what this process cannot use, 0.3 s. What the user has set in
 * the environment stays as it is. */
void launcher_prepare_mpi(void);

/* Name and version, "Open MPI v4.1.4" or "MPICH Version: 4.0.2"; returns out. */
char *mpi_library_name(char *out, size_t size);

/* After MPI_Init: whether each copy that the launcher started is alone, as under srun without PMIx or the mpirun of
 * another MPI. Then EX_USAGE, with its message in one of the copies. */
int launcher_check_company(int n_ranks);

#endif
