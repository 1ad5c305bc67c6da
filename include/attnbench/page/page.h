/* The page: one HTML file that needs no other. */
#ifndef ATTNBENCH_PAGE_H
#define ATTNBENCH_PAGE_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/report/document.h"
#include <stdio.h>

/* The answer in words, charts, sortable tables, and how to reproduce the figures. Errors of `out` stay in its error
 * flag. Needs analysis->results->digest. */
void page_write(const struct analysis *analysis, FILE *out);

/* Its tables alone: title and paragraph are NULL. */
extern const struct document_kind document_page;

#endif
