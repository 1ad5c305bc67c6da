/* How many trainings get to what the study says is to be reached. */
#ifndef ATTNBENCH_REACHED_H
#define ATTNBENCH_REACHED_H

#include "attnbench/analysis/analysis.h"

/* Of all cells and models, and of the comparisons, whose Holm's family are all of the study. EX_OSERR. */
int reached_fill(struct analysis *analysis);

#endif
