#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/task.h"
#include "attnbench/trial.h"
#include "own_pairs.h"
#include "saved_models.h"

#include <limits.h>
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

int attention_weights(const char *directory, const struct study *study, int model, size_t sequences,
                      struct attention_weights *out)
{
    char path[PATH_MAX];
    struct task task;
    struct trial trial = study_trial(study, study_index(study, model, 0, 0));
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
