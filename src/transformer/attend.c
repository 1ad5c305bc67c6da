#include "attend.h"

#include <math.h>
#include <string.h>

void attend_layout(struct attend *attend, struct network *network, struct arena *arena, struct scratch *scratch,
                   bool causal, int most_queries, int most_keys, const char *scope)
{
    const struct model_config *config = &network->config;
    int h = config->units, head = h / config->heads;
    size_t batch = (size_t)config->batch, heads = batch * (size_t)config->heads;
    size_t queries = (size_t)most_queries, keys = (size_t)most_keys;
    *attend =
        (struct attend){.scratch = scratch, .causal = causal, .most_queries = most_queries, .most_keys = most_keys};
    linear_layout(&attend->q, network, h, h, scope, "W_q", "b_q");
    linear_layout(&attend->k, network, h, h, scope, "W_k", NULL);
    linear_layout(&attend->v, network, h, h, scope, "W_v", "b_v");
    linear_layout(&attend->o, network, h, h, scope, "W_o", "b_o");
    attend->queries = arena_take(arena, heads * queries, head);
    attend->keys = arena_take(arena, heads * keys, head);
    attend->values = arena_take(arena, heads * keys, head);
    attend->a = arena_take(arena, heads * queries, most_keys);
    attend->context = arena_take(arena, queries * batch, h);
    attend->dqueries = arena_take(arena, queries * batch, h);
    attend->dkeys = arena_take(arena, keys * batch, h);
    attend->dvalues = arena_take(arena, keys * batch, h);
}

/* H/heads, and the distance of rows of it. */
static int head_units(const struct network *network)
{
    return network->config.units / network->config.heads;
}

static size_t head_width(const struct network *network)
{
    return (size_t)padded(head_units(network));
}

/* Step t of a head in an array (B, heads, steps, width). */
static size_t row_at(const struct network *network, size_t b, size_t head, size_t steps, size_t t, size_t width)
{
    return ((b * (size_t)network->config.heads + head) * steps + t) * width;
}

/* A head's block of step t of sequence b in an array (steps, B, H). */
static size_t block_at(const struct network *network, size_t b, size_t head, size_t t)
{
    return (t * (size_t)network->batch + b) * (size_t)padded(network->config.units) +
           head * (size_t)head_units(network);
}

/* The span's steps of flat (n, B, H), whose first row is the span's, into heads (B, heads, steps, H/heads). */
static void split(const struct network *network, const float *flat, struct span span, int steps, float *heads)
{
    size_t n = (size_t)head_units(network);
    for (size_t t = 0; t < (size_t)span.n; t++)
        for (size_t b = 0; b < (size_t)network->batch; b++)
            for (size_t head = 0; head < (size_t)network->config.heads; head++)
                memcpy(heads + row_at(network, b, head, (size_t)steps, (size_t)span.first + t, head_width(network)),
                       flat + block_at(network, b, head, t), n * sizeof *heads);
}

static const float *rows_of(const struct network *network, const float *z, struct span span)
{
    return z + (size_t)span.first * (size_t)network->batch * (size_t)padded(network->config.units);
}

void attend_keys(struct network *network, struct attend *attend, const float *z, struct span span)
{
    float *rows = attend->scratch->rows;
    linear_forward(network, &attend->k, rows_of(network, z, span), span.n * network->batch, rows);
    split(network, rows, span, attend->most_keys, attend->keys);
    linear_forward(network, &attend->v, rows_of(network, z, span), span.n * network->batch, rows);
    split(network, rows, span, attend->most_keys, attend->values);
}

/* Keys that the query of step t sees, of so many. */
static int keys_seen(const struct attend *attend, const struct network *network, size_t b, size_t t, int keys)
{
    return attend->causal ? (int)t + 1 : network->input_lengths[b] < keys ? network->input_lengths[b] : keys;
}

static float scale_of(const struct network *network)
{
    return (float)(1 / sqrt(head_units(network)));
}

/* Rows of a, and of the context, of a head. */
static void attend_head(struct network *network, struct attend *attend, size_t b, size_t head, struct span span,
                        int keys)
{
    const struct kernels *kernels = network->kernels;
    size_t width = head_width(network), first = (size_t)span.first;
    int w = (int)width, ld = padded(attend->most_keys);
    size_t of_keys = row_at(network, b, head, (size_t)attend->most_keys, 0, width);
    float *a = attend->a + row_at(network, b, head, (size_t)attend->most_queries, first, (size_t)ld);
    float *context = attend->scratch->dcontext, scale = scale_of(network);
    memset(a, 0, (size_t)span.n * (size_t)ld * sizeof *a);
    count_product(network, keys, w, span.n);
    kernels->multiply_transposed(attend->queries + row_at(network, b, head, (size_t)attend->most_queries, first, width),
                                 w, span.n, attend->keys + of_keys, w, keys, w, a, ld);
    for (size_t t = 0; t < (size_t)span.n; t++) {
        float *row = a + t * (size_t)ld;
        int n = keys_seen(attend, network, b, first + t, keys);
        for (int j = 0; j < n; j++)
            row[j] *= scale;
        kernels->softmax(row, row, n);
        memset(row + n, 0, (size_t)(ld - n) * sizeof *row);
    }
    memset(context, 0, (size_t)span.n * width * sizeof *context);
    count_product(network, keys, w, span.n);
    kernels->multiply(a, ld, span.n, attend->values + of_keys, w, keys, w, context, w);
    for (size_t t = 0; t < (size_t)span.n; t++)
        memcpy(attend->context + block_at(network, b, head, first + t), context + t * width,
               (size_t)head_units(network) * sizeof *context);
}

