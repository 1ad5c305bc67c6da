/* What a study's trials learn and how, as reports tell it. */
#ifndef ATTNBENCH_SETUP_H
#define ATTNBENCH_SETUP_H

#include "attnbench/store/results.h"
#include "attnbench/study/study.h"

/* Beyond SETUP_MAX facts the last are left out. */
void setup_take(const struct study *study, struct setup *out);

#endif
