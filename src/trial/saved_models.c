#include "attnbench/trial/saved_models.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/store/model_file.h"
#include "attnbench/trial/trial.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int model_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return fail(EX_OSERR, "no memory for a file's name");
    fprintf(stream, "%s/models/%s", directory, trial->settings.model.name);
    for (int a = 0; a < study->n_axes; a++)
        fprintf(stream, ",%s=%lld", study->axes[a].setting->key, (long long)study_cell_value(study, trial->cell, a));
    fprintf(stream, ",r%d.h5", trial->repeat);
    int status = fclose(stream) != 0 ? fail(EX_OSERR, "no memory for a file's name") : 0;
    if (status == 0 && !text_copy(buffer, size, text))
        status = fail(EX_CANTCREAT, "the name of a file is too long: %s", text);
    free(text);
    return status;
}

int is_stored_model(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 3, ".h5") == 0;
}

int trial_is_saved(const struct study *study, const struct trial *trial)
{
    if (strcmp(study->save_models, "first") == 0)
        return trial->repeat == 0;
    return strcmp(study->save_models, "all") == 0;
}

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
        status =
            model_file_write(path, trial->identity, trial->settings_hash, text, tensors, model_n_parameters(model));
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
    TRY(model_create(&config, &model));
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
