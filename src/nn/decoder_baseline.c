/* The encoder's last state, repeated L times → a recurrent layer → per step head(h W + b). */
#include "attnbench/nn/model.h"
#include "decoder.h"
#include "output_layer.h"
#include "recurrent.h"

#include <string.h>

struct baseline {
    struct recurrent layer;
    struct output_layer output;
};

static void layout(void *state, struct network *network, struct arena *arena, int encoder_width)
{
    struct baseline *decoder = state;
    const struct model_config *config = &network->config;
    recurrent_layout(&decoder->layer, network, arena, INPUT_CONSTANT, FORWARD, encoder_width, config->steps, "decoder");
    output_layer_layout(&decoder->output, network, config->units);
}

static void forward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                    float *y)
{
    (void)target;
    struct baseline *decoder = state;
    recurrent_forward(network, &decoder->layer, network->steps, NULL, encoding->last);
    output_layer_forward(network, &decoder->output, decoder->layer.h, y);
}

static void backward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                     const float *y, const float *dlogits)
{
    (void)target, (void)y;
    struct baseline *decoder = state;
    size_t rows = (size_t)network->steps * (size_t)network->batch;
    memset(decoder->layer.dh, 0, rows * (size_t)padded(decoder->layer.units) * sizeof *decoder->layer.dh);
    output_layer_backward(network, &decoder->output, decoder->layer.h, dlogits, decoder->layer.dh);
    recurrent_backward(network, &decoder->layer, NULL, encoding->last, encoding->dlast);
}

static double work(const struct model_config *config, int encoder_width)
{
    double h = config->units, packed = config->cell->gates * h;
    return encoder_width * packed + config->steps * (h * packed + h * model_output_width(config));
}

const struct decoder_kind decoder_baseline = {
    "baseline", sizeof(struct baseline), false, NULL, layout, forward, backward, NULL, work, NULL, NULL,
};
