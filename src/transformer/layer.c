#include "layer.h"
#include "attnbench/nn/model.h"

#include <stdio.h>
#include <string.h>

int transformer_feed_forward(const struct model_config *config)
{
    return config->feed_forward > 0 ? config->feed_forward : 4 * config->units;
}

void transformer_layer_layout(struct transformer_layer *layer, struct network *network, struct arena *arena,
                              struct scratch *scratch, bool is_decoder, const char *scope)
{
    const struct model_config *config = &network->config;
    int h = config->units, wide = transformer_feed_forward(config), steps = is_decoder ? config->steps : config->n_in;
    size_t rows = (size_t)steps * (size_t)config->batch;
    char name[40];
    *layer = (struct transformer_layer){.is_decoder = is_decoder, .scratch = scratch};
    for (int i = 0, n = 1; i < 3; i++) {
        if (i == 1 && !is_decoder)
            continue;
        snprintf(name, sizeof name, "%s/norm%d", scope, n++);
        norm_layout(&layer->norms[i], network, arena, rows, name);
    }
    snprintf(name, sizeof name, "%s/self", scope);
    attend_layout(&layer->self, network, arena, scratch, is_decoder, steps, steps, name);
    if (is_decoder) {
        snprintf(name, sizeof name, "%s/cross", scope);
        attend_layout(&layer->cross, network, arena, scratch, false, steps, config->n_in, name);
    }
    snprintf(name, sizeof name, "%s/feed_forward", scope);
    linear_layout(&layer->first, network, h, wide, name, "W_1", "b_1");
    linear_layout(&layer->second, network, wide, h, name, "W_2", "b_2");
    layer->hidden = arena_take(arena, rows, wide);
}

void transformer_layer_remember(struct network *network, struct transformer_layer *layer, const struct memory *memory)
{
    attend_keys(network, &layer->cross, memory->x, (struct span){0, memory->n});
}

/* z of the span, by one of the layer's norms. */
static const float *normalise(struct network *network, struct norm *norm, const float *x, struct span span)
{
    size_t batch = (size_t)network->batch;
    norm_forward(network, norm, x, (size_t)span.first * batch, (size_t)span.n * batch);
    return norm->z;
}

static void feed(struct network *network, struct transformer_layer *layer, const float *z, struct span span, float *x)
{
    size_t first = (size_t)span.first * (size_t)network->batch, width = (size_t)padded(network->config.units);
    size_t wide = (size_t)layer->first.w.width;
    int n = span.n * network->batch;
    float *hidden = layer->hidden + first * wide;
    linear_forward(network, &layer->first, z + first * width, n, hidden);
    network->kernels->rectify(hidden, (size_t)n * wide);
    linear_add(network, &layer->second, hidden, n, x + first * width);
}

void transformer_layer_forward(struct network *network, struct transformer_layer *layer, const struct memory *memory,
                               struct span span, int keys, float *x)
{
    const float *z = normalise(network, &layer->norms[0], x, span);
    attend_keys(network, &layer->self, z, span);
    attend_queries(network, &layer->self, z, span, keys, x);
    if (layer->is_decoder)
        attend_queries(network, &layer->cross, normalise(network, &layer->norms[1], x, span), span, memory->n, x);
    feed(network, layer, normalise(network, &layer->norms[2], x, span), span, x);
}

static float *cleared_dz(const struct network *network, const struct transformer_layer *layer, size_t rows)
{
    float *dz = layer->scratch->dz;
    memset(dz, 0, rows * (size_t)padded(network->config.units) * sizeof *dz);
    return dz;
}

/* From dx: adds to it what comes through the product of feed. */
static void feed_backward(struct network *network, struct transformer_layer *layer, int n, float *dx)
{
    size_t rows = (size_t)n * (size_t)network->batch, numbers = rows * (size_t)layer->first.w.width;
    float *dhidden = layer->scratch->dhidden, *dz = cleared_dz(network, layer, rows);
    memset(dhidden, 0, numbers * sizeof *dhidden);
    linear_backward(network, &layer->second, layer->hidden, dx, (int)rows, dhidden);
    network->kernels->rectify_backward(layer->hidden, dhidden, numbers);
    linear_backward(network, &layer->first, layer->norms[2].z, dhidden, (int)rows, dz);
    norm_backward(network, &layer->norms[2], dz, rows, dx);
}

void transformer_layer_backward(struct network *network, struct transformer_layer *layer, const struct memory *memory,
                                int n, float *dx)
{
    size_t rows = (size_t)n * (size_t)network->batch;
    feed_backward(network, layer, n, dx);
    if (layer->is_decoder) {
        float *dz = cleared_dz(network, layer, rows);
        attend_backward(network, &layer->cross, layer->norms[1].z, memory->x, n, memory->n, dx, dz, memory->dx);
        norm_backward(network, &layer->norms[1], dz, rows, dx);
    }
    float *dz = cleared_dz(network, layer, rows);
    attend_backward(network, &layer->self, layer->norms[0].z, layer->norms[0].z, n, n, dx, dz, dz);
    norm_backward(network, &layer->norms[0], dz, rows, dx);
}
