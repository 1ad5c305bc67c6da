#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/study/settings.h"

#include <stdlib.h>
#include <string.h>

static int join_axis(struct axis *axis, const struct axis *other)
{
    if (axis->setting != other->setting)
        return fail(EX_CONFIG, "the grid of one has the axis %s where that of the other has %s", axis->setting->key,
                    other->setting->key);
    for (int i = 0; i < other->count; i++) {
        int k = axis_find(axis, other->values[i]);
        if (k == STUDY_MAX_AXIS_VALUES)
            return fail(EX_CONFIG, "the axis %s would have more than %d values", axis->setting->key,
                        STUDY_MAX_AXIS_VALUES);
        if (k == axis->count)
            axis->values[axis->count++] = other->values[i];
    }
    return 0;
}

static int join_models(struct study *study, const struct study *other)
{
    for (int m = 0; m < other->n_models; m++) {
        if (study_find_model(study, other->models[m].model.name) >= 0)
            continue;
        if (study->n_models == STUDY_MAX_MODELS)
            return fail(EX_CONFIG, "there would be more than %d models", STUDY_MAX_MODELS);
        study->models[study->n_models++] = other->models[m];
    }
    return 0;
}

/* What the grid of the other leaves out, by the places of the joined axes. */
static int join_exclusions(struct study *study, const struct study *other)
{
    for (int e = 0; e < other->n_exclusions; e++) {
        struct exclusion exclusion = {{{0}}};
        int k = 0;
        for (int a = 0; a < study->n_axes; a++)
            for (int i = 0; i < other->axes[a].count; i++)
                if (exclusion_has(&other->exclusions[e], a, i))
                    exclusion_add(&exclusion, a, axis_find(&study->axes[a], other->axes[a].values[i]));
        while (k < study->n_exclusions && memcmp(&study->exclusions[k], &exclusion, sizeof exclusion) != 0)
            k++;
        if (k == STUDY_MAX_EXCLUSIONS)
            return fail(EX_CONFIG, "grid.exclude would have more than %d items", STUDY_MAX_EXCLUSIONS);
        study->exclusions[k] = exclusion;
        study->n_exclusions += k == study->n_exclusions;
    }
    return 0;
}

/* The joined study's cell with the values of a cell of this one. */
static size_t cell_in(const struct study *joined, const struct study *study, size_t cell)
{
    size_t found = 0;
    for (int a = 0; a < joined->n_axes; a++)
        found = found * (size_t)joined->axes[a].count +
                (size_t)axis_find(&joined->axes[a], study_cell_value(study, cell, a));
    return found;
}

/* What one has must not be what the other's grid leaves out. */
static int check_exclusions(const struct study *joined, const struct study *study)
{
    char text[STUDY_CELL_TEXT];
    size_t n_cells = joined->n_exclusions > 0 ? study_n_cells(study) : 0;
    for (size_t cell = 0; cell < n_cells; cell++)
        if (!study_excludes(study, cell) && study_excludes(joined, cell_in(joined, study, cell)))
            return fail(EX_CONFIG, "the grid of one leaves out %s, which the other has",
                        study_cell_text(study, cell, text, sizeof text));
    return 0;
}

static size_t first_included(const struct study *study)
{
    size_t cell = 0;
    while (study_excludes(study, cell))
        cell++;
    return cell;
}

/* The joined study must make of each model what the other one does. Cells and repeats differ in what is an axis alone,
 * so one trial a model says it. */
static int compare_settings(const struct study *study, const struct study *other)
{
    char here[STUDY_TEXT], there[STUDY_TEXT];
    size_t n_cells = study_n_cells(study);
    for (int m = 0; m < other->n_models; m++) {
        struct trial wanted = study_trial(other, study_index(other, m, first_included(other), 0)), trial = {0};
        int model = study_find_model(study, wanted.settings.model.name);
        for (size_t cell = 0; cell < n_cells && trial.identity != wanted.identity; cell++)
            trial = study_trial(study, study_index(study, model, cell, 0));
        if (trial.settings_hash == wanted.settings_hash)
            continue;
        const char *setting = study_difference(&trial, &wanted, here, there);
        return fail(EX_CONFIG, "%s = %s of model %s is %s in the other", setting != NULL ? setting : "a setting",
                    setting != NULL ? here : "?", wanted.settings.model.name, setting != NULL ? there : "another");
    }
    return 0;
}

static bool is_too_large(const struct study *study)
{
    double n = (double)study->n_models * (double)study_max_repeats(study);
    for (int a = 0; a < study->n_axes; a++)
        n *= study->axes[a].count;
    return n > STUDY_MAX_TRIALS;
}

