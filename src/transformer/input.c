#include "input.h"
#include "attnbench/base/portable_math.h"
#include "attnbench/nn/model.h"

#include <math.h>
#include <string.h>

static void make_positions(float *positions, int steps, int units)
{
    static const double turn = 2 * 3.14159265358979323846;
    for (int t = 0; t < steps; t++)
        for (int i = 0; i < units; i++) {
            int even = i - i % 2;
            double exponent = (double)even / units, angle = t * portable_exp(-exponent * portable_log(10000));
            double turns = fmod(angle / turn + (i % 2 == 0 ? 0 : 0.25), 1);
            positions[(size_t)t * (size_t)padded(units) + (size_t)i] = (float)portable_sine(turns);
        }
}

static void add_parameters(struct transformer_input *input, struct network *network, int cardinality, const char *scope)
{
    struct parameters *parameters = &network->parameters;
    int units = network->config.units;
    if (input->features == 0) {
        input->table = parameters_add_matrix(parameters, cardinality + input->is_decoder, units);
        parameters_add_tensor(parameters, input->table, 0, units, INIT_UNIT, NULL, scope);
        return;
    }
    linear_layout(&input->values, network, input->features, units, scope, "W", "b");
    if (!input->is_decoder)
        return;
    input->start = parameters_add_matrix(parameters, 1, units);
    parameters_add_tensor(parameters, input->start, 0, units, INIT_UNIT_VECTOR, scope, "start");
}

void transformer_input_layout(struct transformer_input *input, struct network *network, struct arena *arena,
                              bool is_decoder, const char *scope)
{
    const struct model_config *config = &network->config;
    *input = (struct transformer_input){
        .is_decoder = is_decoder,
        .features = is_decoder ? config->features_out : config->features,
        .steps = is_decoder ? config->steps : config->n_in,
    };
    add_parameters(input, network, is_decoder ? model_output_width(config) : config->cardinality, scope);
    size_t steps = (size_t)input->steps, rows = steps * (size_t)config->batch;
    input->positions = arena_take(arena, steps, config->units);
    input->x = arena_take(arena, rows, config->units);
    input->dx = arena_take(arena, rows, config->units);
    if (input->features > 0)
        input->seen = arena_take(arena, rows, input->features);
    input->tokens = arena_take_items(arena, rows, sizeof *input->tokens);
    if (input->positions != NULL && arena->failed == 0)
        make_positions(input->positions, input->steps, config->units);
}

/* x_t of one step: W's product with its features, or, at the decoder's first, start. */
static void embed_features(struct network *network, struct transformer_input *input, const float *values, size_t t)
{
    size_t batch = (size_t)network->batch, features = (size_t)input->features, ld = (size_t)padded(input->features);
    float *x = input->x + t * batch * (size_t)padded(network->config.units), *seen = input->seen + t * batch * ld;
    if (input->is_decoder && t == 0) {
        copy_bias(network, input->start, network->batch, x);
        return;
    }
    for (size_t b = 0; b < batch; b++)
        memcpy(seen + b * ld, values + ((t - input->is_decoder) * batch + b) * features, features * sizeof *seen);
    linear_forward(network, &input->values, seen, network->batch, x);
}

static void embed_tokens(struct network *network, struct transformer_input *input, const float *values, size_t t)
{
    size_t batch = (size_t)network->batch, width = (size_t)padded(network->config.units);
    for (size_t b = 0; b < batch; b++) {
        int32_t token = input->table.rows - 1; /* start; also what follows on no token, after divergence */
        if (!input->is_decoder)
            token = (int32_t)values[t * batch + b];
        else if (t > 0 && values[(t - 1) * batch + b] >= 0)
            token = (int32_t)values[(t - 1) * batch + b];
        input->tokens[t * batch + b] = token;
        memcpy(input->x + (t * batch + b) * width, slabs_of(network, input->table).w + (size_t)token * width,
               width * sizeof *input->x);
    }
}

void transformer_input_forward(struct network *network, struct transformer_input *input, const float *values,
                               struct span span)
{
    static const float one = 1;
    size_t batch = (size_t)network->batch;
    int width = padded(network->config.units), end = span.first + span.n;
    for (size_t t = (size_t)span.first; t < (size_t)end; t++) {
        if (input->features > 0)
            embed_features(network, input, values, t);
        else
            embed_tokens(network, input, values, t);
        for (size_t b = 0; b < batch; b++)
            network->kernels->add_outer(&one, input->positions + t * (size_t)width, 1, width,
                                        input->x + (t * batch + b) * (size_t)width, width);
    }
}

void transformer_input_backward(struct network *network, struct transformer_input *input, int n)
{
    static const float one = 1;
    int width = padded(network->config.units), rows = n * network->batch;
    int first = input->is_decoder ? network->batch : 0; /* behind start */
    for (int r = 0; r < rows && input->features == 0; r++)
        network->kernels->add_outer(&one, input->dx + (size_t)r * (size_t)width, 1, width,
                                    network->gradient + input->table.offset + (size_t)input->tokens[r] * (size_t)width,
                                    width);
    if (input->features == 0)
        return;
    if (input->is_decoder)
        gradient_of_vector(network, input->start, input->dx, network->batch);
    if (rows > first)
        linear_backward(network, &input->values, input->seen + (size_t)first * (size_t)padded(input->features),
                        input->dx + (size_t)first * (size_t)width, rows - first, NULL);
}
