/* Accuracy of one model in one cell, from its repeats. Pure: arrays in, a struct out; everything in percent.
 *
 * A repeat is `correct` right ones of `sequences` evaluated. Its accuracy 100 correct / sequences varies with the
 * training, and with the finite number of sequences. */
#ifndef ATTNBENCH_ESTIMATE_H
#define ATTNBENCH_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

struct interval {
    double low, high; /* NaN where undefined */
};

/* The repeats that have figures. Not owned. */
struct sample {
    size_t n;
    const int32_t *correct, *sequences; /* (n) */
};

/* NaN marks what is undefined: everything at n = 0; variance, sd and the intervals by t and BCa at n = 1. */
struct estimate {
    size_t n;
    double mean, variance, sd;  /* variance with n-1 */
    double min, max, median;    /* median: mean of the middle two */
    double interquartile_mean;  /* mean without the lowest and highest 25 % (fractional weights at the edges) */
    struct interval ci;         /* 95 %, the default: mean_interval(sample, 0.95) */
    struct interval t;          /* 95 %, mean ± t(0.975, n-1) sd / sqrt(n) */
    struct interval bca;        /* 95 %, bootstrap BCa (Efron 1987), 10,000 resamples */
    double evaluation_variance; /* what a finite number of sequences alone makes: mean of p(1-p)/m, unbiased */
    double training_variance;   /* variance - evaluation_variance, at least 0 */
};

/* seed: of the bootstrap's stream. EX_OSERR when memory is short. */
int estimate_make(const struct sample *sample, uint64_t seed, struct estimate *out);

/* The default interval of the mean accuracy at a level such as 0.95: Korn & Graubard (Survey Methodology 24, 1998),
 * Clopper & Pearson's with the effective number of sequences, for repeats vary more than one binomial. Never outside
 * 0..100, never without width. Defined for n >= 1 (at n = 1 only evaluation noise is seen: NaN). */
struct interval mean_interval(const struct sample *sample, double level);

/* Level of the interval at each of n looks at growing data, so that the one that stops covers at 95 %: Bonferroni. */
double look_level(size_t n_looks);

#endif
