/* What a transformer's encoder and decoder begin with: an embedding of each step, and where it stands,
 *   P[t, i] = sin(t / 10000^(2⌊i/2⌋/H)) at even i, cos of the same at odd i. */
#ifndef ATTNBENCH_TRANSFORMER_INPUT_H
#define ATTNBENCH_TRANSFORMER_INPUT_H

#include "attend.h"

struct transformer_input {
    struct matrix table;  /* (F, H) of tokens; of the decoder's (F_out+1, H), its last row "start" */
    struct linear values; /* (D or G, H) of features */
    struct matrix start;  /* (H): of the decoder's features */
    int features, steps;  /* 0: tokens */
    bool is_decoder;      /* it sees the values of the step before */
    float *positions;     /* (steps, H): P */
    float *x, *dx;        /* (steps, B, H) */
    float *seen;          /* (steps, B, D or G): the features that x is made of */
    int32_t *tokens;      /* (steps, B): rows of the table */
};

/* scope: "embedding_in" or "embedding_out" */
void transformer_input_layout(struct transformer_input *input, struct network *network, struct arena *arena,
                              bool is_decoder, const char *scope);

/* The span's steps of x, from values (steps, B, numbers of a step): those of the step, or of the one before. */
void transformer_input_forward(struct network *network, struct transformer_input *input, const float *values,
                               struct span span);

/* From dx of n steps. */
void transformer_input_backward(struct network *network, struct transformer_input *input, int n);

#endif
