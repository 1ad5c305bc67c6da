/* The file of the tasks that read one: where it is, and whether it is still the same. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/task/task.h"
#include "draft.h"

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

/* ---- Texts ---- */

static int add_size(struct draft *draft, const struct place *place, const char *key, size_t n)
{
    struct entry entry = {.setting = setting_find("task", key), .place = *place};
    const struct entry *given = draft_find(draft, entry.setting, 0, IN_SECTION);
    snprintf(entry.text, sizeof entry.text, "%zu", n);
    if ((double)n > entry.setting->max)
        return refuse(place, "task.path: the texts have %zu tokens: at most %g are allowed, so set task.%s", n,
                      entry.setting->max, strcmp(key, "cardinality") == 0 ? "vocabulary" : "vocabulary_out");
    if (given == NULL)
        return draft_add(draft, &entry);
    if (strcmp(given->text, entry.text) == 0)
        return 0;
    return refuse(&given->place, "task.%s is %s, but the texts have %zu tokens: leave it out", key, given->text, n);
}

int fill_real_values(struct draft *draft)
{
    const struct entry *task = draft_find(draft, setting_find("task", "name"), 0, IN_SECTION);
    const struct task_kind *kind = task != NULL ? task_find(task->text) : NULL;
    struct entry entry = {.setting = setting_find("task", "cardinality"), .text = "1"};
    if (kind == NULL || !kind->is_real || draft_find(draft, entry.setting, 0, IN_SECTION) != NULL ||
        draft_find(draft, entry.setting, 0, IN_GRID) != NULL)
        return 0;
    entry.place = task->place;
    return draft_add(draft, &entry);
}

int fill_vocabularies(struct draft *draft)
{
    static const char *const keys[] = {"tokens", "tokens_out", "vocabulary", "vocabulary_out", "held_out"};
    const struct entry *task = draft_find(draft, setting_find("task", "name"), 0, IN_SECTION);
    const struct entry *path = draft_find(draft, setting_find("task", "path"), 0, IN_SECTION);
    struct trial_settings settings = {.model.units = 0};
    struct vocabulary vocabularies[2];
    char found[STUDY_TEXT];
    if (task == NULL || strcmp(task->text, "text") != 0)
        return 0;
    if (path == NULL)
        return refuse(&task->place, "task.path is missing: task.name text needs the path of a TSV file");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        TRY(setting_fill(draft, setting_find("task", keys[i]), 0, &settings));
    TRY(find_path(path, found));
    const struct place place = path->place;
    const struct text_format format = trial_text_format(&settings);
    int status = text_vocabularies_read(found, &format, vocabularies);
    if (status == 0)
        status = add_size(draft, &place, "cardinality", vocabularies[0].n);
    if (status == 0)
        status = add_size(draft, &place, "cardinality_out", vocabularies[1].n);
    vocabulary_free(&vocabularies[0]);
    vocabulary_free(&vocabularies[1]);
    return status;
}

/* Cells share their pairs, so they share their lengths. */
static int check_one_length(const struct draft *draft, const struct study *study, const char *key)
{
    const struct axis *axis = axis_of(study, setting_find("task", key));
    if (axis == NULL || axis->count == 1)
        return 0;
    return refuse(&draft_find(draft, axis->setting, 0, IN_GRID)->place,
                  "grid.%s lists %d values: texts have one, and longer ones are left out", key, axis->count);
}

/* A setting that all models of texts have, where the file does not say it. */
static int fill_models(const struct draft *draft, const char *key, const char *value, struct study *study)
{
    for (int model = 0; model < study->n_models; model++) {
        struct entry entry = {.setting = setting_find("models", key), .item = model};
        text_copy(entry.text, sizeof entry.text, value);
        if (setting_is_of_kind(entry.setting, trial_kind(&study->models[model])) &&
            draft_find(draft, entry.setting, model, IN_SECTION) == NULL)
            TRY(setting_set(&entry, &study->models[model]));
    }
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
    if (trial_has_texts(&study->models[0])) {
        TRY(check_one_length(draft, study, "n_in"));
        TRY(check_one_length(draft, study, "n_out"));
        TRY(fill_models(draft, "mask", "true", study));
        TRY(fill_models(draft, "decoder_steps", "output", study));
    }
    TRY(checksum[0] != '\0' ? pair_table_check_same(path, checksum) : make_checksum(path, checksum));
    for (int model = 0; model < study->n_models; model++) {
        text_copy(study->models[model].task.path, STUDY_TEXT, path);
        text_copy(study->models[model].task.checksum, STUDY_WORD, checksum);
    }
    return 0;
}
