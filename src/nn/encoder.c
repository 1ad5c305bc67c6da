#include "encoder.h"

#include <string.h>

void encoder_layout(struct encoder *encoder, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    recurrent_layout(&encoder->layer, network, arena, INPUT_ONE_HOT, FORWARD, config->cardinality, config->n_in,
                     "encoder0/forward");
    encoder->out.width = config->units;
    encoder->tokens = arena_take_items(arena, (size_t)config->n_in * (size_t)config->batch, sizeof *encoder->tokens);
}

void encoder_reset(struct encoder *encoder)
{
    gathered_reset(&encoder->layer.rows);
}

void encoder_forward(struct network *network, struct encoder *encoder, const float *values)
{
    struct recurrent *layer = &encoder->layer;
    size_t n_in = (size_t)network->config.n_in, batch = (size_t)network->batch, width = (size_t)padded(layer->units);
    for (size_t i = 0; i < n_in * batch; i++)
        encoder->tokens[i] = (int32_t)values[i];
    recurrent_forward(network, layer, encoder->tokens, NULL);
    memset(layer->dh, 0, n_in * batch * width * sizeof *layer->dh);
    size_t last = (n_in - 1) * batch * width;
    encoder->out = (struct encoding){layer->units, layer->h, layer->dh, layer->h + last, layer->dh + last};
}

void encoder_backward(struct network *network, struct encoder *encoder)
{
    recurrent_backward(network, &encoder->layer, encoder->tokens, NULL, NULL);
}

void encoder_settle(const struct network *network, struct encoder *encoder)
{
    settle(network, &encoder->layer.rows);
}
