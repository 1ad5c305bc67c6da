#include "attnbench/nn/model.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/nn/family.h"
#include "attnbench/nn/head.h"

#include <stdlib.h>
#include <string.h>

struct model {
    struct network network;
    struct arena arena;
    const struct model_family *family;
    void *state;           /* the family's */
    float *y, *dlogits;    /* (L, B, O) */
    float *input, *target; /* (T, B, D or 1), (L, B, G or 1): step by step */
};

static const struct model_family *const families[] = {&recurrent_family, &transformer_family};
enum { N_FAMILIES = sizeof families / sizeof *families };

const struct model_family *family_find(const char *model)
{
    for (size_t k = 0; k < N_FAMILIES; k++)
        for (size_t i = 0; families[k]->model(i) != NULL; i++)
            if (strcmp(families[k]->model(i), model) == 0)
                return families[k];
    return NULL;
}

bool model_word_attends(const char *model)
{
    const struct model_family *family = family_find(model);
    return family != NULL && family->word_attends(model);
}

const char *model_word(size_t i)
{
    for (size_t k = 0; k < N_FAMILIES; k++) {
        size_t n = 0;
        for (; families[k]->model(n) != NULL; n++)
            if (i == n)
                return families[k]->model(n);
        i -= n;
    }
    return NULL;
}

int model_check(const struct model_config *config)
{
    if (config->head == &head_softmax && config->features_out > 1)
        return fail(EX_CONFIG, "models.head is softmax: of %d real features a step it must be linear",
                    config->features_out);
    if (config->head == &head_linear && config->features_out == 0)
        return fail(EX_CONFIG,
                    "models.head is linear: it gives real values, but the task's are tokens: it must be softmax");
    return config->family->check(config);
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
    network->input_lengths = arena_take_items(arena, batch, sizeof *network->input_lengths);
    network->target_lengths = arena_take_items(arena, batch, sizeof *network->target_lengths);
    model->family->layout(model->state, network, arena);
    model->y = arena_take(arena, outputs, model_output_width(config));
    model->dlogits = arena_take(arena, outputs, model_output_width(config));
    model->input = arena_take_items(arena, inputs * (size_t)model_input_numbers(config), sizeof *model->input);
    model->target = arena_take_items(arena, outputs * (size_t)model_output_numbers(config), sizeof *model->target);
}

/* A model laid out, its parameters not yet allocated; only_count: nor anything else. */
static int model_lay_out(const struct model_config *config, int only_count, struct model **out)
{
    struct model *model = allocate(1, sizeof *model);
    if (model == NULL)
        return EX_OSERR;
    model->network.config = *config;
    if (config->copy)
        model->network.config.head = &head_mixture;
    model->network.batch = config->batch;
    model->arena.only_count = only_count;
    model->family = config->family;
    model->state = allocate(1, config->family->state_bytes(config));
    *out = model;
    if (model->state == NULL)
        return EX_OSERR;
    model->network.config.batch = most_rows(config);
    layout(model);
    model->network.config.batch = config->batch;
    TRY(model->arena.failed);
    return parameters_check(&model->network.parameters);
}

static void reset(struct model *model)
{
    network_reset(&model->network);
    if (model->family->reset != NULL)
        model->family->reset(model->state);
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
    reset(model);
    TRY_ELSE(failed, parameters_allocate(&model->network.parameters));
    if (model->family->wants_gradient)
        TRY_ELSE(failed, gradient_allocate(&model->network));
    *out = model;
    return 0;
failed:
    model_free(model);
    return status;
}

int model_outline(const struct model_config *config, struct model **out)
{
    *out = NULL;
    int status = model_lay_out(config, 1, out);
    if (status != 0) {
        model_free(*out);
        *out = NULL;
    }
    return status;
}

int model_size(const struct model_config *config, struct model_size *out)
{
    struct model *model;
    TRY(model_outline(config, &model));
    out->tensors = model_n_parameters(model);
    out->weights = model_n_weights(model);
    out->bytes = model->arena.bytes +
                 (config->family->wants_gradient ? 4 : 3) * model->network.parameters.floats * sizeof(float);
    model_free(model);
    return 0;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    parameters_free(&model->network.parameters);
    arena_free(&model->arena);
    free(model->network.gradient);
    free(model->state);
    free(model);
}

