/* The product before the head, shared by decoders without a feedback: y = head(h W + b) for all steps at once. */
#ifndef ATTNBENCH_OUTPUT_LAYER_H
#define ATTNBENCH_OUTPUT_LAYER_H

#include "attnbench/nn/head.h"

struct output_layer {
    struct matrix w, b; /* (in, O), (O) */
};

void output_layer_layout(struct output_layer *layer, struct network *network, int in);

/* y (L, B, O) of h (L, B, in) */
void output_layer_forward(struct network *network, const struct output_layer *layer, const float *h, float *y);

/* From dlogits (L, B, O): updates the layer and adds to dh (L, B, in). */
void output_layer_backward(struct network *network, const struct output_layer *layer, const float *h,
                           const float *dlogits, float *dh);

#endif
