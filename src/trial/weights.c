#include "attnbench/trial/weights.h"
#include "attnbench/base/error.h"
#include "attnbench/store/model_file.h"
#include "attnbench/trial/saved_models.h"
#include "seq2seq_config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What is stored of a trial: the model's weights, and of a series how its columns are scaled. */
struct stored_trial {
    int n_inputs, n_targets; /* columns; 0: there is no series */
    float *values;           /* (model_n_weights), then of each column SCALE_NUMBERS */
    size_t n_tensors;
    struct stored_tensor *tensors; /* that the values are cut into, in the order of the model's table */
};

enum { SCALE_NUMBERS = 3 }; /* the mean as the sum of two numbers, and the standard deviation */

static void stored_free(struct stored_trial *stored)
{
    free(stored->values);
    free(stored->tensors);
}

/* All zero, to be filled. EX_OSERR; to be freed in any case. */
static int stored_make(const struct trial *trial, const struct model *model, struct stored_trial *out)
{
    struct task task;
    *out = (struct stored_trial){0};
    TRY(trial_task(&trial->settings, &task));
    if ((task.kind->options & TASK_SERIES) != 0) {
        out->n_inputs = task.features;
        out->n_targets = task.features_out;
    }
    size_t n = model_n_parameters(model), n_columns = (size_t)out->n_inputs + (size_t)out->n_targets;
    out->values = allocate(model_n_weights(model) + SCALE_NUMBERS * n_columns, sizeof *out->values);
    out->tensors = allocate(n + 2, sizeof *out->tensors);
    if (out->values == NULL || out->tensors == NULL)
        return EX_OSERR;
    float *values = out->values;
    for (size_t i = 0; i < n; i++) {
        struct parameter_view view = model_parameter(model, i);
        out->tensors[i] = (struct stored_tensor){view.name, view.rows, view.cols, values};
        values += (size_t)view.rows * (size_t)(view.cols == 0 ? 1 : view.cols);
    }
    out->n_tensors = n;
    if (n_columns == 0)
        return 0;
    out->tensors[out->n_tensors++] = (struct stored_tensor){"scaling/inputs", out->n_inputs, SCALE_NUMBERS, values};
    out->tensors[out->n_tensors++] = (struct stored_tensor){"scaling/targets", out->n_targets, SCALE_NUMBERS,
                                                            values + SCALE_NUMBERS * (size_t)out->n_inputs};
    return 0;
}

static void put_scales(const struct scale *scales, const struct stored_tensor *tensor)
{
    for (size_t i = 0; i < (size_t)tensor->rows; i++) {
        float *numbers = tensor->data + SCALE_NUMBERS * i;
        numbers[0] = (float)scales[i].mean;
        numbers[1] = (float)(scales[i].mean - (double)numbers[0]);
        numbers[2] = (float)scales[i].sd;
    }
}

static struct scale *take_scales(const struct stored_tensor *tensor)
{
    struct scale *scales = allocate((size_t)tensor->rows, sizeof *scales);
    for (size_t i = 0; scales != NULL && i < (size_t)tensor->rows; i++) {
        const float *numbers = tensor->data + SCALE_NUMBERS * i;
        scales[i] = (struct scale){(double)numbers[0] + (double)numbers[1], (double)numbers[2]};
    }
    return scales;
}

int load_weights(const char *path, const struct trial *trial, struct model *model, struct scaling *scaling)
{
    struct stored_trial stored;
    int status = stored_make(trial, model, &stored);
    if (status == 0)
        status = model_file_read(path, trial->identity, trial->settings_hash, stored.tensors, stored.n_tensors);
    if (status == 0)
        model_import(model, stored.values);
    if (status == 0 && stored.n_inputs > 0) {
        scaling->inputs = take_scales(&stored.tensors[stored.n_tensors - 2]);
        scaling->targets = take_scales(&stored.tensors[stored.n_tensors - 1]);
        status = scaling->inputs == NULL || scaling->targets == NULL ? EX_OSERR : 0;
    }
    stored_free(&stored);
    return status;
}

/* The record's weights, which are as many as the model has. */
static int write_weights(const struct study *study, const struct trial *trial, const char *path,
                         const struct model *model, const struct record *weights)
{
    struct stored_trial stored;
    char *text = study_as_text(study);
    int status = stored_make(trial, model, &stored);
    if (status == 0 && text == NULL)
        status = EX_OSERR;
    if (status == 0 && trial_reads_file(&trial->settings) && study->pairs == NULL)
        status = fail(EX_SOFTWARE, "the data of %s are not loaded", trial->settings.task.path);
    if (status == 0) {
        memcpy(stored.values, weights->payload, weights->payload_bytes);
        if (stored.n_inputs > 0) {
            put_scales(study->pairs->series.scaling.inputs, &stored.tensors[stored.n_tensors - 2]);
            put_scales(study->pairs->series.scaling.targets, &stored.tensors[stored.n_tensors - 1]);
        }
        status = model_file_write(path, trial->identity, trial->settings_hash, text,
                                  trial_has_texts(&trial->settings) ? study->pairs->vocabulary : NULL, stored.tensors,
                                  stored.n_tensors);
    }
    free(text);
    stored_free(&stored);
    return status;
}

int keep_weights(const struct study *study, const struct trial *trial, const char *directory,
                 const struct record *weights)
{
    char path[PATH_MAX];
    struct model_config config;
    struct model *model;
    TRY(model_path(study, trial, directory, path, sizeof path));
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_outline(&config, &model));
    size_t n = model_n_weights(model);
    int status = weights->kind == RECORD_WEIGHTS && weights->payload_bytes == n * sizeof(float)
                     ? write_weights(study, trial, path, model, weights)
                     : fail(EX_DATAERR, "%zu bytes of weights arrived for %s, whose model has %zu weights",
                            weights->payload_bytes, path, n);
    model_free(model);
    return status;
}
