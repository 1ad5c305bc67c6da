#include "attnbench/trial/trial.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/task/task.h"
#include "attnbench/trial/own_pairs.h"
#include "training.h"

#include <math.h>
#include <stdlib.h>

int32_t trial_evaluations(const struct trial_settings *settings)
{
    return settings->evaluate.every == 0 ? 0 : (int32_t)(settings->training.epochs / settings->evaluate.every);
}

size_t trial_record_bytes(const struct trial_settings *settings)
{
    return record_trial_bytes((int32_t)settings->training.epochs, trial_evaluations(settings), 1);
}

int trial_traces_allocate(const struct trial_settings *settings, struct trial_traces *out)
{
    size_t epochs = (size_t)settings->training.epochs, evaluations = (size_t)trial_evaluations(settings);
    float *floats = allocate(epochs + evaluations, 2 * sizeof *floats);
    if (floats == NULL)
        return EX_OSERR;
    *out = (struct trial_traces){floats, floats + epochs, floats + 2 * epochs, floats + 2 * epochs + evaluations};
    return 0;
}

void trial_traces_free(struct trial_traces *traces)
{
    free(traces->train_loss);
    *traces = (struct trial_traces){0};
}

/* Accuracy counts whole sequences. */
static int evaluate(const struct trial *trial, const struct task *task, struct model *model,
                    struct trial_result *result)
{
    struct pairs pairs;
    double start = clock_seconds();
    TRY(pairs_make(trial, task, EVALUATION, result->sequences, &pairs));
    struct evaluation evaluation = pairs_evaluate(task, model, &pairs);
    result->correct = task->kind->is_real ? 0 : evaluation.correct;
    result->is_real = task->kind->is_real;
    result->rmse = task->kind->is_real ? evaluation.rmse : 0;
    result->evaluate_seconds += clock_seconds() - start;
    pairs_free(&pairs);
    return 0;
}

int trial_run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
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
    };
    int status = model_initialize(model, (uint64_t)trial->seed, trial->cell_hash, trial->init_repeat);
    if (status == 0)
        status = train(trial, &task, model, progress, traces, result);
    if (status == 0)
        status = evaluate(trial, &task, model, result);
    if (status == 0 && weights != NULL)
        model_export(model, weights);
    model_free(model);
    return status;
}

double trial_pairs_bytes(const struct trial_settings *settings, const struct task *task)
{
    double n = (double)(settings->training.batch + settings->training.samples + settings->evaluate.sequences);
    if (settings->evaluate.every > 0)
        n += (double)training_held_out(settings);
    return n * (task->n_in + 2.0 * task->steps) * sizeof(float);
}

double trial_steps_an_epoch(const struct trial_settings *settings)
{
    return settings->training.samples == 0
               ? 1
               : ceil((double)settings->training.samples / (double)settings->training.batch);
}

/* Of a held-out pair only the forward pass counts, a third of a step's. */
double trial_cost(const struct trial_settings *settings)
{
    struct model_config config;
    if (trial_model_config(settings, &config) != 0)
        return 1;
    double held_out = (double)trial_evaluations(settings) * (double)training_held_out(settings);
    return model_step_work(&config) * (trial_steps_an_epoch(settings) * (double)settings->training.epochs +
                                       held_out / (3 * (double)settings->training.batch));
}
