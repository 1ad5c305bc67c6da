/* LSTM (Hochreiter & Schmidhuber 1997; with forget gate, Gers et al. 2000):
 *   [i f g o] = [σ σ tanh σ](x W + h U + b),  c' = f c + i g,  h' = o tanh(c'). */
#include "recurrent.h"

#include <string.h>

enum { GATES = 4 };

static void layout(struct recurrent *layer, struct network *network, struct arena *arena, const char *scope)
{
    struct parameters *parameters = &network->parameters;
    int units = layer->units, packed = GATES * units;
    size_t batch = (size_t)network->config.batch, rows = (size_t)layer->steps * batch;
    layer->u = parameters_add_matrix(parameters, units, packed);
    layer->b = parameters_add_matrix(parameters, 1, packed);
    parameters_add_tensor(parameters, layer->u, 0, packed, INIT_ORTHOGONAL, scope, "U");
    parameters_add_tensor(parameters, layer->b, 0, packed, INIT_LSTM_BIAS, scope, "b");
    layer->c = arena_take(arena, rows, units);
    layer->tanh_c = arena_take(arena, rows, units);
    layer->dc = arena_take(arena, batch, units);
}

/* The gates lie where z was, and dz then where they were. */
static struct lstm_step step_at(const struct recurrent *layer, size_t row)
{
    size_t units = (size_t)layer->units, width = (size_t)padded(layer->units);
    float *gates = layer->z + row * (size_t)layer->u.width;
    return (struct lstm_step){
        .i = gates,
        .f = gates + units,
        .g = gates + 2 * units,
        .o = gates + 3 * units,
        .c = layer->c + row * width,
        .tanh_c = layer->tanh_c + row * width,
        .h = layer->h + row * width,
    };
}

static void forward(struct network *network, struct recurrent *layer)
{
    size_t width = (size_t)padded(layer->units), packed = (size_t)layer->u.width, batch = (size_t)network->batch;
    for (int k = 0; k < layer->steps; k++) {
        size_t first = row_of_step(layer, batch, k), before = k > 0 ? row_of_step(layer, batch, k - 1) : 0;
        float *z = layer->z + first * packed;
        if (k > 0)
            multiply(network, layer->u, layer->h + before * width, network->batch, z);
        for (size_t b = 0; b < batch; b++) {
            struct lstm_step step = step_at(layer, first + b);
            const float *c_prev = k > 0 ? layer->c + (before + b) * width : NULL;
            network->kernels->lstm_forward(network->config.gate, layer->units, z + b * packed, c_prev, &step);
            if (is_held(layer, k, b)) {
                recurrent_hold(layer, batch, k, b, layer->c);
                recurrent_hold(layer, batch, k, b, layer->h);
            }
        }
    }
}

/* dh of the step before += dz U^T; the last of these products, at k = 1, goes in one pass with the update of U by
 * Σ_t h_{t-1}^T dz_t, since by then every dz that it needs is known. */
static void backward(struct network *network, struct recurrent *layer)
{
    size_t width = (size_t)padded(layer->units), packed = (size_t)layer->u.width, batch = (size_t)network->batch;
    memset(layer->dc, 0, batch * width * sizeof *layer->dc);
    for (int k = layer->steps; k-- > 0;) {
        size_t first = row_of_step(layer, batch, k), before = k > 0 ? row_of_step(layer, batch, k - 1) : 0;
        float *dz = layer->z + first * packed, *dh = layer->dh + first * width;
        for (size_t b = 0; b < batch; b++) {
            struct lstm_step step = step_at(layer, first + b);
            const float *c_prev = k > 0 ? layer->c + (before + b) * width : NULL;
            if (is_held(layer, k, b)) {
                recurrent_hold_backward(layer, network, k, b);
                memset(dz + b * packed, 0, packed * sizeof *dz);
                continue;
            }
            network->kernels->lstm_backward(network->config.gate, layer->units, &step, c_prev, dh + b * width,
                                            layer->dc + b * width, dz + b * packed);
        }
        if (k > 1)
            multiply_transposed(network, layer->u, dz, network->batch, layer->dh + before * width);
        else if (k == 1)
            update(network, layer->u, layer->h + first_earlier_row(layer, batch) * width,
                   layer->z + first_later_row(layer, batch) * packed, (layer->steps - 1) * network->batch, dz,
                   network->batch, layer->dh + before * width);
    }
    if (layer->steps == 1)
        update_unused(network, layer->u);
}

const struct cell_kind cell_lstm = {"lstm", GATES, layout, forward, backward};
