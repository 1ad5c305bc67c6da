/* Epochs until a model has a share right: on held-out pairs where the study has them, else of the steps while training.
 */
#ifndef ATTNBENCH_LEARNING_H
#define ATTNBENCH_LEARNING_H

#include "attnbench/analysis/analysis.h"

extern const double learning_thresholds[LEARNING_THRESHOLDS];

/* Epochs of a trial to a threshold; 0: never. Restricted: all epochs then, and NaN where nothing can be counted. */
size_t learning_time(const struct results *results, size_t trial, double threshold);
double learning_restricted_time(const struct results *results, size_t trial, double threshold);

/* The mean loss of the first tenth of the epochs minus that of the last tenth; NaN without traces. */
double learning_loss_fall(const struct results *results, size_t trial);

/* Of one model in one cell, for each threshold; EX_OSERR. */
int learning_of(const struct results *results, size_t model, size_t cell, struct learning out[LEARNING_THRESHOLDS]);

/* The model against the first. EX_OSERR. */
int learning_compare(const struct analysis *analysis, size_t model, size_t cell, struct learning_comparison *out);

#endif
