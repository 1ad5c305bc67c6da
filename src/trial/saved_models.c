#include "attnbench/trial/saved_models.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

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
