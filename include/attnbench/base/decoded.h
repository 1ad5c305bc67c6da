/* Sequences, and what a trained model makes of each: from the models' files to the charts. */
#ifndef ATTNBENCH_DECODED_H
#define ATTNBENCH_DECODED_H

#include "attnbench/base/vocabulary.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decoded {
    size_t model;
    int64_t repeat; /* whose weights they are, in the study's first cell */
    size_t n, n_in, steps;
    bool is_real;                    /* values are real; else tokens */
    float *input;                    /* (n, n_in) */
    float *expected;                 /* (n, steps) */
    float *predicted;                /* (n, steps); a token of -1: the model has diverged */
    float *attention;                /* (n, steps, n_in), rows sum to 1; NULL: the model has none */
    struct vocabulary vocabulary[2]; /* of texts: of inputs, and of targets; else none */
};

void decoded_free(struct decoded *decoded);

/* Whether a stored model could be asked; else why not. */
enum stored_state {
    STORED_READ,
    STORED_NONE,       /* the trial's weights are not stored, or its model has nothing such */
    STORED_UNREADABLE, /* they are, or may be, but cannot be read, or what they are asked about cannot */
};
struct stored {
    enum stored_state state;
    int status;    /* of sysexits.h, 0 of STORED_READ */
    char why[512]; /* of the other two, names the file: "results/a/models/m,r1.h5 is not there" */
};

#endif
