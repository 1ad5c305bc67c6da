#include "attention_sum.h"
#include "attnbench/nn/model.h"

#include <string.h>

void attention_sum_layout(struct attention_sum *attention, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, n_in = (size_t)config->n_in, rows = (size_t)config->steps * batch;
    config->attention->layout(attention->scores, network, arena);
    attention->keys = arena_take(arena, n_in * batch, config->units);
    attention->dkeys = arena_take(arena, n_in * batch, config->units);
    attention->query = arena_take(arena, rows, config->units);
    attention->dquery = arena_take(arena, 1, config->units);
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
    return (struct attended){b, row_of(network, attention->query, t, b, units),
                             row_of(network, attention->keys, 0, b, units), network->batch * padded(units),
                             network->input_lengths[b]};
}

/* Row (t, b) of an array (L, B, width). */
static size_t row_at(const struct network *network, const struct summed *summed, size_t t, size_t b)
{
    return (t * (size_t)network->batch + b) * (size_t)summed->width;
}

void attention_sum_forward(struct attention_sum *attention, struct network *network, const struct summed *summed,
                           size_t t, size_t b)
{
    int n = network->input_lengths[b], width = summed->width;
    float *a = row_of(network, attention->a, t, b, network->n_in);
    struct attended attended = attended_of(attention, network, t, b);
    network->config.attention->scores(attention->scores, network, &attended, attention->e);
    memset(a, 0, (size_t)padded(network->n_in) * sizeof *a);
    network->kernels->softmax(attention->e, a, n);
    count_product(network, n, width, 1);
    network->kernels->multiply(a, padded(n), 1, summed->v + row_at(network, summed, 0, b), network->batch * width, n,
                               width, summed->sums + row_at(network, summed, t, b), width);
}

void attention_sum_backward(struct attention_sum *attention, struct network *network, const struct summed *summed,
                            size_t t, size_t b, const float *da)
{
    int n = network->input_lengths[b], width = summed->width, units = network->config.units;
    memset(attention->da, 0, (size_t)padded(n) * sizeof *attention->da);
    if (da != NULL)
        memcpy(attention->da, da, (size_t)n * sizeof *da);
    count_product(network, n, width, 1);
    network->kernels->multiply_transposed(summed->dsums + row_at(network, summed, t, b), width, 1,
                                          summed->v + row_at(network, summed, 0, b), network->batch * width, n, width,
                                          attention->da, padded(n));
    network->kernels->softmax_backward(row_of(network, attention->a, t, b, network->n_in), attention->da, attention->de,
                                       n);
    memset(attention->dquery, 0, (size_t)padded(units) * sizeof *attention->dquery);
    struct attended attended = attended_of(attention, network, t, b);
    network->config.attention->scores_backward(attention->scores, network, &attended, attention->de, attention->dquery,
                                               row_of(network, attention->dkeys, 0, b, units));
}

const float *attention_sum_weights(const struct attention_sum *attention, const struct network *network, size_t t,
                                   size_t b)
{
    return attention->a + (t * (size_t)network->batch + b) * (size_t)padded(network->n_in);
}

void attention_sum_finish(struct attention_sum *attention, struct network *network, const struct summed *summed)
{
    int steps = network->steps, ld = network->batch * summed->width;
    for (size_t b = 0; b < (size_t)network->batch; b++) {
        int n = network->input_lengths[b];
        for (size_t t = 0; t < (size_t)steps; t++)
            for (size_t j = 0; j < (size_t)n; j++)
                attention->a_of_inputs[j * (size_t)padded(steps) + t] =
                    row_of(network, attention->a, t, b, network->n_in)[j];
        size_t first = row_at(network, summed, 0, b);
        count_product(network, steps, summed->width, n);
        network->kernels->multiply(attention->a_of_inputs, padded(steps), n, summed->dsums + first, ld, steps,
                                   summed->width, summed->dv + first, ld);
    }
    if (network->config.attention->update != NULL)
        network->config.attention->update(attention->scores, network);
}
