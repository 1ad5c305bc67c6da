/* Several studies as one, whose first axis they are. */
#include "attnbench/analysis/history.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- dimensions: model, study, the axes of all, repeat ---- */

static struct dimension *add_dimension(struct results *joined, const char *name)
{
    struct dimension *added = &joined->dimensions[joined->n_dimensions++];
    text_copy(added->name, sizeof added->name, name);
    return added;
}

/* Those of all studies, each once. */
static int add_models(const struct history *history, struct results *joined)
{
    struct dimension *models = add_dimension(joined, "model");
    size_t n = 0, at;
    for (size_t i = 0; i < history->n; i++)
        n += view_n_models(&history->studies[i]);
    models->labels = allocate(n, sizeof *models->labels);
    models->titles = allocate(n, sizeof *models->titles);
    if (models->labels == NULL || models->titles == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < history->n; i++)
        for (size_t model = 0; model < view_n_models(&history->studies[i]); model++) {
            const char *name = view_model_name(&history->studies[i], model);
            if (view_find_model(joined, name, &at))
                continue;
            text_copy(models->titles[models->count], RESULTS_TITLE, view_model_title(&history->studies[i], model));
            text_copy(models->labels[models->count++], RESULTS_LABEL, name);
        }
    return 0;
}

static int add_counted(struct results *joined, const char *name, size_t count, int64_t first)
{
    struct dimension *added = add_dimension(joined, name);
    added->values = allocate(count, sizeof *added->values);
    if (added->values == NULL)
        return EX_OSERR;
    for (added->count = 0; added->count < count; added->count++)
        added->values[added->count] = value_integer(first + (int64_t)added->count);
    return 0;
}

static int add_studies(const struct history *history, struct results *joined)
{
    TRY(add_counted(joined, HISTORY_AXIS, history->n, 1));
    struct dimension *studies = &joined->dimensions[1];
    studies->labels = allocate(history->n, sizeof *studies->labels);
    if (studies->labels == NULL)
        return EX_OSERR;
    memcpy(studies->labels, history->labels, history->n * sizeof *studies->labels);
    return 0;
}

/* The values of an axis that all studies have, in the first one's order. */
static int add_axis(const struct history *history, int axis, struct results *joined)
{
    const struct dimension *first = view_axis(history->studies, axis);
    struct dimension *added = add_dimension(joined, first->name);
    added->values = allocate(first->count, sizeof *added->values);
    if (added->values == NULL)
        return EX_OSERR;
    for (size_t k = 0; k < first->count; k++) {
        size_t n = 0, at;
        while (n < history->n && view_find_value(view_axis(&history->studies[n], axis), first->values[k], &at))
            n++;
        if (n == history->n)
            added->values[added->count++] = first->values[k];
    }
    return 0;
}

static int add_dimensions(const struct history *history, struct results *joined)
{
    size_t repeats = 0;
    TRY(add_models(history, joined));
    TRY(add_studies(history, joined));
    if (view_n_axes(history->studies) + 3 > RESULTS_MAX_DIMENSIONS)
        return fail(EX_USAGE, "the studies have %d axes: the chart has no room for more than %d",
                    view_n_axes(history->studies), RESULTS_MAX_DIMENSIONS - 3);
    for (int axis = 0; axis < view_n_axes(history->studies); axis++)
        TRY(add_axis(history, axis, joined));
    for (size_t i = 0; i < history->n; i++)
        repeats = view_n_repeats(&history->studies[i]) > repeats ? view_n_repeats(&history->studies[i]) : repeats;
    return add_counted(joined, "repeat", repeats, 0);
}

/* ---- trials ---- */

/* A study's cell with the values that stand at `place` of the joined axes. */
static bool find_cell(const struct results *joined, size_t place, const struct results *study, size_t *out)
{
    size_t positions[RESULTS_MAX_DIMENSIONS], trial = place * view_n_repeats(joined);
    for (int axis = 0; axis < view_n_axes(study); axis++) {
        struct value value = view_axis(joined, axis + 1)->values[results_position(joined, trial, axis + 2)];
        if (!view_find_value(view_axis(study, axis), value, &positions[axis]))
            return false;
    }
    return view_find_cell(study, positions, out);
}

static bool is_in_all(const struct history *history, const struct results *joined, size_t place)
{
    size_t cell, n = 0;
    while (n < history->n && find_cell(joined, place, &history->studies[n], &cell))
        n++;
    return n == history->n;
}

