/* The study that a table's results are of. */
#ifndef ATTNBENCH_IMPORT_STUDY_OF_H
#define ATTNBENCH_IMPORT_STUDY_OF_H

#include "findings.h"

/* Its models, axes, repeats and metrics, and the claims of options->claims. EX_CONFIG: no study can be so, or a claim
 * is wrong, with its place; EX_NOINPUT, EX_OSERR. */
int study_of(const struct findings *findings, const struct import_options *options, struct study *out);

/* The trial of a row, by names and values, in a study that may have others too. */
struct trial study_trial_of(const struct findings *findings, size_t row, const struct study *study);

#endif
