/* A layer of a transformer that normalises first (Xiong et al. 2020), on a stream x (steps, B, H):
 *   z = norm1(x),  x += attend(z, z);   of a decoder: x += attend(norm2(x), encoder's output);
 *   x += feed(norm(x)),  feed(z) = relu(z W_1 + b_1) W_2 + b_2 */
#ifndef ATTNBENCH_TRANSFORMER_LAYER_H
#define ATTNBENCH_TRANSFORMER_LAYER_H

#include "attend.h"

struct transformer_layer {
    bool is_decoder;
    struct norm norms[3]; /* the second is the decoder's alone */
    struct attend self, cross;
    struct linear first, second; /* of feed: (H, feed_forward), (feed_forward, H) */
    float *hidden;               /* (steps, B, feed_forward): after relu */
    struct scratch *scratch;
};

/* What the decoder's layers see of the encoder: n steps. */
struct memory {
    const float *x; /* (T, B, H) */
    float *dx;
    int n;
};

int transformer_feed_forward(const struct model_config *config); /* its width */

void transformer_layer_layout(struct transformer_layer *layer, struct network *network, struct arena *arena,
                              struct scratch *scratch, bool is_decoder, const char *scope);

/* Of a decoder, before its first span: keys and values of the memory. */
void transformer_layer_remember(struct network *network, struct transformer_layer *layer, const struct memory *memory);

/* The span's steps of x, whose sequences have `keys` steps so far; memory NULL: an encoder's. */
void transformer_layer_forward(struct network *network, struct transformer_layer *layer, const struct memory *memory,
                               struct span span, int keys, float *x);

/* n steps: dx from that of the layer's output to that of its input, in place; adds to memory->dx. */
void transformer_layer_backward(struct network *network, struct transformer_layer *layer, const struct memory *memory,
                                int n, float *dx);

#endif
