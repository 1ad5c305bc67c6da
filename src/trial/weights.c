#include "attnbench/trial/weights.h"
#include "attnbench/base/error.h"
#include "attnbench/store/model_file.h"
#include "attnbench/trial/saved_models.h"
#include "seq2seq_config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Cuts `values`, (model_n_weights), into the model's tensors, in the order of its table. NULL when memory is short; the
 * caller frees. */
static struct stored_tensor *cut_tensors(const struct model *model, float *values)
{
    size_t n = model_n_parameters(model);
    struct stored_tensor *tensors = allocate(n, sizeof *tensors);
    for (size_t i = 0; i < n && tensors != NULL; i++) {
        struct parameter_view view = model_parameter(model, i);
        tensors[i] = (struct stored_tensor){view.name, view.rows, view.cols, values};
        values += (size_t)view.rows * (size_t)(view.cols == 0 ? 1 : view.cols);
    }
    return tensors;
}

static int write_tensors(const struct study *study, const struct trial *trial, const char *path,
                         const struct model *model, float *values)
{
    struct stored_tensor *tensors = cut_tensors(model, values);
    char *text = study_as_text(study);
    int status = EX_OSERR;
    if (tensors != NULL && text != NULL)
        status = model_file_write(path, trial->identity, trial->settings_hash, text,
                                  trial_has_texts(&trial->settings) ? study->pairs->vocabulary : NULL, tensors,
                                  model_n_parameters(model));
    free(text);
    free(tensors);
    return status;
}

int load_weights(const char *path, const struct trial *trial, struct model *model)
{
    float *values = allocate(model_n_weights(model), sizeof *values);
    struct stored_tensor *tensors = values != NULL ? cut_tensors(model, values) : NULL;
    int status = EX_OSERR;
    if (tensors != NULL)
        status = model_file_read(path, trial->identity, trial->settings_hash, tensors, model_n_parameters(model));
    if (status == 0)
        model_import(model, values);
    free(values);
    free(tensors);
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
    int status;
    size_t n = model_n_weights(model);
    if (weights->kind != RECORD_WEIGHTS || weights->payload_bytes != n * sizeof(float)) {
        status = fail(EX_DATAERR, "%zu bytes of weights arrived for %s, whose model has %zu weights",
                      weights->payload_bytes, path, n);
    } else {
        float *values = allocate(n, sizeof *values); /* the record may lie at any address */
        status = EX_OSERR;
        if (values != NULL) {
            memcpy(values, weights->payload, weights->payload_bytes);
            status = write_tensors(study, trial, path, model, values);
        }
        free(values);
    }
    model_free(model);
    return status;
}
