#include "attnbench/trial/saved_models.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

int trial_path(const struct study *study, const struct trial *trial, const char *directory, const char *folder,
               const char *ending, char *buffer, size_t size)
{
    const struct cell_style style = {",", "="};
    char name[STUDY_NAME + STUDY_CELL_TEXT] = "";
    size_t used = 0, room = NAME_MAX - sizeof ",r1000000.h5";
    text_append(name, sizeof name, &used, "%s", trial->settings.model.name);
    for (int a = 0; a < study->n_axes; a++)
        cell_append(name, sizeof name, &used, style, study->axes[a].setting->key,
                    study_cell_value(study, trial->cell, a));
    if (used > room) /* of a grid of many axes: the cell by a hash of its values */
        snprintf(name, sizeof name, "%s,cell=%016" PRIx64, trial->settings.model.name,
                 hash_text(HASH_START, name + strlen(trial->settings.model.name)));
    if ((size_t)snprintf(buffer, size, "%s/%s/%s,r%d%s", directory, folder, name, trial->repeat, ending) >= size)
        return fail(EX_CANTCREAT, "the name of a file is too long: %s/%s/%s", directory, folder, name);
    return 0;
}

int model_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size)
{
    return trial_path(study, trial, directory, "models", ".h5", buffer, size);
}

int is_stored_model(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 3, ".h5") == 0;
}

int trial_is_saved(const struct study *study, const struct trial *trial)
{
    if (!trial_kind(&trial->settings)->stores_weights)
        return false;
    if (strcmp(study->save_models, "first") == 0)
        return trial->repeat == 0;
    return strcmp(study->save_models, "all") == 0;
}
