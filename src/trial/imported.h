/* Results that others measured. */
#ifndef ATTNBENCH_TRIAL_IMPORTED_H
#define ATTNBENCH_TRIAL_IMPORTED_H

#include "attnbench/study/trial_kind.h"

extern const struct trial_kind imported_kind;

#endif
