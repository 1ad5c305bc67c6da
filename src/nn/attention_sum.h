/* What an attention decoder sums over the inputs in each step: scores, their softmax a, Σ_j a_j v_j, and back. */
#ifndef ATTNBENCH_ATTENTION_SUM_H
#define ATTNBENCH_ATTENTION_SUM_H

#include "attention.h"

struct attention_sum {
    float *keys, *dkeys;                                             /* (T, B, H): x_j U_a */
    float *query, *dquery;                                           /* (L, B, H), (H): s W_a + b_a */
    float *a;                                                        /* (L, B, T): 0 at padding */
    float *a_of_inputs;                                              /* (T, L): of one sequence */
    float *e, *da, *de;                                              /* (T) each */
    max_align_t scores[ATTENTION_STATE_BYTES / sizeof(max_align_t)]; /* of the kind of attention */
};

/* What is summed, v (T, B, width), and the sums (L, B, width); gradients of both. */
struct summed {
    const float *v;
    float *dv, *sums;
    const float *dsums;
    int width;
};

/* Adds the parameters of the kind of attention too. */
void attention_sum_layout(struct attention_sum *attention, struct network *network, struct arena *arena);

/* Before the first step; the decoder has made keys. */
void attention_sum_begin(struct attention_sum *attention, const struct network *network);

/* Sequence b in step t, whose query the decoder has made: makes its row of a; sums += Σ_j a_j v_j. */
void attention_sum_forward(struct attention_sum *attention, struct network *network, const struct summed *summed,
                           size_t t, size_t b);

/* From dsums: da_j = dsums · v_j, plus da (T) unless it is NULL, and through softmax and scores; makes dquery, adds to
 * dkeys, which the decoder has cleared before the first of them. */
void attention_sum_backward(struct attention_sum *attention, struct network *network, const struct summed *summed,
                            size_t t, size_t b, const float *da);

/* The row of a of sequence b in step t, (T). */
const float *attention_sum_weights(const struct attention_sum *attention, const struct network *network, size_t t,
                                   size_t b);

/* After the last attention_sum_backward, all steps as one product: dv_j += Σ_t a_tj dsums_t. Then updates the kind's
 * parameters. */
void attention_sum_finish(struct attention_sum *attention, struct network *network, const struct summed *summed);

#endif
