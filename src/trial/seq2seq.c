#include "attnbench/trial/kinds.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "attnbench/trial/figures.h"
#include "seq2seq_config.h"
#include "seq2seq_settings.h"
#include "training.h"
#include "pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int check(const struct trial_settings *settings)
{
    struct model_config config;
    return trial_model_config(settings, &config);
}

static double pairs_bytes(const struct trial_settings *settings, const struct model_config *config)
{
    double n = (double)(settings->training.batch + settings->training.samples + settings->evaluate.sequences);
    if (settings->evaluate.every > 0)
        n += (double)training_held_out(settings);
    return n *
           (config->n_in * (double)model_input_numbers(config) + 2.0 * config->steps * model_output_numbers(config)) *
           sizeof(float);
}

/* Where most weights are those by which an attention decoder sees its last output one-hot. */
static void advise(const struct model_config *config, struct trial_size *size)
{
    enum { ARRAYS = 3 }; /* weights and both moments */
    char bytes[32];
    double outputs = model_output_width(config), numbers = outputs * (3.0 * config->units + outputs);
    bool is_one_hot =
        config->decoder != NULL && config->decoder == decoder_find("attention") && config->features_out == 0;
    if (!is_one_hot || config->embedding_out > 0 || numbers < 0.5 * (double)size->weights)
        return;
    snprintf(
        size->advice, sizeof size->advice,
        "; %s of it is for models.feedback, which sees the last output as one of %.0f: models.feedback teacher with "
        "models.embedding_out, such as %d, sees a row of an embedding",
        text_bytes(ARRAYS * sizeof(float) * numbers, bytes, sizeof bytes), outputs, config->units);
}

static int size(const struct trial_settings *settings, struct trial_size *out)
{
    struct model_config config;
    struct model_size model;
    char reason[256];
    TRY(trial_model_config(settings, &config));
    int status = model_size(&config, &model);
    if (status == EX_CONFIG) {
        text_copy(reason, sizeof reason, error_message());
        return fail(EX_CONFIG, "with task.cardinality %d, models.units %d, training.batch %d and task.n_in %d %s",
                    config.cardinality, config.units, config.batch, config.n_in, reason);
    }
    *out = (struct trial_size){
        .bytes = (double)model.bytes + pairs_bytes(settings, &config),
        .weights = model.weights,
        .tensors = model.tensors,
    };
    advise(&config, out);
    return status;
}

/* Of a held-out pair only the forward pass counts, a third of a step's. */
static double work(const struct trial_settings *settings)
{
    struct model_config config;
    if (trial_model_config(settings, &config) != 0)
        return 1;
    double held_out = (double)trial_evaluations(settings) * (double)training_held_out(settings);
    return model_step_work(&config) * (trial_steps_an_epoch(settings) * (double)settings->training.epochs +
                                       held_out / (3 * (double)settings->training.batch));
}

/* Makes a model as small as one that is quick to measure: within so many bytes, and multiply-adds a step. What changes
 * the shapes of its products least goes first: shorter sequences leave them as they are. */
static int make_measurable(struct model_config *config)
{
    const double most_bytes = 400e6, most_work = 1e9;
    struct {
        int *size, least;
    } sizes[] = {{&config->n_in, 2},
                 {&config->steps, 2},
                 {&config->batch, 8},
                 {&config->cardinality, 64},
                 {&config->cardinality_out, 64},
                 {&config->units, 64}};
    const size_t n_sizes = sizeof sizes / sizeof *sizes;
    config->evaluation_batch = 0;
    for (size_t i = 0; i < n_sizes;) {
        struct model_size size;
        int status = model_size(config, &size);
        if (status != 0 && status != EX_CONFIG)
            return status;
        if (status == 0 && (double)size.bytes <= most_bytes && model_step_work(config) <= most_work)
            break;
        if (*sizes[i].size > sizes[i].least)
            *sizes[i].size = (*sizes[i].size + 1) / 2;
        else
            i++;
    }
    return 0;
}

