#include "attnbench/trial/predictor.h"
#include "attnbench/base/error.h"
#include "attnbench/series/series_make.h"
#include "attnbench/store/model_file.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/saved_models.h"
#include "attnbench/trial/weights.h"
#include "attnbench/trial/kinds.h"
#include "naive.h"
#include "seq2seq_config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void predictor_free(struct predictor *predictor)
{
    model_free(predictor->model);
    scaling_free(&predictor->scaling);
    pair_table_free(&predictor->pairs);
    vocabulary_free(&predictor->vocabulary[0]);
    vocabulary_free(&predictor->vocabulary[1]);
    free(predictor->input);
    free(predictor->expected);
    free(predictor->predicted);
    free(predictor->probabilities);
    free(predictor->attention);
}

/* Of a model of texts, as they were when it was trained. */
static int load_vocabularies(const char *path, struct predictor *out)
{
    const struct task *task = &out->task;
    if (!trial_has_texts(&out->trial.settings))
        return 0;
    out->format = trial_text_format(&out->trial.settings);
    TRY(model_file_read_vocabularies(path, out->vocabulary));
    if (out->vocabulary[0].n == (size_t)task->cardinality && out->vocabulary[1].n == (size_t)task->cardinality_out)
        return 0;
    return fail(EX_DATAERR,
                "%s: vocabularies of %zu and %zu tokens: the model has cardinality=%d and cardinality_out=%d", path,
                out->vocabulary[0].n, out->vocabulary[1].n, task->cardinality, task->cardinality_out);
}

int predictor_take_text(struct predictor *predictor, const char *text)
{
    return text_encode(text, predictor->format.in_words[0], &predictor->vocabulary[0], predictor->task.n_in,
                       predictor->input);
}

const char *predictor_text(const struct predictor *predictor, bool of_inputs, const float *tokens, char *buffer,
                           size_t size)
{
    int side = of_inputs ? 0 : 1, steps = of_inputs ? predictor->task.n_in : predictor->task.steps;
    return text_decode(tokens, steps, predictor->format.in_words[side], side == 1, &predictor->vocabulary[side], buffer,
                       size);
}

static int open_model(const char *path, struct predictor *out)
{
    struct model_config config;
    TRY(trial_model_config(&out->trial.settings, &config));
    config.batch = 1;
    size_t n_in = (size_t)config.n_in, steps = (size_t)config.steps;
    out->probabilities = allocate(steps * (size_t)model_output_width(&config), sizeof *out->probabilities);
    out->attention = allocate(steps * n_in, sizeof *out->attention);
    if (out->probabilities == NULL || out->attention == NULL)
        return EX_OSERR;
    TRY(model_create(&config, &out->model));
    TRY(load_weights(path, &out->trial, out->model, &out->scaling));
    return load_vocabularies(path, out);
}

int predictor_open(const struct study *study, const struct trial *trial, const char *directory, struct predictor *out)
{
    char path[PATH_MAX];
    bool is_naive = trial_kind(&trial->settings) == &naive_kind;
    *out = (struct predictor){.trial = *trial};
    TRY(model_path(study, trial, directory, path, sizeof path));
    if (!is_naive && access(path, R_OK) != 0)
        return errno == ENOENT ? fail(EX_NOINPUT, "%s is not there", path)
                               : fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno));
    TRY(trial_task(&trial->settings, &out->task));
    out->input = allocate(task_inputs(&out->task), sizeof *out->input);
    out->expected = allocate(task_targets(&out->task), sizeof *out->expected);
    out->predicted = allocate(task_targets(&out->task), sizeof *out->predicted);
    if (out->input == NULL || out->expected == NULL || out->predicted == NULL)
        return EX_OSERR;
    return is_naive ? 0 : open_model(path, out);
}

int predictor_open_pairs(const struct study *study, const char *purpose, struct predictor *predictor)
{
    struct trial *trial = &predictor->trial;
    TRY(own_pairs_read(study, &predictor->pairs));
    trial->pairs = &predictor->pairs;
    predictor->stream = stream_open((uint64_t)trial->seed, purpose, trial->cell_hash, (uint32_t)trial->repeat);
    return trial_open_task(trial, PART_EVALUATE, &predictor->task);
}

void predictor_draw(struct predictor *predictor)
{
    const struct task *task = &predictor->task;
    if (task->series != NULL)
        predictor_take(predictor, task_draw_row(task, &predictor->stream));
    else
        task->kind->draw(task, &predictor->stream, predictor->input, predictor->expected);
}

void predictor_take(struct predictor *predictor, size_t row)
{
    predictor->row = row;
    predictor->task.kind->take_pair(&predictor->task, row, predictor->input, predictor->expected);
}

void predictor_take_last(struct predictor *predictor)
{
    const struct task *task = &predictor->task;
    predictor->row = task->series->n_rows - (size_t)task->n_in;
    series_take(task->series, predictor->row, (size_t)task->n_in, 0, predictor->input, predictor->expected);
}

const struct scaling *predictor_scaling(const struct predictor *predictor)
{
    return predictor->model == NULL ? &predictor->pairs.series.scaling : &predictor->scaling;
}

void predictor_predict(struct predictor *predictor)
{
    if (predictor->model != NULL)
        model_predict(predictor->model, predictor->input, 1, predictor->predicted);
    else
        naive_forecast(&predictor->trial.settings, &predictor->task, predictor->row, predictor->predicted);
}

void predictor_attend(struct predictor *predictor)
{
    model_forward(predictor->model, predictor->input, NULL, predictor->probabilities, predictor->attention);
}
