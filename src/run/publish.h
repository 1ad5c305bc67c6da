#ifndef ATTNBENCH_RUN_PUBLISH_H
#define ATTNBENCH_RUN_PUBLISH_H

#include "attnbench/run.h"
#include <stdbool.h>

/* Publishes the journal's trials of the study, with what the journal tells of its runs, as directory/study.h5. */
int publish(const struct study *study, const char *directory, const struct journal *journal);

/* True when directory/study.h5 shows this study with all the journal's trials of it. */
bool publish_is_current(const struct study *study, const char *directory, const struct journal *journal);

#endif
