/* GRU (Cho et al. 2014, arXiv 1406.1078v3: the reset gate comes before the product):
 *   z, r = σ(x W_zr + h U_zr + b_zr),  n = tanh(x W_h + (r∘h) U_h + b_h),  h' = z∘h + (1-z)∘n.
 *
 * U's columns lie in two matrices, U_zr and U_h, since what is multiplied with them differs. */
#include "recurrent.h"

#include <string.h>

enum { GATES = 3 };

static void layout(struct recurrent *layer, struct network *network, struct arena *arena, const char *scope)
{
    struct parameters *parameters = &network->parameters;
    int units = layer->units;
    size_t batch = (size_t)network->config.batch, rows = (size_t)layer->steps * batch;
    layer->u = parameters_add_matrix(parameters, units, 2 * units);
    layer->u_h = parameters_add_matrix(parameters, units, units);
    layer->b = parameters_add_matrix(parameters, 1, GATES * units);
    parameters_add_tensor(parameters, layer->u, 0, 2 * units, INIT_ORTHOGONAL, scope, "U");
    parameters_extend_tensor(parameters, layer->u_h, units);
    parameters_add_tensor(parameters, layer->b, 0, GATES * units, INIT_ZERO_VECTOR, scope, "b");
    layer->gates = arena_take(arena, rows * GATES, units);
    layer->q = arena_take(arena, rows, 2 * units);
    layer->q_h = arena_take(arena, rows, units);
    layer->rh = arena_take(arena, rows, units);
    layer->drh = arena_take(arena, batch, units);
}

static struct gru_step step_at(const struct recurrent *layer, size_t row)
{
    size_t width = (size_t)padded(layer->units);
    float *gates = layer->gates + row * GATES * width;
    return (struct gru_step){
        .z = gates,
        .r = gates + width,
        .n = gates + 2 * width,
        .rh = layer->rh + row * width,
        .h = layer->h + row * width,
    };
}

/* z's blocks (3H) out to q (2H) and q_h (H), and back. */
static void split(const struct recurrent *layer, size_t row)
{
    size_t units = (size_t)layer->units;
    const float *z = layer->z + row * (size_t)layer->w.width;
    memcpy(layer->q + row * (size_t)layer->u.width, z, 2 * units * sizeof *z);
    memcpy(layer->q_h + row * (size_t)layer->u_h.width, z + 2 * units, units * sizeof *z);
}

static void join(const struct recurrent *layer, size_t row)
{
    size_t units = (size_t)layer->units;
    float *z = layer->z + row * (size_t)layer->w.width;
    memcpy(z, layer->q + row * (size_t)layer->u.width, 2 * units * sizeof *z);
    memcpy(z + 2 * units, layer->q_h + row * (size_t)layer->u_h.width, units * sizeof *z);
}

static void forward(struct network *network, struct recurrent *layer)
{
    size_t width = (size_t)padded(layer->units), wide = (size_t)layer->u.width, batch = (size_t)network->batch;
    for (int k = 0; k < layer->steps; k++) {
        size_t first = row_of_step(layer, batch, k);
        const float *h_prev = k > 0 ? layer->h + row_of_step(layer, batch, k - 1) * width : NULL;
        for (size_t row = first; row < first + batch; row++)
            split(layer, row);
        if (k > 0)
            multiply(network, layer->u, h_prev, network->batch, layer->q + first * wide);
        for (size_t b = 0; b < batch; b++) {
            struct gru_step step = step_at(layer, first + b);
            network->kernels->gru_gates(network->config.gate, layer->units, layer->q + (first + b) * wide,
                                        k > 0 ? h_prev + b * width : NULL, &step);
        }
        if (k > 0)
            multiply(network, layer->u_h, layer->rh + first * width, network->batch, layer->q_h + first * width);
        for (size_t b = 0; b < batch; b++) {
            struct gru_step step = step_at(layer, first + b);
            network->kernels->gru_state(layer->units, layer->q_h + (first + b) * width,
                                        k > 0 ? h_prev + b * width : NULL, &step);
            if (is_held(layer, k, b))
                recurrent_hold(layer, batch, k, b, layer->h);
        }
    }
}

