#include "attnbench/analysis/contrast.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <inttypes.h>
#include <string.h>

/* ---- what both have ---- */

/* The second study's cell with the values of the first's. */
static bool find_cell(const struct results *first, size_t cell, const struct results *second, size_t *out)
{
    size_t positions[RESULTS_MAX_DIMENSIONS];
    for (int i = 0; i < view_n_axes(first); i++)
        if (!view_find_value(view_axis(second, i), view_value(first, cell, i), &positions[i]))
            return false;
    return view_find_cell(second, positions, out);
}

static int check_axes(const struct results *first, const struct results *second)
{
    const struct results *both[2] = {first, second};
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < view_n_axes(both[s]); i++)
            if (i >= view_n_axes(both[1 - s]) ||
                strcmp(view_axis(both[s], i)->name, view_axis(both[1 - s], i)->name) != 0)
                return fail(EX_USAGE, "%s and %s have other axes: only %s has %s", first->folder.path,
                            second->folder.path, both[s]->folder.path, view_axis(both[s], i)->name);
    return 0;
}

/* ---- samples ---- */

static bool is_pair(const struct results *const *studies, const size_t *trials)
{
    return studies[0]->identity[trials[0]] == studies[1]->identity[trials[1]] &&
           studies[0]->sequences[trials[0]] == studies[1]->sequences[trials[1]];
}

static struct figure figure_of(const struct contrast *contrast, int study, size_t trial)
{
    return view_figure_of(contrast->studies[study], contrast->metric, trial);
}

static bool has_figure(const struct contrast *contrast, int study, size_t trial)
{
    return !isnan(figure_of(contrast, study, trial).value);
}

static bool same_figure(const struct contrast *contrast, const size_t *trials)
{
    struct figure a = figure_of(contrast, 0, trials[0]), b = figure_of(contrast, 1, trials[1]);
    return a.hits == b.hits && (contrast->metric->kind == METRIC_COUNTS || a.value == b.value);
}

static void take(const struct contrast *contrast, int study, size_t trial, struct repeats *both, size_t *n)
{
    struct figure figure = figure_of(contrast, study, trial);
    repeats_add(&both[study], &figure);
    ++*n;
}

static size_t trial_of(const struct contrast *contrast, const struct contrast_row *row, int study, size_t repeat)
{
    return view_trial(contrast->studies[study], row->model[study], row->cell[study], repeat);
}

static bool has_repeat(const struct contrast *contrast, int study, size_t repeat)
{
    return repeat < view_n_repeats(contrast->studies[study]);
}

/* The repeat of the other study that is the same one: mostly it has the same place. Names may stand in another order.
 */
static size_t partner_of(const struct contrast *contrast, const struct contrast_row *row, int study, size_t repeat)
{
    const uint64_t *others = contrast->studies[1 - study]->identity;
    uint64_t identity = contrast->studies[study]->identity[trial_of(contrast, row, study, repeat)];
    size_t other = 0;
    if (view_partners(contrast->studies[study]) != PAIRED_BY_NAME)
        return repeat;
    while (has_repeat(contrast, 1 - study, other) && others[trial_of(contrast, row, 1 - study, other)] != identity)
        other++;
    return other;
}

/* The repeats that both have. False when one of them saw other sequences than its partner, or there is none. */
static bool take_pairs(const struct contrast *contrast, struct contrast_row *row, struct repeats *both)
{
    const struct results *const *studies = contrast->studies;
    size_t n = view_n_repeats(studies[0]);
    row->equal = true;
    for (size_t i = 0; i < n + view_n_repeats(studies[1]); i++) {
        int from = i >= n; /* those of the first with their partners, then those of the second that have none */
        size_t repeats[2], trials[2] = {0, 0};
        bool there[2];
        repeats[from] = i - (from == 1 ? n : 0);
        repeats[1 - from] = partner_of(contrast, row, from, repeats[from]);
        if (from == 1 && has_repeat(contrast, 0, repeats[0]))
            continue;
        for (int study = 0; study < 2; study++) {
            if (has_repeat(contrast, study, repeats[study]))
                trials[study] = trial_of(contrast, row, study, repeats[study]);
            there[study] = has_repeat(contrast, study, repeats[study]) && has_figure(contrast, study, trials[study]);
        }
        if (!there[0] || !there[1]) {
            row->left_out[0] += there[0];
            row->left_out[1] += there[1];
            continue;
        }
        if (!is_pair(studies, trials))
            return false;
        row->equal = row->equal && same_figure(contrast, trials);
        for (int study = 0; study < 2; study++)
            take(contrast, study, trials[study], both, &row->n[study]);
    }
    return row->n[0] > 0;
}

static void take_all(const struct contrast *contrast, struct contrast_row *row, struct repeats *both)
{
    for (int study = 0; study < 2; study++) {
        const struct results *results = contrast->studies[study];
        row->n[study] = row->left_out[study] = both[study].n = 0;
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
            size_t trial = trial_of(contrast, row, study, repeat);
            if (has_figure(contrast, study, trial))
                take(contrast, study, trial, both, &row->n[study]);
        }
    }
}

