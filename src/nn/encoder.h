/* The encoder: recurrent layers over the input sequence, from zero state. */
#ifndef ATTNBENCH_ENCODER_H
#define ATTNBENCH_ENCODER_H

#include "recurrent.h"

/* What an encoder gives its decoder, and the gradients it wants back. */
struct encoding {
    int width;           /* E */
    float *x, *dx;       /* (T, B, E): the last layer's sequence and its gradient */
    float *last, *dlast; /* (B, E): the last state and its gradient; they may lie in x and dx */
};

struct encoder {
    struct recurrent layer;
    int32_t *tokens; /* (T, B) */
    struct encoding out;
};

void encoder_layout(struct encoder *encoder, struct network *network, struct arena *arena);

/* All parameters are as of step 0. */
void encoder_reset(struct encoder *encoder);

/* values (T, B), as in model.h: makes out.x and out.last, and clears the gradients. */
void encoder_forward(struct network *network, struct encoder *encoder, const float *values);

/* From out.dx and out.dlast: updates the encoder's parameters. */
void encoder_backward(struct network *network, struct encoder *encoder);

/* Applies the updates that wait in rows which nothing has read (gathered.h). */
void encoder_settle(const struct network *network, struct encoder *encoder);

#endif
