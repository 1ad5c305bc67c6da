/* What an attention decoder sums over the inputs in each step: scores, their softmax a, Σ_j a_j v_j, and back. */
#ifndef ATTNBENCH_ATTENTION_SUM_H
#define ATTNBENCH_ATTENTION_SUM_H

#include "attention.h"

struct attention_sum {
    float *keys, *dkeys;                                             /* (T, B, H): x_j U_a */
    float *query, *dquery;                                           /* (L, B, H), (B, H): s W_a + b_a */
    float *a;                                                        /* (L, B, T) */
    float *a_of_inputs;                                              /* (T, L): of one sequence */
    float *e, *da, *de;                                              /* (T) each */
    max_align_t scores[ATTENTION_STATE_BYTES / sizeof(max_align_t)]; /* of the kind of attention */
};

/* What is summed, v (T, B, width), and the gradients: g (L, B, width) of the sums, dv (T, B, width). */
struct summed {
    const float *v, *g;
    float *dv;
    int width;
};

/* Adds the parameters of the kind of attention too. */
void attention_sum_layout(struct attention_sum *attention, struct network *network, struct arena *arena);

/* Before the first step, when keys are there. */
void attention_sum_begin(struct attention_sum *attention, const struct network *network);

/* Of sequence b in step t, whose query is there: makes a; out (width) += Σ_j a_j v_j. */
void attend(struct attention_sum *attention, struct network *network, const float *v, int width, size_t t, size_t b,
            float *out);

/* From row (t, b) of sum->g: da_j = g · v_j, and through softmax and scores; makes row b of dquery, adds to dkeys. */
void attend_backward(struct attention_sum *attention, struct network *network, const struct summed *sum, size_t t,
                     size_t b);

/* After the last attend_backward, all steps as one product: dv_j += Σ_t a_tj g_t. Then updates the kind's parameters.
 */
void attention_sum_finish(struct attention_sum *attention, struct network *network, const struct summed *sum);

#endif
