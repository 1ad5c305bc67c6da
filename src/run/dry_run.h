#ifndef ATTNBENCH_RUN_DRY_RUN_H
#define ATTNBENCH_RUN_DRY_RUN_H

#include "attnbench/run/run.h"

/* --dry-run, with the options of the run: trials to do and already there, time on this machine for n_ranks, memory and
 * disk space, on stdout. The time is estimated from a few training steps of each model's costliest trial. Where
 * OpenBLAS is there, they are made with both arithmetics, and the faster one is named. */
int run_dry(const struct study *study, const struct run_options *options, int n_ranks);

#endif
