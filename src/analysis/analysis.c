#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/together.h"
#include "attnbench/base/text.h"
#include "grid_claims.h"
#include "items.h"
#include "learning.h"
#include "overall.h"
#include "reached.h"
#include "spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what varies between repeats ---- */

bool analysis_is_paired(const struct results *results, size_t a, size_t b)
{
    return view_partners(results) != NOT_PAIRED && view_data_vary(results, a) == view_data_vary(results, b);
}

/* ---- cells ---- */

struct looks analysis_looks(const struct analysis *analysis, size_t cell)
{
    return analysis->has_looks ? view_cell_looks(analysis->results, cell) : one_look;
}

size_t analysis_count_apart(const struct analysis *analysis)
{
    size_t n = 0;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        n += analysis->cells[i].figure.apart.below + analysis->cells[i].figure.apart.above;
    return n;
}

static int summarize(const struct analysis *analysis, size_t model, size_t cell, struct cell_analysis *out)
{
    const struct results *results = analysis->results;
    const struct looks looks = analysis_looks(analysis, cell);
    for (size_t i = 0; metric_at(i) != NULL; i++) {
        struct repeats repeats;
        if (metric_at(i)->source != METRIC_EVALUATED)
            continue;
        TRY(view_repeats(results, metric_at(i), model, cell, NULL, &repeats));
        out->metrics[i] = repeats_mean(&repeats, looks);
        repeats_free(&repeats);
    }
    return 0;
}

static int analyse_cell(const struct analysis *analysis, size_t model, size_t cell, struct cell_analysis *out)
{
    const struct results *results = analysis->results;
    struct trial_counts trials = view_count(results, view_trial(results, model, cell, 0), view_n_repeats(results));
    struct repeats repeats;
    strcpy(out->metric_name, analysis->metric->name);
    out->metric = analysis->metric;
    out->failed = trials.failed;
    out->diverged = trials.diverged;
    out->missing = trials.missing;
    out->crashed = trials.crashed;
    out->out_of_memory = trials.out_of_memory;
    out->timed_out = trials.timed_out;
    out->chance = results->chance[view_trial(results, model, cell, 0)];
    TRY(learning_of(results, model, cell, out->learning));
    TRY(summarize(analysis, model, cell, out));
    TRY(view_repeats(results, analysis->metric, model, cell, NULL, &repeats));
    int status =
        repeats_estimate(&repeats, analysis_looks(analysis, cell), cell * analysis->n_models + model, &out->figure);
    repeats_free(&repeats);
    return status;
}

/* The repeats of both models; with b NULL of one. Returns with both released when it fails. */
static int take_both(const struct analysis *analysis, const struct metric *metric, size_t model, const size_t *against,
                     size_t cell, struct repeats *a, struct repeats *b)
{
    const struct results *results = analysis->results;
    bool paired = against != NULL && analysis_is_paired(results, model, *against);
    *b = (struct repeats){0};
    TRY(view_repeats(results, metric, model, cell, paired ? against : NULL, a));
    int status = against != NULL ? view_repeats(results, metric, *against, cell, paired ? &model : NULL, b) : 0;
    if (status != 0)
        repeats_free(a);
    return status;
}

/* One of a family of so many. */
static int compare_cell(const struct analysis *analysis, size_t model, size_t against, size_t cell, size_t family,
                        struct comparison *out)
{
    const struct looks looks = analysis_looks(analysis, cell);
    struct repeats a, b;
    bool paired = analysis_is_paired(analysis->results, model, against);
    TRY(take_both(analysis, analysis->metric, model, &against, cell, &a, &b));
    int status = repeats_compare(&a, &b, paired, looks, cell * analysis->n_models + model, out);
    out->ci_together = repeats_difference(&a, &b, paired, together_level(family, looks)).ci;
    repeats_free(&a);
    repeats_free(&b);
    return status;
}

int analysis_compare(const struct analysis *analysis, size_t model, size_t against, struct comparison *out)
{
    for (size_t cell = 0; cell < analysis->n_cells; cell++)
        TRY(compare_cell(analysis, model, against, cell, analysis->n_cells, &out[cell]));
    TRY(holm_adjust(out, analysis->n_cells));
    together_cut(out, analysis->n_cells);
    return 0;
}

/* ---- claims ---- */

/* Does any repeat of the model have the share right within its epochs? */
static bool gets_there(const struct results *results, const struct metric *metric, size_t model, size_t cell)
{
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (!isnan(view_figure_of(results, metric, trial).value) && learning_time(results, trial, metric->share) > 0)
            return true;
    }
    return false;
}

