#include "linear.h"

#include <math.h>
#include <string.h>

void linear_layout(struct linear *linear, struct network *network, int in, int out, float *transposed,
                   const char *scope, const char *w, const char *b)
{
    struct parameters *parameters = &network->parameters;
    *linear = (struct linear){.w = parameters_add_matrix(parameters, in, out), .transposed = transposed};
    parameters_add_tensor(parameters, linear->w, 0, out, INIT_GLOROT_UNIFORM, scope, w);
    if (b == NULL)
        return;
    linear->b = parameters_add_matrix(parameters, 1, out);
    parameters_add_tensor(parameters, linear->b, 0, out, INIT_ZERO_VECTOR, scope, b);
}

void linear_forward(struct network *network, const struct linear *linear, const float *x, int n, float *y)
{
    memset(y, 0, (size_t)n * (size_t)linear->w.width * sizeof *y);
    linear_add(network, linear, x, n, y);
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

/* dW += X^T dY, as the product of X^T, (in, n), with dY, (n, out). */
static void gradient_of_matrix(struct network *network, const struct linear *linear, const float *x, const float *dy,
                               int n)
{
    struct matrix w = linear->w;
    size_t ldx = (size_t)padded(w.rows), ld = (size_t)padded(n);
    for (size_t k = 0; k < (size_t)n; k++)
        for (size_t i = 0; i < (size_t)w.rows; i++)
            linear->transposed[i * ld + k] = x[k * ldx + i];
    count_product(network, n, w.width, w.rows);
    network->kernels->multiply(linear->transposed, (int)ld, w.rows, dy, w.width, n, w.width,
                               network->gradient + w.offset, w.width);
}

void linear_backward(struct network *network, const struct linear *linear, const float *x, const float *dy, int n,
                     float *dx)
{
    gradient_of_matrix(network, linear, x, dy, n);
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

enum { SUMS = 16 };

static float sum_of(const float *sums)
{
    float total = 0;
    for (int s = 0; s < SUMS; s++)
        total += sums[s];
    return total;
}

/* Σ x_j y_j, over a padded width, in 16 partial sums. */
static float dot(const float *x, const float *y, size_t width)
{
    float sums[SUMS] = {0};
    for (size_t j = 0; j < width; j += SUMS)
        for (size_t s = 0; s < SUMS; s++)
            sums[s] += x[j + s] * y[j + s];
    return sum_of(sums);
}

static float sum_of_row(const float *x, size_t width)
{
    float sums[SUMS] = {0};
    for (size_t j = 0; j < width; j += SUMS)
        for (size_t s = 0; s < SUMS; s++)
            sums[s] += x[j + s];
    return sum_of(sums);
}

void norm_forward(const struct network *network, struct norm *norm, const float *x, size_t first, size_t n)
{
    static const float epsilon = 1e-5f;
    const float *scale = slabs_of(network, norm->scale).w, *shift = slabs_of(network, norm->shift).w;
    size_t width = (size_t)padded(norm->units), units = (size_t)norm->units;
    for (size_t r = first; r < first + n; r++) {
        const float *row = x + r * width;
        float *normal = norm->normal + r * width, *z = norm->z + r * width;
        float mean = sum_of_row(row, width) / (float)units;
        for (size_t j = 0; j < units; j++)
            normal[j] = row[j] - mean;
        float factor = 1 / sqrtf(dot(normal, normal, width) / (float)units + epsilon);
        norm->factor[r * (size_t)padded(1)] = factor;
        for (size_t j = 0; j < units; j++) {
            normal[j] *= factor;
            z[j] = normal[j] * scale[j] + shift[j];
        }
    }
}

/* With g = dz ∘ scale and x^ = (x - mean) / sd: dx = (g - mean g - x^ mean (g x^)) / sd. */
void norm_backward(struct network *network, const struct norm *norm, const float *dz, size_t n, float *dx)
{
    const float *scale = slabs_of(network, norm->scale).w;
    float *dscale = network->gradient + norm->scale.offset;
    size_t width = (size_t)padded(norm->units), units = (size_t)norm->units;
    gradient_of_vector(network, norm->shift, dz, (int)n);
    for (size_t r = 0; r < n; r++, dz += width, dx += width) {
        const float *normal = norm->normal + r * width;
        float factor = norm->factor[r * (size_t)padded(1)], sums[SUMS] = {0}, products[SUMS] = {0};
        for (size_t j = 0; j < units; j++) {
            float g = dz[j] * scale[j];
            dscale[j] += dz[j] * normal[j];
            sums[j % SUMS] += g;
            products[j % SUMS] += g * normal[j];
        }
        float mean = sum_of(sums) / (float)units, product = sum_of(products) / (float)units;
        for (size_t j = 0; j < units; j++)
            dx[j] += factor * (dz[j] * scale[j] - mean - normal[j] * product);
    }
}
