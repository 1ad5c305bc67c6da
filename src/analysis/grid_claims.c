#include "grid_claims.h"
#include "attnbench/analysis/pooled.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The cells that are meant, in the study's order. */
struct meant {
    size_t n, *cells;
};

static bool is_compared(const struct claim *claim)
{
    return claim->expect.against[0] != '\0';
}

static int find_axis(const struct results *results, const char *name)
{
    int axis = 0;
    while (axis < view_n_axes(results) && strcmp(view_axis(results, axis)->name, name) != 0)
        axis++;
    return axis < view_n_axes(results) ? axis : NO_AXIS;
}

static bool is_meant(const struct results *results, const struct scope *scope, size_t cell)
{
    for (size_t i = 0; i < scope->n_conditions; i++) {
        const struct condition *condition = &scope->conditions[i];
        int axis = find_axis(results, condition->axis);
        if (axis == NO_AXIS || !condition_is_met(condition, view_value(results, cell, axis)))
            return false;
    }
    return true;
}

static int find_meant(const struct results *results, const struct scope *scope, struct meant *out)
{
    *out = (struct meant){0, allocate(view_n_cells(results) + 1, sizeof *out->cells)};
    if (out->cells == NULL)
        return EX_OSERR;
    for (size_t cell = 0; cell < view_n_cells(results); cell++)
        if (is_meant(results, scope, cell))
            out->cells[out->n++] = cell;
    return 0;
}

/* ---- everywhere, somewhere ---- */

/* Which cell decides, and why: "n_in 8, n_out 4 is the weakest of 9 cells". */
static void name_cell(const struct analysis *analysis, const struct claim *claim, const struct meant *meant, size_t i,
                      struct claim_result *result)
{
    char cell[CLAIM_WHY / 2];
    bool holds = expectation_holds(&claim->expect, result->figure), everywhere = claim->scope.kind == SCOPE_EVERYWHERE;
    view_cell(analysis->results, meant->cells[i], cell, sizeof cell);
    if (result->verdict == VERDICT_NO_DATA)
        snprintf(result->why, sizeof result->why, "%s has no data", cell);
    else
        snprintf(result->why, sizeof result->why, "of %zu cells %s is the %s", meant->n, cell,
                 holds == everywhere ? "least clear"
                 : holds             ? "clearest"
                                     : "clearest counterexample");
}

static int judge_cells(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                       const struct meant *meant, cell_judge *judge, struct claim_result *out)
{
    struct claim_result *results = allocate(meant->n + 1, sizeof *results);
    int status = results == NULL ? EX_OSERR : 0;
    size_t deciding;
    for (size_t i = 0; i < meant->n && status == 0; i++)
        status = judge(analysis, claim, models, meant->cells[i], &results[i]);
    if (status == 0) {
        *out = claim_of_cells(&claim->expect, claim->scope.kind == SCOPE_EVERYWHERE, results, meant->n, &deciding);
        name_cell(analysis, claim, meant, deciding, out);
    }
    free(results);
    return status;
}

/* ---- the mean over some cells ---- */

static int judge_mean(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                      const struct meant *meant, struct claim_result *out)
{
    bool compared = is_compared(claim),
         paired = compared && analysis_is_paired(analysis->results, models[0], models[1]);
    struct pooled pooled[2] = {0};
    size_t *fields = allocate(analysis->n_cells + 1, sizeof *fields);
    int status = fields == NULL ? EX_OSERR : 0;
    for (size_t i = 0; i < meant->n && status == 0; i++)
        fields[meant->cells[i]] = 1;
    const struct slice slice = {NO_AXIS, 1, fields, claim->measured};
    for (int side = 0; side < 1 + compared && status == 0; side++)
        status = pooled_make(analysis->results, models[side], paired ? &models[1 - side] : NULL, slice, &pooled[side]);
    if (status == 0) {
        struct looks looks = pooled_looks(analysis->results, &pooled[0], compared ? &pooled[1] : NULL);
        status =
            repeats_test(&claim->expect, &pooled[0].repeats, compared ? &pooled[1].repeats : NULL, paired, looks, out);
        snprintf(out->why, sizeof out->why, "mean over %zu cell%s", meant->n, meant->n == 1 ? "" : "s");
    }
    pooled_free(&pooled[0]);
    pooled_free(&pooled[1]);
    free(fields);
    return status;
}

