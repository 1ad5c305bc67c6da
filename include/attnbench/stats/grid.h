/* What the cells of a grid say together. Pure. */
#ifndef ATTNBENCH_GRID_H
#define ATTNBENCH_GRID_H

#include "attnbench/stats/comparison.h"

/* A claim that is to hold in all n cells (everywhere), or in one at least, of their own results. Where it is to hold in
 * all and each figure does, p is the largest: it holds everywhere when each cell alone says so (Berger's
 * intersection-union test, Technometrics 24, 1982). Where some figure does not, p is n times the least of those:
 * Holm's. Of one at least it is the other way round. `deciding` gets the cell whose p that is; its figure and interval
 * are in the result. NO_DATA where a cell has none. */
struct claim_result claim_of_cells(const struct expectation *expect, bool everywhere, const struct claim_result *cells,
                                   size_t n, size_t *deciding);

/* What each of n cells weighs in the slope over x, in a least-squares fit with an intercept for each group of cells:
 * sum of weights * y is the slope. EX_OSERR; false in *any where x does not vary in any group. */
int slope_weights(const double *x, const size_t *group, size_t n, double *weights, bool *any);

#endif
