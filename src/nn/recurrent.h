/* A recurrent layer: what all cells share is here (the input's product and its gradient), what differs is in the
 * cell's file. Adding a cell is a file with a struct cell_kind and a line in recurrent.c's table. */
#ifndef ATTNBENCH_RECURRENT_H
#define ATTNBENCH_RECURRENT_H

#include "gathered.h"

enum layer_input {
    INPUT_ONE_HOT,  /* indices (T, B): W's rows are gathered */
    INPUT_CONSTANT, /* one row a sequence, the same at every step: its product is made once */
};

struct recurrent {
    const struct cell_kind *cell;
    enum layer_input input;
    int steps, units;
    struct matrix w, u, b;          /* (in, gates H), (H, gates H), (gates H) */
    struct gathered rows;           /* w, when the input is one-hot */
    float *z;                       /* (steps, B, gates H): before activation; after backward its gradient */
    float *z_input;                 /* (B, gates H): the constant input's part */
    float *h;                       /* (steps, B, H): output */
    float *dh;                      /* (steps, B, H): gradient of h, from the layer above; used up by backward */
    float *gates, *c, *tanh_c, *dc; /* the cell's own */
};

struct cell_kind {
    const char *name;
    int gates;
    void (*layout)(struct recurrent *layer, struct network *network, struct arena *arena, const char *scope);
    /* z holds the input's part; makes h. */
    void (*forward)(struct network *network, struct recurrent *layer);
    /* From dh: puts the gradient of z in its place and updates u. */
    void (*backward)(struct network *network, struct recurrent *layer);
};

extern const struct cell_kind cell_lstm;

void recurrent_layout(struct recurrent *layer, struct network *network, struct arena *arena, enum layer_input input,
                      int in, int steps, const char *scope);

/* index (steps, B) for a one-hot input, x (B, in) for a constant one; the other is NULL. */
void recurrent_forward(struct network *network, struct recurrent *layer, const int32_t *index, const float *x);

/* From dh: updates the layer's parameters and, for a constant input, adds its gradient to dx (B, in). */
void recurrent_backward(struct network *network, struct recurrent *layer, const int32_t *index, const float *x,
                        float *dx);

#endif
