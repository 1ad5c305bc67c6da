/* All cells of a grid together. */
#ifndef ATTNBENCH_OVERALL_H
#define ATTNBENCH_OVERALL_H

#include "attnbench/analysis/analysis.h"

/* Sets analysis->overall where the study has a grid. EX_OSERR. */
int overall_fill(struct analysis *analysis);

#endif
