/* What stored models say when they are asked, for charts. */
#ifndef ATTNBENCH_ASKED_MODELS_H
#define ATTNBENCH_ASKED_MODELS_H

#include "attnbench/base/decoded.h"
#include "attnbench/base/forecasts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a trained model looks: the weights it gives to each input step at each output step, mean over sequences. */
struct attention_map {
    size_t model;
    int64_t repeat; /* whose weights they are, in the study's first cell */
    size_t steps, n_in, sequences;
    double *weights; /* (steps, n_in), each row sums to 1; the caller's */
};

/* A stored model of the study that cannot be asked, so that its charts cannot be drawn, nor those of all models of a
 * series. */
struct hidden_model {
    size_t model;
    bool attends, is_real;       /* which charts are of it */
    bool forecasts;              /* of a series: those of all models instead */
    bool has_steps, has_columns; /* of a series: there are several, and a chart of the errors by them */
    struct stored stored;        /* why */
};

#endif
