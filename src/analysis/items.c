#include "items.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* The trials whose items stand in a table, a row each. */
struct trainings {
    size_t *trials, n;
    bool is_whole; /* each repeat that has the figure has items too */
};

static bool has_items(const struct results *results, size_t trial)
{
    const float *row = results->items + trial * results->n_items;
    for (size_t i = 0; i < results->n_items; i++)
        if (!isnan(row[i]))
            return true;
    return false;
}

static bool has_figure(const struct results *results, size_t model, size_t cell, size_t repeat)
{
    const struct metric *metric = results->item_metric;
    return !isnan(view_figure_of(results, metric, view_trial(results, model, cell, repeat)).value);
}

/* with: the model that must have the repeat too; NULL: none. trials is the caller's, of as many as there are repeats.
 */
static struct trainings trainings_of(const struct results *results, size_t model, const size_t *with, size_t cell,
                                     size_t *trials)
{
    struct trainings out = {.trials = trials, .is_whole = true};
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (!has_figure(results, model, cell, repeat) || (with != NULL && !has_figure(results, *with, cell, repeat)))
            continue;
        out.is_whole = out.is_whole && has_items(results, trial);
        out.trials[out.n++] = trial;
    }
    return out;
}

/* Every one of these trainings has a number for the item. */
static bool all_have(const struct results *results, const struct trainings *trainings, size_t item)
{
    bool all = true;
    for (size_t i = 0; all && i < trainings->n; i++)
        all = isfinite(results->items[trainings->trials[i] * results->n_items + item]);
    return all;
}

/* Some of these trainings was given the item. */
static bool any_has(const struct results *results, const struct trainings *trainings, size_t item)
{
    bool any = false;
    for (size_t i = 0; !any && i < trainings->n; i++)
        any = !isnan(results->items[trainings->trials[i] * results->n_items + item]);
    return any;
}

static size_t count_given(const struct results *results, const struct trainings *a, const struct trainings *b)
{
    size_t n = 0;
    for (size_t item = 0; item < results->n_items; item++)
        n += any_has(results, a, item) || any_has(results, b, item);
    return n;
}

/* Tables of the items that all trainings of one or two models have; b->n may be 0. The values are in *room. */
static int tables_of(const struct results *results, const struct trainings *a, const struct trainings *b,
                     struct item_table *of_a, struct item_table *of_b, double **room)
{
    double *values = allocate((a->n + b->n) * results->n_items + 1, sizeof *values);
    size_t m = 0;
    if (values == NULL)
        return EX_OSERR;
    size_t *items = allocate(results->n_items + 1, sizeof *items);
    if (items == NULL) {
        free(values);
        return EX_OSERR;
    }
    for (size_t item = 0; item < results->n_items; item++)
        if (all_have(results, a, item) && all_have(results, b, item))
            items[m++] = item;
    for (size_t i = 0; i < a->n + b->n; i++) {
        size_t trial = i < a->n ? a->trials[i] : b->trials[i - a->n];
        for (size_t k = 0; k < m; k++)
            values[i * m + k] = (double)results->items[trial * results->n_items + items[k]];
    }
    free(items);
    *room = values;
    *of_a = (struct item_table){values, a->n, m};
    *of_b = (struct item_table){values + a->n * m, b->n, m};
    return 0;
}

static enum item_values kind_of(const struct results *results)
{
    return results->item_metric->kind == METRIC_COUNTS ? ITEMS_RIGHT_OR_WRONG : ITEMS_REAL;
}

/* All repeats have the same ones: their sequences do not vary, or items are named by who gave them. */
static bool shares_items(const struct results *results, size_t model)
{
    return metric_is_own(results->item_metric) || !view_data_vary(results, model);
}

static int fill_mean(const struct analysis *analysis, size_t model, size_t cell, size_t *room, struct item_mean *out)
{
    const struct results *results = analysis->results;
    struct trainings trainings = trainings_of(results, model, NULL, cell, room), none = {.trials = room};
    struct item_table table, unused;
    double *values;
    size_t given = count_given(results, &trainings, &none);
    if (trainings.n < 2 || !shares_items(results, model))
        return 0;
    out->given = given;
    if (!trainings.is_whole)
        return 0;
    TRY(tables_of(results, &trainings, &none, &table, &unused, &values));
    int status = item_mean_make(&table, kind_of(results), analysis_looks(analysis, cell), out);
    out->given = given;
    free(values);
    return status;
}

/* Single trainings of both models may have items in common that further repeats would not have. */
static int fill_difference(const struct analysis *analysis, size_t model, size_t cell, size_t *room,
                           struct item_difference *out)
{
    const struct results *results = analysis->results;
    const size_t first = 0;
    bool paired = analysis_is_paired(results, model, first);
    struct trainings a = trainings_of(results, model, paired ? &first : NULL, cell, room);
    struct trainings b = trainings_of(results, first, paired ? &model : NULL, cell, room + view_n_repeats(results));
    bool shared = shares_items(results, model) && shares_items(results, first);
    bool single = a.n == 1 && b.n == 1 && paired;
    struct item_table of_a, of_b;
    double *values;
    size_t given = count_given(results, &a, &b);
    if (a.n == 0 || b.n == 0 || !(shared || single) || (a.n == 1) != (b.n == 1))
        return 0;
    out->given = given;
    if (!a.is_whole || !b.is_whole)
        return 0;
    TRY(tables_of(results, &a, &b, &of_a, &of_b, &values));
    int status = item_difference_make(&of_a, &of_b, kind_of(results), paired, analysis_looks(analysis, cell), out);
    out->given = given;
    free(values);
    return status;
}

static int fill(struct analysis *analysis)
{
    size_t *room = allocate(2 * view_n_repeats(analysis->results), sizeof *room);
    int status = room == NULL ? EX_OSERR : 0;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models && status == 0; i++)
        status = fill_mean(analysis, i % analysis->n_models, i / analysis->n_models, room, &analysis->cells[i].items);
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals && status == 0; i++)
        status = fill_difference(analysis, i % analysis->n_rivals + 1, i / analysis->n_rivals, room,
                                 &analysis->comparisons[i].items);
    free(room);
    return status;
}

int items_fill(struct analysis *analysis)
{
    size_t n = analysis->n_cells * analysis->n_rivals;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        analysis->cells[i].items = item_mean_undefined;
    if (analysis->results->items == NULL || analysis->results->item_metric == NULL)
        return 0;
    TRY(fill(analysis));
    return n > 0 ? item_differences_adjust(&analysis->comparisons[0].items, n, sizeof *analysis->comparisons) : 0;
}
