/* The encoder: recurrent layers over the input sequence, from zero state. A layer of two directions gives the one's and
 * the other's output of each step side by side. */
#ifndef ATTNBENCH_ENCODER_H
#define ATTNBENCH_ENCODER_H

#include "attnbench/nn/model.h"
#include "recurrent.h"

/* What an encoder gives its decoder, and the gradients it wants back. */
struct encoding {
    int width;             /* E */
    float *x, *dx;         /* (T, B, E): the last layer's sequence and its gradient */
    float *last, *dlast;   /* (B, E): the last state and its gradient; they may lie in x and dx */
    const int32_t *tokens; /* (T, B): of the input, where it has tokens */
};

struct encoder_layer {
    struct recurrent directions[2]; /* the second reads in reverse */
    float *x, *dx;                  /* (T, B, E): output and its gradient; h and dh when there is one direction */
};

struct encoder {
    int n_layers, n_directions;
    struct encoder_layer layers[MODEL_MAX_LAYERS];
    int32_t *tokens;           /* (T, B) */
    struct gathered embedding; /* (F, embedding) */
    float *input, *dinput;     /* (T, B, embedding | D): the first layer's; NULL of a one-hot input, and of a real one's
                                * gradient */
    float *last, *dlast;       /* (B, 2H) of two directions */
    struct encoding out;
};

/* E */
int encoder_width(const struct model_config *config);

void encoder_layout(struct encoder *encoder, struct network *network, struct arena *arena);

/* All parameters are as of step 0. */
void encoder_reset(struct encoder *encoder);

/* values (T, B, D or 1), as in model.h: makes out.x and out.last, and clears the gradients. */
void encoder_forward(struct network *network, struct encoder *encoder, const float *values);

/* From out.dx and out.dlast: updates the encoder's parameters. */
void encoder_backward(struct network *network, struct encoder *encoder);

/* Applies the updates that wait in rows which nothing has read (gathered.h). */
void encoder_catch_up(const struct network *network, struct encoder *encoder);

/* Multiply-adds of one forward pass of one sequence; numbers in the parameters. */
double encoder_work(const struct model_config *config);
double encoder_weights(const struct model_config *config);

#endif
