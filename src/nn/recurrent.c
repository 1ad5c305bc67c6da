#include "recurrent.h"
#include "attnbench/nn/model.h"

#include <string.h>

static const struct cell_kind *const cell_kinds[] = {&cell_lstm, &cell_gru};

const struct cell_kind *cell_find(const char *name)
{
    for (size_t i = 0; i < sizeof cell_kinds / sizeof *cell_kinds; i++)
        if (strcmp(cell_kinds[i]->name, name) == 0)
            return cell_kinds[i];
    return NULL;
}

const char *cell_name(size_t i)
{
    return i < sizeof cell_kinds / sizeof *cell_kinds ? cell_kinds[i]->name : NULL;
}

void recurrent_layout(struct recurrent *layer, struct network *network, struct arena *arena, enum layer_input input,
                      enum direction direction, int in, int steps, const char *scope)
{
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, rows = (size_t)steps * batch;
    int packed = config->cell->gates * config->units;
    *layer = (struct recurrent){
        .cell = config->cell, .input = input, .direction = direction, .steps = steps, .units = config->units};
    layer->w = parameters_add_matrix(&network->parameters, in, packed);
    parameters_add_tensor(&network->parameters, layer->w, 0, packed, INIT_GLOROT_UNIFORM, scope, "W");
    layer->z = arena_take(arena, rows, packed);
    layer->z_input = input == INPUT_CONSTANT ? arena_take(arena, batch, packed) : NULL;
    layer->h = arena_take(arena, rows, config->units);
    layer->dh = arena_take(arena, rows, config->units);
    layer->cell->layout(layer, network, arena, scope);
    if (input == INPUT_ONE_HOT)
        gathered_layout(&layer->rows, arena, layer->w, (int)rows);
}

static size_t step_floats(const struct network *network, const struct recurrent *layer)
{
    return (size_t)network->batch * (size_t)layer->w.width;
}

static float *row_of(const struct recurrent *layer, size_t batch, int k, size_t b, float *x)
{
    return x + (row_of_step(layer, batch, k) + b) * (size_t)padded(layer->units);
}

void recurrent_hold(const struct recurrent *layer, size_t batch, int k, size_t b, float *state)
{
    size_t bytes = (size_t)padded(layer->units) * sizeof *state;
    if (k > 0)
        memcpy(row_of(layer, batch, k, b, state), row_of(layer, batch, k - 1, b, state), bytes);
    else
        memset(row_of(layer, batch, k, b, state), 0, bytes);
}

void recurrent_hold_backward(struct recurrent *layer, const struct network *network, int k, size_t b)
{
    static const float one = 1;
    size_t batch = (size_t)network->batch;
    int width = padded(layer->units);
    if (k > 0)
        network->kernels->add_outer(&one, row_of(layer, batch, k, b, layer->dh), 1, width,
                                    row_of(layer, batch, k - 1, b, layer->dh), width);
}

void recurrent_forward(struct network *network, struct recurrent *layer, int steps, const int32_t *index,
                       const float *x)
{
    layer->steps = steps;
    int rows = steps * network->batch;
    if (layer->input == INPUT_ONE_HOT) {
        const size_t step = step_floats(network, layer);
        for (int t = 0; t < steps; t++) { /* by steps, which stay in a cache */
            gather(network, &layer->rows, index + t * network->batch, network->batch, layer->z + (size_t)t * step);
            add_bias(network, layer->b, network->batch, layer->z + (size_t)t * step);
        }
    } else if (layer->input == INPUT_SEQUENCE) {
        copy_bias(network, layer->b, rows, layer->z);
        multiply(network, layer->w, x, rows, layer->z);
    } else {
        size_t step = step_floats(network, layer);
        copy_bias(network, layer->b, network->batch, layer->z_input);
        multiply(network, layer->w, x, network->batch, layer->z_input);
        for (int t = 0; t < layer->steps; t++)
            memcpy(layer->z + (size_t)t * step, layer->z_input, step * sizeof *layer->z);
    }
    layer->cell->forward(network, layer);
}

/* Σ_t dz_t of each sequence: the gradient that reaches a constant input's product. */
static void sum_over_steps(const struct network *network, struct recurrent *layer)
{
    static const float one = 1;
    int step = (int)step_floats(network, layer);
    memcpy(layer->z_input, layer->z, (size_t)step * sizeof *layer->z);
    for (int t = 1; t < layer->steps; t++)
        network->kernels->add_outer(&one, layer->z + (size_t)t * (size_t)step, 1, step, layer->z_input, step);
}

void recurrent_backward(struct network *network, struct recurrent *layer, const int32_t *index, const float *x,
                        float *dx)
{
    const float *dz = layer->z;
    int rows = layer->steps * network->batch;
    layer->cell->backward(network, layer);
    if (layer->input == INPUT_CONSTANT) {
        sum_over_steps(network, layer);
        dz = layer->z_input;
        rows = network->batch;
    }
    if (layer->input == INPUT_ONE_HOT)
        update_gathered(network, &layer->rows, index, dz, rows);
    else
        update(network, layer->w, x, dz, rows, dz, dx != NULL ? rows : 0, dx);
    update_bias(network, layer->b, dz, rows);
}
