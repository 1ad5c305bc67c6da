/* Time of a training step beside this machine's limit for it. */
#ifndef ATTNBENCH_STEP_TIME_H
#define ATTNBENCH_STEP_TIME_H

#include "attnbench/study/study.h"

enum { STEP_TIME_ROUNDS = 7 };

/* Medians of the rounds. */
struct step_time {
    int64_t steps; /* that were measured, of all rounds */
    double step_us, step_cpu_us, limit_us;
    double gflops, peak_gflops; /* 1e9 multiplications and additions a second: of the step's products, and at most */
};

/* Of about `epochs` steps. EX_USAGE: the task draws no pairs; EX_CONFIG, EX_OSERR. */
int step_time(const struct trial *trial, int64_t epochs, struct step_time *out);

#endif
