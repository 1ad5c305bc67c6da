#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "learning.h"
#include "overall.h"
#include "spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what varies between repeats ---- */

bool analysis_is_paired(const struct results *results, size_t a, size_t b)
{
    return view_data_vary(results, a) == view_data_vary(results, b);
}

/* ---- samples ---- */

/* Room for one sample, or for both of a comparison. */
struct counts {
    int32_t *correct, *sequences; /* (repeats) each */
};

static int counts_allocate(size_t repeats, struct counts *out)
{
    out->correct = allocate(2 * repeats, sizeof *out->correct);
    if (out->correct == NULL)
        return EX_OSERR;
    out->sequences = out->correct + repeats;
    return 0;
}

/* The repeats of model and cell that have an accuracy; with `both`, only where that model has them too. */
static struct sample sample_of(const struct results *results, size_t model, size_t cell, const size_t *both,
                               struct counts *counts)
{
    struct sample sample = {0, counts->correct, counts->sequences, !view_data_vary(results, model), 0};
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (!view_has_accuracy(results, trial))
            continue;
        if (both != NULL && !view_has_accuracy(results, view_trial(results, *both, cell, repeat)))
            continue;
        counts->correct[sample.n] = results->correct[trial];
        counts->sequences[sample.n++] = results->sequences[trial];
    }
    return sample;
}

/* The same of errors: of those that are finite. Returns how many. */
static size_t errors_of(const struct results *results, size_t model, size_t cell, const size_t *both, double *out)
{
    size_t n = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (view_has_error(results, trial) &&
            (both == NULL || view_has_error(results, view_trial(results, *both, cell, repeat))))
            out[n++] = results->rmse[trial];
    }
    return n;
}

/* ---- cells ---- */

static double mean_of(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    return sum / (double)n;
}

static int describe_errors(const struct results *results, size_t model, size_t cell, struct description *out)
{
    double *errors = allocate(view_n_repeats(results), sizeof *errors);
    if (errors == NULL)
        return EX_OSERR;
    *out = describe(errors, errors_of(results, model, cell, NULL, errors));
    free(errors);
    struct interval ci = error_interval(out);
    out->ci_low = ci.low;
    out->ci_high = ci.high;
    return 0;
}

static int analyse_cell(const struct analysis *analysis, size_t model, size_t cell, struct counts *counts,
                        struct cell_analysis *out)
{
    const struct results *results = analysis->results;
    struct sample sample = sample_of(results, model, cell, NULL, counts);
    struct trial_counts trials = view_count(results, view_trial(results, model, cell, 0), view_n_repeats(results));
    out->failed = trials.failed;
    out->diverged = trials.diverged;
    out->missing = trials.missing;
    out->crashed = trials.crashed;
    out->out_of_memory = trials.out_of_memory;
    out->timed_out = trials.timed_out;
    out->chance = results->chance[view_trial(results, model, cell, 0)];
    TRY(describe_errors(results, model, cell, &out->rmse));
    out->repeats = analysis->is_real ? out->rmse.n : sample.n;
    TRY(learning_of(results, model, cell, out->learning));
    return estimate_make(&sample, analysis->n_looks, cell * analysis->n_models + model, &out->accuracy);
}

static int compare_errors(const struct analysis *analysis, size_t model, size_t against, size_t cell,
                          struct comparison *out)
{
    const struct results *results = analysis->results;
    bool paired = analysis_is_paired(results, model, against);
    double *a = allocate(2 * view_n_repeats(results), sizeof *a);
    if (a == NULL)
        return EX_OSERR;
    size_t n_a = errors_of(results, model, cell, paired ? &against : NULL, a);
    size_t n_b = errors_of(results, against, cell, paired ? &model : NULL, a + n_a);
    int status = comparison_of_errors(a, n_a, a + n_a, n_b, paired, analysis->n_looks, out);
    if (status == 0 && !(view_data_vary(results, model) && view_data_vary(results, against)))
        comparison_share_luck(out);
    free(a);
    return status;
}

static int compare_cell(const struct analysis *analysis, size_t model, size_t against, size_t cell,
                        struct counts counts[2], struct comparison *out)
{
    const struct results *results = analysis->results;
    if (analysis->is_real)
        return compare_errors(analysis, model, against, cell, out);
    bool paired = analysis_is_paired(results, model, against);
    struct sample a = sample_of(results, model, cell, paired ? &against : NULL, &counts[0]);
    struct sample b = sample_of(results, against, cell, paired ? &model : NULL, &counts[1]);
    return comparison_make(&a, &b, paired, analysis->n_looks, cell * analysis->n_models + model, out);
}

