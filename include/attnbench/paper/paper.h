/* One table of a study, as papers print it, with the methods behind it. */
#ifndef ATTNBENCH_PAPER_H
#define ATTNBENCH_PAPER_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/report/document.h"

#include <stdio.h>

/* A row a cell and model: title, n, mean, sd and interval, difference to the first model with interval and p. Below it
 * a paragraph to cite: which intervals, which test, which correction, which program. Of single trainings,
 * which were judged item by item, the items and what they say stand instead. Of many axes the cell is one column. LaTeX
 * has a label, tab:NAME, and becomes a longtable where a page is too short. Needs analysis->results->digest. Errors of
 * `out` stay in its error flag. */
void paper_table_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

#endif
