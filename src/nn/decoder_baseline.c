/* The encoder's last state, repeated L times → a recurrent layer → per step head(h W + b). */
#include "decoder.h"
#include "recurrent.h"

#include <string.h>

struct baseline {
    struct recurrent layer;
    struct matrix w, b; /* (H, F), (F) */
};

static void layout(void *state, struct network *network, struct arena *arena, int encoder_width)
{
    struct baseline *decoder = state;
    struct parameters *parameters = &network->parameters;
    const struct model_config *config = &network->config;
    recurrent_layout(&decoder->layer, network, arena, INPUT_CONSTANT, encoder_width, config->steps, "decoder");
    decoder->w = parameters_add_matrix(parameters, config->units, config->cardinality);
    decoder->b = parameters_add_matrix(parameters, 1, config->cardinality);
    parameters_add_tensor(parameters, decoder->w, 0, config->cardinality, INIT_GLOROT_UNIFORM, "output", "W");
    parameters_add_tensor(parameters, decoder->b, 0, config->cardinality, INIT_ZERO_VECTOR, "output", "b");
}

static void forward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                    float *y)
{
    (void)target;
    struct baseline *decoder = state;
    int rows = network->config.steps * network->batch;
    recurrent_forward(network, &decoder->layer, NULL, encoding->last);
    copy_bias(network, decoder->b, rows, y);
    multiply(network, decoder->w, decoder->layer.h, rows, y);
    network->config.head->activate(network, y, rows);
}

static void backward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                     const float *y, const float *dlogits)
{
    (void)target, (void)y;
    struct baseline *decoder = state;
    int rows = network->config.steps * network->batch;
    memset(decoder->layer.dh, 0, (size_t)rows * (size_t)padded(decoder->layer.units) * sizeof *decoder->layer.dh);
    update(network, decoder->w, decoder->layer.h, dlogits, rows, dlogits, rows, decoder->layer.dh);
    update_bias(network, decoder->b, dlogits, rows);
    recurrent_backward(network, &decoder->layer, NULL, encoding->last, encoding->dlast);
}

static double work(const struct model_config *config)
{
    double h = config->units, packed = config->cell->gates * h;
    return h * packed + config->steps * (h * packed + h * config->cardinality);
}

const struct decoder_kind decoder_baseline = {
    "baseline", sizeof(struct baseline), layout, forward, backward, NULL, work,
};
