/* An interval of a mean that asks nothing of how figures are distributed but their least and their most. Pure.
 *
 * Gaffke's bound (Three test statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable,
 * Mathematical Methods of Statistics 14, 2005), as Learned-Miller & Thomas (A new confidence interval for the mean of a
 * bounded random variable, arXiv:1905.06208, 2020) have it: the lower end is the quantile of sum w_i x_i over the n
 * figures and the least one that there can be, the weights w being uniform on the simplex (Dirichlet(1, ..., 1)); the
 * upper end is its mirror image. That it holds is conjectured, not proved: docs/statistics.md has simulations. */
#ifndef ATTNBENCH_ANY_SHAPE_H
#define ATTNBENCH_ANY_SHAPE_H

#include "attnbench/stats/estimate.h"
#include "attnbench/metric/metric.h"

/* More figures count as the means of consecutive groups of 2, 3, ..., as few as make it at most so many groups: their
 * mean is the same. Those left over are left out. */
enum { ANY_SHAPE_MOST = 2000 };

/* Of the mean of n values within `range`, which must be finite, at a level such as 0.95, half the error at either end.
 * NaN for n < 2. EX_OSERR. */
int any_shape_interval(const double *values, size_t n, struct range range, double level, struct interval *out);

/* Two-sided p of the mean being `value`: 1 less the highest level at which that interval leaves it out. EX_OSERR. */
int any_shape_p(const double *values, size_t n, struct range range, double value, double *out);

#endif
