#include "attnbench/analysis/frontier.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double frontier_points = 10, frontier_failure = 10, frontier_seconds = 0.1;

enum frontier_class frontier_classify(const struct outcome *outcome)
{
    if (outcome->n_cells == 0)
        return FRONTIER_NO_DATA;
    if (outcome->verdict == VERDICT_SUPPORTED && outcome->difference > frontier_points)
        return FRONTIER_BETTER;
    if (outcome->verdict == VERDICT_REFUTED && outcome->difference < -frontier_points)
        return FRONTIER_WORSE;
    bool both_fail = outcome->mean < frontier_failure && outcome->against_mean < frontier_failure;
    return both_fail ? FRONTIER_FAIL : FRONTIER_NOISE;
}

void outcome_add(struct outcome *sum, const struct outcome *cell)
{
    if (cell->n_cells == 0)
        return;
    if (sum->n_cells == 0) {
        *sum = *cell;
        return;
    }
    double *const means[] = {&sum->mean,   &sum->against_mean,   &sum->difference,
                             &sum->epochs, &sum->against_epochs, &sum->relative_time};
    const double values[] = {cell->mean,   cell->against_mean,   cell->difference,
                             cell->epochs, cell->against_epochs, cell->relative_time};
    sum->n_cells++;
    for (size_t i = 0; i < sizeof means / sizeof *means; i++)
        *means[i] += (values[i] - *means[i]) / (double)sum->n_cells;
    sum->n += cell->n;
    if (sum->verdict != cell->verdict)
        sum->verdict = VERDICT_UNDECIDED;
}

int frontier_final(const struct analysis *analysis, size_t model, size_t against, struct outcome *out)
{
    struct comparison *comparisons = allocate(analysis->n_cells, sizeof *comparisons);
    int status = comparisons != NULL ? 0 : EX_OSERR;
    if (status == 0 && against > 0)
        status = analysis_compare(analysis, model, against, comparisons);
    for (size_t cell = 0; cell < analysis->n_cells && status == 0; cell++) {
        const struct comparison *comparison =
            against > 0 ? &comparisons[cell] : &analysis->comparisons[cell * analysis->n_rivals + model - 1];
        out[cell] = (struct outcome){
            .n_cells = comparison->n > 0,
            .n = comparison->n,
            .mean = analysis->cells[cell * analysis->n_models + model].accuracy.mean,
            .against_mean = analysis->cells[cell * analysis->n_models + against].accuracy.mean,
            .difference = comparison->difference,
            .verdict = comparison->verdict,
            .relative_time = NAN,
        };
    }
    free(comparisons);
    return status;
}

/* ---- At equal training time ---- */

static double mean_seconds(const struct results *results, size_t model, size_t cell)
{
    double sum = 0;
    size_t n = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (!view_has_accuracy(results, trial))
            continue;
        sum += results->train_seconds[trial];
        n++;
    }
    return n > 0 ? sum / (double)n : NAN;
}

static double epochs_of(const struct results *results, size_t cell)
{
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (strcmp(view_axis(results, axis)->name, "epochs") == 0)
            return value_number(view_value(results, cell, axis));
    return (double)results->epochs;
}

/* Percent right of held-out pairs after so many evaluations, without the error of the share's single precision, which
 * would put 10 points above 10; NaN when the trial has none. */
static const double step = 1e-4;

static double accuracy_after(const struct results *results, size_t evaluations, size_t trial)
{
    if (!view_has_accuracy(results, trial))
        return NAN;
    double share = (double)results->held_out_accuracy[trial * results->evaluations + evaluations - 1];
    return step * round(share / step * 100);
}

/* How many evaluations a model has, when all its epochs may take `share` of the time that they took. */
static size_t evaluations_within(const struct results *results, double epochs, double share)
{
    double evaluations = floor(epochs * fmin(share, 1) / (double)results->every);
    return evaluations >= 1 ? (size_t)fmin(evaluations, (double)results->evaluations) : 0;
}

static const struct expectation above_zero = {.relation = ABOVE, .value = 0};

/* values: room for both models' (2, repeats). */
static void compare_in_time(const struct analysis *analysis, size_t model, size_t against, size_t cell, double *values,
                            struct outcome *out, struct claim_result *result)
{
    const struct results *results = analysis->results;
    size_t n = view_n_repeats(results);
    double *a = values, *b = values + n, epochs = epochs_of(results, cell);
    double seconds = mean_seconds(results, model, cell), against_seconds = mean_seconds(results, against, cell);
    *out = (struct outcome){.relative_time = seconds / against_seconds, .seconds = fmin(seconds, against_seconds)};
    *result = claim_without_data(0);
    if (!(out->seconds >= frontier_seconds) || !(seconds > 0) || !(against_seconds > 0))
        return;
    size_t of_a = evaluations_within(results, epochs, against_seconds / seconds);
    size_t of_b = evaluations_within(results, epochs, seconds / against_seconds);
    if (of_a == 0 || of_b == 0)
        return;
    bool paired = analysis_is_paired(results, model, against);
    for (size_t repeat = 0; repeat < n; repeat++) {
        a[repeat] = accuracy_after(results, of_a, view_trial(results, model, cell, repeat));
        b[repeat] = accuracy_after(results, of_b, view_trial(results, against, cell, repeat));
        if (paired && !isfinite(a[repeat] - b[repeat]))
            a[repeat] = b[repeat] = NAN;
    }
    struct description mean = describe(a, n), against_mean = describe(b, n);
    size_t fewer = mean.n < against_mean.n ? mean.n : against_mean.n;
    *out = (struct outcome){.n_cells = fewer > 0,
                            .n = fewer,
                            .mean = mean.mean,
                            .against_mean = against_mean.mean,
                            .difference = mean.mean - against_mean.mean,
                            .epochs = (double)of_a * (double)results->every,
                            .against_epochs = (double)of_b * (double)results->every,
                            .relative_time = out->relative_time,
                            .seconds = out->seconds};
    if (paired)
        mean = describe_pairs(a, b, n, step);
    claim_test_values(&above_zero, &mean, paired ? NULL : &against_mean, analysis->n_looks, result);
}

int frontier_equal_time(const struct analysis *analysis, size_t model, size_t against, struct outcome *out)
{
    size_t n = analysis->n_cells;
    double *values = allocate(2 * view_n_repeats(analysis->results), sizeof *values);
    struct claim_result *results = allocate(n, sizeof *results);
    const struct expectation **expect = allocate(n, sizeof *expect);
    int status = values != NULL && results != NULL && expect != NULL ? 0 : EX_OSERR;
    for (size_t cell = 0; cell < n && status == 0; cell++) {
        expect[cell] = &above_zero;
        compare_in_time(analysis, model, against, cell, values, &out[cell], &results[cell]);
    }
    if (status == 0)
        status = claims_settle(expect, results, n);
    for (size_t cell = 0; cell < n && status == 0; cell++)
        out[cell].verdict = results[cell].verdict;
    free(values);
    free(results);
    free(expect);
    return status;
}
