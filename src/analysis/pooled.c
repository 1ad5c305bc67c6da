#include "attnbench/analysis/pooled.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* Of the cells, in one repeat. */
struct sum {
    int64_t hits, of;
    double value;
    size_t n_cells; /* that have figures */
};

static const struct metric *metric_of(const struct results *results, struct slice slice)
{
    return slice.metric != NULL ? slice.metric : results->metric;
}

static bool has_figure(const struct results *results, struct slice slice, size_t model, size_t cell, size_t repeat)
{
    return !isnan(view_figure_of(results, metric_of(results, slice), view_trial(results, model, cell, repeat)).value);
}

static bool is_complete(const struct results *results, struct slice slice, size_t model, const size_t *both,
                        size_t cell, size_t repeat)
{
    return has_figure(results, slice, model, cell, repeat) &&
           (both == NULL || has_figure(results, slice, *both, cell, repeat));
}

static bool is_in(const struct results *results, struct slice slice, size_t cell)
{
    if (slice.fields != NULL)
        return slice.fields[cell] == slice.value;
    return slice.axis == NO_AXIS || view_position(results, cell, slice.axis) == slice.value;
}

/* Returns how many cells the slice has. sums: (repeats) */
static size_t add_up(const struct results *results, size_t model, const size_t *both, struct slice slice,
                     struct sum *sums)
{
    size_t n_cells = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++) {
        if (!is_in(results, slice, cell))
            continue;
        n_cells++;
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
            if (!is_complete(results, slice, model, both, cell, repeat))
                continue;
            size_t trial = view_trial(results, model, cell, repeat);
            sums[repeat].n_cells++;
            struct figure figure = view_figure_of(results, metric_of(results, slice), trial);
            sums[repeat].hits += figure.hits;
            sums[repeat].of += figure.of;
            sums[repeat].value += figure.value;
        }
    }
    return n_cells;
}

static void add_repeat(const struct sum *sum, struct repeats *out)
{
    struct figure figure = {.value = sum->value / (double)sum->n_cells};
    if (out->metric->kind == METRIC_COUNTS)
        figure = figure_of_counts(out->metric, sum->hits, sum->of);
    repeats_add(out, &figure);
}

/* Of p (1 - p) in one cell, over the repeats that are pooled; two sequences right and two wrong are added, so that what
 * is all right is not without luck (Agresti & Coull, The American Statistician 52, 1998). */
static double luck_of_cell(const struct results *results, struct slice slice, size_t model, size_t cell,
                           const struct sum *sums, size_t n_cells)
{
    double correct = 2, sequences = 4;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (sums[repeat].n_cells == n_cells) {
            struct figure figure = view_figure_of(results, metric_of(results, slice), trial);
            correct += figure.hits;
            sequences += figure.of;
        }
    }
    return correct / sequences * (1 - correct / sequences);
}

/* As estimate.h has it. */
static double stratified(const struct results *results, size_t model, struct slice slice, const struct sum *sums,
                         size_t n_cells, double p)
{
    double luck = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++)
        if (is_in(results, slice, cell))
            luck += luck_of_cell(results, slice, model, cell, sums, n_cells);
    return p > 0 && p < 1 ? fmax(0, 1 - luck / (double)n_cells / (p * (1 - p))) : 0;
}

int pooled_make(const struct results *results, size_t model, const size_t *both, struct slice slice, struct pooled *out)
{
    size_t repeats = view_n_repeats(results);
    struct sum *sums = allocate(repeats, sizeof *sums);
    *out = (struct pooled){0};
    if (sums == NULL || repeats_allocate(metric_of(results, slice), repeats, &out->repeats) != 0) {
        free(sums);
        return EX_OSERR;
    }
    out->repeats.same_sequences = !view_data_vary(results, model);
    size_t n_cells = add_up(results, model, both, slice, sums);
    for (size_t repeat = 0; repeat < repeats; repeat++)
        if (sums[repeat].n_cells == n_cells && n_cells > 0)
            add_repeat(&sums[repeat], &out->repeats);
        else if (sums[repeat].n_cells > 0)
            out->n_left_out++;
    if (out->repeats.metric->kind == METRIC_COUNTS)
        out->repeats.stratified =
            stratified(results, model, slice, sums, n_cells, repeats_mean(&out->repeats, one_look).mean / 100);
    free(sums);
    return 0;
}

void pooled_free(struct pooled *pooled)
{
    repeats_free(&pooled->repeats);
    *pooled = (struct pooled){0};
}

struct looks pooled_looks(const struct results *results, const struct pooled *a, const struct pooled *b)
{
    return view_looks(results, b != NULL && b->repeats.n < a->repeats.n ? b->repeats.n : a->repeats.n);
}
