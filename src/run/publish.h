#ifndef ATTNBENCH_RUN_PUBLISH_H
#define ATTNBENCH_RUN_PUBLISH_H

#include "attnbench/run.h"
#include <stdbool.h>
#include <time.h>

/* publish() by a run that was started then. */
int publish_since(const struct study *study, const char *directory, const struct journal *journal, const char *command,
                  int n_ranks, time_t started);

/* True when directory/study.h5 shows this study with all the journal's trials of it. */
bool publish_is_current(const struct study *study, const char *directory, const struct journal *journal);

#endif
