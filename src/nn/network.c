#include "attnbench/nn/network.h"
#include "attnbench/base/error.h"
#include "attnbench/nn/model.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Kernels count in ints. */
static int fits_kernels(size_t rows, int width)
{
    if (rows <= (size_t)INT_MAX / (size_t)padded(width))
        return 1;
    error_keep("the model is too large: an array of %zu x %d numbers is more than %d", rows, width, INT_MAX);
    return 0;
}

void *arena_take_items(struct arena *arena, size_t count, size_t size)
{
    arena->bytes += count * size;
    if (arena->only_count)
        return NULL;
    void **blocks = arena->failed ? NULL : reallocarray(arena->blocks, arena->n_blocks + 1, sizeof *blocks);
    void *block = NULL;
    if (blocks != NULL) {
        arena->blocks = blocks;
        block = allocate(count, size);
    }
    if (block == NULL)
        arena->failed = arena->failed != 0 ? arena->failed : EX_OSERR;
    else
        blocks[arena->n_blocks++] = block;
    return block;
}

float *arena_take(struct arena *arena, size_t rows, int width)
{
    if (!fits_kernels(rows, width)) {
        arena->failed = EX_CONFIG;
        return NULL;
    }
    return arena_take_items(arena, rows, (size_t)padded(width) * sizeof(float));
}

void arena_free(struct arena *arena)
{
    for (size_t i = 0; i < arena->n_blocks; i++)
        free(arena->blocks[i]);
    free(arena->blocks);
    *arena = (struct arena){0};
}

void network_reset(struct network *network)
{
    network->beta1_power = network->beta2_power = 1;
    network->step = network->first_rate = 0;
}

void network_begin_step(struct network *network)
{
    const struct model_config *config = &network->config;
    network->beta1_power *= config->beta1;
    network->beta2_power *= config->beta2;
    network->adam = (struct adam_step){
        .beta1 = (float)config->beta1,
        .beta2 = (float)config->beta2,
        .rate = (float)(config->learning_rate * sqrt(1 - network->beta2_power) / (1 - network->beta1_power) *
                        (1 - config->beta1) / sqrt(1 - config->beta2)),
        .epsilon = (float)(config->epsilon / sqrt(1 - config->beta2)),
    };
    network->rates[network->step++ - network->first_rate] = network->adam.rate;
}

int gradient_allocate(struct network *network)
{
    network->gradient = allocate(network->parameters.floats, sizeof *network->gradient);
    return network->gradient == NULL ? EX_OSERR : 0;
}

void gradient_clear(struct network *network)
{
    memset(network->gradient, 0, network->parameters.floats * sizeof *network->gradient);
}

/* The slabs are one array to Adam: as rows of a width that kernels can count, the last one shorter. */
void gradient_update(struct network *network)
{
    enum { WIDTH = 4096 };
    const struct parameters *parameters = &network->parameters;
    size_t rows = parameters->floats / WIDTH, rest = parameters->floats % WIDTH, at = 0;
    while (at < parameters->floats) {
        size_t most = rows - at / WIDTH, n = most < INT_MAX / WIDTH ? most : INT_MAX / WIDTH;
        int width = n > 0 ? WIDTH : (int)rest;
        struct matrix_slabs slabs = {parameters->weight + at, parameters->first_moment + at,
                                     parameters->second_moment + at, n > 0 ? (int)n : 1, width};
        network->kernels->update_from_gradient(&network->adam, &slabs, width, network->gradient + at);
        count_update(network, slabs.rows, width, 1);
        at += (size_t)slabs.rows * (size_t)width;
    }
}

static float *weights_of(const struct network *network, struct matrix w)
{
    return network->parameters.weight + w.offset;
}

struct matrix_slabs slabs_of(const struct network *network, struct matrix w)
{
    const struct parameters *parameters = &network->parameters;
    return (struct matrix_slabs){parameters->weight + w.offset, parameters->first_moment + w.offset,
                                 parameters->second_moment + w.offset, w.rows, w.width};
}

static void count_pass(struct model_passes classes[TRAFFIC_CLASSES], size_t floats, int n)
{
    int c = 0;
    while (n >> (c + 1) > 0 && c < TRAFFIC_CLASSES - 1)
        c++;
    classes[c].floats += floats;
    classes[c].multiply_adds += floats * (size_t)n;
}

void count_product(struct network *network, int rows, int columns, int n)
{
    size_t floats = (size_t)rows * (size_t)columns;
    count_pass(network->traffic.products, floats, n);
    if (floats > network->traffic.largest_read)
        network->traffic.largest_read = floats;
}

void count_update(struct network *network, int rows, int columns, int n)
{
    count_pass(network->traffic.updates, (size_t)rows * (size_t)columns, n);
}

void multiply_from(struct network *network, struct matrix w, int from, const float *x, int n, float *y)
{
    int first = from / KERNEL_WIDTH * KERNEL_WIDTH, columns = w.width - first;
    count_product(network, w.rows, columns, n);
    network->kernels->multiply(x, padded(w.rows), n, weights_of(network, w) + first, w.width, w.rows, columns,
                               y + first, w.width);
}

void multiply(struct network *network, struct matrix w, const float *x, int n, float *y)
{
    multiply_from(network, w, 0, x, n, y);
}

void multiply_transposed_from(struct network *network, struct matrix w, int from, const float *dy, int n, float *dx)
{
    int first = from / KERNEL_WIDTH * KERNEL_WIDTH, columns = w.width - first;
    count_product(network, w.rows, columns, n);
    network->kernels->multiply_transposed(dy + first, w.width, n, weights_of(network, w) + first, w.width, w.rows,
                                          columns, dx, padded(w.rows));
}

void multiply_transposed(struct network *network, struct matrix w, const float *dy, int n, float *dx)
{
    multiply_transposed_from(network, w, 0, dy, n, dx);
}

void add_bias(const struct network *network, struct matrix b, int n, float *y)
{
    static const float one = 1;
    for (int r = 0; r < n; r++)
        network->kernels->add_outer(&one, weights_of(network, b), 1, b.width, y + (size_t)r * (size_t)b.width, b.width);
}

void copy_bias(const struct network *network, struct matrix b, int n, float *y)
{
    for (int r = 0; r < n; r++)
        memcpy(y + (size_t)r * (size_t)b.width, weights_of(network, b), (size_t)b.width * sizeof *y);
}

void update(struct network *network, struct matrix w, const float *x, const float *dz, int n, const float *dy,
            int back_n, float *dx)
{
    count_update(network, w.rows, w.width, n);
    if (back_n > 0)
        count_product(network, w.rows, w.width, back_n);
    struct matrix_slabs slabs = slabs_of(network, w);
    struct outer_products gradient = {x, dz, padded(w.rows), w.width, n};
    struct back_products back = {dx, dy, padded(w.rows), w.width, back_n};
    network->kernels->update(&network->adam, &slabs, &gradient, back_n > 0 ? &back : NULL);
}

void update_unused(struct network *network, struct matrix w)
{
    update(network, w, weights_of(network, w), NULL, 0, NULL, 0, NULL);
}

void update_bias(struct network *network, struct matrix b, const float *dz, int n)
{
    count_update(network, b.rows, b.width, 1);
    struct matrix_slabs slabs = slabs_of(network, b);
    struct outer_products gradient = {NULL, dz, 0, b.width, n};
    network->kernels->update(&network->adam, &slabs, &gradient, NULL);
}
