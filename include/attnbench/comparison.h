/* Accuracy of one model against another's in one cell. Pure; differences in percentage points, a - b. */
#ifndef ATTNBENCH_COMPARISON_H
#define ATTNBENCH_COMPARISON_H

#include "attnbench/claim.h"
#include "attnbench/estimate.h"

#include <stdbool.h>

enum { FEWER_REPEATS = 3 }; /* 3, 5 and 7 */

/* NaN where undefined. p values are two-sided. */
struct comparison {
    bool paired;           /* repeat i of a saw the same sequence pairs as repeat i of b */
    size_t n;              /* pairs; unpaired: the smaller of both counts */
    double difference;     /* of the means */
    struct interval ci;    /* 95 %: difference_interval */
    double p;              /* the smallest level at which that interval leaves out 0 */
    double p_holm;         /* p after Holm (1979) over the family: set by holm_adjust; else p */
    double correlation;    /* Pearson's, of paired repeats */
    double p_t;            /* paired t, or Welch's */
    double p_wilcoxon;     /* signed-rank, exact over all signs (paired); NaN unpaired */
    double p_permutation;  /* sign flips: exact to n = 20, then 100,000 drawn; unpaired: permutations of labels */
    double p_mann_whitney; /* exact or, with ties or more than 50, normal with correction */
    double cohens_d;       /* paired: mean / sd of differences; unpaired: by the pooled sd */
    double cliffs_delta;   /* P(a > b) - P(a < b) */
    double improvement;    /* P(a > b) + P(a = b) / 2 over all couples of repeats */
    struct interval improvement_ci; /* 95 % */
    size_t repeats_to_settle;       /* repeats that would make the interval leave out 0, as things stand; 0: settled */
    enum verdict verdict;           /* of "a > b": by p_holm at 5 % and the sign of the difference */
    enum verdict
        with_fewer[FEWER_REPEATS]; /* what the first 3, 5, 7 repeats alone would have said; NO_DATA if n is less */
};

/* paired: both samples hold the same repeats in the same order. seed: of what is drawn. EX_OSERR. */
int comparison_make(const struct sample *a, const struct sample *b, bool paired, uint64_t seed, struct comparison *out);

/* Interval of mean(a) - mean(b), from both means' own intervals and, when paired, the correlation (MOVER: Zou & Donner,
 * Statistics in Medicine 27, 2008). */
struct interval difference_interval(const struct sample *a, const struct sample *b, bool paired, double level);

/* p_holm and verdict of n comparisons that are one family. */
void holm_adjust(struct comparison *comparisons, size_t n);

/* What a claim's figures say, at 95 % over the family of claims. */
struct claim_result {
    enum verdict verdict;
    double figure;      /* the mean or the difference */
    struct interval ci; /* 95 % */
    double p;           /* one-sided against the claim or for it, whichever is smaller, doubled */
    double p_holm;
};

/* Sets figure, ci and p of one claim; b is NULL when nothing is compared. Verdicts follow with claims_settle. */
void claim_test(const struct expectation *expect, const struct sample *a, const struct sample *b, bool paired,
                struct claim_result *out);

/* p_holm and verdicts: supported when the value expected is left out by the interval at Holm's level and the figure is
 * on the claim's side; refuted when it is on the other. */
void claims_settle(const struct expectation *const *expect, struct claim_result *results, size_t n);

/* Epochs until the mean of a trace over the last `window` epochs reaches `threshold`; 0 when it never does. */
size_t epochs_to_threshold(const float *trace, size_t epochs, size_t window, double threshold);

/* Kaplan & Meier's (1958) median of times, where 0 stands for "not within `end`" (censored). NaN when fewer than half
 * got there. *n_reached gets the count that did. */
double median_time(const size_t *times, size_t n, size_t end, size_t *n_reached);

#endif
