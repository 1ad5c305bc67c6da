/* attnbench plan: how many repeats, of how many sequences, it takes to find a difference or to narrow a mean. */
#ifndef ATTNBENCH_PLAN_COMMAND_H
#define ATTNBENCH_PLAN_COMMAND_H

#include <stdint.h>
#include <stdio.h>

/* What is planned for; 0, or NaN of mean and sd: not stated. */
struct plan_goal {
    double difference; /* to find, in points or the metric's unit; 0: the pilot's own */
    double half_width; /* of the intervals of means; 0: not asked for */
    double power;      /* share of studies that do it */
    double mean, sd;   /* of a model's trainings, without a pilot */
    int64_t ranks;
};

/* path: a folder of results, which is the pilot, or a study file, whose pilot is in results/NAME unless mean and sd are
 * stated. The statuses of results_open and study_read; EX_USAGE: neither a pilot nor stated, or without rivals and no
 * half_width. */
int plan_write(const char *path, const struct plan_goal *goal, FILE *out);

#endif
