#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "learning.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

size_t view_n_models(const struct results *results)
{
    return results->dimensions[0].count;
}

size_t view_n_repeats(const struct results *results)
{
    return results->dimensions[results->n_dimensions - 1].count;
}

int view_n_axes(const struct results *results)
{
    return results->n_dimensions - 2;
}

const struct dimension *view_axis(const struct results *results, int axis)
{
    return &results->dimensions[1 + axis];
}

static size_t grid_cells(const struct results *results)
{
    size_t n = 1;
    for (int a = 0; a < view_n_axes(results); a++)
        n *= view_axis(results, a)->count;
    return n;
}

size_t view_n_cells(const struct results *results)
{
    return results->cells != NULL ? results->n_cells : grid_cells(results);
}

const char *view_model_name(const struct results *results, size_t model)
{
    return results->dimensions[0].labels[model];
}

const char *view_model_title(const struct results *results, size_t model)
{
    const struct dimension *models = &results->dimensions[0];
    if (models->titles == NULL || models->titles[model][0] == '\0')
        return models->labels[model];
    return models->titles[model];
}

bool view_find_cell(const struct results *results, const size_t *positions, size_t *out)
{
    size_t place = 0;
    for (int a = 0; a < view_n_axes(results); a++)
        place = place * view_axis(results, a)->count + positions[a];
    for (*out = 0; results->cells != NULL && *out < results->n_cells; ++*out)
        if (results->cells[*out] == place)
            return true;
    *out = place;
    return results->cells == NULL;
}

struct value view_value(const struct results *results, size_t cell, int axis)
{
    return view_axis(results, axis)->values[view_position(results, cell, axis)];
}

static int axes_that(bool vary, const struct results *results, int *axes)
{
    int n = 0;
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if ((view_axis(results, axis)->count > 1) == vary)
            axes[n++] = axis;
    return n;
}

int view_varied_axes(const struct results *results, int *axes)
{
    return axes_that(true, results, axes);
}

const char *view_cell_text(const struct results *results, size_t cell, const int *axes, int n, char *buffer,
                           size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (int i = 0; i < n; i++)
        cell_append(buffer, size, &used, cell_as_words, view_axis(results, axes[i])->name,
                    view_value(results, cell, axes[i]));
    return buffer;
}

const char *view_cell(const struct results *results, size_t cell, char *buffer, size_t size)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = view_varied_axes(results, axes);
    return view_cell_text(results, cell, axes, n, buffer, size);
}

/* Real values have no cardinality; their studies keep a 1. */
static bool says_nothing(const struct dimension *axis)
{
    return strcmp(axis->name, "cardinality") == 0 && axis->values[0].integer == 1;
}

const char *view_fixed(const struct results *results, char *buffer, size_t size)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = 0, n_fixed = axes_that(false, results, axes);
    for (int i = 0; i < n_fixed; i++)
        if (!says_nothing(view_axis(results, axes[i])))
            axes[n++] = axes[i];
    return view_cell_text(results, 0, axes, n, buffer, size);
}

bool view_find_model(const struct results *results, const char *name, size_t *out)
{
    for (*out = 0; *out < view_n_models(results); (*out)++)
        if (strcmp(view_model_name(results, *out), name) == 0)
            return true;
    return false;
}

bool view_has_built_in(const struct results *results)
{
    return results->own.n == 0 || results->setup.task[0] != '\0';
}

bool view_is_right_or_wrong(const struct results *results)
{
    bool any = results->metric->kind == METRIC_COUNTS;
    for (size_t i = 0; i < results->n_trials && !any; i++)
        any = view_has_accuracy(results, i);
    return any;
}

static struct figure measured(const struct results *results, const struct metric *metric, size_t trial)
{
    const struct figures *figures = results_figures(results, metric);
    struct figure figure = {metric, NAN, 0, 0};
    if (figures == NULL || !trial_has_figures(results->status[trial]))
        return figure;
    if (figure_is_finite(figures->values[trial]))
        figure.value = figures->values[trial];
    if (figures->hits != NULL && !isnan(figure.value)) {
        figure.hits = figures->hits[trial];
        figure.of = figures->of[trial];
    }
    return figure;
}

double view_reached(const struct results *results)
{
    const struct attribute *least = results_attribute(results, RESULTS_REACHED);
    return least != NULL ? least->number : NAN;
}

