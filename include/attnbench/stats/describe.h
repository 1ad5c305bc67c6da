/* Descriptive statistics of one sample. Pure: arrays in, a struct out. */
#ifndef ATTNBENCH_DESCRIBE_H
#define ATTNBENCH_DESCRIBE_H

#include <stddef.h>

/* NaN marks what is undefined: everything at n = 0; variance, sd and the interval at n = 1. */
struct description {
    size_t n;
    double mean;
    double variance; /* with n-1 */
    double sd;
    double min, max;
    double ci_low, ci_high; /* 95 % confidence interval of the mean, Student's t */
};

/* Of the finite values among the first n of x; others are left out (and not counted in n).
 * Mean and variance by Welford's updating formula (Technometrics 4, 1962);
 * interval mean ± t(0.975, n-1) sd / sqrt(n), the quantile by R's qt. */
struct description describe(const double *x, size_t n);

/* The same of the n differences a - b. Where they vary no more than a and b are rounded, they do not vary, and are 0
 * where they are no more than that. step: that a and b were rounded to; 0: they are as computed. */
struct description describe_pairs(const double *a, const double *b, size_t n, double step);

#endif
