#include "attnbench/nn/parameters.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double EMBEDDING_LIMIT = 0.05;

struct matrix parameters_add_matrix(struct parameters *parameters, int rows, int cols)
{
    struct matrix matrix = {rows, cols, padded(cols), parameters->floats};
    parameters->floats += (size_t)rows * (size_t)matrix.width;
    return matrix;
}

void parameters_add_tensor(struct parameters *parameters, struct matrix matrix, int first_col, int cols,
                           enum initializer init, const char *scope, const char *name)
{
    assert(parameters->n_tensors < PARAMETERS_MAX_TENSORS);
    struct tensor *tensor = &parameters->tensors[parameters->n_tensors++];
    *tensor = (struct tensor){
        .rows = matrix.rows, .cols = cols, .n_parts = 1, .parts = {{matrix, first_col, cols}}, .init = init};
    snprintf(tensor->name, sizeof tensor->name, "%s%s%s", scope != NULL ? scope : "", scope != NULL ? "/" : "", name);
    tensor->is_vector = init == INIT_ZERO_VECTOR || init == INIT_LSTM_BIAS || init == INIT_GLOROT_VECTOR ||
                        init == INIT_GLOROT_COLUMN || init == INIT_UNIT_VECTOR || init == INIT_ONE_VECTOR;
}

void parameters_extend_tensor(struct parameters *parameters, struct matrix matrix, int cols)
{
    struct tensor *tensor = &parameters->tensors[parameters->n_tensors - 1];
    assert(tensor->n_parts == 1 && matrix.rows == tensor->rows);
    tensor->parts[tensor->n_parts++] = (struct columns){matrix, 0, cols};
    tensor->cols += cols;
}

int parameters_check(const struct parameters *parameters)
{
    for (int i = 0; i < parameters->n_tensors; i++) {
        const struct tensor *tensor = &parameters->tensors[i];
        for (int part = 0; part < tensor->n_parts; part++) {
            struct matrix matrix = tensor->parts[part].matrix;
            if (matrix.rows > INT_MAX / matrix.width) /* kernels count in ints */
                return fail(EX_CONFIG, "the model is too large: %s has %d x %d numbers", tensor->name, matrix.rows,
                            matrix.cols);
        }
    }
    return 0;
}

int parameters_allocate(struct parameters *parameters)
{
    parameters->weight = allocate(parameters->floats, 3 * sizeof *parameters->weight);
    if (parameters->weight == NULL)
        return EX_OSERR;
    parameters->first_moment = parameters->weight + parameters->floats;
    parameters->second_moment = parameters->first_moment + parameters->floats;
    return 0;
}

void parameters_free(struct parameters *parameters)
{
    free(parameters->weight);
}

static float *slab_of(const struct parameters *parameters, enum parameter_slab slab)
{
    return slab == SLAB_WEIGHT         ? parameters->weight
           : slab == SLAB_FIRST_MOMENT ? parameters->first_moment
                                       : parameters->second_moment;
}

static float *row_of(const struct parameters *parameters, enum parameter_slab slab, const struct columns *columns,
                     int row)
{
    struct matrix matrix = columns->matrix;
    return slab_of(parameters, slab) + matrix.offset + (size_t)row * (size_t)matrix.width + columns->first;
}

void parameters_get(const struct parameters *parameters, const struct tensor *tensor, enum parameter_slab slab,
                    float *out)
{
    for (int i = 0; i < tensor->rows; i++)
        for (int part = 0; part < tensor->n_parts; out += tensor->parts[part++].n)
            memcpy(out, row_of(parameters, slab, &tensor->parts[part], i), (size_t)tensor->parts[part].n * sizeof *out);
}

void parameters_set(struct parameters *parameters, const struct tensor *tensor, const float *values)
{
    for (int i = 0; i < tensor->rows; i++)
        for (int part = 0; part < tensor->n_parts; values += tensor->parts[part++].n)
            memcpy(row_of(parameters, SLAB_WEIGHT, &tensor->parts[part], i), values,
                   (size_t)tensor->parts[part].n * sizeof *values);
}

/* Orthonormal rows or columns, whichever are fewer. */
static int fill_orthogonal(float *out, int rows, int cols, struct stream *stream, const struct kernels *kernels)
{
    int n = rows < cols ? rows : cols, length = rows < cols ? cols : rows;
    size_t width = (size_t)padded(length);
    double *a = allocate((size_t)n * width, sizeof *a);
    if (a == NULL)
        return EX_OSERR;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < length; j++)
            a[(size_t)i * width + (size_t)j] = stream_normal(stream);
    kernels->orthonormalize_rows(a, n, (int)width);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            *out++ = (float)(rows < cols ? a[(size_t)i * width + (size_t)j] : a[(size_t)j * width + (size_t)i]);
    free(a);
    return 0;
}

/* Glorot uniform's limit is sqrt(6 / (in + out)); a vector of n counts as in = out = sqrt(n). */
static double glorot_limit(const struct tensor *tensor)
{
    return tensor->init == INIT_GLOROT_VECTOR ? sqrt(6 / (2 * sqrt(tensor->cols)))
                                              : sqrt(6.0 / (tensor->rows + tensor->cols));
}

static void fill_uniform(float *out, size_t n, double limit, struct stream *stream)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)((2 * stream_uniform(stream) - 1) * limit);
}

static int fill(float *out, const struct tensor *tensor, struct stream *stream, const struct kernels *kernels)
{
    int rows = tensor->rows, cols = tensor->cols;
    size_t n = (size_t)rows * (size_t)cols;
    switch (tensor->init) {
    case INIT_ZERO_VECTOR:
        memset(out, 0, n * sizeof *out);
        return 0;
    case INIT_LSTM_BIAS: /* 1 for the forget gate, the second of four */
        for (int j = 0; j < cols; j++)
            out[j] = j / (cols / 4) == 1;
        return 0;
    case INIT_GLOROT_VECTOR:
    case INIT_GLOROT_COLUMN:
    case INIT_GLOROT_UNIFORM:
        fill_uniform(out, n, glorot_limit(tensor), stream);
        return 0;
    case INIT_EMBEDDING:
        fill_uniform(out, n, EMBEDDING_LIMIT, stream);
        return 0;
    case INIT_UNIT:
    case INIT_UNIT_VECTOR:
        fill_uniform(out, n, sqrt(3), stream);
        return 0;
    case INIT_ONE_VECTOR:
        for (size_t k = 0; k < n; k++)
            out[k] = 1;
        return 0;
    case INIT_ORTHOGONAL:
        return fill_orthogonal(out, rows, cols, stream, kernels);
    }
    return fail(EX_SOFTWARE, "no initializer %d", (int)tensor->init);
}

int parameters_initialize(struct parameters *parameters, const struct kernels *kernels, uint64_t seed, uint64_t cell,
                          uint32_t repeat)
{
    memset(parameters->weight, 0, 3 * parameters->floats * sizeof *parameters->weight);
    for (int i = 0; i < parameters->n_tensors; i++) {
        const struct tensor *tensor = &parameters->tensors[i];
        char purpose[64];
        snprintf(purpose, sizeof purpose, "initial weights/%s", tensor->name);
        struct stream stream = stream_open(seed, purpose, cell, repeat);
        float *values = allocate((size_t)tensor->rows * (size_t)tensor->cols, sizeof *values);
        if (values == NULL)
            return EX_OSERR;
        int status = fill(values, tensor, &stream, kernels);
        if (status == 0)
            parameters_set(parameters, tensor, values);
        free(values);
        TRY(status);
    }
    return 0;
}
