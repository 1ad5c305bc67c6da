/* All cells of a grid together. */
#ifndef ATTNBENCH_OVERALL_H
#define ATTNBENCH_OVERALL_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/pooled.h"

/* Sets analysis->overall where the study has a grid. EX_OSERR. */
int overall_fill(struct analysis *analysis);

/* Two models over the cells of a slice, as one comparison: of the means of their figures, in the repeats that all cells
 * have. Its p_holm is yet to be set. EX_OSERR. */
int overall_compare(const struct analysis *analysis, size_t model, size_t against, struct slice slice,
                    struct comparison *out);

#endif