/* Of losses the results do not say which is the most, of n_in not whether it leaves the attention a choice: such a
 * claim is refused with its study. */
static struct metric_bounds bounds_of(const struct analysis *analysis)
{
    return (struct metric_bounds){(double)analysis->cells[0].learning[0].fewest, (double)analysis->results->epochs,
                                  INFINITY, INFINITY};
}

/* Paired of the repeats that both have. There is no data where two models are compared by epochs that neither needed
 * fewer of than there are. */
static int judge_repeats(const struct analysis *analysis, const struct claim *claim, size_t model,
                         const size_t *against, size_t cell, const struct repeats both[2], struct claim_result *out)
{
    const struct results *results = analysis->results;
    bool paired = against != NULL && analysis_is_paired(results, model, *against);
    if (against != NULL && claim->measured->source == METRIC_OF_LEARNING &&
        !gets_there(results, claim->measured, model, cell) && !gets_there(results, claim->measured, *against, cell)) {
        out->n = both[0].n;
        text_copy(out->why, sizeof out->why, out->n < 2 ? "" : "no repeat of either gets there");
        return 0;
    }
    TRY(repeats_test(&claim->expect, &both[0], against != NULL ? &both[1] : NULL, paired,
                     analysis_looks(analysis, cell), out));
    const struct metric_bounds bounds = bounds_of(analysis);
    out->ci = interval_possible(out->ci, claim->measured, against != NULL, &bounds);
    if (against != NULL && !paired) /* no repeat has a difference */
        return 0;
    struct description ours = against != NULL ? describe_pairs(both[0].values, both[1].values, both[0].n, 0)
                                              : describe(both[0].values, both[0].n);
    out->published = published_compare(claim, &ours, analysis_looks(analysis, cell));
    return 0;
}

/* Why the claim's figure cannot be had though its trials have ended: a text of results; NULL when it can. */
static const char *unreadable(const struct results *results, const struct metric *metric, const size_t models[2],
                              int n_models)
{
    const struct missing_weights *weights = results->weights_missing;
    bool of_traces =
        metric->source == METRIC_OF_LOSS || (metric->source == METRIC_OF_LEARNING && results->evaluations == 0);
    if (of_traces && results->traces_missing[0] != '\0')
        return results->traces_missing;
    for (int i = 0; i < n_models && metric->source == METRIC_OF_WEIGHTS && weights != NULL; i++)
        if (weights[models[i]].is_unreadable)
            return weights[models[i]].why;
    return NULL;
}

/* What is said where some repeats lack the figure. */
static void explain(const struct analysis *analysis, const struct metric *metric, const size_t models[2], int n_models,
                    size_t cell, struct claim_result *out)
{
    const struct results *results = analysis->results;
    const struct missing_weights *weights = results->weights_missing;
    size_t repeats = view_n_repeats(results), used = strlen(out->why);
    if (out->verdict == VERDICT_NO_DATA && used == 0)
        text_append(out->why, sizeof out->why, &used, "fewer than two repeats have the figure");
    else if (out->verdict != VERDICT_NO_DATA && out->n < repeats)
        text_append(out->why, sizeof out->why, &used, "%zu of %zu have the figure", out->n, repeats);
    if (out->n >= repeats)
        return;
    size_t n_diverged = 0;
    for (int i = 0; i < n_models; i++)
        n_diverged += view_count(results, view_trial(results, models[i], cell, 0), repeats).diverged;
    if (n_diverged > 0 && metric->kind != METRIC_COUNTS &&
        metric->source != METRIC_OF_LEARNING) /* these two have them all the same */
        text_append(out->why, sizeof out->why, &used, "; %zu diverged", n_diverged);
    for (int i = 0; i < n_models && metric->source == METRIC_OF_WEIGHTS && weights != NULL; i++)
        if (weights[models[i]].why[0] != '\0')
            text_append(out->why, sizeof out->why, &used, "; %s", weights[models[i]].why);
}

/* What the repeats of one cell say. */
static int judge_cell(const struct analysis *analysis, const struct claim *claim, const size_t models[2], size_t cell,
                      struct claim_result *out)
{
    bool compared = claim->expect.against[0] != '\0';
    const size_t *against = compared ? &models[1] : NULL;
    struct repeats both[2];
    *out = claim_without_data(0);
    TRY(take_both(analysis, claim->measured, models[0], against, cell, &both[0], &both[1]));
    int status = judge_repeats(analysis, claim, models[0], against, cell, both, out);
    explain(analysis, claim->measured, models, compared ? 2 : 1, cell, out);
    repeats_free(&both[0]);
    repeats_free(&both[1]);
    return status;
}

