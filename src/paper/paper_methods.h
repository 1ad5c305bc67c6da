/* What stands behind a paper's table, in words. */
#ifndef ATTNBENCH_PAPER_METHODS_H
#define ATTNBENCH_PAPER_METHODS_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/report/document.h"

/* No comparison has a p of its repeats, and one has a p of McNemar's test. */
bool paper_is_by_item(const struct analysis *analysis);

/* An axis of the study has this name. */
bool paper_has_axis(const struct results *results, const char *name);

void paper_add_methods(struct words *words, const struct analysis *analysis, bool by_item);

#endif
