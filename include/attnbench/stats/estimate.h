/* Accuracy of one model in one cell, from its repeats. Pure: arrays in, a struct out; everything in percent.
 *
 * A repeat is `correct` right ones of `sequences` evaluated. Its accuracy 100 correct / sequences varies with the
 * training, and with the finite number of sequences. What is estimated is the mean over both: docs/statistics.md has
 * each method's coverage, and how it was measured. */
#ifndef ATTNBENCH_ESTIMATE_H
#define ATTNBENCH_ESTIMATE_H

#include "attnbench/looks/looks.h"
#include "attnbench/stats/share.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The repeats that have figures. Not owned. */
struct sample {
    size_t n;
    const int32_t *correct, *sequences; /* (n); sequences >= 1 */
    bool same_sequences;                /* all repeats were evaluated on the same ones: their luck is shared */
    /* By what share the luck of a repeat's sequences varies less than one binomial's does, as it is of strata that are
     * not all alike: 1 - mean of p (1 - p) over the strata / the same of the mean p. 0: it is one binomial's. */
    double stratified;
};

/* In percent; NaN when there are none. */
double sample_mean(const struct sample *sample);

/* Repeats from which on t and bca cover as often as mean_interval must, in the simulations of docs/statistics.md, and
 * how far from 0 and 100 % t's mean must be, in percent. */
enum { T_LEAST_REPEATS = 10, BCA_LEAST_REPEATS = 30, T_LEAST_MARGIN = 2 };

/* NaN marks what is undefined: everything at n = 0; variance, sd and the intervals at n = 1; t and bca when all repeats
 * are equal, for an interval without width says nothing. */
struct estimate {
    size_t n;
    double mean, variance, sd;  /* variance with n-1 */
    double min, max, median;    /* median: mean of the middle two */
    double interquartile_mean;  /* mean without the n/4 (rounded down) lowest and highest: trim_mean as in rliable */
    struct interval ci;         /* 95 %, the default: mean_interval at look_level(looks) */
    struct interval t;          /* 95 %, mean ± t(0.975, n-1) sd / sqrt(n): too short near 100 %, may pass it */
    struct interval bca;        /* 95 %, bootstrap BCa (Efron 1987) */
    struct interval any_shape;  /* 95 %, at look_level: any_shape.h */
    struct apart apart;         /* repeats far from the rest */
    struct interval prediction; /* 95 %, of one further training, as of one look; like any_shape and apart it is
                                   repeats_estimate's (repeats.h) */
    bool t_holds, bca_holds;    /* as above, of repeats with sequences of their own of which none is far from the rest,
                                   and if no training is; else they are too short */
    double evaluation_variance; /* what a finite number of sequences alone makes: mean of p(1-p)/(m-1), unbiased */
    double training_variance;   /* variance - evaluation_variance, at least 0 */
};

/* looks: at growing data, of which this is the last (adaptive repeats); one_look: there are no others. seed: of the
 * bootstrap's stream. Of same_sequences both variances are NaN: trainings differ in which of these sequences they get
 * right, and counts do not tell that from how many they would of others. EX_OSERR. */
int estimate_make(const struct sample *sample, struct looks looks, uint64_t seed, struct estimate *out);

/* The same of n values that are no counts: ci and t are Student's, there is no bca, and no variance of an evaluation.
 * t_holds: of T_LEAST_REPEATS or more. EX_OSERR. */
int estimate_values(const double *values, size_t n, struct estimate *out);

/* The default interval of the mean accuracy at a level such as 0.95: Wilson's score interval (JASA 22, 1927) for the
 * effective number of sequences of Korn & Graubard (Survey Methodology 24, 1998), for repeats vary more than one
 * binomial, with Student's quantile for what the repeats show of it; equal ones as if they showed the binomial's. Holds
 * the mean, is never outside 0..100 and never without width; a higher level's holds a lower level's. Covers 95 to 98 %:
 * the evaluation noise, which is known, it never takes for less. NaN for n < 2, where nothing is seen of the training.
 */
struct interval mean_interval(const struct sample *sample, double level);

#endif
