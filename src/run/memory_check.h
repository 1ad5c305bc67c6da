/* Whether a study's trials fit this machine's memory, before anything is trained; and how much of it one may take. */
#ifndef ATTNBENCH_RUN_MEMORY_CHECK_H
#define ATTNBENCH_RUN_MEMORY_CHECK_H

#include "attnbench/run/run.h"
#include "attnbench/study/trial_kind.h"
#include "trainer.h"

enum { MEMORY_LARGEST = STUDY_CELL_TEXT + STUDY_WORD + 8 };

/* Bytes, in the cell and model whose trial needs most. */
struct memory_need {
    struct trial largest;
    double trial;   /* its process */
    double rank;    /* the other two of a rank, agent and trainer */
    double storing; /* more on rank 0, when weights are stored */
    char advice[sizeof((struct trial_size *)0)->advice];
};

/* EX_OSERR when a model is too large for any machine; EX_CONFIG when its weights cannot be stored, and are to be. */
int memory_needed(const struct study *study, struct memory_need *out);

/* "attention at n_in=5 n_out=7", or the model alone where there is no grid. Returns buffer. */
const char *memory_largest(const struct study *study, const struct memory_need *need, char *buffer, size_t size);

/* EX_OSERR, with the sizes, when the ranks of this machine may need more memory than it has left. */
int check_memory(const struct study *study, int n_ranks);

/* The limits of a trial that the options give; without one of memory, the rank's share of what this machine has free,
 * or twice what the largest trial needs where that is more. EX_USAGE when the largest trial needs more than the limit
 * that is given. */
int limits_of_trial(const struct study *study, const struct run_options *options, struct trial_limits *out);

#endif
