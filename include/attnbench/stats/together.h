/* Intervals of several comparisons that hold together, and say what Holm's verdicts say.
 *
 * Those of Guilbaud (Biometrical Journal 50, 2008) and Strassburger & Bretz (Statistics in Medicine 27, 2008) belong to
 * Holm's procedure, but they end at 0 for whatever it decides while anything is undecided, and one side is open. As it
 * spends all 5 % on the signs, nothing is left for ends. So ends have 0.5 % of their own here, for all of them
 * together: the intervals of 1 - 0.005 / n. Where Holm's procedure decides, what is beyond 0 is cut off. By
 * Bonferroni's inequality 94.5 % of studies have no interval that misses; docs/statistics.md has how many do. */
#ifndef ATTNBENCH_TOGETHER_H
#define ATTNBENCH_TOGETHER_H

#include "attnbench/stats/comparison.h"

/* Of the ends of n comparisons; of one it is that of its own interval. */
double together_level(size_t n, struct looks looks);

/* Cuts their ci_together, intervals of that level, by the verdicts that holm_adjust gave. */
void together_cut(struct comparison *comparisons, size_t n);

#endif
