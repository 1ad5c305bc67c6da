/* A share of trainings, such as those that fail: k of n. Pure; shares in percent. */
#ifndef ATTNBENCH_SHARE_H
#define ATTNBENCH_SHARE_H

#include "attnbench/stats/interval.h"

#include <stddef.h>

struct share {
    size_t k, n;
};

/* The exact interval at a level such as 0.95: Clopper & Pearson (Biometrika 26, 1934). NaN for n = 0. */
struct interval share_interval(struct share share, double level);

/* Repeats far from the rest: more than APART_SCALES times the rest's scale, and no less than `least`, from the median.
 * The scale is 1.4826 times the median distance from the median, or `noise` if that is more. */
enum { APART_SCALES = 5 };
struct apart {
    size_t n, below, above;             /* repeats, and those that are far */
    double median;                      /* NaN for n < 3 */
    double limit_below, limit_above;    /* beyond which they are far; NaN where there are none */
    struct interval of_below, of_above; /* share_interval of either; NaN where there are none */
};

/* noise: the standard deviation that figures have at least. Fewer than 3 values show no rest. EX_OSERR. */
int apart_find(const double *values, size_t n, double noise, double least, double level, struct apart *out);

#endif
