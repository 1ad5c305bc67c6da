#include "compare.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/contrast/write.h"
#include "attnbench/plot/plot.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/publish.h"
#include "attnbench/study/settings.h"

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

static void note(const char *setting, const char *model, struct differences *out)
{
    struct setting_difference *found = &out->found[out->n];
    if (out->n + 1 == MOST_DIFFERENCES)
        return;
    text_copy(found->setting, sizeof found->setting, setting);
    text_copy(found->model, sizeof found->model, model);
    out->n++;
}

/* changed: the first trial with one thing of the second's in its place, which is what differs then. */
static void add_difference(const struct trial *first, const struct trial *changed, const char *model,
                           struct differences *out)
{
    struct setting_difference *found = &out->found[out->n];
    const char *key = study_difference(first, changed, found->values[0], found->values[1]);
    if (key != NULL)
        note(key, model, out);
}

/* What either study leaves undone is no difference. */
static bool is_idle(const struct setting *setting, const struct study *study)
{
    if (study->adaptive.max == 0)
        return strcmp(setting->key, "max") != 0;
    return study_until_decided(study) &&
           (strcmp(setting->key, "half_width") == 0 || strcmp(setting->key, "interval") == 0);
}

static void find_adaptive(const struct study *studies, struct differences *out)
{
    char label[SETTING_LABEL_BYTES];
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        struct setting_difference *found = &out->found[out->n];
        if (strcmp(s->section, "adaptive") == 0 && !is_idle(s, &studies[0]) && !is_idle(s, &studies[1]) &&
            study_differs_in(s, &studies[0], &studies[1], found->values[0], found->values[1]))
            note(setting_label(s, label), "", out);
    }
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

/* ---- the studies, in order ---- */

/* One step from a study to the next. */
struct step {
    bool same_vary[STUDY_MAX_MODELS];
    struct differences differences;
};

struct compared {
    size_t n;
    struct study *studies;   /* (n): with as many repeats as there are results of */
    struct study *stated;    /* (n): as they are stored */
    struct results *results; /* (n) */
    struct step *steps;      /* (n - 1) */
    struct pairing *pairings;
    struct history history;
};

static int check_tasks(const struct study *studies, const char *const directories[2])
{
    const char *tasks[2] = {studies[0].models[0].task.name, studies[1].models[0].task.name};
    if (strcmp(tasks[0], tasks[1]) != 0)
        return fail(EX_USAGE, "%s has the task %s, %s has %s: compare studies of one task", directories[0], tasks[0],
                    directories[1], tasks[1]);
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

/* The first study says what is compared: all must mean the same by it. */
static int share_metric(const struct results *first, struct results *results)
{
    const char *name = first->metric->name;
    const struct metric *found = results_find_metric(results, name);
    if (found == NULL)
        return fail(EX_USAGE, "%s is about %s, a metric that %s does not have", first->folder.path, name,
                    results->folder.path);
    if (found != first->metric)
        return fail(EX_USAGE, "%s and %s define the metric %s in two ways: their figures cannot be compared",
                    first->folder.path, results->folder.path, name);
    if (results->metric != found)
        results_set_metric(results, found);
    return 0;
}

static int open_all(const char *const *directories, struct compared *compared)
{
    for (size_t i = 0; i < compared->n; i++) {
        struct results *results = &compared->results[i];
        TRY(results_open(directories[i], snapshot_load_digest, &compared->studies[i], results));
        TRY(directory_parse(directories[i], "study.h5", results_text(results, RESULTS_STUDY), &compared->stated[i]));
        TRY(share_metric(&compared->results[0], results));
        if (i > 0)
            TRY(check_tasks(&compared->studies[i - 1], &directories[i - 1]));
    }
    return 0;
}

static int make_history(struct compared *compared)
{
    for (size_t i = 0; i + 1 < compared->n; i++) {
        const struct study *neighbours = &compared->studies[i];
        find_same_vary(neighbours, compared->steps[i].same_vary);
        compared->pairings[i] =
            (struct pairing){neighbours[0].seed == neighbours[1].seed, compared->steps[i].same_vary};
    }
    TRY(history_make(compared->results, compared->n, compared->pairings, &compared->history));
    for (size_t i = 0; i + 1 < compared->n; i++) {
        struct contrast *contrast = &compared->history.steps[i];
        struct differences *differences = &compared->steps[i].differences;
        find_differences(&compared->studies[i], contrast, differences);
        find_adaptive(&compared->stated[i], differences);
        contrast->settings = differences->found;
        contrast->n_settings = differences->n;
    }
    return 0;
}

/* ---- what is done with them ---- */

static int draw(const struct history *history, const char *directory)
{
    struct results joined;
    TRY(history_join(history, &joined));
    int status = plot_history(&joined, directory, stderr);
    results_free(&joined);
    return status;
}

/* What became of a history that is to fail. */
static int judge(const struct history *history, enum fail_if fail_if)
{
    size_t n = 0, n_judged = 0;
    const struct contrast_row *first = NULL;
    for (size_t i = 0; i < history->n_rows; i++) {
        enum verdict verdict = history->rows[i].comparison.verdict;
        bool is_one = verdict == VERDICT_REFUTED || (fail_if == FAIL_IF_CHANGED && verdict == VERDICT_SUPPORTED);
        n_judged += verdict != VERDICT_NO_DATA;
        if (is_one && n++ == 0)
            first = &history->rows[i];
    }
    if (n_judged == 0)
        return fail(EX_NOINPUT,
                    "--fail-if: nothing can be judged: no model has two repeats in a study and in the next");
    if (n_judged < history->n_rows)
        fprintf(stderr, "attnbench: --fail-if: %zu of %zu comparisons have too few repeats to be judged\n",
                history->n_rows - n_judged, history->n_rows);
    if (n == 0)
        return 0;
    const struct results *const *studies = first->contrast->studies;
    const char *is =
        fail_if == FAIL_IF_WORSE ? (n == 1 ? "is worse" : "are worse") : (n == 1 ? "has changed" : "have changed");
    return fail(EX_TRIALS_FAILED, "%zu of %zu comparisons %s by more than noise, first %s from %s to %s", n,
                history->n_rows, is, view_model_name(studies[0], first->model[0]), studies[0]->folder.path,
                studies[1]->folder.path);
}

static int compare(const struct compare_options *options, FILE *out, struct compared *compared)
{
    TRY(open_all(options->directories, compared));
    TRY(make_history(compared));
    history_write(&compared->history, options->format, out);
    if (options->charts != NULL)
        TRY(draw(&compared->history, options->charts));
    return options->fail_if != FAIL_NEVER ? judge(&compared->history, options->fail_if) : 0;
}

int compare_write(const struct compare_options *options, FILE *out)
{
    size_t n = options->n;
    struct compared compared = {.n = n,
                                .studies = allocate(n, sizeof *compared.studies),
                                .stated = allocate(n, sizeof *compared.stated),
                                .results = allocate(n, sizeof *compared.results),
                                .steps = allocate(n, sizeof *compared.steps),
                                .pairings = allocate(n, sizeof *compared.pairings)};
    int status = EX_OSERR;
    if (compared.studies != NULL && compared.stated != NULL && compared.results != NULL && compared.steps != NULL &&
        compared.pairings != NULL)
        status = compare(options, out, &compared);
    history_free(&compared.history);
    for (size_t i = 0; compared.results != NULL && i < n; i++)
        results_free(&compared.results[i]);
    free(compared.studies);
    free(compared.stated);
    free(compared.results);
    free(compared.steps);
    free(compared.pairings);
    return status;
}