void attend_queries(struct network *network, struct attend *attend, const float *z, struct span span, int keys,
                    float *y)
{
    float *rows = attend->scratch->rows;
    int n = span.n * network->batch;
    linear_forward(network, &attend->q, rows_of(network, z, span), n, rows);
    split(network, rows, span, attend->most_queries, attend->queries);
    for (size_t b = 0; b < (size_t)network->batch; b++)
        for (size_t head = 0; head < (size_t)network->config.heads; head++)
            attend_head(network, attend, b, head, span, keys);
    linear_add(network, &attend->o, rows_of(network, attend->context, span), n, y + (rows_of(network, y, span) - y));
}

/* Of a head: from its gradient of the context, dcontext (queries, H/heads), those of its queries, keys and values:
 *   dv = a^T dcontext,  de = softmax'(dcontext v^T) / sqrt(H/heads),  dq = de k,  dk = de^T q */
static void head_backward(struct network *network, struct attend *attend, size_t b, size_t head, int queries, int keys)
{
    const struct kernels *kernels = network->kernels;
    const struct scratch *scratch = attend->scratch;
    size_t width = head_width(network);
    int w = (int)width, ld = padded(attend->most_keys);
    size_t of_keys = row_at(network, b, head, (size_t)attend->most_keys, 0, width);
    const float *q = attend->queries + row_at(network, b, head, (size_t)attend->most_queries, 0, width);
    float *dq = scratch->dhead[0], *dk = scratch->dhead[1], *dv = scratch->dhead[2], scale = scale_of(network);
    memset(dq, 0, (size_t)queries * width * sizeof *dq);
    memset(dk, 0, (size_t)keys * width * sizeof *dk);
    memset(dv, 0, (size_t)keys * width * sizeof *dv);
    memset(scratch->da, 0, (size_t)queries * (size_t)ld * sizeof *scratch->da);
    count_product(network, keys, w, queries);
    kernels->multiply_transposed(scratch->dcontext, w, queries, attend->values + of_keys, w, keys, w, scratch->da, ld);
    for (size_t t = 0; t < (size_t)queries; t++) {
        const float *a = attend_weights(attend, network, b, head, t);
        float *de = scratch->da + t * (size_t)ld;
        int n = keys_seen(attend, network, b, t, keys);
        kernels->add_outer(a, scratch->dcontext + t * width, n, w, dv, w);
        kernels->softmax_backward(a, de, de, n);
        for (int j = 0; j < n; j++)
            de[j] *= scale;
        memset(de + n, 0, (size_t)(ld - n) * sizeof *de);
        kernels->add_outer(de, q + t * width, n, w, dk, w);
    }
    count_product(network, keys, w, queries);
    kernels->multiply(scratch->da, ld, queries, attend->keys + of_keys, w, keys, w, dq, w);
}

/* Steps of a head, (steps, H/heads), to and from its blocks of an array (steps, B, H). */
static void take_head(const struct network *network, const float *rows, size_t b, size_t head, int steps, float *out)
{
    for (size_t t = 0; t < (size_t)steps; t++)
        memcpy(out + t * head_width(network), rows + block_at(network, b, head, t),
               (size_t)head_units(network) * sizeof *out);
}

static void put_head(const struct network *network, const float *of_head, size_t b, size_t head, int steps, float *rows)
{
    for (size_t t = 0; t < (size_t)steps; t++)
        memcpy(rows + block_at(network, b, head, t), of_head + t * head_width(network),
               (size_t)head_units(network) * sizeof *rows);
}

void attend_backward(struct network *network, struct attend *attend, const float *z_queries, const float *z_keys,
                     int queries, int keys, const float *dy, float *dz_queries, float *dz_keys)
{
    const struct scratch *scratch = attend->scratch;
    int n_queries = queries * network->batch, n_keys = keys * network->batch;
    float *dcontext = scratch->rows;
    memset(dcontext, 0, (size_t)n_queries * (size_t)padded(network->config.units) * sizeof *dcontext);
    linear_backward(network, &attend->o, attend->context, dy, n_queries, dcontext);
    for (size_t b = 0; b < (size_t)network->batch; b++)
        for (size_t head = 0; head < (size_t)network->config.heads; head++) {
            take_head(network, dcontext, b, head, queries, scratch->dcontext);
            head_backward(network, attend, b, head, queries, keys);
            put_head(network, scratch->dhead[0], b, head, queries, attend->dqueries);
            put_head(network, scratch->dhead[1], b, head, keys, attend->dkeys);
            put_head(network, scratch->dhead[2], b, head, keys, attend->dvalues);
        }
    linear_backward(network, &attend->q, z_queries, attend->dqueries, n_queries, dz_queries);
    linear_backward(network, &attend->k, z_keys, attend->dkeys, n_keys, dz_keys);
    linear_backward(network, &attend->v, z_keys, attend->dvalues, n_keys, dz_keys);
}

const float *attend_weights(const struct attend *attend, const struct network *network, size_t b, size_t head, size_t t)
{
    return attend->a + row_at(network, b, head, (size_t)attend->most_queries, t, (size_t)padded(attend->most_keys));
}