static int judge(const struct analysis *analysis, const struct claim *claim, struct claim_result *out)
{
    const struct results *results = analysis->results;
    const struct expectation *expect = &claim->expect;
    bool compared = expect->against[0] != '\0';
    size_t models[2] = {0};
    *out = claim_without_data(0);
    if ((analysis->n_cells != 1 && claim->scope.kind == SCOPE_CELL) ||
        !view_find_model(results, expect->model, &models[0]) ||
        (compared && !view_find_model(results, expect->against, &models[1])))
        return 0;
    const char *why = unreadable(results, claim->measured, models, compared ? 2 : 1);
    if (why != NULL) {
        text_copy(out->why, sizeof out->why, why);
        return 0;
    }
    if (claim->scope.kind != SCOPE_CELL)
        return grid_claim_judge(analysis, claim, models, judge_cell, out);
    return judge_cell(analysis, claim, models, 0, out);
}

static int judge_all(struct analysis *analysis)
{
    const struct questions *asked = &analysis->questions;
    const struct expectation **expect = allocate(asked->n_claims + 1, sizeof *expect);
    int status = expect == NULL ? EX_OSERR : 0;
    for (size_t i = 0; i < asked->n_claims && status == 0; i++) {
        expect[i] = &asked->claims[i].expect;
        status = judge(analysis, &asked->claims[i], &analysis->claim_results[i]);
    }
    if (status == 0)
        status = claims_settle(expect, analysis->claim_results, asked->n_claims);
    free(expect);
    return status;
}

/* ---- the whole ---- */

static int fill(struct analysis *analysis)
{
    size_t n = analysis->n_cells * analysis->n_rivals;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        for (size_t model = 0; model < analysis->n_models; model++)
            TRY(analyse_cell(analysis, model, cell, &analysis->cells[cell * analysis->n_models + model]));
        for (size_t rival = 0; rival < analysis->n_rivals; rival++) {
            size_t i = cell * analysis->n_rivals + rival;
            TRY(compare_cell(analysis, rival + 1, 0, cell, n, &analysis->comparisons[i]));
            TRY(learning_compare(analysis, rival + 1, cell, &analysis->sooner[i]));
        }
    }
    TRY(spread_fill(analysis));
    TRY(overall_fill(analysis));
    TRY(reached_fill(analysis));
    TRY(items_fill(analysis));
    TRY(holm_adjust(analysis->comparisons, n));
    together_cut(analysis->comparisons, n);
    for (int i = 0; i < LEARNING_THRESHOLDS; i++)
        TRY(sooner_adjust(&analysis->sooner[0].to[i], n, LEARNING_THRESHOLDS));
    return judge_all(analysis);
}

int analysis_make(const struct results *results, const struct questions *questions, struct analysis *out)
{
    static const struct questions none;
    const struct questions *asked = questions != NULL ? questions : &none;
    size_t n_models = view_n_models(results), n_cells = view_n_cells(results);
    int status;
    *out = (struct analysis){
        .results = results,
        .questions = *asked,
        .metric = results->metric,
        .has_looks = view_look_plan(results).n > 1,
        .n_models = n_models,
        .n_cells = n_cells,
        .n_rivals = n_models - 1,
        .cells = allocate(n_cells * n_models, sizeof *out->cells),
        .comparisons = allocate(n_cells * (n_models - 1) + 1, sizeof *out->comparisons),
        .sooner = allocate(n_cells * (n_models - 1) + 1, sizeof *out->sooner),
        .overall = n_cells > 1 ? allocate(n_models, sizeof *out->overall) : NULL,
        .claim_results = allocate(asked->n_claims + 1, sizeof *out->claim_results),
    };
    if (out->cells == NULL || out->comparisons == NULL || out->sooner == NULL || out->claim_results == NULL ||
        (n_cells > 1 && out->overall == NULL))
        status = EX_OSERR;
    else
        status = fill(out);
    if (status != 0)
        analysis_free(out);
    return status;
}

void analysis_free(struct analysis *analysis)
{
    free(analysis->cells);
    free(analysis->comparisons);
    free(analysis->sooner);
    free(analysis->overall);
    free(analysis->claim_results);
    *analysis = (struct analysis){0};
}
