/* No decoder at all: each step of the encoder's sequence has an output of its own, head(x_t W + b); so L = T. */
#include "attnbench/base/error.h"
#include "attnbench/nn/model.h"
#include "decoder.h"
#include "output_layer.h"

static int check(const struct model_config *config)
{
    if (config->steps != config->n_in)
        return fail(
            EX_CONFIG,
            "models.kind is tagger: it gives as many values as it reads, %d, but models.decoder_steps asks for %d: "
            "it must be input",
            config->n_in, config->steps);
    return 0;
}

static void layout(void *state, struct network *network, struct arena *arena, int encoder_width)
{
    (void)arena;
    output_layer_layout(state, network, encoder_width);
}

static void forward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                    float *y)
{
    (void)target;
    output_layer_forward(network, state, encoding->x, y);
}

static void backward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                     const float *y, const float *dlogits)
{
    (void)target, (void)y;
    output_layer_backward(network, state, encoding->x, dlogits, encoding->dx);
}

static double work(const struct model_config *config, int encoder_width)
{
    return (double)config->steps * encoder_width * model_output_width(config);
}

const struct decoder_kind decoder_tagger = {
    "tagger", sizeof(struct output_layer), true, check, layout, forward, backward, NULL, work, NULL, NULL,
};
