#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/task.h"
#include "attnbench/trial.h"
#include "own_pairs.h"
#include "saved_models.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* Adds up the weights of `sequences` new inputs, then divides. Shapes: T = task->n_in, L = task->steps. */
static int average(const struct trial *trial, const struct task *task, struct model *model, size_t sequences,
                   double *mean)
{
    size_t n_in = (size_t)task->n_in, steps = (size_t)task->steps;
    float *input = allocate(n_in, sizeof *input), *target = allocate(steps, sizeof *target);
    float *probabilities = allocate(steps * (size_t)task->cardinality, sizeof *probabilities);
    float *weights = allocate(steps * n_in, sizeof *weights);
    int status = input != NULL && target != NULL && probabilities != NULL && weights != NULL ? 0 : EX_OSERR;
    struct stream stream =
        stream_open((uint64_t)trial->seed, "attention weights", trial->cell_hash, (uint32_t)trial->repeat);
    for (size_t i = 0; i < sequences && status == 0; i++) {
        task->kind->draw(task, &stream, input, target);
        model_forward(model, input, NULL, probabilities, weights);
        for (size_t j = 0; j < steps * n_in; j++)
            mean[j] += (double)weights[j] / (double)sequences;
    }
    free(input);
    free(target);
    free(probabilities);
    free(weights);
    return status;
}

static int average_of_file(const char *path, const struct trial *trial, const struct task *task, size_t sequences,
                           double **out)
{
    struct model_config config;
    struct model *model;
    TRY(trial_model_config(&trial->settings, &config));
    config.batch = 1;
    TRY(model_create(&config, &model));
    double *mean = NULL;
    int status = model_has_attention(model) ? 0 : EX_NOINPUT;
    if (status == 0)
        status = load_weights(path, trial, model);
    if (status == 0) {
        mean = allocate((size_t)task->steps * (size_t)task->n_in, sizeof *mean);
        status = mean != NULL ? average(trial, task, model, sequences, mean) : EX_OSERR;
    }
    model_free(model);
    if (status != 0)
        free(mean);
    else
        *out = mean;
    return status;
}

int attention_weights(const char *directory, const struct study *study, int model, size_t repeat, size_t sequences,
                      struct attention_weights *out)
{
    char path[PATH_MAX];
    struct task task;
    struct trial trial = study_trial(study, study_index(study, model, 0, repeat));
    TRY(model_path(study, &trial, directory, path, sizeof path));
    if (access(path, F_OK) != 0)
        return fail(EX_NOINPUT, "%s is not there", path);
    struct pair_table pairs;
    TRY(own_pairs_read(study, &pairs));
    trial.pairs = &pairs;
    int status = trial_open_task(&trial, PART_EVALUATE, &task);
    *out = (struct attention_weights){
        .repeat = trial.repeat, .steps = (size_t)task.steps, .n_in = (size_t)task.n_in, .sequences = sequences};
    if (status == 0)
        status = average_of_file(path, &trial, &task, sequences, &out->mean);
    pair_table_free(&pairs);
    return status;
}

static double percent_on_last_3(const struct attention_weights *weights)
{
    enum { LAST = 3 };
    size_t n = weights->n_in < LAST ? weights->n_in : LAST;
    double sum = 0;
    for (size_t t = 0; t < weights->steps; t++)
        for (size_t j = weights->n_in - n; j < weights->n_in; j++)
            sum += weights->mean[t * weights->n_in + j];
    return 100 * sum / (double)weights->steps;
}

int results_load_attention(const char *directory, const struct study *study, struct results *results)
{
    enum { SEQUENCES = 100 };
    results->attention_last_3 = allocate(results->n_trials, sizeof *results->attention_last_3);
    if (results->attention_last_3 == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        results->attention_last_3[i] = NAN;
    size_t repeats = study_max_repeats(study);
    for (int model = 0; model < study->n_models; model++)
        for (size_t repeat = 0; repeat < repeats; repeat++) {
            struct attention_weights weights;
            int status = attention_weights(directory, study, model, repeat, SEQUENCES, &weights);
            if (status == EX_NOINPUT)
                continue;
            TRY(status);
            results->attention_last_3[study_index(study, model, 0, repeat)] = percent_on_last_3(&weights);
            free(weights.mean);
        }
    return 0;
}