int model_initialize(struct model *model, uint64_t seed, uint64_t cell, uint32_t repeat)
{
    reset(model);
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
        return (struct parameter_view){tensor->name, tensor->rows * tensor->cols, 0};
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
static void catch_up(struct model *model)
{
    if (model->family->catch_up != NULL)
        model->family->catch_up(model->state, &model->network);
}

void model_get(struct model *model, size_t i, enum parameter_slab slab, float *out)
{
    catch_up(model);
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
    catch_up(model);
    parameters_set(&model->network.parameters, &model->network.parameters.tensors[i], values);
}

/* (B, steps, n) → (steps, B, n), padding as 0; the sequences' lengths, of which it returns the longest. */
static int step_by_step(const float *rows, int batch, int steps, int n, float *out, int32_t *lengths)
{
    int longest = 0;
    for (int b = 0; b < batch; b++) {
        lengths[b] = real_steps(rows, steps, n);
        longest = lengths[b] > longest ? lengths[b] : longest;
        for (int t = 0; t < steps; t++, rows += n) {
            float *step = out + (size_t)(t * batch + b) * (size_t)n;
            for (int i = 0; i < n; i++)
                step[i] = t < lengths[b] ? rows[i] : 0;
        }
    }
    return longest;
}

static int take_target(struct model *model, const float *target)
{
    struct network *network = &model->network;
    return step_by_step(target, network->batch, network->config.steps, model_output_numbers(&network->config),
                        model->target, network->target_lengths);
}

/* target (B, L): NULL while evaluating, which makes all L steps. whole: all T and L are made, not just as many as the
 * longest sequences have. */
static void forward(struct model *model, const float *input, const float *target, int batch, bool whole)
{
    struct network *network = &model->network;
    const struct model_config *config = &network->config;
    network->batch = batch;
    int longest_input =
        step_by_step(input, batch, config->n_in, model_input_numbers(config), model->input, network->input_lengths);
    int longest_target = target != NULL ? take_target(model, target) : config->steps;
    network->n_in = whole ? config->n_in : longest_input;
    network->steps = whole ? config->steps : longest_target;
    model->family->forward(model->state, network, model->input, target != NULL ? model->target : NULL, model->y);
}

void model_export(struct model *model, float *weights)
{
    catch_up(model);
    const struct parameters *parameters = &model->network.parameters;
    for (int i = 0; i < parameters->n_tensors; weights += numbers_of(&parameters->tensors[i++]))
        parameters_get(parameters, &parameters->tensors[i], SLAB_WEIGHT, weights);
}

void model_import(struct model *model, const float *weights)
{
    catch_up(model);
    struct parameters *parameters = &model->network.parameters;
    for (int i = 0; i < parameters->n_tensors; weights += numbers_of(&parameters->tensors[i++]))
        parameters_set(parameters, &parameters->tensors[i], weights);
}

struct step_result model_train_step(struct model *model, const float *input, const float *target, int n)
{
    struct network *network = &model->network;
    network->traffic = (struct model_traffic){0};
    forward(model, input, target, n, false);
    struct step_result result = network->config.head->loss(network, model->y, model->target, model->dlogits);
    if (network->step - network->first_rate == RATES_KEPT) {
        catch_up(model);
        network->first_rate = network->step;
    }
    network_begin_step(network);
    if (model->family->wants_gradient)
        gradient_clear(network);
    model->family->backward(model->state, network, model->target, model->y, model->dlogits);
    if (model->family->wants_gradient)
        gradient_update(network);
    return result;
}

/* (L, B, O) → (B, L, G or 1) */
static void values_of(const struct model *model, int batch, float *output)
{
    const struct model_config *config = &model->network.config;
    size_t steps = (size_t)config->steps, width = (size_t)padded(model_output_width(config));
    size_t numbers = (size_t)model_output_numbers(config);
    const float *y = model->y;
    for (size_t t = 0; t < steps; t++)
        for (size_t b = 0; b < (size_t)batch; b++, y += width)
            config->head->values(&model->network, y, output + (b * steps + t) * numbers);
}

double model_evaluate(struct model *model, const float *input, const float *target, int n, float *output)
{
    const struct model_config *config = &model->network.config;
    size_t outputs = (size_t)config->steps * (size_t)model_output_numbers(config);
    size_t inputs = (size_t)config->n_in * (size_t)model_input_numbers(config);
    int most = most_rows(config);
    double loss = 0, sequences = 0;
    for (int start = 0; start < n; start += most) {
        int batch = n - start < most ? n - start : most;
        forward(model, input + (size_t)start * inputs, NULL, batch, false);
        values_of(model, batch, output + (size_t)start * outputs);
        if (target == NULL)
            continue;
        take_target(model, target + (size_t)start * outputs);
        struct step_result result = config->head->loss(&model->network, model->y, model->target, model->dlogits);
        double share = (double)result.steps / config->steps; /* of a whole sequence each */
        loss += share * result.loss;
        sequences += share;
    }
    return loss / sequences;
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
    forward(model, input, target, config->batch, true);
    sequence_by_sequence(model->y, config->batch, config->steps, model_output_width(config), outputs);
    if (attention_weights != NULL && model_has_attention(model))
        sequence_by_sequence(model->family->attention_weights(model->state, &model->network), config->batch,
                             config->steps, config->n_in, attention_weights);
}

int model_has_attention(const struct model *model)
{
    return model->family->attends(&model->network.config);
}

struct model_traffic model_traffic(const struct model *model)
{
    return model->network.traffic;
}

double model_step_work(const struct model_config *config)
{
    enum { PASSES = 3, ADAM_WORK = 8 }; /* forward, backward to activations, gradient of weights */
    return config->family->work(config) * PASSES * config->batch + ADAM_WORK * config->family->weights(config);
}