/* The gradients of q_h and of q's block z, from dh of the k-th step. */
static void state_backward(const struct network *network, struct recurrent *layer, int k)
{
    size_t width = (size_t)padded(layer->units), wide = (size_t)layer->u.width, batch = (size_t)network->batch;
    size_t first = row_of_step(layer, batch, k), before = k > 0 ? row_of_step(layer, batch, k - 1) : 0;
    for (size_t b = 0; b < batch; b++) {
        size_t row = first + b, prev = (before + b) * width;
        struct gru_step step = step_at(layer, row);
        if (is_held(layer, k, b)) {
            recurrent_hold_backward(layer, network, k, b);
            memset(layer->q + row * wide, 0, wide * sizeof *layer->q);
            memset(layer->q_h + row * width, 0, width * sizeof *layer->q_h);
            continue;
        }
        network->kernels->gru_state_backward(network->config.gate, layer->units, &step, k > 0 ? layer->h + prev : NULL,
                                             layer->dh + row * width, layer->q + row * wide, layer->q_h + row * width,
                                             k > 0 ? layer->dh + prev : NULL);
    }
}

/* The gradient of q's block r, from drh; then all blocks are put in z. */
static void gates_backward(const struct network *network, struct recurrent *layer, int k)
{
    size_t width = (size_t)padded(layer->units), wide = (size_t)layer->u.width, batch = (size_t)network->batch;
    size_t first = row_of_step(layer, batch, k), before = k > 0 ? row_of_step(layer, batch, k - 1) : 0;
    for (size_t b = 0; b < batch; b++) {
        size_t row = first + b, prev = (before + b) * width;
        struct gru_step step = step_at(layer, row);
        if (!is_held(layer, k, b))
            network->kernels->gru_gates_backward(network->config.gate, layer->units, &step,
                                                 k > 0 ? layer->h + prev : NULL, layer->drh + b * width,
                                                 layer->q + row * wide + layer->units, k > 0 ? layer->dh + prev : NULL);
        join(layer, row);
    }
}

/* As in the LSTM, the last product with each part of U goes in one pass with its update. */
static void backward(struct network *network, struct recurrent *layer)
{
    size_t width = (size_t)padded(layer->units), wide = (size_t)layer->u.width, batch = (size_t)network->batch;
    size_t later = first_later_row(layer, batch), earlier = first_earlier_row(layer, batch);
    int rows = (layer->steps - 1) * network->batch;
    for (int k = layer->steps; k-- > 0;) {
        size_t first = row_of_step(layer, batch, k);
        float *dq = layer->q + first * wide, *dq_h = layer->q_h + first * width;
        float *dh_prev = k > 0 ? layer->dh + row_of_step(layer, batch, k - 1) * width : NULL;
        state_backward(network, layer, k);
        memset(layer->drh, 0, batch * width * sizeof *layer->drh);
        if (k > 1)
            multiply_transposed(network, layer->u_h, dq_h, network->batch, layer->drh);
        else if (k == 1)
            update(network, layer->u_h, layer->rh + later * width, layer->q_h + later * width, rows, dq_h,
                   network->batch, layer->drh);
        gates_backward(network, layer, k);
        if (k > 1)
            multiply_transposed(network, layer->u, dq, network->batch, dh_prev);
        else if (k == 1)
            update(network, layer->u, layer->h + earlier * width, layer->q + later * wide, rows, dq, network->batch,
                   dh_prev);
    }
    if (layer->steps == 1) {
        update_unused(network, layer->u_h);
        update_unused(network, layer->u);
    }
}

const struct cell_kind cell_gru = {"gru", GATES, layout, forward, backward};
