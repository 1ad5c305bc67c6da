/* What the intervals, p values and tests of this folder are made of. Means and variances here are shares (0..1), not
 * percent. */
#ifndef ATTNBENCH_STATS_INFERENCE_H
#define ATTNBENCH_STATS_INFERENCE_H

#include "attnbench/claim/claim.h"
#include "attnbench/stats/describe.h"
#include "attnbench/stats/estimate.h"

#include <stdbool.h>

/* Student's t of this chance above it; qt of R. The last ones are kept: all cells of a grid ask for the same. df may be
 * infinite or NaN as qt's. */
double upper_t(double p, double df);

struct moments {
    size_t n;
    double mean, variance; /* variance of a repeat with n-1: NaN at n = 1 */
    double sequences; /* evaluated in one repeat, where they differ the harmonic mean; stratified ones are worth more */
    bool same_sequences; /* in all repeats */
};
struct moments moments_of(const struct sample *sample);

/* What an interval is asked for: a mean, or the difference of two. */
struct question {
    struct moments a, b;  /* b.n = 0: the mean of a is meant */
    bool paired;          /* a.n = b.n then */
    double correlation;   /* Pearson's, of paired repeats; NaN where undefined */
    double pair_variance; /* of one pair's difference, with n-1; 0 when all pairs differ by the same */
    double variance;      /* of the difference: of pairs, pair_variance / n; else of both means, added */
    double df;            /* degrees of freedom of t */
};
struct question question_of(const struct sample *a, const struct sample *b, bool paired); /* b NULL: a's mean */

/* Means or differences, a - b, in percent. */
double question_figure(const struct question *question);
/* The interval at the level of the two-sided quantile `t` (> 0) of Student's t. */
struct interval question_interval(const struct question *question, double t);
/* t for a level such as 0.95. */
double question_quantile(const struct question *question, double level);
/* Does the interval lie wholly where the relation holds, or wholly where it does not? */
bool interval_settles(struct interval interval, enum relation relation, double value);
/* The smallest 1 - level at which question_interval settles the relation, by bisection; NaN where there is no interval.
 * At `level` and 1 - p the two always agree. */
double question_p(const struct question *question, enum relation relation, double value, double level);

/* Welch (1947) and Satterthwaite: (va + vb)^2 / (va^2 / (n_a - 1) + vb^2 / (n_b - 1)), va and vb the variances of the
 * two means. */
double welch_df(double va, size_t n_a, double vb, size_t n_b);

/* Of an interval or a test of two means: Welch's, but of unequal numbers of repeats not so many. With n of the one and
 * more, N, of the other at most (n - 1) (1 + (n / N)^2), which is n - 1 where N is many more: the few repeats' variance
 * may be far too small by chance, as may that of skewed figures, and Welch's then has false positives. */
double unpaired_df(double va, size_t n_a, double vb, size_t n_b);

/* The mean of figures that are no counts, or the difference of two (n_b > 0). */
struct mean_of_values {
    double figure, error, df; /* error: its standard error; 0 when nothing varies */
    size_t n_a, n_b;
};
struct mean_of_values mean_of_values(const struct description *a, const struct description *b); /* of 2 or more each */
struct interval mean_of_values_interval(const struct mean_of_values *mean, double level); /* NaN without an error */
/* Two-sided, of the mean being `value`. Figures that do not vary have no error to measure a distance by, and are put to
 * order_p; at the value itself p is 1. */
double mean_of_values_p(const struct mean_of_values *mean, double value);
/* A study of N repeats of each in place of n_a and n_b, of variances va and vb: it has the standard error of these
 * where N is n_alike, (va + vb) / (va / n_a + vb / n_b), and Welch's df_growth (N - 1) degrees of freedom. */
struct growth {
    double n_alike, df_growth;
};
struct growth growth_of(double va, size_t n_a, double vb, size_t n_b);

/* The samples' repeats as integers, exact to compare and to add: 100 % is `whole`. b may be NULL. */
struct scores {
    int64_t whole;
    int64_t *a, *b; /* (n) each; one allocation, at a */
};
int scores_make(const struct sample *a, const struct sample *b, struct scores *out); /* EX_OSERR; free(out->a) */

int64_t greatest_common_divisor(int64_t x, int64_t y); /* >= 1 */

/* Holm's (1979) adjusted values of those p that are not NaN; NaN stays. EX_OSERR. */
int holm(const double *p, size_t n, double *adjusted);

/* The same of Benjamini & Hochberg (JRSS B 57, 1995): of those at most 5 %, 5 % are expected to be false. EX_OSERR. */
int false_discoveries(const double *p, size_t n, double *adjusted);

#endif
