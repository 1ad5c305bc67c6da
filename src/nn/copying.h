/* Copying (See, Liu & Manning 2017, section 2.2): with q_t the softmax of the decoder's last product,
 *   g_t = sigmoid(y w_copy_y + s w_copy_s + c w_copy_c + b_copy)
 *   y_t = g_t q_t + (1 - g_t) Σ_j a_j onehot(token_j) */
#ifndef ATTNBENCH_COPYING_H
#define ATTNBENCH_COPYING_H

#include "attnbench/nn/network.h"

struct copying {
    float *q;    /* (L, B, O) */
    float *gate; /* (L, B, 1): g */
    float *da;   /* (B, T): gradient of a, of the step at work */
};

void copying_layout(struct copying *copying, struct network *network, struct arena *arena);

/* Sequence b in step t: y holds the logits of q, and is then y_t; `logit` is g's; token_j is tokens[j B + b]. */
void copying_forward(struct copying *copying, const struct network *network, size_t t, size_t b, const int32_t *tokens,
                     const float *a, float logit, float *y);

/* From dy: makes the gradient of q's logits in its place, and da; returns that of g's logit. */
float copying_backward(struct copying *copying, const struct network *network, size_t t, size_t b,
                       const int32_t *tokens, const float *a, float *dy);

/* The gradient of a that copying_backward made. */
const float *copying_da(const struct copying *copying, const struct network *network, size_t b);

#endif
