/* The figures that an evaluation of sequence pairs gives. */
#ifndef ATTNBENCH_TRIAL_FIGURES_H
#define ATTNBENCH_TRIAL_FIGURES_H

#include "attnbench/journal/record.h"
#include "attnbench/study/study.h"

struct evaluation; /* of a set of pairs */

/* The i-th metric that such trials have, by their task; NULL past the end. */
const struct metric *figures_metric(const struct trial_settings *settings, size_t i);

/* Adds all of them to the result. */
void figures_add(const struct trial_settings *settings, const struct evaluation *evaluation, int64_t sequences,
                 struct trial_result *result);

#endif
