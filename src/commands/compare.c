#include "compare.h"
#include "attnbench/analysis/contrast.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/publish.h"

#include <stdlib.h>
#include <string.h>

/* ---- settings that differ ---- */

enum { MOST_DIFFERENCES = 256 };

struct differences {
    size_t n;
    struct setting_difference found[MOST_DIFFERENCES];
};

static void copy_setting(const struct setting *setting, const struct trial_settings *from, struct trial_settings *to)
{
    memcpy((char *)to + setting->offset, (const char *)from + setting->offset, setting->size);
}

/* changed: the first trial with one thing of the second's in its place, which is what differs then. */
static void add_difference(const struct trial *first, const struct trial *changed, const char *model,
                           struct differences *out)
{
    struct setting_difference *found = &out->found[out->n];
    const char *key = study_difference(first, changed, found->values[0], found->values[1]);
    if (key == NULL || out->n + 1 == MOST_DIFFERENCES)
        return;
    text_copy(found->setting, sizeof found->setting, key);
    text_copy(found->model, sizeof found->model, model);
    out->n++;
}

/* Whether its models have it each for itself: a key of models, or one in which models of a study differ. */
static bool is_of_models(const struct study *studies, const struct setting *setting)
{
    return strcmp(setting->section, "models") == 0 || !study_shares(&studies[0], setting) ||
           !study_shares(&studies[1], setting);
}

static void find_differences(const struct study *studies, const struct contrast *contrast, struct differences *out)
{
    size_t first_cell = contrast->rows[0].cell[0];
    for (size_t r = 0; r < contrast->n_rows && contrast->rows[r].cell[0] == first_cell; r++) {
        struct trial trials[2];
        for (int side = 0; side < 2; side++) {
            const struct contrast_row *row = &contrast->rows[r];
            size_t index = view_trial(contrast->studies[side], row->model[side], row->cell[side], 0);
            trials[side] = study_trial(&studies[side], index);
        }
        const char *name = trials[0].settings.model.name;
        struct trial changed = trials[0];
        changed.seed = trials[1].seed;
        if (r == 0)
            add_difference(&trials[0], &changed, "", out);
        changed = trials[0];
        changed.vary = trials[1].vary;
        add_difference(&trials[0], &changed, name, out);
        for (const struct setting *s = study_settings(); s->key != NULL; s++) {
            if (setting_owner(s) != OWNER_TRIAL || (s->flags & SETTING_LABEL) != 0)
                continue;
            bool of_model = is_of_models(studies, s);
            if (!of_model && r > 0)
                continue;
            changed = trials[0];
            copy_setting(s, &trials[1].settings, &changed.settings);
            add_difference(&trials[0], &changed, of_model ? name : "", out);
        }
    }
}

/* ---- both studies ---- */

struct both {
    struct study studies[2];
    struct results results[2];
    struct contrast contrast;
    struct differences differences;
};

static int check_tasks(const struct both *both, const char *const directories[2])
{
    const char *tasks[2] = {both->studies[0].models[0].task.name, both->studies[1].models[0].task.name};
    if (strcmp(tasks[0], tasks[1]) != 0)
        return fail(EX_USAGE, "%s is of the task %s, %s of %s: their figures cannot be compared", directories[0],
                    tasks[0], directories[1], tasks[1]);
    return 0;
}

/* Of each model of the first study: whether the sequence pairs vary between the repeats of both studies, or of neither.
 */
static void find_same_vary(const struct study *studies, bool same[STUDY_MAX_MODELS])
{
    for (int a = 0; a < studies[0].n_models; a++) {
        same[a] = true;
        for (int b = 0; b < studies[1].n_models; b++)
            if (strcmp(studies[0].models[a].model.name, studies[1].models[b].model.name) == 0)
                same[a] = ((study_vary(&studies[0], a) ^ study_vary(&studies[1], b)) & VARY_DATA) == 0;
    }
}

static int compare(const char *const directories[2], enum report_format format, FILE *out, struct both *both)
{
    for (int side = 0; side < 2; side++)
        TRY(results_open(directories[side], snapshot_load_digest, &both->studies[side], &both->results[side]));
    TRY(check_tasks(both, directories));
    bool same_vary[STUDY_MAX_MODELS];
    find_same_vary(both->studies, same_vary);
    TRY(contrast_make(&both->results[0], &both->results[1], both->studies[0].seed == both->studies[1].seed, same_vary,
                      &both->contrast));
    find_differences(both->studies, &both->contrast, &both->differences);
    both->contrast.settings = both->differences.found;
    both->contrast.n_settings = both->differences.n;
    contrast_write(&both->contrast, format, out);
    return 0;
}

int compare_write(const char *const directories[2], enum report_format format, FILE *out)
{
    struct both *both = allocate(1, sizeof *both);
    if (both == NULL)
        return EX_OSERR;
    int status = compare(directories, format, out, both);
    contrast_free(&both->contrast);
    for (int side = 0; side < 2; side++)
        results_free(&both->results[side]);
    free(both);
    return status;
}