/* By training steps on one batch of zeros, from weights of zero: what the values are makes no difference to the time,
 * and the orthogonal weights of a large model take long. */
static int pace(const struct trial_settings *settings, double *out)
{
    const double measured_seconds = 0.05;
    struct model_config config;
    struct model *model;
    TRY(trial_model_config(settings, &config));
    TRY(make_measurable(&config));
    TRY(model_create(&config, &model));
    size_t n_input = (size_t)config.batch * (size_t)config.n_in * (size_t)model_input_numbers(&config);
    size_t n_target = (size_t)config.batch * (size_t)config.steps * (size_t)model_output_numbers(&config);
    float *input = allocate(n_input, sizeof *input), *target = allocate(n_target, sizeof *target);
    int status = input == NULL || target == NULL ? EX_OSERR : 0;
    if (status == 0) {
        model_train_step(model, input, target, config.batch); /* the first touches the memory */
        double begin = clock_seconds(), elapsed;
        int steps = 0;
        do {
            model_train_step(model, input, target, config.batch);
            steps++;
            elapsed = clock_seconds() - begin;
        } while (elapsed < measured_seconds);
        *out = elapsed / (steps * model_step_work(&config));
    }
    free(input);
    free(target);
    model_free(model);
    return status;
}

static const char *problem(const struct trial_settings *settings)
{
    return task_find(settings->task.name)->help;
}

static double chance(const struct trial_settings *settings)
{
    struct task task;
    return trial_task(settings, &task) == 0 ? 100 * task.kind->chance(&task) : NAN;
}

/* Accuracy counts whole sequences. */
static int evaluate(const struct trial *trial, const struct task *task, struct model *model, float *items,
                    struct trial_result *result)
{
    struct pairs pairs;
    double start = clock_seconds();
    TRY(pairs_make(trial, task, EVALUATION, result->sequences, &pairs));
    struct evaluation evaluation = pairs_evaluate(task, model, &pairs);
    figures_add(&trial->settings, &evaluation, pairs.n, result);
    if (result->n_items > 0)
        pairs_items(task, &pairs, items);
    result->evaluate_seconds += clock_seconds() - start;
    pairs_free(&pairs);
    return 0;
}

static int run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
               float *weights, struct trial_result *result)
{
    struct task task;
    struct model_config config;
    struct model *model = NULL;
    TRY(trial_open_task(trial, PART_TRAIN, &task));
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_create(&config, &model));
    *result = (struct trial_result){
        .identity = trial->identity,
        .settings_hash = trial->settings_hash,
        .status = TRIAL_FINISHED,
        .epochs = (int32_t)trial->settings.training.epochs,
        .evaluations = trial_evaluations(&trial->settings),
        .sequences = (int32_t)trial->settings.evaluate.sequences,
        .train_loss = traces->train_loss,
        .train_accuracy = traces->train_accuracy,
        .held_out_accuracy = traces->held_out_accuracy,
        .held_out_loss = traces->held_out_loss,
        /* windows of a series overlap: no items of their own */
        .n_items = traces->items != NULL && task.series == NULL ? trial_items(&trial->settings) : 0,
        .items = traces->items,
    };
    int status = model_initialize(model, (uint64_t)trial->seed, trial->cell_hash, trial->init_repeat);
    if (status == 0)
        status = train(trial, &task, model, progress, traces, result);
    if (status == 0)
        status = evaluate(trial, &task, model, traces->items, result);
    if (status == 0)
        trial_add_times(result);
    if (status == 0 && weights != NULL)
        model_export(model, weights);
    model_free(model);
    return status;
}

const struct trial_kind seq2seq = {
    .name = "seq2seq",
    .model = model_word,
    .settings = seq2seq_settings,
    .conditions = seq2seq_conditions,
    .stores_weights = true,
    .attends = seq2seq_attends,
    .check = check,
    .size = size,
    .work = work,
    .pace = pace,
    .problem = problem,
    .metric = figures_metric,
    .chance = chance,
    .run = run,
};
