/* The family of transformers (Vaswani et al. 2017): encoder and decoder of layers that attend to themselves, and the
 * decoder's to the encoder. It wants a gradient. While training, the decoder is fed the target; while evaluating, its
 * own values, step after step, with the keys and values of the steps before kept. */
#include "attnbench/base/error.h"
#include "attnbench/nn/model.h"
#include "attnbench/nn/family.h"
#include "attnbench/nn/head.h"
#include "input.h"
#include "layer.h"

#include <stdio.h>
#include <string.h>

struct transformer {
    struct scratch scratch;
    struct transformer_input input, fed;
    struct transformer_layer encoder[MODEL_MAX_LAYERS], decoder[MODEL_MAX_LAYERS];
    struct norm encoder_norm, decoder_norm;
    struct linear output;
    float *dmemory; /* (T, B, H) */
    float *values;  /* (L, B, G or 1): what was predicted */
    float *shown;   /* (L, B, T): attention_weights */
};

static const char *word(size_t i)
{
    return i == 0 ? "transformer" : NULL;
}

static int check(const struct model_config *config)
{
    if (config->units % config->heads != 0)
        return fail(EX_CONFIG,
                    "models.units is %d: of a transformer it must be a multiple of models.heads, which is %d",
                    config->units, config->heads);
    return 0;
}

static size_t state_bytes(const struct model_config *config)
{
    (void)config;
    return sizeof(struct transformer);
}

static int greater(int a, int b)
{
    return a > b ? a : b;
}

static void take_scratch(struct scratch *scratch, const struct model_config *config, struct arena *arena)
{
    int wide = transformer_feed_forward(config), steps = greater(config->n_in, config->steps);
    size_t rows = (size_t)steps * (size_t)config->batch, most = (size_t)steps;
    scratch->rows = arena_take(arena, rows, config->units);
    scratch->dz = arena_take(arena, rows, config->units);
    scratch->dhidden = arena_take(arena, rows, wide);
    for (int i = 0; i < 3; i++)
        scratch->dhead[i] = arena_take(arena, most, config->units / config->heads);
    scratch->dcontext = arena_take(arena, most, config->units / config->heads);
    scratch->da = arena_take(arena, most, steps);
}

static void layout(void *state, struct network *network, struct arena *arena)
{
    struct transformer *model = state;
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, inputs = (size_t)config->n_in * batch,
           outputs = (size_t)config->steps * batch;
    char scope[32];
    take_scratch(&model->scratch, config, arena);
    transformer_input_layout(&model->input, network, arena, false, "embedding_in");
    for (int l = 0; l < config->layers; l++) {
        snprintf(scope, sizeof scope, "encoder%d", l);
        transformer_layer_layout(&model->encoder[l], network, arena, &model->scratch, false, scope);
    }
    norm_layout(&model->encoder_norm, network, arena, inputs, "encoder_norm");
    transformer_input_layout(&model->fed, network, arena, true, "embedding_out");
    for (int l = 0; l < config->layers; l++) {
        snprintf(scope, sizeof scope, "decoder%d", l);
        transformer_layer_layout(&model->decoder[l], network, arena, &model->scratch, true, scope);
    }
    norm_layout(&model->decoder_norm, network, arena, outputs, "decoder_norm");
    linear_layout(&model->output, network, config->units, model_output_width(config), "output", "W", "b");
    model->dmemory = arena_take(arena, inputs, config->units);
    model->values = arena_take_items(arena, outputs * (size_t)model_output_numbers(config), sizeof *model->values);
    model->shown = arena_take(arena, outputs, config->n_in);
}

static struct memory memory_of(const struct transformer *model, const struct network *network)
{
    return (struct memory){model->encoder_norm.z, model->dmemory, network->n_in};
}

static void encode(struct network *network, struct transformer *model, const float *input)
{
    const struct span all = {0, network->n_in};
    transformer_input_forward(network, &model->input, input, all);
    for (int l = 0; l < network->config.layers; l++)
        transformer_layer_forward(network, &model->encoder[l], NULL, all, network->n_in, model->input.x);
    norm_forward(network, &model->encoder_norm, model->input.x, 0, (size_t)network->n_in * (size_t)network->batch);
}

/* The span's steps of y, fed `values` of the steps before them. */
static void decode(struct network *network, struct transformer *model, const float *values, struct span span, float *y)
{
    const struct memory memory = memory_of(model, network);
    size_t batch = (size_t)network->batch, first = (size_t)span.first * batch;
    int rows = span.n * network->batch;
    transformer_input_forward(network, &model->fed, values, span);
    for (int l = 0; l < network->config.layers; l++)
        transformer_layer_forward(network, &model->decoder[l], &memory, span, span.first + span.n, model->fed.x);
    norm_forward(network, &model->decoder_norm, model->fed.x, first, (size_t)rows);
    y += first * (size_t)model->output.w.width;
    linear_forward(network, &model->output, model->decoder_norm.z + first * (size_t)padded(network->config.units), rows,
                   y);
    network->config.head->activate(network, y, rows);
}

