/* Claims over the cells of a grid. */
#ifndef ATTNBENCH_GRID_CLAIMS_H
#define ATTNBENCH_GRID_CLAIMS_H

#include "attnbench/analysis/analysis.h"

/* What one cell says of the claim. */
typedef int cell_judge(const struct analysis *analysis, const struct claim *claim, const size_t models[2], size_t cell,
                       struct claim_result *out);

/* Of the scopes but SCOPE_CELL. NO_DATA, with why, where a cell has none. EX_OSERR. */
int grid_claim_judge(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                     cell_judge *judge, struct claim_result *out);

#endif
