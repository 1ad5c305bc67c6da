#include "attnbench/nn/model.h"
#include "attnbench/base/error.h"
#include "attention.h"
#include "decoder.h"

#include <stdlib.h>
#include <string.h>

struct model {
    struct network network;
    struct arena arena;
    struct encoder encoder;
    const struct decoder_kind *decoder;
    void *decoder_state;
    float *y, *dlogits;    /* (L, B, F) */
    float *input, *target; /* (T, B), (L, B): step by step */
};

static const struct decoder_kind *const decoder_kinds[] = {&decoder_baseline, &decoder_attention, &decoder_tagger};

const struct decoder_kind *decoder_find(const char *name)
{
    for (size_t i = 0; i < sizeof decoder_kinds / sizeof *decoder_kinds; i++)
        if (strcmp(decoder_kinds[i]->name, name) == 0)
            return decoder_kinds[i];
    return NULL;
}

const char *decoder_name(size_t i)
{
    return i < sizeof decoder_kinds / sizeof *decoder_kinds ? decoder_kinds[i]->name : NULL;
}

int model_config_attends(const struct model_config *config)
{
    return config->decoder->attention_weights != NULL;
}

int model_check(const struct model_config *config)
{
    const char *kind = config->decoder->name;
    int attends = model_config_attends(config);
    if (config->feedback == FEEDBACK_TEACHER && !attends)
        return fail(EX_CONFIG, "models.feedback is teacher: a model of kind %s feeds nothing back, only attention does",
                    kind);
    if (config->attention != &attention_additive && !attends)
        return fail(EX_CONFIG, "models.attention is %s: a model of kind %s has none: leave it out",
                    config->attention->name, kind);
    if (config->head == &head_linear && !config->is_real)
        return fail(EX_CONFIG,
                    "models.head is linear: it gives real values, but the task's are tokens: it must be softmax");
    if (config->decoder->check != NULL)
        TRY(config->decoder->check(config));
    return encoder_check(config);
}

/* Sequences that forward may get at once. */
static int most_rows(const struct model_config *config)
{
    return config->evaluation_batch > config->batch ? config->evaluation_batch : config->batch;
}

/* Buffers for config.batch sequences. */
static void layout(struct model *model)
{
    struct network *network = &model->network;
    const struct model_config *config = &network->config;
    struct arena *arena = &model->arena;
    size_t batch = (size_t)config->batch, inputs = (size_t)config->n_in * batch,
           outputs = (size_t)config->steps * batch;
    encoder_layout(&model->encoder, network, arena);
    model->decoder->layout(model->decoder_state, network, arena, model->encoder.out.width);
    model->y = arena_take(arena, outputs, config->cardinality);
    model->dlogits = arena_take(arena, outputs, config->cardinality);
    model->input = arena_take_items(arena, inputs, sizeof *model->input);
    model->target = arena_take_items(arena, outputs, sizeof *model->target);
}

/* A model laid out, its parameters not yet allocated; only_count: nor anything else. */
static int model_lay_out(const struct model_config *config, int only_count, struct model **out)
{
    struct model *model = allocate(1, sizeof *model);
    if (model == NULL)
        return EX_OSERR;
    model->network.config = *config;
    model->network.batch = config->batch;
    model->arena.only_count = only_count;
    model->decoder = config->decoder;
    model->decoder_state = allocate(1, config->decoder->state_bytes);
    *out = model;
    if (model->decoder_state == NULL)
        return EX_OSERR;
    model->network.config.batch = most_rows(config);
    layout(model);
    model->network.config.batch = config->batch;
    TRY(model->arena.failed);
    return parameters_check(&model->network.parameters);
}

