#include "reached.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* those: the figures of the repeats that get there. */
static int take(const struct analysis *analysis, size_t model, size_t cell, struct share *out, struct repeats *those)
{
    const struct results *results = analysis->results;
    const struct metric *reached = metric_find("reached");
    *out = (struct share){0, 0};
    TRY(repeats_allocate(analysis->metric, view_n_repeats(results), those));
    those->same_sequences = !view_data_vary(results, model);
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        double gets_there = view_figure_of(results, reached, trial).value;
        struct figure figure = view_figure_of(results, analysis->metric, trial);
        out->n += !isnan(gets_there);
        if (gets_there > 0) {
            out->k++;
            repeats_add(those, &figure);
        }
    }
    return 0;
}

static int fill_cell(const struct analysis *analysis, size_t model, size_t cell, struct share *share,
                     struct reached *out)
{
    struct repeats those;
    TRY(take(analysis, model, cell, share, &those));
    out->share = share->n > 0 ? 100 * (double)share->k / (double)share->n : NAN;
    out->ci = share_interval(*share, look_level(analysis_looks(analysis, cell)));
    out->those = repeats_mean(&those, analysis_looks(analysis, cell));
    repeats_free(&those);
    return 0;
}

static int compare(const struct analysis *analysis, const struct share *shares)
{
    size_t n = analysis->n_cells * analysis->n_rivals;
    for (size_t i = 0; i < n; i++) {
        const struct share *models = &shares[i / analysis->n_rivals * analysis->n_models];
        TRY(comparison_reach(&analysis->comparisons[i], models[i % analysis->n_rivals + 1], models[0]));
    }
    return reached_adjust(analysis->comparisons, n);
}

int reached_fill(struct analysis *analysis)
{
    const struct reached none = {NAN, {NAN, NAN}, {0, NAN, NAN, {NAN, NAN}}};
    size_t n = analysis->n_cells * analysis->n_models;
    struct share *shares = allocate(n, sizeof *shares);
    int status = shares == NULL ? EX_OSERR : 0;
    bool asked = !isnan(view_reached(analysis->results));
    for (size_t i = 0; i < n && status == 0; i++) {
        analysis->cells[i].reached = none;
        if (asked)
            status = fill_cell(analysis, i % analysis->n_models, i / analysis->n_models, &shares[i],
                               &analysis->cells[i].reached);
    }
    if (status == 0 && asked)
        status = compare(analysis, shares);
    free(shares);
    return status;
}
