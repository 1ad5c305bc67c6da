/* The bootstrap of a mean. */
#ifndef ATTNBENCH_STATS_BOOTSTRAP_H
#define ATTNBENCH_STATS_BOOTSTRAP_H

#include "attnbench/stats/estimate.h"

/* 95 % interval of the mean of n scores by BCa (Efron, JASA 82, 1987), in the scores' unit: from all resamples
 * where that is little work, else from 10,000 drawn from `seed`. NaN when all scores are equal, or none of those drawn
 * falls to one side of the mean. EX_OSERR. */
int bootstrap_bca(const int64_t *scores, size_t n, uint64_t seed, struct interval *out);

#endif
