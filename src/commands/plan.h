/* attnbench plan: how many repeats, of how many sequences, it takes to find a difference or to narrow a mean. */
#ifndef ATTNBENCH_PLAN_COMMAND_H
#define ATTNBENCH_PLAN_COMMAND_H

#include "attnbench/power/planning.h"

#include <stdio.h>

/* path: a folder of results, which is the pilot, or a study file, whose pilot is in results/NAME unless mean and sd are
 * stated. format: text or json; NULL is text. The statuses of results_open and study_read; EX_USAGE: neither a pilot
 * nor stated, or without rivals and no half_width. */
int plan_write(const char *path, const char *format, const struct plan_goal *goal, FILE *out);

#endif
