/* Whether a study's trials fit this machine's memory: before anything is trained. */
#ifndef ATTNBENCH_RUN_MEMORY_CHECK_H
#define ATTNBENCH_RUN_MEMORY_CHECK_H

#include "attnbench/study.h"

/* The trial that needs most memory, and the bytes that a rank needs for it. EX_OSERR when a model is too large for any
 * machine. */
int largest_trial(const struct study *study, struct trial *largest, double *bytes);

/* How many of n_ranks share this machine: as Open MPI says, else all. */
int ranks_on_this_machine(int n_ranks);

/* EX_OSERR, with the sizes, when the ranks of this machine may need more memory than it has left. */
int check_memory(const struct study *study, int n_ranks);

#endif
