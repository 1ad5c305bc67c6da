#include "attention_sum.h"

#include <string.h>

void attention_sum_layout(struct attention_sum *attention, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, n_in = (size_t)config->n_in, rows = (size_t)config->steps * batch;
    config->attention->layout(attention->scores, network, arena);
    attention->keys = arena_take(arena, n_in * batch, config->units);
    attention->dkeys = arena_take(arena, n_in * batch, config->units);
    attention->query = arena_take(arena, rows, config->units);
    attention->dquery = arena_take(arena, batch, config->units);
    attention->a = arena_take(arena, rows, config->n_in);
    attention->a_of_inputs = arena_take(arena, n_in, config->steps);
    attention->e = arena_take(arena, 1, config->n_in);
    attention->da = arena_take(arena, 1, config->n_in);
    attention->de = arena_take(arena, 1, config->n_in);
}

void attention_sum_begin(struct attention_sum *attention, const struct network *network)
{
    if (network->config.attention->begin != NULL)
        network->config.attention->begin(attention->scores, network, attention->keys);
}

/* Row (t, b) of an array (L, B, n). */
static float *row_of(const struct network *network, float *x, size_t t, size_t b, int n)
{
    return x + (t * (size_t)network->batch + b) * (size_t)padded(n);
}

static struct attended attended_of(const struct attention_sum *attention, const struct network *network, size_t t,
                                   size_t b)
{
    int units = network->config.units;
    return (struct attended){row_of(network, attention->query, t, b, units),
                             row_of(network, attention->keys, 0, b, units), network->batch * padded(units)};
}

void attend(struct attention_sum *attention, struct network *network, const float *v, int width, size_t t, size_t b,
            float *out)
{
    int n_in = network->config.n_in;
    float *a = row_of(network, attention->a, t, b, n_in);
    struct attended attended = attended_of(attention, network, t, b);
    network->config.attention->scores(attention->scores, network, &attended, attention->e);
    network->kernels->softmax(attention->e, a, n_in);
    count_product(network, n_in, width, 1);
    network->kernels->multiply(a, padded(n_in), 1, v + b * (size_t)width, network->batch * width, n_in, width, out,
                               width);
}

void attend_backward(struct attention_sum *attention, struct network *network, const struct summed *sum, size_t t,
                     size_t b)
{
    int n_in = network->config.n_in, width = sum->width, units = network->config.units;
    const float *g = sum->g + (t * (size_t)network->batch + b) * (size_t)width;
    memset(attention->da, 0, (size_t)padded(n_in) * sizeof *attention->da);
    count_product(network, n_in, width, 1);
    network->kernels->multiply_transposed(g, width, 1, sum->v + b * (size_t)width, network->batch * width, n_in, width,
                                          attention->da, padded(n_in));
    network->kernels->softmax_backward(row_of(network, attention->a, t, b, n_in), attention->da, attention->de, n_in);
    float *dquery = row_of(network, attention->dquery, 0, b, units);
    memset(dquery, 0, (size_t)padded(units) * sizeof *dquery);
    struct attended attended = attended_of(attention, network, t, b);
    network->config.attention->scores_backward(attention->scores, network, &attended, attention->de, dquery,
                                               row_of(network, attention->dkeys, 0, b, units));
}

void attention_sum_finish(struct attention_sum *attention, struct network *network, const struct summed *sum)
{
    int steps = network->config.steps, n_in = network->config.n_in, ld = network->batch * sum->width;
    for (size_t b = 0; b < (size_t)network->batch; b++) {
        for (size_t t = 0; t < (size_t)steps; t++)
            for (size_t j = 0; j < (size_t)n_in; j++)
                attention->a_of_inputs[j * (size_t)padded(steps) + t] = row_of(network, attention->a, t, b, n_in)[j];
        size_t first = b * (size_t)sum->width;
        count_product(network, steps, sum->width, n_in);
        network->kernels->multiply(attention->a_of_inputs, padded(steps), n_in, sum->g + first, ld, steps, sum->width,
                                   sum->dv + first, ld);
    }
    if (network->config.attention->update != NULL)
        network->config.attention->update(attention->scores, network);
}
