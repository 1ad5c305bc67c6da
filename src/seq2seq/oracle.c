#include "attnbench/seq2seq/oracle.h"
#include "attnbench/base/error.h"
#include "attnbench/seq2seq/own_pairs.h"
#include "attnbench/seq2seq/weights.h"
#include "attnbench/trial/saved_models.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void oracle_free(struct oracle *oracle)
{
    model_free(oracle->model);
    pair_table_free(&oracle->pairs);
    free(oracle->input);
    free(oracle->expected);
    free(oracle->predicted);
    free(oracle->probabilities);
    free(oracle->attention);
}

int oracle_open(const struct study *study, const struct trial *trial, const char *directory, struct oracle *out)
{
    char path[PATH_MAX];
    struct model_config config;
    *out = (struct oracle){.trial = *trial};
    TRY(model_path(study, trial, directory, path, sizeof path));
    if (access(path, R_OK) != 0)
        return errno == ENOENT ? fail(EX_NOINPUT, "%s is not there", path)
                               : fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno));
    TRY(trial_task(&trial->settings, &out->task));
    TRY(trial_model_config(&trial->settings, &config));
    config.batch = 1;
    size_t n_in = (size_t)config.n_in, steps = (size_t)config.steps;
    out->input = allocate(n_in, sizeof *out->input);
    out->expected = allocate(steps, sizeof *out->expected);
    out->predicted = allocate(steps, sizeof *out->predicted);
    out->probabilities = allocate(steps * (size_t)config.cardinality, sizeof *out->probabilities);
    out->attention = allocate(steps * n_in, sizeof *out->attention);
    if (out->input == NULL || out->expected == NULL || out->predicted == NULL || out->probabilities == NULL ||
        out->attention == NULL)
        return EX_OSERR;
    TRY(model_create(&config, &out->model));
    return load_weights(path, trial, out->model);
}

int oracle_open_pairs(const struct study *study, const char *purpose, struct oracle *oracle)
{
    struct trial *trial = &oracle->trial;
    TRY(own_pairs_read(study, &oracle->pairs));
    trial->pairs = &oracle->pairs;
    oracle->stream = stream_open((uint64_t)trial->seed, purpose, trial->cell_hash, (uint32_t)trial->repeat);
    return trial_open_task(trial, PART_EVALUATE, &oracle->task);
}

void oracle_draw(struct oracle *oracle)
{
    oracle->task.kind->draw(&oracle->task, &oracle->stream, oracle->input, oracle->expected);
}

void oracle_predict(struct oracle *oracle)
{
    model_predict(oracle->model, oracle->input, 1, oracle->predicted);
}

void oracle_attend(struct oracle *oracle)
{
    model_forward(oracle->model, oracle->input, NULL, oracle->probabilities, oracle->attention);
}
