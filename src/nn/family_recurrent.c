/* The family of encoder-decoders with recurrent layers: baseline, attention, tagger. Weights are updated while going
 * back: no gradient is stored. */
#include "attnbench/base/error.h"
#include "attnbench/nn/model.h"
#include "decoder.h"
#include "attnbench/nn/family.h"

#include <string.h>

/* The decoder's state lies behind it, at a whole line of the cache as all that is allocated. */
struct state {
    _Alignas(64) struct encoder encoder;
    const struct decoder_kind *decoder;
};

static void *decoder_of(const void *state)
{
    return (struct state *)state + 1;
}

static const struct decoder_kind *const decoder_kinds[] = {&decoder_baseline, &decoder_attention, &decoder_tagger};

const struct decoder_kind *decoder_find(const char *name)
{
    for (size_t i = 0; i < sizeof decoder_kinds / sizeof *decoder_kinds; i++)
        if (strcmp(decoder_kinds[i]->name, name) == 0)
            return decoder_kinds[i];
    return NULL;
}

static const char *decoder_name(size_t i)
{
    return i < sizeof decoder_kinds / sizeof *decoder_kinds ? decoder_kinds[i]->name : NULL;
}

static bool word_attends(const char *word)
{
    const struct decoder_kind *decoder = decoder_find(word);
    return decoder != NULL && decoder->attention_weights != NULL;
}

static bool attends(const struct model_config *config)
{
    return config->decoder->attention_weights != NULL;
}

/* Copied tokens are outputs. */
static int check_copy(const struct model_config *config)
{
    if (!config->copy)
        return 0;
    if (config->decoder->attention_weights == NULL)
        return fail(EX_CONFIG, "models.copy is true, but models.kind %s has no attention to copy by: leave it out",
                    config->decoder->name);
    if (config->features > 0 || config->features_out > 0)
        return fail(EX_CONFIG,
                    "models.copy is true, but the task's values are real, and tokens are copied: leave it out");
    if (model_output_width(config) != config->cardinality)
        return fail(EX_CONFIG,
                    "models.copy is true, but task.cardinality_out is %d and task.cardinality %d: inputs that are "
                    "copied need the targets' values",
                    config->cardinality_out, config->cardinality);
    return 0;
}

static int check(const struct model_config *config)
{
    TRY(check_copy(config));
    return config->decoder->check != NULL ? config->decoder->check(config) : 0;
}

static size_t state_bytes(const struct model_config *config)
{
    return sizeof(struct state) + config->decoder->state_bytes;
}

static void layout(void *state, struct network *network, struct arena *arena)
{
    struct encoder *encoder = &((struct state *)state)->encoder;
    encoder_layout(encoder, network, arena);
    ((struct state *)state)->decoder = network->config.decoder;
    network->config.decoder->layout(decoder_of(state), network, arena, encoder->out.width);
}

static void reset(void *state)
{
    const struct decoder_kind *decoder = ((struct state *)state)->decoder;
    encoder_reset(&((struct state *)state)->encoder);
    if (decoder->reset != NULL)
        decoder->reset(decoder_of(state));
}

static void catch_up(void *state, const struct network *network)
{
    const struct decoder_kind *decoder = network->config.decoder;
    encoder_catch_up(network, &((struct state *)state)->encoder);
    if (decoder->catch_up != NULL)
        decoder->catch_up(decoder_of(state), network);
}

static void forward(void *state, struct network *network, const float *input, const float *target, float *y)
{
    struct encoder *encoder = &((struct state *)state)->encoder;
    if (network->config.decoder->is_aligned && network->steps > network->n_in)
        network->n_in = network->steps; /* a target that is longer is answered at the input's padding */
    encoder_forward(network, encoder, input);
    network->config.decoder->forward(decoder_of(state), network, &encoder->out, target, y);
}

static void backward(void *state, struct network *network, const float *target, const float *y, const float *dlogits)
{
    struct encoder *encoder = &((struct state *)state)->encoder;
    network->config.decoder->backward(decoder_of(state), network, &encoder->out, target, y, dlogits);
    encoder_backward(network, encoder);
}

static const float *attention_weights(const void *state, const struct network *network)
{
    return network->config.decoder->attention_weights(decoder_of(state));
}

static double decoder_work(const struct model_config *config)
{
    return config->decoder->work(config, encoder_width(config));
}

static double work(const struct model_config *config)
{
    return encoder_work(config) + decoder_work(config);
}

/* Of the decoder: each of its weights is used once a step. */
static double weights(const struct model_config *config)
{
    return encoder_weights(config) + decoder_work(config) / config->steps;
}

const struct model_family recurrent_family = {
    .name = "recurrent",
    .model = decoder_name,
    .check = check,
    .state_bytes = state_bytes,
    .layout = layout,
    .reset = reset,
    .catch_up = catch_up,
    .forward = forward,
    .backward = backward,
    .word_attends = word_attends,
    .attends = attends,
    .attention_weights = attention_weights,
    .work = work,
    .weights = weights,
};