/* 100 or 0; NaN where there is no figure, or nothing to be reached. */
static double reached(const struct results *results, double figure)
{
    double limit = view_reached(results);
    if (isnan(figure) || isnan(limit))
        return NAN;
    return (results->metric->less_is_better ? figure <= limit : figure >= limit) ? 100 : 0;
}

struct figure view_figure_of(const struct results *results, const struct metric *metric, size_t trial)
{
    struct figure figure = {metric, NAN, 0, 0};
    switch (metric->source) {
    case METRIC_OF_LOSS:
        figure.value = learning_loss_fall(results, trial);
        break;
    case METRIC_OF_LEARNING:
        figure.value = learning_restricted_time(results, trial, metric->share);
        break;
    case METRIC_OF_WEIGHTS:
        figure.value = results->attention_last_3 != NULL ? results->attention_last_3[trial] : NAN;
        break;
    case METRIC_OF_FIGURE:
        figure.value = reached(results, measured(results, results->metric, trial).value);
        break;
    case METRIC_EVALUATED:
        return measured(results, metric, trial);
    }
    figure.value = isfinite(figure.value) ? figure.value : NAN;
    return figure;
}

double view_figure(const struct results *results, size_t trial)
{
    return view_figure_of(results, results->metric, trial).value;
}

bool view_has_accuracy(const struct results *results, size_t trial)
{
    return !isnan(measured(results, metric_at(METRIC_ACCURACY), trial).value);
}

int view_repeats(const struct results *results, const struct metric *metric, size_t model, size_t cell,
                 const size_t *both, struct repeats *out)
{
    TRY(repeats_allocate(metric, view_n_repeats(results), out));
    out->same_sequences = !view_data_vary(results, model);
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        struct figure figure = view_figure_of(results, metric, view_trial(results, model, cell, repeat));
        bool has = !isnan(figure.value);
        if (has && both != NULL)
            has = !isnan(view_figure_of(results, metric, view_trial(results, *both, cell, repeat)).value);
        if (has)
            repeats_add(out, &figure);
    }
    return 0;
}

size_t view_trial(const struct results *results, size_t model, size_t cell, size_t repeat)
{
    size_t place = results->cells != NULL ? results->cells[cell] : cell;
    return (model * grid_cells(results) + place) * view_n_repeats(results) + repeat;
}

size_t view_position(const struct results *results, size_t cell, int axis)
{
    return results_position(results, view_trial(results, 0, cell, 0), 1 + axis);
}

struct trial_counts view_count(const struct results *results, size_t first, size_t n)
{
    const struct figures *figures = results_figures(results, results->metric);
    struct trial_counts counts = {0};
    for (size_t i = first; i < first + n; i++) {
        bool none = trial_has_figures(results->status[i]) && isnan(view_figure(results, i));
        bool gave_none = results->status[i] == TRIAL_DIVERGED && metric_is_own(results->metric); /* a program's NaN */
        bool unmeasured =
            none && !gave_none && (figures == NULL || !metric_was_measured(results->metric, figures->values[i]));
        bool lost = none && !unmeasured; /* a figure that is not finite is a divergence that no loss may have shown */
        counts.wanted += (size_t)trial_is_wanted(results->status[i]);
        counts.unmeasured += unmeasured;
        switch (results->status[i]) {
        case TRIAL_FINISHED:
            counts.finished += !lost;
            counts.diverged += lost;
            counts.without_figure += lost;
            break;
        case TRIAL_DIVERGED:
            counts.diverged++;
            counts.without_figure += none;
            break;
        case TRIAL_CRASHED:
            counts.crashed++;
            break;
        case TRIAL_OUT_OF_MEMORY:
            counts.out_of_memory++;
            break;
        case TRIAL_TIMED_OUT:
            counts.timed_out++;
            break;
        case TRIAL_NOT_WANTED:
        case TRIAL_EXCLUDED:
            break;
        default:
            counts.missing++;
            break;
        }
    }
    counts.failed = counts.crashed + counts.out_of_memory + counts.timed_out;
    return counts;
}

/* Whether a diverged trial has no finite figure of it, though each trial of its kind gives one: a program's metric. */
static bool was_not_finite(const struct results *results, const struct figures *figures)
{
    bool was = false;
    for (size_t i = 0; i < results->n_trials && metric_is_own(figures->metric); i++)
        was = was || (results->status[i] == TRIAL_DIVERGED && !isfinite(figures->values[i]));
    return was;
}

