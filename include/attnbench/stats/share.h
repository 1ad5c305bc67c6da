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

/* Two-sided p of the share being `percent`: 1 less the highest level at which that interval leaves it out. */
double share_p(struct share share, double percent);

/* Of a's share less b's, independent ones, in points: method 10 of Newcombe (Statistics in Medicine 17, 1998), which
 * joins the ends of both shares' score intervals (Wilson, JASA 22, 1927). NaN where there are none of either. */
struct interval share_difference_interval(struct share a, struct share b, double level);

/* Two-sided p of both shares being equal: Boschloo's exact test (Statistica Neerlandica 24, 1970), which is Fisher's
 * made as sharp as two independent samples allow. It is twice the smaller one-sided p, at most 1: the greatest chance,
 * over all that the common share can be, of a table with a p of Fisher's as small as this one's. NaN as above.
 * EX_OSERR. */
int boschloo_test(struct share a, struct share b, double *p);

/* Two-sided p of the difference being `points`: by that interval; of 0 Boschloo's, if that is more. So what is decided
 * is so by an exact test, and the interval says the same. EX_OSERR. */
int share_difference_p(struct share a, struct share b, double points, double *p);

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
