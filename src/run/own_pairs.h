/* The pairs of the task file, for what draws or takes them. */
#ifndef ATTNBENCH_RUN_OWN_PAIRS_H
#define ATTNBENCH_RUN_OWN_PAIRS_H

#include "attnbench/trial_config.h"

/* The task of a trial with its pairs to train on, or to evaluate. EX_CONFIG; EX_SOFTWARE: its pairs are not loaded. */
enum pair_part { PART_TRAIN, PART_EVALUATE };
int trial_open_task(const struct trial *trial, enum pair_part part, struct task *out);

#endif
