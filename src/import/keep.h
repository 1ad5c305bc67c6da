/* The results of a table on their way into a folder's journal. */
#ifndef ATTNBENCH_IMPORT_KEEP_H
#define ATTNBENCH_IMPORT_KEEP_H

#include "findings.h"

#include "attnbench/journal/journal.h"

/* What became of the rows. */
struct kept {
    size_t n_new, n_same, n_failed;
};

/* Appends the results that the journal lacks, or has another figure of; journal NULL: only looks. A result that is
 * there with another figure of the same metric is refused, EX_DATAERR, with its place and both. */
int keep_results(const struct findings *findings, const struct study *study, const struct journal *there,
                 struct journal *journal, struct kept *out);

#endif
