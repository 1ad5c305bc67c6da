/* How far a variance over repeats is known, and how it compares with another. Pure, but for sorting their arrays. */
#ifndef ATTNBENCH_VARIANCE_H
#define ATTNBENCH_VARIANCE_H

#include "attnbench/stats/estimate.h"

/* Values from which on both intervals are given: of fewer they hold too often in the middle of the scale and too seldom
 * at its ends (docs/statistics.md). */
enum { VARIANCE_LEAST_REPEATS = 10 };

/* Interval of the variance of n values, which need not be normal, at a level such as 0.95: Bonett (Computational
 * Statistics & Data Analysis 50, 2006). In squares of the values' unit. NaN where undefined: below
 * VARIANCE_LEAST_REPEATS, and where the values do not vary. x: sorted here. */
struct interval variance_interval(double *x, size_t n, double level);

/* Variance of a over that of b, with its interval: Bonett (Applied Psychological Measurement 30, 2006), as of
 * independent values. Each NaN where undefined as above. a, b: sorted here. */
struct variance_ratio {
    double ratio;
    struct interval ci;
};
struct variance_ratio variance_ratio(double *a, size_t n_a, double *b, size_t n_b, double level);

#endif