static void take_trial(const struct results *study, size_t from, size_t to, struct results *joined)
{
    struct figure figure = view_figure_of(study, joined->metric, from);
    joined->status[to] = study->status[from];
    joined->sequences[to] = study->sequences[from];
    results_set_figure(joined, to, &figure);
}

/* A model's repeats in one study, where it has that model; `first`: of the joined trials. */
static void take_repeats(const struct results *study, const char *name, size_t cell, size_t first,
                         struct results *joined)
{
    size_t model;
    bool has_model = view_find_model(study, name, &model);
    for (size_t repeat = 0; repeat < view_n_repeats(joined); repeat++)
        if (has_model && repeat < view_n_repeats(study))
            take_trial(study, view_trial(study, model, cell, repeat), first + repeat, joined);
        else
            joined->status[first + repeat] = TRIAL_NOT_WANTED;
}

static void take_trials(const struct history *history, struct results *joined)
{
    size_t repeats = view_n_repeats(joined),
           n_places = joined->n_trials / (view_n_models(joined) * history->n * repeats);
    memset(joined->status, TRIAL_EXCLUDED, joined->n_trials * sizeof *joined->status);
    for (size_t place = 0; place < n_places; place++) {
        size_t cell;
        if (!is_in_all(history, joined, place))
            continue;
        for (size_t i = 0; i < history->n; i++)
            for (size_t model = 0; model < view_n_models(joined); model++) {
                find_cell(joined, place, &history->studies[i], &cell);
                take_repeats(&history->studies[i], view_model_name(joined, model), cell,
                             ((model * history->n + i) * n_places + place) * repeats, joined);
            }
    }
}

/* ---- what holds of all ---- */

static bool data_vary(const struct history *history, const char *model)
{
    size_t at;
    for (size_t i = 0; i < history->n; i++)
        if (view_find_model(&history->studies[i], model, &at) && !view_data_vary(&history->studies[i], at))
            return false;
    return true;
}

static int add_vary(const struct history *history, struct results *joined)
{
    size_t used = 0, size = view_n_models(joined) * (sizeof VARIES_WHOLLY + strlen("; ")) + 1;
    char *varied = allocate(size, 1);
    if (varied == NULL)
        return EX_OSERR;
    for (size_t model = 0; model < view_n_models(joined); model++)
        text_append(varied, size, &used, "%s%s", model > 0 ? "; " : "",
                    data_vary(history, view_model_name(joined, model)) ? VARIES_WHOLLY : "init");
    int status = results_add_text(joined, RESULTS_VARY, varied);
    free(varied);
    return status;
}

/* The study that was looked at most often says how much the looks cost. */
static int copy_looks(const struct results *from, struct results *joined)
{
    static const char *const texts[] = {RESULTS_SPENDING, RESULTS_LOOKS_AT};
    TRY(results_add_number(joined, RESULTS_LOOKS, (double)view_look_plan(from).n));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct attribute *text = results_attribute(from, texts[i]);
        if (text != NULL && text->text != NULL)
            TRY(results_add_text(joined, texts[i], text->text));
    }
    return 0;
}

static int describe_all(const struct history *history, struct results *joined)
{
    const struct results *most = &history->studies[0];
    joined->digest = HASH_START;
    for (size_t i = 0; i < history->n; i++) {
        if (view_look_plan(&history->studies[i]).n > view_look_plan(most).n)
            most = &history->studies[i];
        joined->digest = hash_bytes(joined->digest, &history->studies[i].digest, sizeof history->studies[i].digest);
    }
    TRY(copy_looks(most, joined));
    return add_vary(history, joined);
}

static int join(const struct history *history, struct results *joined)
{
    const struct results *last = &history->studies[history->n - 1];
    const struct metric *metric = history->studies[0].metric;
    /* No study's name has an equals sign: its own charts are none of this one's. */
    snprintf(joined->name, sizeof joined->name, "history=%.*s", RESULTS_LABEL - 10, last->name);
    text_copy(joined->title, sizeof joined->title, last->title);
    TRY(add_dimensions(history, joined));
    TRY(results_allocate(joined));
    TRY(results_add_figures(joined, metric));
    joined->metric = metric;
    take_trials(history, joined);
    TRY(describe_all(history, joined));
    return results_find_cells(joined);
}

int history_join(const struct history *history, struct results *out)
{
    *out = (struct results){0};
    int status = join(history, out);
    if (status == EX_DATAERR)
        status = fail(EX_USAGE, "no cell is in all of the studies: one chart cannot show them");
    if (status != 0)
        results_free(out);
    return status;
}
