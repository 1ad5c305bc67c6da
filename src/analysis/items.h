/* Item by item: where all repeats were evaluated on the same sequences, or their items have names of their own. */
#ifndef ATTNBENCH_ANALYSIS_ITEMS_H
#define ATTNBENCH_ANALYSIS_ITEMS_H

#include "attnbench/analysis/analysis.h"

/* The items of all cells and comparisons, these one family of Holm's; undefined where repeats share no items, where a
 * repeat has none, and everywhere while results->items are not loaded. EX_OSERR. */
int items_fill(struct analysis *analysis);

#endif
