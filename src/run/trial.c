#include "attnbench/trial.h"
#include "attnbench/error.h"
#include "attnbench/kernels.h"
#include "attnbench/task.h"

#include "clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pairs of one batch, input (n, T) and target (n, L), in one allocation. */
struct pairs {
    int n;
    float *input, *target;
};

static int pairs_allocate(const struct task *task, int n, struct pairs *out)
{
    out->n = n;
    out->input = allocate((size_t)n * (size_t)(task->n_in + task->steps), sizeof *out->input);
    if (out->input == NULL)
        return EX_OSERR;
    out->target = out->input + (size_t)n * (size_t)task->n_in;
    return 0;
}

static void pairs_draw(const struct task *task, struct stream *stream, struct pairs *pairs)
{
    for (int i = 0; i < pairs->n; i++)
        task->kind->draw(task, stream, pairs->input + (size_t)i * (size_t)task->n_in,
                         pairs->target + (size_t)i * (size_t)task->steps);
}

static int train(const struct trial *trial, const struct task *task, struct model *model,
                 struct trial_progress *progress, float *losses, float *accuracies, struct trial_result *result)
{
    struct pairs pairs;
    struct stream stream = stream_open((uint64_t)trial->seed, "training pairs", trial->cell_hash, trial->data_repeat);
    TRY(pairs_allocate(task, (int)trial->settings.training.batch, &pairs));
    double start = clock_seconds();
    for (int32_t epoch = 0; epoch < result->epochs; epoch++) {
        pairs_draw(task, &stream, &pairs);
        struct step_result step = model_train_step(model, pairs.input, pairs.target, pairs.n);
        losses[epoch] = (float)step.loss;
        accuracies[epoch] = (float)step.correct_steps / (float)(pairs.n * task->steps);
        if (!isfinite(step.loss))
            result->status = TRIAL_DIVERGED;
        atomic_store_explicit(&progress->epochs, epoch + 1, memory_order_relaxed);
    }
    result->train_seconds = clock_seconds() - start;
    free(pairs.input);
    return 0;
}

/* Accuracy counts whole sequences. */
static int evaluate(const struct trial *trial, const struct task *task, struct model *model,
                    struct trial_result *result)
{
    struct pairs pairs;
    size_t steps = (size_t)task->steps, n = (size_t)result->sequences;
    struct stream stream = stream_open((uint64_t)trial->seed, "evaluation pairs", trial->cell_hash, trial->data_repeat);
    TRY(pairs_allocate(task, result->sequences, &pairs));
    float *predicted = allocate(n * steps, sizeof *predicted);
    if (predicted == NULL) {
        free(pairs.input);
        return EX_OSERR;
    }
    double start = clock_seconds();
    pairs_draw(task, &stream, &pairs);
    model_predict(model, pairs.input, pairs.n, predicted);
    for (size_t i = 0; i < n; i++)
        result->correct += memcmp(predicted + i * steps, pairs.target + i * steps, steps * sizeof *predicted) == 0;
    result->evaluate_seconds = clock_seconds() - start;
    free(predicted);
    free(pairs.input);
    return 0;
}

int trial_run(const struct trial *trial, struct trial_progress *progress, float *train_loss, float *train_accuracy,
              float *weights, struct trial_result *result)
{
    struct task task;
    struct model_config config;
    struct model *model = NULL;
    TRY(trial_task(&trial->settings, &task));
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_create(&config, &model));
    *result = (struct trial_result){
        .identity = trial->identity,
        .settings_hash = trial->settings_hash,
        .status = TRIAL_FINISHED,
        .epochs = (int32_t)trial->settings.training.epochs,
        .sequences = (int32_t)trial->settings.evaluate.sequences,
        .train_loss = train_loss,
        .train_accuracy = train_accuracy,
    };
    kernels_flush_denormals();
    int status = model_initialize(model, (uint64_t)trial->seed, trial->cell_hash, trial->init_repeat);
    if (status == 0)
        status = train(trial, &task, model, progress, train_loss, train_accuracy, result);
    if (status == 0)
        status = evaluate(trial, &task, model, result);
    if (status == 0 && weights != NULL)
        model_export(model, weights);
    model_free(model);
    return status;
}

double trial_cost(const struct trial_settings *settings)
{
    struct model_config config;
    if (trial_model_config(settings, &config) != 0)
        return 1;
    return model_step_work(&config) * (double)settings->training.epochs;
}
