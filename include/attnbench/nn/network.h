/* What all layers of one model share: the parameters, the kernels, this step's Adam constants; and the few operations
 * that layers do on matrices. Of most models no gradient is stored: it is made and used up in registers (family.h).
 *
 * Shapes as in model.h: B batch, T input length, L decoder steps, O output width, H units, E encoder width. Sequences
 * lie step by step, (T, B, padded width), so that one step's batch, and all steps together, are consecutive rows. */
#ifndef ATTNBENCH_NETWORK_H
#define ATTNBENCH_NETWORK_H

#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/parameters.h"

enum { RATES_KEPT = 4096 };

struct network {
    struct model_config config;
    const struct kernels *kernels;
    struct parameters parameters;
    float *gradient; /* (parameters.floats), laid out as they are; NULL: of a family that wants none */
    struct adam_step adam;
    double beta1_power, beta2_power; /* β1^t, β2^t after t steps */
    int64_t step, first_rate;        /* t; the step that rates[0] belongs to */
    float rates[RATES_KEPT];         /* of the steps since, for gathered matrices */
    int batch;                       /* rows of the batch at work */
    int n_in, steps;                 /* T and L at work: of its longest sequences, at most the config's */
    int32_t *input_lengths;          /* (B): real steps of each input; the arena's */
    int32_t *target_lengths;         /* (B): of each target, where there is one */
    struct model_traffic traffic;    /* of the step at work */
};

/* All memory of a model but its parameters: zeroed, released together. */
struct arena {
    size_t n_blocks, bytes;
    int only_count; /* gives out NULL and adds up bytes */
    int failed;     /* the status of what failed first; what was given out since is NULL */
    void **blocks;
};
float *arena_take(struct arena *arena, size_t rows, int width); /* (rows, padded width) */
void *arena_take_items(struct arena *arena, size_t count, size_t size);
void arena_free(struct arena *arena);

/* Back to before the first step. */
void network_reset(struct network *network);

/* Sets the Adam constants of the next step: as struct adam_step has them. */
void network_begin_step(struct network *network);

/* The gradient of a family that wants one. Allocates it, EX_OSERR; sets it to 0; one Adam step by it on all weights. */
int gradient_allocate(struct network *network);
void gradient_clear(struct network *network);
void gradient_update(struct network *network);

/* Where a matrix lies. */
struct matrix_slabs slabs_of(const struct network *network, struct matrix w);

/* Y (n, width) += X (n, ldx) W; or only columns `from` (rounded down to a whole vector) and later of it. */
void multiply(struct network *network, struct matrix w, const float *x, int n, float *y);
void multiply_from(struct network *network, struct matrix w, int from, const float *x, int n, float *y);
/* Y_r += b for r < n, or Y_r = b */
void add_bias(const struct network *network, struct matrix b, int n, float *y);
void copy_bias(const struct network *network, struct matrix b, int n, float *y);
/* dX (n, lddx) += dY (n, width) W^T; lddx = padded rows of W. Or of a dY that is 0 before column `from`. */
void multiply_transposed(struct network *network, struct matrix w, const float *dy, int n, float *dx);
void multiply_transposed_from(struct network *network, struct matrix w, int from, const float *dy, int n, float *dx);

/* Counts, for the step's traffic, a product of n rows with so many rows and columns of a matrix, or an update of them
 * by a gradient of n terms. */
void count_product(struct network *network, int rows, int columns, int n);
void count_update(struct network *network, int rows, int columns, int n);

/* Adam on W with the gradient Σ_k x_k^T dz_k, k < n; before that dX (back_n) += dY (back_n) W^T (back_n may be 0). */
void update(struct network *network, struct matrix w, const float *x, const float *dz, int n, const float *dy,
            int back_n, float *dx);
/* Adam on a bias: the gradient is Σ_k dz_k. */
void update_bias(struct network *network, struct matrix b, const float *dz, int n);
/* Adam on a W that the step at work has no use for, as it is too short: the gradient is 0. */
void update_unused(struct network *network, struct matrix w);

#endif
