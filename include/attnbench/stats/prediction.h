/* What one further training will give. Pure. */
#ifndef ATTNBENCH_PREDICTION_H
#define ATTNBENCH_PREDICTION_H

#include "attnbench/stats/interval.h"
#include "attnbench/metric/metric.h"

#include <stddef.h>

/* The interval that holds one further figure, at a level such as 0.95, from the n that there are.
 *
 * As soon as k = floor((n + 1) (1 - level) / 2) is 1, from 39 figures on at 95 %, it is that of the k-th least and the
 * k-th greatest: it holds however figures are distributed (Wilks, Annals of Mathematical Statistics 12, 1941). Of fewer
 * it is mean ± sqrt(max(t^2 s^2, z^2 noise^2) (1 + 1 / n)), t and z the quantiles of Student's distribution, with n - 1
 * degrees of freedom, and the normal one; noise: the standard deviation that figures have at least. Kept within
 * `range`. NaN for n < 2, or where it would have no width. EX_OSERR. */
int prediction_interval(const double *values, size_t n, double noise, struct range range, double level,
                        struct interval *out);

#endif