int analysis_compare(const struct analysis *analysis, size_t model, size_t against, struct comparison *out)
{
    struct counts counts[2] = {0};
    int status = counts_allocate(view_n_repeats(analysis->results), &counts[0]);
    if (status == 0)
        status = counts_allocate(view_n_repeats(analysis->results), &counts[1]);
    for (size_t cell = 0; cell < analysis->n_cells && status == 0; cell++)
        status = compare_cell(analysis, model, against, cell, counts, &out[cell]);
    if (status == 0)
        status = holm_adjust(out, analysis->n_cells);
    free(counts[0].correct);
    free(counts[1].correct);
    return status;
}

/* ---- claims ---- */

static double threshold_of(enum metric metric)
{
    return learning_thresholds[metric == METRIC_EPOCHS_TO_50 ? 0 : 1];
}

/* What the claim's metric is of one trial; NaN when it has no such figure. */
static double figure_of(const struct results *results, enum metric metric, size_t trial)
{
    const float *loss = results->train_loss != NULL ? results->train_loss + trial * results->epochs : NULL;
    size_t tenth = results->epochs / 10 > 0 ? results->epochs / 10 : 1;
    switch (metric) {
    case METRIC_RMSE:
        return results->rmse[trial];
    case METRIC_LOSS_FALL:
        return loss == NULL ? NAN : mean_of(loss, tenth) - mean_of(loss + results->epochs - tenth, tenth);
    case METRIC_EPOCHS_TO_50:
    case METRIC_EPOCHS_TO_90:
        return learning_restricted_time(results, trial, threshold_of(metric));
    case METRIC_ATTENTION_LAST_3:
        return results->attention_last_3 != NULL ? results->attention_last_3[trial] : NAN;
    default:
        return NAN; /* accuracy is of counts: sample_of */
    }
}

/* Does any repeat of the model have the share right within its epochs? */
static bool gets_there(const struct results *results, enum metric metric, size_t model)
{
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, 0, repeat);
        if (!isnan(figure_of(results, metric, trial)) && learning_time(results, trial, threshold_of(metric)) > 0)
            return true;
    }
    return false;
}

/* An interval holds nothing that the figure cannot be. Of losses the results do not say which is the most, of n_in not
 * whether it leaves the attention a choice: such a claim is refused with its study. */
static struct interval possible(const struct analysis *analysis, const struct claim *claim, struct interval interval)
{
    const struct metric_bounds bounds = {(double)analysis->cells[0].learning[0].fewest,
                                         (double)analysis->results->epochs, INFINITY, INFINITY};
    struct range range = metric_range(claim->measured, claim->expect.against[0] != '\0', &bounds);
    if (isnan(interval.low))
        return interval;
    return (struct interval){fmax(range.least, interval.low), fmin(range.most, interval.high)};
}

/* A claim on figures that are no counts, paired of the differences of the repeats that both have. There is no data
 * where two models are compared by epochs that neither needed fewer of than there are. */
static void judge_values(const struct analysis *analysis, const struct claim *claim, size_t model,
                         const size_t *against, double *values, struct claim_result *out)
{
    const struct results *results = analysis->results;
    size_t n = view_n_repeats(results);
    bool paired = against != NULL && analysis_is_paired(results, model, *against);
    double *a = values, *b = values + n;
    for (size_t repeat = 0; repeat < n; repeat++) {
        a[repeat] = figure_of(results, claim->measured, view_trial(results, model, 0, repeat));
        b[repeat] = against != NULL ? figure_of(results, claim->measured, view_trial(results, *against, 0, repeat)) : 0;
    }
    if (against != NULL && metric_is_epochs(claim->measured) && !gets_there(results, claim->measured, model) &&
        !gets_there(results, claim->measured, *against)) {
        out->n = describe(a, n).n;
        text_copy(out->why, sizeof out->why, out->n < 2 ? "" : "no repeat of either gets there");
        return;
    }
    struct description of_a = paired ? describe_pairs(a, b, n, 0) : describe(a, n), of_b = describe(b, n);
    claim_test_values(&claim->expect, &of_a, against != NULL && !paired ? &of_b : NULL, analysis->n_looks, out);
    out->ci = possible(analysis, claim, out->ci);
}

/* Why the claim's figure cannot be had though its trials have ended: a text of results; NULL when it can. */
static const char *unreadable(const struct results *results, enum metric metric, const size_t models[2], int n_models)
{
    const struct missing_weights *weights = results->weights_missing;
    bool of_traces = metric == METRIC_LOSS_FALL || (metric_is_epochs(metric) && results->evaluations == 0);
    if (of_traces && results->traces_missing[0] != '\0')
        return results->traces_missing;
    for (int i = 0; i < n_models && metric == METRIC_ATTENTION_LAST_3 && weights != NULL; i++)
        if (weights[models[i]].is_unreadable)
            return weights[models[i]].why;
    return NULL;
}

