/* How often a value of one model beats one of another. */
#ifndef ATTNBENCH_STATS_IMPROVEMENT_H
#define ATTNBENCH_STATS_IMPROVEMENT_H

#include "attnbench/stats/estimate.h"

/* 95 % interval of P(a > b) + P(a = b) / 2 where `seen` was seen: method 5 of Newcombe (Statistics in Medicine 25,
 * 2006).
 */
struct interval improvement_interval(double seen, size_t n_a, size_t n_b);

#endif
