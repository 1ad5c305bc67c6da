/* The page: one HTML file that needs no other. */
#ifndef ATTNBENCH_PAGE_H
#define ATTNBENCH_PAGE_H

#include "attnbench/analysis/analysis.h"
#include <stdio.h>

/* The answer in words, charts, sortable tables, and how to reproduce the figures. Errors of `out` stay in its error
 * flag. Needs analysis->results->digest. */
void page_write(const struct analysis *analysis, FILE *out);

#endif