/* What is said where some repeats lack the figure. */
static void explain(const struct analysis *analysis, enum metric metric, const size_t models[2], int n_models,
                    struct claim_result *out)
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
        n_diverged += view_count(results, view_trial(results, models[i], 0, 0), repeats).diverged;
    if (n_diverged > 0 && metric != METRIC_ACCURACY && !metric_is_epochs(metric)) /* these two have them all the same */
        text_append(out->why, sizeof out->why, &used, "; %zu diverged", n_diverged);
    for (int i = 0; i < n_models && metric == METRIC_ATTENTION_LAST_3 && weights != NULL; i++)
        if (weights[models[i]].why[0] != '\0')
            text_append(out->why, sizeof out->why, &used, "; %s", weights[models[i]].why);
}

static void judge_sample(const struct analysis *analysis, const struct claim *claim, size_t model,
                         const size_t *against, struct counts counts[2], struct claim_result *out)
{
    const struct results *results = analysis->results;
    bool paired = against != NULL && analysis_is_paired(results, model, *against);
    struct sample a = sample_of(results, model, 0, paired ? against : NULL, &counts[0]);
    struct sample b = {0};
    if (against != NULL)
        b = sample_of(results, *against, 0, paired ? &model : NULL, &counts[1]);
    claim_test(&claim->expect, &a, against != NULL ? &b : NULL, paired, analysis->n_looks, out);
}

/* A claim speaks of a study of one cell. */
static void judge(const struct analysis *analysis, const struct claim *claim, struct counts counts[2], double *values,
                  struct claim_result *out)
{
    const struct results *results = analysis->results;
    const struct expectation *expect = &claim->expect;
    bool compared = expect->against[0] != '\0';
    size_t models[2] = {0};
    int n_models = compared ? 2 : 1;
    *out = claim_without_data(0);
    if (analysis->n_cells != 1 || !view_find_model(results, expect->model, &models[0]) ||
        (compared && !view_find_model(results, expect->against, &models[1])))
        return;
    const char *why = unreadable(results, claim->measured, models, n_models);
    if (why != NULL) {
        text_copy(out->why, sizeof out->why, why);
        return;
    }
    if (claim->measured == METRIC_ACCURACY)
        judge_sample(analysis, claim, models[0], compared ? &models[1] : NULL, counts, out);
    else
        judge_values(analysis, claim, models[0], compared ? &models[1] : NULL, values, out);
    explain(analysis, claim->measured, models, n_models, out);
}

static int judge_all(struct analysis *analysis, struct counts counts[2])
{
    const struct expectation **expect = allocate(analysis->questions.n_claims + 1, sizeof *expect);
    double *values = allocate(2 * view_n_repeats(analysis->results), sizeof *values);
    if (expect == NULL || values == NULL) {
        free(expect);
        free(values);
        return EX_OSERR;
    }
    for (size_t i = 0; i < analysis->questions.n_claims; i++) {
        expect[i] = &analysis->questions.claims[i].expect;
        judge(analysis, &analysis->questions.claims[i], counts, values, &analysis->claim_results[i]);
    }
    int status = claims_settle(expect, analysis->claim_results, analysis->questions.n_claims);
    free(expect);
    free(values);
    return status;
}

/* ---- the whole ---- */

static int fill(struct analysis *analysis, struct counts counts[2])
{
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        for (size_t model = 0; model < analysis->n_models; model++)
            TRY(analyse_cell(analysis, model, cell, &counts[0], &analysis->cells[cell * analysis->n_models + model]));
        for (size_t rival = 0; rival < analysis->n_rivals; rival++) {
            size_t i = cell * analysis->n_rivals + rival;
            TRY(compare_cell(analysis, rival + 1, 0, cell, counts, &analysis->comparisons[i]));
            TRY(learning_compare(analysis, rival + 1, cell, &analysis->sooner[i]));
        }
    }
    TRY(spread_fill(analysis));
    TRY(overall_fill(analysis));
    size_t n = analysis->n_cells * analysis->n_rivals;
    TRY(holm_adjust(analysis->comparisons, n));
    for (int i = 0; i < LEARNING_THRESHOLDS; i++)
        TRY(sooner_adjust(&analysis->sooner[0].to[i], n, LEARNING_THRESHOLDS));
    return judge_all(analysis, counts);
}

int analysis_make(const struct results *results, const struct questions *questions, struct analysis *out)
{
    static const struct questions none;
    const struct questions *asked = questions != NULL ? questions : &none;
    size_t n_models = view_n_models(results), n_cells = view_n_cells(results);
    struct counts counts[2] = {0};
    int status;
    *out = (struct analysis){
        .results = results,
        .questions = *asked,
        .is_real = view_is_real(results),
        .n_looks = view_looks(results),
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
        status = counts_allocate(view_n_repeats(results), &counts[0]);
    if (status == 0)
        status = counts_allocate(view_n_repeats(results), &counts[1]);
    if (status == 0)
        status = fill(out, counts);
    free(counts[0].correct);
    free(counts[1].correct);
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