/* The grids of both, of which `before` is what `study` was. */
static int join_grids(struct study *study, const struct study *before, const struct study *other)
{
    if (study->n_axes != other->n_axes)
        return fail(EX_CONFIG, "the grid of one has %d axes, that of the other %d", study->n_axes, other->n_axes);
    for (int a = 0; a < study->n_axes; a++)
        TRY(join_axis(&study->axes[a], &other->axes[a]));
    if (is_too_large(study))
        return fail(EX_CONFIG, "there would be more than %d trials", STUDY_MAX_TRIALS);
    TRY(join_exclusions(study, other));
    TRY(check_exclusions(study, before));
    return check_exclusions(study, other);
}

/* One adaptive study's looks go on, if half their width is one of the joined study's metric; two must look alike. */
static int join_adaptive(struct study *study, const struct study *before, const struct study *other)
{
    char here[STUDY_TEXT], there[STUDY_TEXT];
    const struct study *adaptive = before->adaptive.max > 0 ? before : other;
    const char *setting = study_other_looks(before, other, here, there);
    if (adaptive->adaptive.max == 0)
        return 0;
    if (before->adaptive.max > 0 && other->adaptive.max > 0 && setting != NULL)
        return fail(EX_CONFIG, "%s = %s is %s in the other", setting, here, there);
    if (study->repeats > adaptive->adaptive.max)
        return fail(EX_CONFIG, "repeats = %lld of one is more than adaptive.max = %lld of the other",
                    (long long)study->repeats, (long long)adaptive->adaptive.max);
    if (study_metric(study) != study_metric(adaptive))
        return fail(EX_CONFIG,
                    "metric is %s, in the other %s, whose unit its adaptive.half_width has: name that folder first",
                    study_metric(study)->name, study_metric(other)->name);
    study->repeats = adaptive->repeats;
    study->adaptive = adaptive->adaptive;
    return 0;
}

/* What two metrics of one name are told apart by. */
static int refuse_metric(const struct stated_metric *ours, const struct stated_metric *theirs)
{
    const struct {
        const char *key, *ours, *theirs;
    } stated[] = {
        {"measure", ours->measure, theirs->measure}, {"counts", ours->counts, theirs->counts},
        {"unit", ours->unit, theirs->unit},          {"better", ours->better, theirs->better},
        {"title", ours->title, theirs->title},       {"least", ours->least, theirs->least},
        {"most", ours->most, theirs->most},
    };
    char safe[2][SAFE_TEXT];
    size_t i = 0, n = sizeof stated / sizeof *stated;
    while (i + 1 < n && strcmp(stated[i].ours, stated[i].theirs) == 0)
        i++;
    return fail(EX_CONFIG, "metrics.%s of %s is '%s', in the other '%s'", stated[i].key, ours->name,
                safe_text(stated[i].ours, safe[0], sizeof safe[0]),
                safe_text(stated[i].theirs, safe[1], sizeof safe[1]));
}

/* The metrics of both, of which those of one name must be the same. */
static int join_metrics(struct study *study, const struct study *other)
{
    for (int i = 0; i < other->n_metrics; i++) {
        const struct stated_metric *metric = &other->metrics[i];
        size_t k = 0;
        while (k < study->own.n && strcmp(study->own.rows[k]->name, metric->name) != 0)
            k++;
        if (k < study->own.n && study->own.rows[k] == other->own.rows[i])
            continue;
        if (k < study->own.n)
            return refuse_metric(&study->metrics[k], metric);
        if (study->own.n == METRICS_OWN_MOST)
            return fail(EX_CONFIG, "there would be more than %d metrics", METRICS_OWN_MOST);
        study->metrics[study->n_metrics++] = *metric;
        study->own.rows[study->own.n++] = other->own.rows[i];
    }
    metrics_use(&study->own);
    return 0;
}

int study_join(struct study *study, const struct study *other)
{
    struct study *before = allocate(1, sizeof *before);
    if (before == NULL)
        return EX_OSERR;
    *before = *study;
    study->repeats = study->repeats > other->repeats ? study->repeats : other->repeats;
    int status = repeat_names_join(study, other);
    if (status == 0)
        status = join_metrics(study, other);
    if (status == 0)
        status = join_adaptive(study, before, other);
    if (status == 0)
        status = join_models(study, other);
    if (status == 0)
        status = join_grids(study, before, other);
    free(before);
    TRY(status);
    if (study_n_cells(study) > 1)
        study->n_claims = 0;
    return compare_settings(study, other);
}