int model_create(const struct model_config *config, struct model **out)
{
    struct model *model = NULL;
    const struct kernels *kernels = config->arithmetic == ARITHMETIC_OPENBLAS ? kernels_with_openblas() : kernels_get();
    int status;
    if (kernels == NULL)
        return EX_CONFIG;
    kernels_flush_denormals();
    TRY_ELSE(failed, model_lay_out(config, 0, &model));
    model->network.kernels = kernels;
    network_reset(&model->network);
    encoder_reset(&model->encoder);
    TRY_ELSE(failed, parameters_allocate(&model->network.parameters));
    *out = model;
    return 0;
failed:
    model_free(model);
    return status;
}

int model_size(const struct model_config *config, struct model_size *out)
{
    struct model *model = NULL;
    int status;
    TRY_ELSE(done, model_lay_out(config, 1, &model));
    out->tensors = model_n_parameters(model);
    out->weights = model_n_weights(model);
    out->bytes = model->arena.bytes + 3 * model->network.parameters.floats * sizeof(float);
done:
    model_free(model);
    return status;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    parameters_free(&model->network.parameters);
    arena_free(&model->arena);
    free(model->decoder_state);
    free(model);
}

int model_initialize(struct model *model, uint64_t seed, uint64_t cell, uint32_t repeat)
{
    network_reset(&model->network);
    encoder_reset(&model->encoder);
    return parameters_initialize(&model->network.parameters, model->network.kernels, seed, cell, repeat);
}

size_t model_n_parameters(const struct model *model)
{
    return (size_t)model->network.parameters.n_tensors;
}

struct parameter_view model_parameter(const struct model *model, size_t i)
{
    const struct tensor *tensor = &model->network.parameters.tensors[i];
    if (tensor->is_vector)
        return (struct parameter_view){tensor->name, tensor->cols, 0};
    return (struct parameter_view){tensor->name, tensor->rows, tensor->cols};
}

static size_t numbers_of(const struct tensor *tensor)
{
    return (size_t)tensor->rows * (size_t)tensor->cols;
}

size_t model_n_weights(const struct model *model)
{
    size_t n = 0;
    for (int i = 0; i < model->network.parameters.n_tensors; i++)
        n += numbers_of(&model->network.parameters.tensors[i]);
    return n;
}

/* Applies the updates that wait in rows which nothing has read: before weights are seen from outside. */
static void settle_all(struct model *model)
{
    encoder_settle(&model->network, &model->encoder);
}

void model_get(struct model *model, size_t i, enum parameter_slab slab, float *out)
{
    settle_all(model);
    const struct tensor *tensor = &model->network.parameters.tensors[i];
    parameters_get(&model->network.parameters, tensor, slab, out);
    if (slab == SLAB_WEIGHT)
        return;
    const struct model_config *config = &model->network.config;
    double factor = 1 - (slab == SLAB_FIRST_MOMENT ? config->beta1 : config->beta2); /* that moments lack: kernels.h */
    for (size_t k = 0; k < numbers_of(tensor); k++)
        out[k] = (float)(factor * out[k]);
}

void model_set(struct model *model, size_t i, const float *values)
{
    settle_all(model);
    parameters_set(&model->network.parameters, &model->network.parameters.tensors[i], values);
}

/* (B, steps) → (steps, B) */
static void step_by_step(const float *rows, int batch, int steps, float *out)
{
    for (int t = 0; t < steps; t++)
        for (int b = 0; b < batch; b++)
            out[t * batch + b] = rows[b * steps + t];
}

/* target (B, L): NULL while evaluating. */
static void forward(struct model *model, const float *input, const float *target, int batch)
{
    struct network *network = &model->network;
    network->batch = batch;
    step_by_step(input, batch, network->config.n_in, model->input);
    if (target != NULL)
        step_by_step(target, batch, network->config.steps, model->target);
    encoder_forward(network, &model->encoder, model->input);
    model->decoder->forward(model->decoder_state, network, &model->encoder.out, target != NULL ? model->target : NULL,
                            model->y);
}

