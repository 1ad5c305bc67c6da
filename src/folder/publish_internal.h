/* What publishing a folder's results and opening them share. */
#ifndef ATTNBENCH_PUBLISH_INTERNAL_H
#define ATTNBENCH_PUBLISH_INTERNAL_H

#include "attnbench/folder/publish.h"

/* Whether study.h5 shows all that the journal has; returns the status of reading it. */
int publish_look(const struct study *study, const char *directory, const struct journal *journal, bool *current);

/* On stderr: study.h5 is made again, and why. */
void say_made_again(const char *why);

#endif
