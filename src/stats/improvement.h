/* How often a value of one model beats one of another. */
#ifndef ATTNBENCH_STATS_IMPROVEMENT_H
#define ATTNBENCH_STATS_IMPROVEMENT_H

#include "attnbench/estimate.h"

/* P(a > b) - P(a < b) over all couples; n_a, n_b >= 1. Cliff (Psychological Bulletin 114, 1993). */
double cliffs_delta(const int64_t *a, size_t n_a, const int64_t *b, size_t n_b);

/* 95 % interval of P(a > b) + P(a = b) / 2 where `seen` was seen: method 5 of Newcombe (Statistics in Medicine 25,
 * 2006).
 */
struct interval improvement_interval(double seen, size_t n_a, size_t n_b);

#endif