void model_export(struct model *model, float *weights)
{
    settle_all(model);
    const struct parameters *parameters = &model->network.parameters;
    for (int i = 0; i < parameters->n_tensors; weights += numbers_of(&parameters->tensors[i++]))
        parameters_get(parameters, &parameters->tensors[i], SLAB_WEIGHT, weights);
}

void model_import(struct model *model, const float *weights)
{
    settle_all(model);
    struct parameters *parameters = &model->network.parameters;
    for (int i = 0; i < parameters->n_tensors; weights += numbers_of(&parameters->tensors[i++]))
        parameters_set(parameters, &parameters->tensors[i], weights);
}

struct step_result model_train_step(struct model *model, const float *input, const float *target, int n)
{
    struct network *network = &model->network;
    network->traffic = (struct model_traffic){0};
    forward(model, input, target, n);
    struct step_result result = network->config.head->loss(network, model->y, model->target, model->dlogits);
    if (network->step - network->first_rate == RATES_KEPT) {
        settle_all(model);
        network->first_rate = network->step;
    }
    network_begin_step(network);
    model->decoder->backward(model->decoder_state, network, &model->encoder.out, model->target, model->y,
                             model->dlogits);
    encoder_backward(network, &model->encoder);
    return result;
}

/* (L, B, F) → (B, L) */
static void values_of(const struct model *model, int batch, float *output)
{
    const struct model_config *config = &model->network.config;
    size_t steps = (size_t)config->steps, width = (size_t)padded(config->cardinality);
    const float *y = model->y;
    for (size_t t = 0; t < steps; t++)
        for (size_t b = 0; b < (size_t)batch; b++, y += width)
            output[b * steps + t] = config->head->value(&model->network, y);
}

double model_evaluate(struct model *model, const float *input, const float *target, int n, float *output)
{
    const struct model_config *config = &model->network.config;
    size_t steps = (size_t)config->steps;
    int most = most_rows(config);
    double loss = 0;
    for (int start = 0; start < n; start += most) {
        int batch = n - start < most ? n - start : most;
        forward(model, input + (size_t)start * (size_t)config->n_in, NULL, batch);
        values_of(model, batch, output + (size_t)start * steps);
        if (target == NULL)
            continue;
        step_by_step(target + (size_t)start * steps, batch, config->steps, model->target);
        loss += batch * config->head->loss(&model->network, model->y, model->target, model->dlogits).loss;
    }
    return loss / n;
}

void model_predict(struct model *model, const float *input, int n, float *output)
{
    model_evaluate(model, input, NULL, n, output);
}

/* (L, B, padded n) → (B, L, n) */
static void sequence_by_sequence(const float *rows, int batch, int steps, int n, float *out)
{
    for (int b = 0; b < batch; b++)
        for (int t = 0; t < steps; t++, out += n)
            memcpy(out, rows + (size_t)(t * batch + b) * (size_t)padded(n), (size_t)n * sizeof *out);
}

void model_forward(struct model *model, const float *input, const float *target, float *outputs,
                   float *attention_weights)
{
    const struct model_config *config = &model->network.config;
    forward(model, input, target, config->batch);
    sequence_by_sequence(model->y, config->batch, config->steps, config->cardinality, outputs);
    if (attention_weights != NULL && model_has_attention(model))
        sequence_by_sequence(model->decoder->attention_weights(model->decoder_state), config->batch, config->steps,
                             config->n_in, attention_weights);
}

int model_has_attention(const struct model *model)
{
    return model->decoder->attention_weights != NULL;
}

struct model_traffic model_traffic(const struct model *model)
{
    return model->network.traffic;
}

double model_step_work(const struct model_config *config)
{
    enum { PASSES = 3, ADAM_WORK = 8 }; /* forward, backward to activations, gradient of weights */
    double decoder = config->decoder->work(config, encoder_width(config));
    double per_step = (encoder_work(config) + decoder) * PASSES * config->batch;
    double parameters = encoder_weights(config) + decoder / config->steps;
    return per_step + ADAM_WORK * parameters;
}
