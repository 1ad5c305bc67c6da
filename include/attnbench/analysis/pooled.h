/* Several cells of a grid as one: the mean of their figures, repeat by repeat. */
#ifndef ATTNBENCH_POOLED_H
#define ATTNBENCH_POOLED_H

#include "attnbench/stats/repeats.h"
#include "attnbench/store/results.h"

/* Which cells: those with the value of this index of the axis; axis NO_AXIS: all. fields (cells), not NULL: those that
 * have this field instead. */
enum { NO_AXIS = -1 };
struct slice {
    int axis;
    size_t value;
    const size_t *fields;
    const struct metric *metric; /* NULL: the study's */
};

struct pooled {
    struct repeats repeats; /* of the metric: those that all the cells have */
    size_t n_left_out;      /* repeats that only some of them have: their mean would be one of unlike cells */
};

/* All cells evaluate the same number of sequences, so the share of all is the mean of the cells' accuracies. Repeats
 * vary as wholes, for cells that differ in units or batch alone saw the same pairs. both: another model, which must
 * have the repeats too; NULL: none. EX_OSERR; pooled_free. */
int pooled_make(const struct results *results, size_t model, const size_t *both, struct slice slice,
                struct pooled *out);
void pooled_free(struct pooled *pooled);

/* Looks that were made of so many repeats as both have; b NULL: of a's. */
struct looks pooled_looks(const struct results *results, const struct pooled *a, const struct pooled *b);

#endif
