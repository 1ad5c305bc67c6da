/* What a rank does, with another function in place of training. */
#ifndef ATTNBENCH_RUN_RANK_H
#define ATTNBENCH_RUN_RANK_H

#include "attnbench/run/run.h"
#include "trainer.h"

/* run_study (run.h) with `run` for each trial: a bench of all the rest puts a stub there. */
int run_study_with(const struct study *study, const struct run_options *options, trial_function *run);

#endif
