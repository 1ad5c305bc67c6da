/* What differs between two results of one trial, bit for bit. */
#ifndef ATTNBENCH_TRIAL_TRIAL_DIFFERENCE_H
#define ATTNBENCH_TRIAL_TRIAL_DIFFERENCE_H

#include "attnbench/journal/record.h"

/* What differs first, as text in buffer or a constant, with a name for each result ("stored", "now"); NULL when all
 * bits but the times agree. */
const char *trial_difference(const struct trial_result *a, const struct trial_result *b, const char *const names[2],
                             char *buffer, size_t size);

#endif