/* What may have shown that trials diverged: "a loss, the error or the time". */
static void write_causes(const struct results *results, char *buffer, size_t size, size_t *used)
{
    const struct metric *causes[RESULTS_MAX_FIGURES];
    size_t n = 0;
    for (size_t k = 0; k < results->n_figures; k++)
        if (was_not_finite(results, &results->figures[k]))
            causes[n++] = results->figures[k].metric;
    if (n == 0 && results->metric->kind != METRIC_COUNTS)
        causes[n++] = results->metric;
    text_append(buffer, size, used, "a loss");
    for (size_t k = 0; k < n; k++)
        text_append(buffer, size, used, "%s the %s", k + 1 < n ? "," : " or", causes[k]->called);
}

const char *view_diverged(const struct results *results, const struct trial_counts *counts, char *buffer, size_t size)
{
    size_t used = 0, n_finite = counts->diverged - counts->without_figure;
    const char *called = results->metric->called;
    text_append(buffer, size, &used, "%zu of %zu trials diverged (", counts->diverged, counts->wanted);
    write_causes(results, buffer, size, &used);
    text_append(buffer, size, &used, " was not finite): ");
    if (results->metric->kind == METRIC_COUNTS && counts->without_figure == 0)
        text_append(buffer, size, &used, "their %s counts as it is", called);
    else if (n_finite == 0)
        text_append(buffer, size, &used, "they have no finite %s, so no figure counts them", called);
    else
        text_append(buffer, size, &used, "%zu %s a finite %s, which counts", n_finite, n_finite == 1 ? "has" : "have",
                    called);
    return buffer;
}

const char *view_gaps(const struct trial_counts *counts, char *buffer, size_t size)
{
    const struct {
        int status;
        size_t n;
    } kinds[] = {{TRIAL_CRASHED, counts->crashed},
                 {TRIAL_OUT_OF_MEMORY, counts->out_of_memory},
                 {TRIAL_TIMED_OUT, counts->timed_out}};
    const char *separator = ": ";
    size_t used = 0;
    text_append(buffer, size, &used, "%zu missing, %zu failed", counts->missing, counts->failed);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].n > 0) {
            text_append(buffer, size, &used, "%s%zu %s", separator, kinds[i].n, trial_status_text(kinds[i].status));
            separator = ", ";
        }
    return buffer;
}

/* A cell has the repeats that it wanted, whether they are there or not. */
struct looks view_cell_looks(const struct results *results, size_t cell)
{
    size_t most = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        size_t first = view_trial(results, model, cell, 0), wanted = 0;
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++)
            wanted += results->status[first + repeat] != TRIAL_NOT_WANTED;
        most = wanted > most ? wanted : most;
    }
    return results_looks(results, most);
}

void view_varied(const struct results *results, size_t model, char out[static VARIED_TEXT])
{
    strcpy(out, VARIES_WHOLLY);
    const char *text = results_text(results, RESULTS_VARY), *line = text != NULL ? text : "";
    for (; model > 0 && *line != '\0'; model--)
        line += strcspn(line, ";") + (strchr(line, ';') != NULL ? strlen("; ") : 0);
    size_t length = strcspn(line, ";");
    if (length > 0 && length < VARIED_TEXT)
        snprintf(out, VARIED_TEXT, "%.*s", (int)length, line);
}

const char *view_openblas(const struct results *results, char out[static SAFE_TEXT])
{
    const char *text = results_text(results, RESULTS_OPENBLAS);
    return safe_text(text != NULL ? text : "", out, SAFE_TEXT);
}

enum partners view_partners(const struct results *results)
{
    const char *text = results_text(results, RESULTS_PAIRED);
    if (text == NULL)
        return PAIRED_BY_STREAMS;
    return strcmp(text, "no") == 0 ? NOT_PAIRED : PAIRED_BY_NAME;
}

bool view_data_vary(const struct results *results, size_t model)
{
    char varied[VARIED_TEXT];
    view_varied(results, model, varied);
    return strcmp(varied, VARIES_WHOLLY) == 0 || strstr(varied, "data") != NULL;
}

bool view_find_value(const struct dimension *axis, struct value value, size_t *out)
{
    for (*out = 0; *out < axis->count; (*out)++)
        if (value_is_equal(axis->values[*out], value))
            return true;
    return false;
}