static int contrast_row(const struct contrast *contrast, struct repeats *both, struct contrast_row *row)
{
    both[0].n = both[1].n = 0;
    bool paired = row->same_streams && take_pairs(contrast, row, both);
    if (!paired) {
        row->equal = false;
        take_all(contrast, row, both);
    }
    for (int study = 0; study < 2; study++) {
        both[study].same_sequences = !view_data_vary(contrast->studies[study], row->model[study]);
        row->mean[study] = repeats_mean(&both[study], one_look).mean;
    }
    const struct looks looks =
        looks_stricter(view_looks(contrast->studies[0], both[0].n), view_looks(contrast->studies[1], both[1].n));
    return repeats_compare(&both[1], &both[0], paired, looks, trial_of(contrast, row, 0, 0), &row->comparison);
}

/* ---- the whole ---- */

static bool shares_model(const struct results *first, const struct results *second)
{
    size_t found;
    for (size_t model = 0; model < view_n_models(first); model++)
        if (view_find_model(second, view_model_name(first, model), &found))
            return true;
    return false;
}

static void add_values(const struct results *results, int dimension, char *text, size_t size, size_t *used)
{
    const struct dimension *values = &results->dimensions[dimension];
    char value[VALUE_TEXT];
    for (size_t i = 0; i < values->count; i++)
        if (dimension == 0)
            text_append(text, size, used, "%s%s", i > 0 ? ", " : "", values->labels[i]);
        else
            text_append(text, size, used, "%s%s", i > 0 ? ", " : "", value_print(values->values[i], value));
}

/* Names the models, or the first axis without a value in common. */
static int refuse_unlike(const struct results *first, const struct results *second)
{
    char values[512] = "";
    size_t used = 0;
    int dimension = 0;
    if (shares_model(first, second))
        for (dimension = 1; dimension <= view_n_axes(first); dimension++) {
            size_t n = 0, position;
            for (size_t i = 0; i < first->dimensions[dimension].count; i++)
                n += view_find_value(&second->dimensions[dimension], first->dimensions[dimension].values[i], &position);
            if (n == 0)
                break;
        }
    text_append(values, sizeof values, &used, "%s is ", first->dimensions[dimension].name);
    add_values(first, dimension, values, sizeof values, &used);
    text_append(values, sizeof values, &used, " in one, ");
    add_values(second, dimension, values, sizeof values, &used);
    return fail(EX_USAGE, "%s and %s have no model and cell in common: %s in the other", first->folder.path,
                second->folder.path, values);
}

static int add_rows(struct contrast *contrast, const bool *same_vary)
{
    const struct results *first = contrast->studies[0], *second = contrast->studies[1];
    size_t n_cells = view_n_cells(first), n_models = view_n_models(first);
    contrast->rows = allocate(n_cells * n_models, sizeof *contrast->rows);
    if (contrast->rows == NULL)
        return EX_OSERR;
    bool may_pair =
        contrast->same_seed && view_partners(first) != NOT_PAIRED && view_partners(first) == view_partners(second);
    for (size_t cell = 0; cell < n_cells; cell++)
        for (size_t model = 0; model < n_models; model++) {
            struct contrast_row row = {.contrast = contrast,
                                       .model = {model, 0},
                                       .cell = {cell, 0},
                                       .same_streams = may_pair && (same_vary == NULL || same_vary[model])};
            if (find_cell(first, cell, second, &row.cell[1]) &&
                view_find_model(second, view_model_name(first, model), &row.model[1]))
                contrast->rows[contrast->n_rows++] = row;
        }
    return contrast->n_rows > 0 ? 0 : refuse_unlike(first, second);
}

int contrasts_adjust(struct contrast *contrasts, size_t n)
{
    size_t n_rows = 0, i = 0;
    for (size_t c = 0; c < n; c++)
        n_rows += contrasts[c].n_rows;
    struct comparison *family = allocate(n_rows, sizeof *family);
    if (family == NULL)
        return EX_OSERR;
    for (size_t c = 0; c < n; c++)
        for (size_t row = 0; row < contrasts[c].n_rows; row++)
            family[i++] = contrasts[c].rows[row].comparison;
    int status = holm_adjust(family, n_rows);
    i = 0;
    for (size_t c = 0; c < n && status == 0; c++)
        for (size_t row = 0; row < contrasts[c].n_rows; row++)
            contrasts[c].rows[row].comparison = family[i++];
    free(family);
    return status;
}

static int fill(struct contrast *contrast)
{
    struct repeats both[2] = {0};
    int status = repeats_allocate(contrast->metric, view_n_repeats(contrast->studies[0]), &both[0]);
    if (status == 0)
        status = repeats_allocate(contrast->metric, view_n_repeats(contrast->studies[1]), &both[1]);
    for (size_t i = 0; i < contrast->n_rows && status == 0; i++)
        status = contrast_row(contrast, both, &contrast->rows[i]);
    repeats_free(&both[0]);
    repeats_free(&both[1]);
    return status;
}

int contrast_make(const struct results *first, const struct results *second, bool same_seed, const bool *same_vary,
                  struct contrast *out)
{
    int status;
    *out = (struct contrast){
        .studies = {first, second}, .names = {"A", "B"}, .same_seed = same_seed, .metric = first->metric};
    TRY(check_axes(first, second));
    TRY_ELSE(failed, add_rows(out, same_vary));
    TRY_ELSE(failed, fill(out));
    TRY_ELSE(failed, contrasts_adjust(out, 1));
    return 0;
failed:
    contrast_free(out);
    return status;
}

void contrast_free(struct contrast *contrast)
{
    free(contrast->rows);
    *contrast = (struct contrast){0};
}
