/* A recurrent layer: what all cells share is here (the input's product and its gradient), what differs is in the
 * cell's file. Adding a cell is a file with a struct cell_kind and a line in recurrent.c's table. */
#ifndef ATTNBENCH_RECURRENT_H
#define ATTNBENCH_RECURRENT_H

#include "gathered.h"

enum layer_input {
    INPUT_ONE_HOT,  /* indices (T, B): W's rows are gathered */
    INPUT_SEQUENCE, /* one row a step and sequence: all steps' products are one */
    INPUT_CONSTANT, /* one row a sequence, the same at every step: its product is made once */
};

enum direction { FORWARD, REVERSE }; /* REVERSE: from the last step to the first */

struct recurrent {
    const struct cell_kind *cell;
    enum layer_input input;
    enum direction direction;
    int steps, units;          /* steps at work */
    const int32_t *lengths;    /* (B): the real steps; NULL: all are */
    struct matrix w, u, b;     /* (in, gates H), (H, gates H), (gates H) */
    struct gathered rows;      /* w, when the input is one-hot */
    float *z;                  /* (steps, B, gates H): before activation; the LSTM's gates; their gradient */
    float *z_input;            /* (B, gates H): the constant input's part */
    float *h;                  /* (steps, B, H): output */
    float *dh;                 /* (steps, B, H): gradient of h, from the layer above; used up by backward */
    float *c, *tanh_c, *dc;    /* the LSTM's own */
    float *gates;              /* the GRU's: (steps, B, 3, H) */
    struct matrix u_h;         /* (H, H): the GRU's, whose u is (H, 2H) */
    float *q, *q_h, *rh, *drh; /* the GRU's: (steps, B, 2H), (steps, B, H), (steps, B, H), (B, H) */
};

/* A layer works at its steps in the order k = 0 .. steps-1 of its direction: where the batch's rows of the k-th lie. */
static inline size_t row_of_step(const struct recurrent *layer, size_t batch, int k)
{
    return (size_t)(layer->direction == REVERSE ? layer->steps - 1 - k : k) * batch;
}

/* Of the steps 1 .. steps-1 in that order, and of those before each of them, the rows' start: for products over all. */
static inline size_t first_later_row(const struct recurrent *layer, size_t batch)
{
    return layer->direction == REVERSE ? 0 : batch;
}

static inline size_t first_earlier_row(const struct recurrent *layer, size_t batch)
{
    return layer->direction == REVERSE ? batch : 0;
}

/* Whether the k-th step of sequence b is padding: the layer keeps its state there, and gives it as output. */
static inline int is_held(const struct recurrent *layer, int k, size_t b)
{
    return layer->lengths != NULL && (layer->direction == REVERSE ? layer->steps - 1 - k : k) >= (int)layer->lengths[b];
}

/* Of such a step: state (steps, B, H) of the step before, or 0, is kept; its gradient goes to that step's. */
void recurrent_hold(const struct recurrent *layer, size_t batch, int k, size_t b, float *state);
void recurrent_hold_backward(struct recurrent *layer, const struct network *network, int k, size_t b);

struct cell_kind {
    const char *name;
    int gates;
    void (*layout)(struct recurrent *layer, struct network *network, struct arena *arena, const char *scope);
    /* z holds the input's part; makes h. */
    void (*forward)(struct network *network, struct recurrent *layer);
    /* From dh: puts the gradient of z in its place and updates u. */
    void (*backward)(struct network *network, struct recurrent *layer);
};

extern const struct cell_kind cell_lstm, cell_gru;

/* Of at most `steps` steps, all of them real until layer->lengths is set. */
void recurrent_layout(struct recurrent *layer, struct network *network, struct arena *arena, enum layer_input input,
                      enum direction direction, int in, int steps, const char *scope);

/* index (steps, B) for a one-hot input, x (steps, B, in) for a sequence, (B, in) for a constant; the other is NULL. */
void recurrent_forward(struct network *network, struct recurrent *layer, int steps, const int32_t *index,
                       const float *x);

/* From dh: updates the layer's parameters and, unless dx is NULL, adds the gradient of x to it. */
void recurrent_backward(struct network *network, struct recurrent *layer, const int32_t *index, const float *x,
                        float *dx);

#endif
