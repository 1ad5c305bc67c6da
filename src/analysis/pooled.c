#include "attnbench/analysis/pooled.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* Of the cells, in one repeat. */
struct sum {
    int64_t correct, sequences;
    double error;
    size_t n_cells; /* that have figures */
};

static bool is_complete(const struct results *results, size_t model, const size_t *both, size_t cell, size_t repeat)
{
    return !isnan(view_figure(results, view_trial(results, model, cell, repeat))) &&
           (both == NULL || !isnan(view_figure(results, view_trial(results, *both, cell, repeat))));
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
            if (!is_complete(results, model, both, cell, repeat))
                continue;
            size_t trial = view_trial(results, model, cell, repeat);
            sums[repeat].n_cells++;
            sums[repeat].correct += results->correct[trial];
            sums[repeat].sequences += results->sequences[trial];
            sums[repeat].error += results->rmse[trial];
        }
    }
    return n_cells;
}

static void add_repeat(const struct sum *sum, struct pooled *out)
{
    int64_t divisor = sum->sequences / INT32_MAX + 1; /* what overflows is rounded */
    out->errors[out->sample.n] = sum->error / (double)sum->n_cells;
    out->correct[out->sample.n] = (int32_t)(sum->correct / divisor);
    out->sequences[out->sample.n++] = (int32_t)(sum->sequences / divisor);
}

/* Of p (1 - p) in one cell, over the repeats that are pooled; two sequences right and two wrong are added, so that what
 * is all right is not without luck (Agresti & Coull, The American Statistician 52, 1998). */
static double luck_of_cell(const struct results *results, size_t model, size_t cell, const struct sum *sums,
                           size_t n_cells)
{
    double correct = 2, sequences = 4;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (sums[repeat].n_cells == n_cells) {
            correct += results->correct[trial];
            sequences += results->sequences[trial];
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
            luck += luck_of_cell(results, model, cell, sums, n_cells);
    return p > 0 && p < 1 ? fmax(0, 1 - luck / (double)n_cells / (p * (1 - p))) : 0;
}

int pooled_make(const struct results *results, size_t model, const size_t *both, struct slice slice, struct pooled *out)
{
    size_t repeats = view_n_repeats(results);
    struct sum *sums = allocate(repeats, sizeof *sums);
    int32_t *counts = allocate(2 * repeats, sizeof *counts);
    *out = (struct pooled){
        .sample = {.correct = counts, .sequences = counts + repeats, .same_sequences = !view_data_vary(results, model)},
        .errors = allocate(repeats, sizeof *out->errors),
        .correct = counts,
        .sequences = counts + repeats};
    if (sums == NULL || counts == NULL || out->errors == NULL) {
        free(sums);
        pooled_free(out);
        return EX_OSERR;
    }
    size_t n_cells = add_up(results, model, both, slice, sums);
    for (size_t repeat = 0; repeat < repeats; repeat++)
        if (sums[repeat].n_cells == n_cells && n_cells > 0)
            add_repeat(&sums[repeat], out);
        else if (sums[repeat].n_cells > 0)
            out->n_left_out++;
    out->sample.stratified = stratified(results, model, slice, sums, n_cells, sample_mean(&out->sample) / 100);
    free(sums);
    return 0;
}

void pooled_free(struct pooled *pooled)
{
    free(pooled->correct);
    free(pooled->errors);
    *pooled = (struct pooled){0};
}