/* ---- slopes ---- */

/* Cells that differ on the slope's axis alone are one group: its least place in the list. */
static size_t group_of(const struct results *results, const struct meant *meant, int axis, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        bool same = true;
        for (int other = 0; other < view_n_axes(results) && same; other++)
            same = other == axis ||
                   view_position(results, meant->cells[k], other) == view_position(results, meant->cells[i], other);
        if (same)
            return k;
    }
    return i;
}

/* Of each repeat that has all cells, of both models where they are paired. */
static size_t take_slopes(const struct analysis *analysis, const struct claim *claim, size_t model, const size_t *both,
                          const struct meant *meant, const double *weights, double *slopes)
{
    const struct results *results = analysis->results;
    size_t n = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        double slope = 0;
        for (size_t i = 0; i < meant->n; i++) {
            size_t cell = meant->cells[i];
            double y = view_figure_of(results, claim->measured, view_trial(results, model, cell, repeat)).value;
            if (both != NULL)
                y -= view_figure_of(results, claim->measured, view_trial(results, *both, cell, repeat)).value;
            slope += weights[i] * y;
        }
        if (isfinite(slope))
            slopes[n++] = slope;
    }
    return n;
}

static void test_slopes(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                        const struct meant *meant, const double *weights, double *slopes, struct claim_result *out)
{
    bool compared = is_compared(claim),
         paired = compared && analysis_is_paired(analysis->results, models[0], models[1]);
    size_t n = take_slopes(analysis, claim, models[0], paired ? &models[1] : NULL, meant, weights, slopes);
    struct description a = describe(slopes, n), b = {0};
    if (compared && !paired) {
        n = take_slopes(analysis, claim, models[1], NULL, meant, weights, slopes);
        b = describe(slopes, n);
    }
    claim_test_values(&claim->expect, &a, compared && !paired ? &b : NULL, results_looks(analysis->results, n), out);
    snprintf(out->why, sizeof out->why, "least squares over %zu cells, in each repeat", meant->n);
}

static int judge_slope(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                       const struct meant *meant, struct claim_result *out)
{
    const struct results *results = analysis->results;
    int axis = find_axis(results, claim->scope.axis), status = EX_OSERR;
    bool any = false;
    double *x = allocate(meant->n + 1, sizeof *x), *weights = allocate(meant->n + 1, sizeof *weights);
    double *slopes = allocate(view_n_repeats(results) + 1, sizeof *slopes);
    size_t *groups = allocate(meant->n + 1, sizeof *groups);
    if (x != NULL && weights != NULL && slopes != NULL && groups != NULL) {
        for (size_t i = 0; i < meant->n && axis != NO_AXIS; i++) {
            x[i] = value_number(view_value(results, meant->cells[i], axis));
            groups[i] = group_of(results, meant, axis, i);
        }
        status = axis != NO_AXIS ? slope_weights(x, groups, meant->n, weights, &any) : 0;
    }
    if (any)
        test_slopes(analysis, claim, models, meant, weights, slopes, out);
    else
        text_copy(out->why, sizeof out->why, "the axis has one value in these cells");
    free(x);
    free(weights);
    free(slopes);
    free(groups);
    return status;
}

int grid_claim_judge(const struct analysis *analysis, const struct claim *claim, const size_t models[2],
                     cell_judge *judge, struct claim_result *out)
{
    struct meant meant;
    TRY(find_meant(analysis->results, &claim->scope, &meant));
    int status = 0;
    if (meant.n == 0)
        text_copy(out->why, sizeof out->why, "no cell is meant");
    else if (claim->scope.kind == SCOPE_MEAN)
        status = judge_mean(analysis, claim, models, &meant, out);
    else if (claim->scope.kind == SCOPE_SLOPE)
        status = judge_slope(analysis, claim, models, &meant, out);
    else
        status = judge_cells(analysis, claim, models, &meant, judge, out);
    free(meant.cells);
    return status;
}
