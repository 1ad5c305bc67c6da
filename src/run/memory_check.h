/* Whether a study's trials fit this machine's memory, before anything is trained; and how much of it one may take. */
#ifndef ATTNBENCH_RUN_MEMORY_CHECK_H
#define ATTNBENCH_RUN_MEMORY_CHECK_H

#include "trainer.h"

#include "attnbench/run.h"

/* What an agent and its trainer hold, whatever they train (measured: 39 and 5 MB resident). */
#define BYTES_OF_A_RANK 48e6

/* The trial that needs most memory, and the bytes that a rank needs for it. EX_OSERR when a model is too large for any
 * machine. */
int largest_trial(const struct study *study, struct trial *largest, double *bytes);

/* EX_OSERR, with the sizes, when the ranks of this machine may need more memory than it has left. */
int check_memory(const struct study *study, int n_ranks);

/* The limits of a trial that the options give; without one of memory, the rank's share of what this machine has free,
 * or twice what the largest trial needs where that is more. EX_USAGE when the largest trial needs more than the limit
 * that is given. */
int limits_of_trial(const struct study *study, const struct run_options *options, struct trial_limits *out);

#endif
