/* A part of a study: what one of several machines runs of it. */
#ifndef ATTNBENCH_PART_H
#define ATTNBENCH_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Part k of n of a study's trials, k from 1; all zero: all of them. Trials are dealt to the parts in turn, back and
 * forth, in the order of their indices: the parts share nothing, are together the study, and take about as long. */
struct part {
    int64_t k, n;
};

/* Whether the trial of this index is one of the part's. */
bool part_has(struct part part, size_t index);

#endif
