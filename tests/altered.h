/* Folders of a small study whose trials were really trained, one of them altered. */
#ifndef ATTNBENCH_TESTS_ALTERED_H
#define ATTNBENCH_TESTS_ALTERED_H

#include "attnbench/trial/trial.h"

extern const char altered_study[]; /* one cell, two repeats, held-out curves */

/* Changes a trial before it is stored. */
typedef void alteration(struct trial_result *result, const struct trial_traces *traces);

alteration last_bit_of_a_loss, one_accuracy, one_of_the_curve, last_bit_of_the_curve, an_rmse, one_right_more,
    other_settings;

/* A journal in the folder of so many of the repeats, the second altered (NULL: as it is). The newest record of a trial
 * counts, so that one folder serves for several. */
void make_altered(const char *folder, size_t repeats, alteration *alter);

#endif
