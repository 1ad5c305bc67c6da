#include "encoder.h"
#include "attnbench/base/error.h"
#include "attnbench/nn/model.h"

#include <stdio.h>
#include <string.h>

int encoder_width(const struct model_config *config)
{
    return config->bidirectional ? 2 * config->units : config->units;
}

static int is_one_hot(const struct model_config *config)
{
    return config->features == 0 && config->embedding == 0;
}

/* Width of the first layer's input. */
static int input_width(const struct model_config *config)
{
    return config->features > 0 ? config->features : config->embedding > 0 ? config->embedding : config->cardinality;
}

static void layer_layout(struct encoder *encoder, struct network *network, struct arena *arena, int l)
{
    const struct model_config *config = &network->config;
    struct encoder_layer *layer = &encoder->layers[l];
    size_t rows = (size_t)config->n_in * (size_t)config->batch;
    enum layer_input input = l == 0 && is_one_hot(config) ? INPUT_ONE_HOT : INPUT_SEQUENCE;
    int in = l == 0 ? input_width(config) : encoder_width(config);
    for (int d = 0; d < encoder->n_directions; d++) {
        char scope[32];
        snprintf(scope, sizeof scope, "encoder%d/%s", l, d == 0 ? "forward" : "backward");
        recurrent_layout(&layer->directions[d], network, arena, input, d == 0 ? FORWARD : REVERSE, in, config->n_in,
                         scope);
        layer->directions[d].lengths = network->input_lengths;
    }
    if (encoder->n_directions == 1) {
        layer->x = layer->directions[0].h;
        layer->dx = layer->directions[0].dh;
    } else {
        layer->x = arena_take(arena, rows, encoder_width(config));
        layer->dx = arena_take(arena, rows, encoder_width(config));
    }
}

static void input_layout(struct encoder *encoder, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    size_t rows = (size_t)config->n_in * (size_t)config->batch;
    encoder->tokens = arena_take_items(arena, rows, sizeof *encoder->tokens);
    if (is_one_hot(config))
        return;
    encoder->input = arena_take(arena, rows, input_width(config));
    if (config->features > 0)
        return;
    encoder->dinput = arena_take(arena, rows, config->embedding);
    struct matrix w = parameters_add_matrix(&network->parameters, config->cardinality, config->embedding);
    parameters_add_tensor(&network->parameters, w, 0, config->embedding, INIT_EMBEDDING, NULL, "embedding");
    gathered_layout(&encoder->embedding, arena, w, (int)rows);
}

void encoder_layout(struct encoder *encoder, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    encoder->n_layers = config->layers;
    encoder->n_directions = config->bidirectional ? 2 : 1;
    input_layout(encoder, network, arena);
    for (int l = 0; l < encoder->n_layers; l++)
        layer_layout(encoder, network, arena, l);
    if (config->bidirectional) {
        encoder->last = arena_take(arena, (size_t)config->batch, encoder_width(config));
        encoder->dlast = arena_take(arena, (size_t)config->batch, encoder_width(config));
    }
    encoder->out.width = encoder_width(config);
}

void encoder_reset(struct encoder *encoder)
{
    gathered_reset(&encoder->embedding);
    for (int d = 0; d < encoder->n_directions; d++)
        gathered_reset(&encoder->layers[0].directions[d].rows);
}

void encoder_catch_up(const struct network *network, struct encoder *encoder)
{
    gathered_catch_up(network, &encoder->embedding);
    for (int d = 0; d < encoder->n_directions; d++)
        gathered_catch_up(network, &encoder->layers[0].directions[d].rows);
}

static size_t rows_of(const struct network *network)
{
    return (size_t)network->n_in * (size_t)network->batch;
}

static void read_values(const struct network *network, struct encoder *encoder, const float *values)
{
    size_t rows = rows_of(network);
    size_t features = (size_t)network->config.features, width = (size_t)padded(network->config.features);
    for (size_t i = 0; i < rows; i++)
        if (features > 0)
            memcpy(encoder->input + i * width, values + i * features, features * sizeof *values);
        else
            encoder->tokens[i] = (int32_t)values[i];
    if (network->config.embedding > 0)
        gather(network, &encoder->embedding, encoder->tokens, (int)rows, encoder->input);
}

/* [a b] of each of n rows: a and b are `units` wide, as rows of padded width. */
static void concatenate(const float *a, const float *b, size_t n, size_t units, float *out)
{
    size_t width = (size_t)padded((int)units), out_width = (size_t)padded(2 * (int)units);
    for (size_t r = 0; r < n; r++) {
        memcpy(out + r * out_width, a + r * width, units * sizeof *out);
        memcpy(out + r * out_width + units, b + r * width, units * sizeof *out);
    }
}

