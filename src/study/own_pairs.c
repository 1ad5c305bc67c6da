/* The file of the tasks that read one: where it is, and whether it is still the same. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "settings_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Beside the study file; from --set as the user sees it. */
static void path_as_seen(const struct entry *entry, char out[static PATH_MAX])
{
    const char *slash = strrchr(entry->place.file, '/');
    bool as_given = entry->text[0] == '/' || entry->place.override != NULL || slash == NULL;
    snprintf(out, PATH_MAX, "%.*s%s", as_given ? 0 : (int)(slash - entry->place.file) + 1, entry->place.file,
             entry->text);
}

static int find_path(const struct entry *entry, char out[static STUDY_TEXT])
{
    char seen[PATH_MAX], found[PATH_MAX];
    path_as_seen(entry, seen);
    if (realpath(seen, found) == NULL)
        return refuse(&entry->place, "task.path: %s: %s", seen, strerror(errno));
    if (!text_copy(out, STUDY_TEXT, found))
        return refuse(&entry->place, "task.path: %s is longer than %d bytes", found, STUDY_TEXT - 1);
    return 0;
}

static int make_checksum(const char *path, char out[static STUDY_WORD])
{
    uint64_t hash;
    TRY(pair_table_checksum(path, &hash));
    snprintf(out, STUDY_WORD, "%016" PRIx64, hash);
    return 0;
}

int find_folder(const struct draft *draft, struct study *study)
{
    char seen[PATH_MAX], found[PATH_MAX];
    const struct entry *entry = draft_find(draft, setting_find("", "folder"), 0, IN_SECTION);
    const struct entry beside = {.place = {.file = draft->file}, .text = "."};
    if (!draft->has_foreign)
        return entry == NULL ? 0 : refuse(&entry->place, "folder is where commands start, and there are none");
    path_as_seen(entry != NULL ? entry : &beside, seen);
    const struct place *place = entry != NULL ? &entry->place : &beside.place;
    if (realpath(seen, found) == NULL)
        return refuse(place, "folder: %s: %s", seen, strerror(errno));
    if (!text_copy(study->folder, sizeof study->folder, found))
        return refuse(place, "folder: %s is longer than %d bytes", found, STUDY_FOLDER - 1);
    return 0;
}

/* The draft's task.path stands once for all models. */
int find_own_pairs(const struct draft *draft, struct study *study)
{
    const struct entry *entry = draft_find(draft, setting_find("task", "path"), 0, IN_SECTION);
    char path[STUDY_TEXT], checksum[STUDY_WORD];
    if (entry == NULL || !trial_reads_file(&study->models[0]))
        return 0; /* a task that needs one is refused with its other settings */
    TRY(find_path(entry, path));
    text_copy(checksum, sizeof checksum, study->models[0].task.checksum);
    TRY(checksum[0] != '\0' ? pair_table_check_same(path, checksum) : make_checksum(path, checksum));
    for (int model = 0; model < study->n_models; model++) {
        text_copy(study->models[model].task.path, STUDY_TEXT, path);
        text_copy(study->models[model].task.checksum, STUDY_WORD, checksum);
    }
    return 0;
}
