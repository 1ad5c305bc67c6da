/* Figures of one model against another's in one cell. Pure; differences in percentage points, a - b.
 * docs/statistics.md has each method's coverage, false positives and power, and how they were measured. */
#ifndef ATTNBENCH_COMPARISON_H
#define ATTNBENCH_COMPARISON_H

#include "attnbench/claim/claim.h"
#include "attnbench/stats/describe.h"
#include "attnbench/stats/estimate.h"
#include "attnbench/stats/items.h"

#include <stdbool.h>

/* A correlation of fewer pairs says next to nothing: two are always at 1 or -1. */
enum { FEWER_REPEATS = 3, REPEATS_TO_SETTLE_MOST = 100 * 1000, CORRELATION_LEAST_PAIRS = 5, PLAN_LEAST_PAIRS = 5 };

extern const size_t fewer_repeats[FEWER_REPEATS]; /* 3, 5, 7 */

/* NaN where undefined: all but the difference when either sample has less than 2 repeats. p values are two-sided. */
struct comparison {
    bool paired;                 /* repeat i of a saw the same sequence pairs as repeat i of b */
    const struct metric *metric; /* of which; accuracy unless repeats_compare (repeats.h) sets it */
    bool less_is_better;
    bool shared_luck;   /* the repeats of either were all evaluated on the same sequences: they are no independent ones,
                           so there are no other tests, and more of them do not help */
    size_t n, n_larger; /* pairs; unpaired: the smaller of both counts, and the larger */
    double difference;  /* of the means */
    struct interval ci; /* 95 %: difference_interval at look_level(looks) */
    struct interval ci_together; /* holds together with those of all comparisons (together.h): set by analysis_make */
    struct looks looks; /* at growing data, of which this is the last (adaptive repeats) */
    double p_alone;     /* 1 - the highest level at which that interval leaves out 0, were this the only look */
    double p;           /* that of all looks together: p_of_looks */
    double df;          /* degrees of freedom of the t that interval and p are made with; NaN when values do not vary */
    double n_alike;     /* repeats of each that would make the same standard error: n, but where the counts differ */
    double df_growth;   /* of N repeats of each, df is that times N - 1 */
    double p_fdr;  /* p after Benjamini & Hochberg (1995) over the family, for exploring: set by holm_adjust; else p */
    double p_holm; /* p after Holm (1979) over the family: set by holm_adjust; else p */
    double correlation; /* Pearson's, of CORRELATION_LEAST_PAIRS or more; NaN when the repeats of either do not vary */
    double p_t;         /* paired t, or Welch's; NaN when nothing varies */
    double p_wilcoxon;  /* signed-rank; exact with ties and zeros, these by Pratt (1959); NaN unpaired */
    double p_permutation;  /* sign flips; unpaired: permutations of labels */
    double p_mann_whitney; /* as if unpaired; exact to 40 repeats in all, ties too, then normal with corrections */
    double cohens_d;       /* paired: mean / sd of differences; unpaired: by the pooled sd */
    double cliffs_delta;   /* P(a > b) - P(a < b) over all couples of repeats */
    double improvement;    /* P(a > b) + P(a = b) / 2 over all couples of repeats */
    struct interval improvement_ci; /* 95 %, method 5 of Newcombe (2006), as if unpaired */
    size_t repeats_to_settle; /* that would decide it in half of all studies if this is the true difference, within its
                                 family once holm_adjust is through; 0: it is decided, or shared_luck;
                                 REPEATS_TO_SETTLE_MOST: so many or more */
    size_t repeats_80; /* that decide it in 80 % of studies if the true difference is the one seen, by noncentral t: set
                          by holm_adjust, of PLAN_LEAST_PAIRS or more, else 0; the rest as of repeats_to_settle */
    struct interval
        repeats_80_range; /* of these, at the ends of the difference's 80 % interval; NaN where they are 0 */
    double p_reached, p_reached_holm; /* boschloo_test of the shares that get there, p_of_looks; set by
                                         analysis_make, NaN where nothing is to be reached */
    struct item_difference items;     /* set by analysis_make where the repeats share their items; else undefined */
    enum verdict verdict; /* of "a is better": by p_holm at 5 % and the sign of the difference; NO_DATA without p */
    enum verdict alone;   /* by p_alone at 5 %: without Holm, and without looks */
    enum verdict with_fewer[FEWER_REPEATS]; /* the same of the first 3, 5, 7 repeats; NO_DATA if there are fewer */
};

/* paired: both samples hold the same repeats in the same order. seed: of what is drawn. The tests that rearrange
 * (Wilcoxon, permutation) are exact, by counting sums of whole numbers, up to 10^7 steps: e.g. 150 pairs of 1,000
 * sequences, or unpaired 45 repeats of each of 100; beyond, rearrangements are drawn, 100,000 or 10^8 / n. EX_OSERR. */
int comparison_make(const struct sample *a, const struct sample *b, bool paired, struct looks looks, uint64_t seed,
                    struct comparison *out);

/* Figures that are no counts. Not owned. */
struct value_list {
    const double *of; /* (n) */
    size_t n;
};

/* The same of values, which must be finite: interval and p are Student's t of the pairs' differences, or Welch's, and
 * where nothing varies as claim_test_values has them. "Better", in the verdicts, the probability of improvement and
 * Cliff's delta, is the smaller one with less_is_better. There is no Wilcoxon and no permutation test. EX_OSERR. */