static void separate(const float *both, size_t n, size_t units, float *a, float *b)
{
    size_t width = (size_t)padded((int)units), both_width = (size_t)padded(2 * (int)units);
    for (size_t r = 0; r < n; r++) {
        memcpy(a + r * width, both + r * both_width, units * sizeof *a);
        memcpy(b + r * width, both + r * both_width + units, units * sizeof *b);
    }
}

/* Where the state of a layer's direction lies after its last step: step T-1, or in reverse step 0. */
static size_t last_state(const struct network *network, const struct recurrent *layer)
{
    return row_of_step(layer, (size_t)network->batch, layer->steps - 1) * (size_t)padded(layer->units);
}

static void set_out(const struct network *network, struct encoder *encoder)
{
    struct encoder_layer *top = &encoder->layers[encoder->n_layers - 1];
    const struct recurrent *forward = &top->directions[0], *reverse = &top->directions[1];
    size_t last = last_state(network, forward), batch = (size_t)network->batch;
    size_t width = (size_t)padded(encoder->out.width);
    memset(top->dx, 0, rows_of(network) * width * sizeof *top->dx);
    encoder->out =
        (struct encoding){encoder->out.width, top->x, top->dx, top->x + last, top->dx + last, encoder->tokens};
    if (encoder->n_directions == 1)
        return;
    concatenate(forward->h + last, reverse->h + last_state(network, reverse), batch, (size_t)forward->units,
                encoder->last);
    memset(encoder->dlast, 0, batch * width * sizeof *encoder->dlast);
    encoder->out.last = encoder->last;
    encoder->out.dlast = encoder->dlast;
}

void encoder_forward(struct network *network, struct encoder *encoder, const float *values)
{
    const float *x = encoder->input;
    read_values(network, encoder, values);
    for (int l = 0; l < encoder->n_layers; l++) {
        struct encoder_layer *layer = &encoder->layers[l];
        struct recurrent *forward = &layer->directions[0], *reverse = &layer->directions[1];
        recurrent_forward(network, forward, network->n_in, encoder->tokens, x);
        if (encoder->n_directions == 2) {
            recurrent_forward(network, reverse, network->n_in, encoder->tokens, x);
            concatenate(forward->h, reverse->h, rows_of(network), (size_t)forward->units, layer->x);
        }
        x = layer->x;
    }
    set_out(network, encoder);
}

/* dh of both directions, from the gradient of the sequence and, at the top, of the last state. */
static void separate_gradients(const struct network *network, struct encoder *encoder, int l)
{
    struct encoder_layer *layer = &encoder->layers[l];
    struct recurrent *forward = &layer->directions[0], *reverse = &layer->directions[1];
    size_t units = (size_t)forward->units, width = (size_t)padded(forward->units);
    separate(layer->dx, rows_of(network), units, forward->dh, reverse->dh);
    if (l < encoder->n_layers - 1)
        return;
    float *ends[] = {forward->dh + last_state(network, forward), reverse->dh + last_state(network, reverse)};
    for (size_t b = 0; b < (size_t)network->batch; b++)
        for (size_t d = 0; d < 2; d++)
            for (size_t j = 0; j < units; j++)
                ends[d][b * width + j] += encoder->dlast[b * (size_t)padded(encoder->out.width) + d * units + j];
}

void encoder_backward(struct network *network, struct encoder *encoder)
{
    const struct model_config *config = &network->config;
    for (int l = encoder->n_layers - 1; l >= 0; l--) {
        struct encoder_layer *layer = &encoder->layers[l];
        const float *x = l > 0 ? encoder->layers[l - 1].x : encoder->input;
        float *dx = l > 0 ? encoder->layers[l - 1].dx : encoder->dinput;
        int in = l > 0 ? encoder_width(config) : config->embedding;
        if (encoder->n_directions == 2)
            separate_gradients(network, encoder, l);
        if (dx != NULL)
            memset(dx, 0, rows_of(network) * (size_t)padded(in) * sizeof *dx);
        for (int d = 0; d < encoder->n_directions; d++)
            recurrent_backward(network, &layer->directions[d], encoder->tokens, x, dx);
    }
    if (config->embedding > 0)
        update_gathered(network, &encoder->embedding, encoder->tokens, encoder->dinput, (int)rows_of(network));
}

/* Numbers in all layers' W and U, when the first layer's W has `first_in` rows. */
static double kernels_of(const struct model_config *config, double first_in)
{
    double h = config->units, packed = config->cell->gates * h, numbers = 0;
    for (int l = 0; l < config->layers; l++)
        numbers += ((l > 0 ? encoder_width(config) : first_in) + h) * packed;
    return config->bidirectional ? 2 * numbers : numbers;
}

double encoder_work(const struct model_config *config)
{
    return config->n_in * kernels_of(config, is_one_hot(config) ? 0 : input_width(config));
}

double encoder_weights(const struct model_config *config)
{
    return kernels_of(config, input_width(config)) + (double)config->cardinality * config->embedding;
}
