/* What stored models show: where they look, and what they decode. */
#ifndef ATTNBENCH_ATTENTION_WEIGHTS_H
#define ATTNBENCH_ATTENTION_WEIGHTS_H

#include "attnbench/base/decoded.h"
#include "attnbench/store/results.h"
#include "attnbench/study/study.h"

/* With the last message, where there is a status. none: there was nothing to open, which is no failure. */
struct stored stored_of(int status, bool none);

/* Where a stored model looks: weights of each input step at each output step, mean over newly drawn sequences. */
struct attention_weights {
    int repeat;
    size_t steps, n_in, sequences;
    double *mean; /* (steps, n_in), rows sum to 1; the caller frees */
};

/* Of one repeat of the model in the study's first cell; *out is filled where they could be read. */
struct stored attention_weights(const char *directory, const struct study *study, int model, size_t repeat,
                                size_t sequences, struct attention_weights *out);

/* n newly drawn sequences, decoded by repeat 0 of the model in the study's first cell; the same sequences for all of
 * its models. */
struct stored decode_sequences(const char *directory, const struct study *study, int model, size_t n,
                               struct decoded *out);

/* Sets results->attention_last_3 of the first cell's trials that have a result, NaN where attention_weights finds none,
 * and results->weights_missing: why. Of the models that claims on it name; does nothing where there is no such claim.
 * EX_OSERR. */
int results_load_attention(const char *directory, const struct study *study, struct results *results);

#endif