/* Step after step, each fed what the one before gave. */
static void decode_greedily(struct network *network, struct transformer *model, float *y)
{
    size_t batch = (size_t)network->batch, numbers = (size_t)model_output_numbers(&network->config);
    for (int t = 0; t < network->steps; t++) {
        decode(network, model, model->values, (struct span){t, 1}, y);
        for (size_t r = (size_t)t * batch, end = r + batch; r < end; r++)
            network->config.head->values(network, y + r * (size_t)model->output.w.width, model->values + r * numbers);
    }
}

static void forward(void *state, struct network *network, const float *input, const float *target, float *y)
{
    struct transformer *model = state;
    encode(network, model, input);
    const struct memory memory = memory_of(model, network);
    for (int l = 0; l < network->config.layers; l++)
        transformer_layer_remember(network, &model->decoder[l], &memory);
    if (target != NULL)
        decode(network, model, target, (struct span){0, network->steps}, y);
    else
        decode_greedily(network, model, y);
}

static void backward(void *state, struct network *network, const float *target, const float *y, const float *dlogits)
{
    (void)target, (void)y;
    struct transformer *model = state;
    const struct memory memory = memory_of(model, network);
    size_t inputs = (size_t)network->n_in * (size_t)network->batch, width = (size_t)padded(network->config.units);
    size_t outputs = (size_t)network->steps * (size_t)network->batch;
    float *dx = model->fed.dx, *dz = model->scratch.dz;
    memset(model->dmemory, 0, inputs * width * sizeof *model->dmemory);
    memset(dx, 0, outputs * width * sizeof *dx);
    memset(dz, 0, outputs * width * sizeof *dz);
    linear_backward(network, &model->output, model->decoder_norm.z, dlogits, (int)outputs, dz);
    norm_backward(network, &model->decoder_norm, dz, outputs, dx);
    for (int l = network->config.layers; l-- > 0;)
        transformer_layer_backward(network, &model->decoder[l], &memory, network->steps, dx);
    transformer_input_backward(network, &model->fed, network->steps);
    dx = model->input.dx;
    memset(dx, 0, inputs * width * sizeof *dx);
    norm_backward(network, &model->encoder_norm, model->dmemory, inputs, dx);
    for (int l = network->config.layers; l-- > 0;)
        transformer_layer_backward(network, &model->encoder[l], NULL, network->n_in, dx);
    transformer_input_backward(network, &model->input, network->n_in);
}

static bool word_attends(const char *model)
{
    return strcmp(model, "transformer") == 0;
}

static bool attends(const struct model_config *config)
{
    (void)config;
    return true;
}

/* The mean over heads of the last layer's attention to the encoder. */
static const float *attention_weights(const void *state, const struct network *network)
{
    const struct transformer *model = state;
    const struct attend *cross = &model->decoder[network->config.layers - 1].cross;
    size_t ld = (size_t)padded(network->n_in), batch = (size_t)network->batch, heads = (size_t)network->config.heads;
    memset(model->shown, 0, (size_t)network->steps * batch * ld * sizeof *model->shown);
    for (size_t t = 0; t < (size_t)network->steps; t++)
        for (size_t b = 0; b < batch; b++)
            for (size_t head = 0; head < heads; head++)
                for (size_t j = 0; j < (size_t)network->n_in; j++)
                    model->shown[(t * batch + b) * ld + j] +=
                        attend_weights(cross, network, b, head, t)[j] / (float)heads;
    return model->shown;
}

/* Numbers in the matrices that each input step, and each output step, is multiplied with; a layer's attention to the
 * encoder has two on either side. */
static double input_matrices(const struct model_config *config)
{
    double h = config->units, wide = transformer_feed_forward(config);
    return config->layers * (6 * h * h + 2 * h * wide) + h * config->features;
}

static double output_matrices(const struct model_config *config)
{
    double h = config->units, wide = transformer_feed_forward(config);
    return config->layers * (6 * h * h + 2 * h * wide) + h * model_output_width(config) + h * config->features_out;
}

static double work(const struct model_config *config)
{
    double t = config->n_in, l = config->steps, attended = t * t + l * l + l * t;
    return t * input_matrices(config) + l * output_matrices(config) + 2 * config->layers * config->units * attended;
}

static double weights(const struct model_config *config)
{
    double tables = (config->features > 0 ? 0 : config->cardinality) +
                    (config->features_out > 0 ? 0 : model_output_width(config) + 1);
    return input_matrices(config) + output_matrices(config) + config->units * tables;
}

const struct model_family transformer_family = {
    .name = "transformer",
    .wants_gradient = true,
    .model = word,
    .check = check,
    .state_bytes = state_bytes,
    .layout = layout,
    .forward = forward,
    .backward = backward,
    .word_attends = word_attends,
    .attends = attends,
    .attention_weights = attention_weights,
    .work = work,
    .weights = weights,
};
