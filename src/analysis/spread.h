/* How far the repeats of each model spread in each cell, and beside a model whose repeats differ in more. */
#ifndef ATTNBENCH_SPREAD_H
#define ATTNBENCH_SPREAD_H

#include "attnbench/analysis/analysis.h"

/* Sets `varied` and `spread` of all cells. EX_OSERR. */
int spread_fill(struct analysis *analysis);

#endif
