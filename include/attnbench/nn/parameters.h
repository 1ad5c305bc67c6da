/* All parameters of a model: three slabs (weights, first and second moments) of one layout, and the table of the
 * named tensors in them.
 *
 * A matrix is what kernels see: rows of padded width. A tensor is what users see: a named block of a matrix's
 * columns, or of two matrices' side by side; gates that share an input lie side by side in one matrix. */
#ifndef ATTNBENCH_PARAMETERS_H
#define ATTNBENCH_PARAMETERS_H

#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"

enum initializer {
    INIT_ZERO_VECTOR,
    INIT_LSTM_BIAS,     /* vector: forget gate 1, others 0 */
    INIT_GLOROT_VECTOR, /* Glorot uniform with in = out = sqrt(n) */
    INIT_GLOROT_COLUMN, /* Glorot uniform with out = 1, shown as a vector */
    INIT_GLOROT_UNIFORM,
    INIT_ORTHOGONAL,
    INIT_EMBEDDING, /* uniform in ±0.05 */
    INIT_UNIT,      /* uniform in ±sqrt(3), whose variance is 1 */
    INIT_UNIT_VECTOR,
    INIT_ONE_VECTOR,
};

struct matrix {
    int rows, cols, width; /* width: cols padded to whole vectors */
    size_t offset;         /* into each slab, in floats */
};

struct columns {
    struct matrix matrix;
    int first, n;
};

struct tensor {
    char name[40];
    int rows, cols;
    int n_parts;
    struct columns parts[2]; /* side by side */
    int is_vector;           /* one row, or one column, shown as (cols) or (rows) */
    enum initializer init;
};

enum { PARAMETERS_MAX_TENSORS = 384 };

struct parameters {
    int n_tensors;
    struct tensor tensors[PARAMETERS_MAX_TENSORS];
    size_t floats;                                /* of one slab */
    float *weight, *first_moment, *second_moment; /* one allocation, held by weight */
};

/* While a model is laid out: reserves a matrix; names a tensor in it, "scope/name", or "name" when scope is NULL; and
 * lets the tensor named last go on in the first columns of another matrix. */
struct matrix parameters_add_matrix(struct parameters *parameters, int rows, int cols);
void parameters_add_tensor(struct parameters *parameters, struct matrix matrix, int first_col, int cols,
                           enum initializer init, const char *scope, const char *name);
void parameters_extend_tensor(struct parameters *parameters, struct matrix matrix, int cols);

/* After layout: EX_OSERR, naming it, when a matrix is larger than kernels can count. */
int parameters_check(const struct parameters *parameters);

/* After that: allocates the slabs, zero. EX_OSERR. */
int parameters_allocate(struct parameters *parameters);
void parameters_free(struct parameters *parameters);

/* Draws all initial weights and clears the moments. EX_OSERR. */
int parameters_initialize(struct parameters *parameters, const struct kernels *kernels, uint64_t seed, uint64_t cell,
                          uint32_t repeat);

/* Dense copies of one tensor, (rows, cols). */
void parameters_get(const struct parameters *parameters, const struct tensor *tensor, enum parameter_slab slab,
                    float *out);
void parameters_set(struct parameters *parameters, const struct tensor *tensor, const float *values);

#endif
