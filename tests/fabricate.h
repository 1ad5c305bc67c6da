/* Results made up for tests of what reads them. */
#ifndef ATTNBENCH_FABRICATE_H
#define ATTNBENCH_FABRICATE_H

#include "attnbench/store/results.h"

/* No trial has run yet; the title is "Title", the models "baseline" and "attention" with the study's titles, and the
 * axes n_in, n_out, cardinality have the first counts[0], [1], [2] of the values 5 10 20, 2 1 4 and 50 10 100. */
struct results fabricate(const size_t counts[3], size_t repeats);

/* The same of the first n_models of baseline, attention, wide. */
struct results fabricate_models(size_t n_models, const size_t counts[3], size_t repeats);

/* Marks the trials from `first` on as finished, with these percentages of 100 sequences. */
void fabricate_accuracies(struct results *results, size_t first, const double *percent, size_t n);

/* Traces that fall and rise smoothly, for all trials that have an accuracy; NaN for others. */
void fabricate_traces(struct results *results, size_t epochs);

/* Held-out curves that rise to 1 and losses that fall, for all trials that have an accuracy. */
void fabricate_curves(struct results *results, size_t evaluations, int64_t every);

/* Marks the trials from `first` on as finished, with these errors and no accuracy. */
void fabricate_rmse(struct results *results, size_t first, const double *rmse, size_t n);

/* The study's published accuracies of ten repeats. */
extern const double published_baseline[10], published_attention[10];

#endif
