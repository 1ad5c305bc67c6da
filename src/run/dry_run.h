#ifndef ATTNBENCH_RUN_DRY_RUN_H
#define ATTNBENCH_RUN_DRY_RUN_H

#include "attnbench/run.h"

/* --dry-run, with the options of the run: trials to do and already there, estimated time on this machine for n_ranks
 * (measured with a few training steps of the largest cell) and disk space, on stdout. */
int run_dry(const struct study *study, const struct run_options *options, int n_ranks);

#endif
