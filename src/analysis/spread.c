#include "spread.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The figures of the repeats that have one; returns how many. out: (repeats). */
static size_t figures_of(const struct analysis *analysis, size_t model, size_t cell, double *out)
{
    const struct results *results = analysis->results;
    size_t n = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        double figure = view_figure(results, view_trial(results, model, cell, repeat));
        if (!isnan(figure))
            out[n++] = figure;
    }
    return n;
}

/* figures: room for those of two models. */
static struct spread spread_of(const struct analysis *analysis, size_t model, size_t cell, double *figures)
{
    const int *whole = analysis->questions.whole;
    double level = look_level(analysis_looks(analysis, cell)), *others = figures + view_n_repeats(analysis->results);
    size_t n = figures_of(analysis, model, cell, figures);
    struct spread spread = {.variance = describe(figures, n).variance, .whole = {NAN, {NAN, NAN}}};
    spread.ci = variance_interval(figures, n, level);
    double rest = spread.ci.high - analysis->cells[cell * analysis->n_models + model].figure.evaluation_variance;
    spread.most_of_training = isnan(rest) ? NAN : fmax(0, rest);
    if (whole == NULL || whole[model] < 0 || whole[model] == (int)model)
        return spread;
    size_t n_others = figures_of(analysis, (size_t)whole[model], cell, others);
    spread.whole = variance_ratio(figures, n, others, n_others, level);
    return spread;
}

int spread_fill(struct analysis *analysis)
{
    const int *whole = analysis->questions.whole;
    double *figures = allocate(2 * view_n_repeats(analysis->results), sizeof *figures);
    if (figures == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        size_t model = i % analysis->n_models;
        strcpy(analysis->cells[i].varied, VARIES_WHOLLY);
        if (whole == NULL || whole[model] != (int)model)
            view_varied(analysis->results, model, analysis->cells[i].varied);
        analysis->cells[i].spread = spread_of(analysis, model, i / analysis->n_models, figures);
    }
    free(figures);
    return 0;
}
