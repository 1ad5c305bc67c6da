#include "linear.h"

#include <string.h>

void linear_layout(struct linear *linear, struct network *network, int in, int out, const char *scope, const char *w,
                   const char *b)
{
    struct parameters *parameters = &network->parameters;
    *linear = (struct linear){.w = parameters_add_matrix(parameters, in, out)};
    parameters_add_tensor(parameters, linear->w, 0, out, INIT_GLOROT_UNIFORM, scope, w);
    if (b == NULL)
        return;
    linear->b = parameters_add_matrix(parameters, 1, out);
    parameters_add_tensor(parameters, linear->b, 0, out, INIT_ZERO_VECTOR, scope, b);
}

void linear_forward(struct network *network, const struct linear *linear, const float *x, int n, float *y)
{
    if (linear->b.rows > 0)
        copy_bias(network, linear->b, n, y);
    else
        memset(y, 0, (size_t)n * (size_t)linear->w.width * sizeof *y);
    multiply(network, linear->w, x, n, y);
}

void linear_add(struct network *network, const struct linear *linear, const float *x, int n, float *y)
{
    if (linear->b.rows > 0)
        add_bias(network, linear->b, n, y);
    multiply(network, linear->w, x, n, y);
}

void gradient_of_vector(struct network *network, struct matrix b, const float *dy, int n)
{
    static const float one = 1;
    for (int k = 0; k < n; k++)
        network->kernels->add_outer(&one, dy + (size_t)k * (size_t)b.width, 1, b.width, network->gradient + b.offset,
                                    b.width);
}

void linear_backward(struct network *network, const struct linear *linear, const float *x, const float *dy, int n,
                     float *dx)
{
    struct matrix w = linear->w;
    count_product(network, n, w.width, w.rows);
    network->kernels->multiply_gradient(x, padded(w.rows), n, dy, w.width, w.rows, w.width,
                                        network->gradient + w.offset, w.width);
    if (linear->b.rows > 0)
        gradient_of_vector(network, linear->b, dy, n);
    if (dx != NULL)
        multiply_transposed(network, linear->w, dy, n, dx);
}

/* ---- rows that are normalised ---- */

void norm_layout(struct norm *norm, struct network *network, struct arena *arena, size_t rows, const char *scope)
{
    struct parameters *parameters = &network->parameters;
    int units = network->config.units;
    *norm = (struct norm){.scale = parameters_add_matrix(parameters, 1, units),
                          .shift = parameters_add_matrix(parameters, 1, units),
                          .units = units};
    parameters_add_tensor(parameters, norm->scale, 0, units, INIT_ONE_VECTOR, scope, "scale");
    parameters_add_tensor(parameters, norm->shift, 0, units, INIT_ZERO_VECTOR, scope, "shift");
    norm->normal = arena_take(arena, rows, units);
    norm->factor = arena_take(arena, rows, 1);
    norm->z = arena_take(arena, rows, units);
}

void norm_forward(const struct network *network, struct norm *norm, const float *x, size_t first, size_t n)
{
    const float *scale = slabs_of(network, norm->scale).w, *shift = slabs_of(network, norm->shift).w;
    size_t width = (size_t)padded(norm->units);
    for (size_t r = first; r < first + n; r++)
        norm->factor[r * (size_t)padded(1)] = network->kernels->norm_forward(
            x + r * width, scale, shift, norm->units, norm->normal + r * width, norm->z + r * width);
}

void norm_backward(struct network *network, const struct norm *norm, const float *dz, size_t n, float *dx)
{
    const float *scale = slabs_of(network, norm->scale).w;
    float *dscale = network->gradient + norm->scale.offset;
    size_t width = (size_t)padded(norm->units);
    gradient_of_vector(network, norm->shift, dz, (int)n);
    for (size_t r = 0; r < n; r++)
        network->kernels->norm_backward(dz + r * width, norm->normal + r * width, norm->factor[r * (size_t)padded(1)],
                                        scale, norm->units, dscale, dx + r * width);
}
