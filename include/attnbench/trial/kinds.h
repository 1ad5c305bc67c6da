/* The kinds of trials of this folder. */
#ifndef ATTNBENCH_TRIAL_KINDS_H
#define ATTNBENCH_TRIAL_KINDS_H

#include "attnbench/study/trial_kind.h"

extern const struct trial_kind seq2seq;       /* models that are trained here */
extern const struct trial_kind naive_kind;    /* forecasts without training */
extern const struct trial_kind imported_kind; /* results that others measured */

#endif
