/* Tests by rearranging what was seen: all two-sided, P(|S - E S| >= |s - E S|), ties and all. */
#ifndef ATTNBENCH_STATS_EXACT_TESTS_H
#define ATTNBENCH_STATS_EXACT_TESTS_H

#include <stddef.h>
#include <stdint.h>

/* Each function: EX_OSERR. */

/* Signs of the n values flipped at random: sum of the values. Exact by counting sums; where these are too many, from
 * flips drawn from `seed`, 100,000 or of more than 1,000 values 10^8 / n: (1 + as far out) / (1 + drawn). */
int sign_flip_test(const int64_t *values, size_t n, uint64_t seed, double *p);

/* Wilcoxon's (1945) signed ranks, by sign_flip_test. Zeros are ranked with the rest, then left out (Pratt 1959);
 * equal differences share their mean rank. */
int signed_rank_test(const int64_t *differences, size_t n, uint64_t seed, double *p);

/* The labels of the n_a + n_b values permuted: sum of a. Exact, or drawn, as sign_flip_test. */
int label_test(const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, uint64_t seed, double *p);

/* Mann & Whitney (1947): exact to 40 values in all, then normal with corrections for ties and continuity. n_a, n_b
 * >= 1.
 */
struct mann_whitney {
    double delta; /* P(a > b) - P(a < b) over all couples: Cliff (Psychological Bulletin 114, 1993) */
    double p;
};
int mann_whitney_test(const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, struct mann_whitney *out);

#endif