int comparison_of_values(const struct value_list *a, const struct value_list *b, bool paired, struct looks looks,
                         bool less_is_better, struct comparison *out);

/* Interval of mean(a) - mean(b), from both means' own intervals and, when paired, the correlation (MOVER: Zou & Donner,
 * Statistics in Medicine 27, 2008); paired, no end is nearer than the paired t interval's. Never without width. */
struct interval difference_interval(const struct sample *a, const struct sample *b, bool paired, double level);

/* p_holm, verdict, repeats_to_settle and repeats_80 of n comparisons that are one family; those without p count in it
 * as undecided, so what fails to be trained makes no other p smaller. EX_OSERR. */
int holm_adjust(struct comparison *comparisons, size_t n);

/* p_reached of a less b, and p_reached_holm of n that are one family: what has no p counts in it, too. EX_OSERR. */
int comparison_reach(struct comparison *comparison, struct share a, struct share b);
int reached_adjust(struct comparison *comparisons, size_t n);

/* Of n figures that are all on one side of a value (m = 0), 2 / 2^n; or all on one side of m others, 2 / C(n + m, n):
 * the least p that order alone can have. */
double order_p(size_t n, size_t m);

/* Our repeats less those that were published: Welch's t of two samples, each pair alone, so without Holm. NaN where
 * either has less than 2. */
struct published_difference {
    double figure;
    struct interval ci; /* at look_level(looks) */
    double p;
};
struct published_difference published_compare(const struct claim *claim, const struct description *ours,
                                              struct looks looks);

/* What a claim's figures say, at 95 % over the family of claims. */
struct claim_result {
    enum verdict verdict;
    size_t n;           /* repeats, or pairs, with the figure; unpaired: the smaller of both counts */
    double figure;      /* the mean or the difference */
    struct interval ci; /* mean_interval or difference_interval, at expectation_level(looks): 95 %, of WITHIN 90 % */
    double p;           /* 1 - the highest level at which that interval decides the claim, of all looks (p_of_looks); of
                           WITHIN half of it where it is supported */
    double p_holm;
    char why[CLAIM_WHY]; /* there are no data, or fewer than there are repeats; "": not known */
    struct published_difference published;
};

/* Of n repeats that have the figure, all else undefined. */
struct claim_result claim_without_data(size_t n);

/* Of the interval that decides it, at these looks at growing data: look_level, but of WITHIN that of two one-sided
 * tests, 0.9 where the other is 0.95. */
double expectation_level(const struct expectation *expectation, struct looks looks);

/* Sets figure, ci and p of one claim; b is NULL when nothing is compared. With fewer than 2 repeats it is NO_DATA;
 * otherwise the verdict follows with claims_settle.
 *
 * An interval (low, high) decides about an expectation of `value`:
 *            supported      refuted
 *   >= value  low >= value   high <  value
 *   >  value  low >  value   high <= value
 *   <= value  high <= value  low >  value
 *   <  value  high <  value  low >= value
 * and else leaves it undecided. `within value` is supported where the interval of expectation_level lies in -value to
 * value, and refuted where that of look_level lies wholly outside. */
void claim_test(const struct expectation *expect, const struct sample *a, const struct sample *b, bool paired,
                struct looks looks, struct claim_result *out);

/* The same of figures that are no counts: Student's t of a's mean (paired: a is of describe_pairs), or
 * Welch's of a's mean minus b's. Where nothing varies there is no interval, and p is that of the sign test, 2^(1-n),
 * or of n against m the permutation test's, 2 / C(n + m, n); where the figure is the value itself it is 1. */
void claim_test_values(const struct expectation *expect, const struct description *a, const struct description *b,
                       struct looks looks, struct claim_result *out);

/* p_holm and verdicts: what the interval at Holm's level decides, that is, where p_holm is at most 5 %. What is NO_DATA
 * stays so. It counts in the family: what cannot be read must not make the other claims easier. EX_OSERR. */
int claims_settle(const struct expectation *const *expect, struct claim_result *results, size_t n);

/* Epochs until the mean of a trace over the last `window` epochs reaches `threshold`, all of them finite; 0 when it
 * never does. */
size_t epochs_to_threshold(const float *trace, size_t epochs, size_t window, double threshold);

/* Kaplan & Meier's (1958) median of n times, where 0 stands for "not by the end of the training" (censored there). NaN
 * when fewer than half got there. *n_reached gets the count that did. times: sorted here. */
double median_time(size_t *times, size_t n, size_t *n_reached);

/* Does a get to a threshold sooner than b? NaN where undefined: all when either has less than 2 repeats, or when all
 * repeats of both have the same time, such as the fewest that can be told, or never: that says nothing of either. */
struct sooner {
    double probability; /* P(a before b) + P(both at once, or neither) / 2 over all couples of repeats */
    struct interval ci; /* 95 %, method 5 of Newcombe (2006) */
    double p;           /* two-sided, Mann & Whitney's with those that never got there as the latest, which is Gehan's
                           test (Biometrika 52, 1965) where all are censored at the same end; of all looks */
    double p_holm;      /* over the family: set by sooner_adjust; else p */
};

/* times as median_time has them. Repeats count as unpaired. EX_OSERR. */
int sooner_make(const size_t *a, size_t n_a, const size_t *b, size_t n_b, struct looks looks, struct sooner *out);

/* p_holm of n that are one family, which stand `step` apart. EX_OSERR. */
int sooner_adjust(struct sooner *sooner, size_t n, size_t step);

#endif
