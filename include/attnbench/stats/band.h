/* Confidence bands of a mean curve, from the curves of independent repeats. Pure. */
#ifndef ATTNBENCH_BAND_H
#define ATTNBENCH_BAND_H

#include "attnbench/stats/estimate.h"

/* Of a simultaneous band, which of fewer curves holds the whole too seldom: docs/statistics.md. */
enum { BAND_LEAST_CURVES = 10 };

/* The mean at one point of the curve. */
struct band {
    size_t n;    /* curves that have a finite value there */
    double mean; /* NaN at n = 0 */
    /* 95 % for this point alone: Student's t. NaN at n < 2. */
    struct interval pointwise;
    /* 95 % for all points at once, nowhere within the other: mean ± c se, with c the 95 % quantile of the largest
     * |t| over the curve when signs of the repeats' deviations are flipped (Telschow & Schwartzman, Journal of
     * Statistical Planning and Inference 216, 2022). Of skewed curves it is some points short. NaN below
     * BAND_LEAST_CURVES. */
    struct interval simultaneous;
};

/* curves: (n_curves, n_points), percent or any unit; what is not finite counts as absent. out: (n_points). seed: of the
 * signs' stream. Takes time as n_curves * n_points * 2000. EX_OSERR. */
int band_make(const double *curves, size_t n_curves, size_t n_points, uint64_t seed, struct band *out);

#endif
