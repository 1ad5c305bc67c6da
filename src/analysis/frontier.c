#include "attnbench/analysis/frontier.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "overall.h"

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
    return both_fail ? FRONTIER_FAIL : FRONTIER_UNDECIDED;
}

/* Adds one to the mean of n - 1. */
static void add_to_mean(double *mean, double value, size_t n)
{
    *mean += (value - *mean) / (double)n;
}

/* The means of both models in a cell, to those of the field. */
static void add_cell(const struct analysis *analysis, size_t model, size_t against, size_t cell, struct outcome *field)
{
    const struct cell_analysis *models = &analysis->cells[cell * analysis->n_models];
    field->n_cells++;
    add_to_mean(&field->mean, models[model].figure.mean, field->n_cells);
    add_to_mean(&field->against_mean, models[against].figure.mean, field->n_cells);
}

static int compare_fields(const struct analysis *analysis, size_t model, size_t against, struct fields fields,
                          struct comparison *out)
{
    for (size_t i = 0; i < fields.n_fields; i++)
        TRY(overall_compare(analysis, model, against, (struct slice){NO_AXIS, i, fields.of_cell, NULL}, &out[i]));
    return holm_adjust(out, fields.n_fields);
}

/* (cells): the study's, which are one family of all its models. */
static int compare_cells(const struct analysis *analysis, size_t model, size_t against, struct comparison *out)
{
    if (against > 0)
        return analysis_compare(analysis, model, against, out);
    for (size_t cell = 0; cell < analysis->n_cells; cell++)
        out[cell] = analysis->comparisons[cell * analysis->n_rivals + model - 1];
    return 0;
}

int frontier_final(const struct analysis *analysis, size_t model, size_t against, struct fields fields,
                   struct outcome *out)
{
    struct comparison *comparisons = allocate(fields.share ? fields.n_fields : analysis->n_cells, sizeof *comparisons);
    int status = comparisons == NULL ? EX_OSERR
                 : fields.share      ? compare_fields(analysis, model, against, fields, comparisons)
                                     : compare_cells(analysis, model, against, comparisons);
    for (size_t i = 0; i < fields.n_fields && status == 0; i++)
        out[i] = (struct outcome){.relative_time = NAN};
    for (size_t cell = 0; cell < analysis->n_cells && status == 0; cell++) {
        struct outcome *field = &out[fields.of_cell[cell]];
        const struct comparison *comparison = &comparisons[fields.share ? fields.of_cell[cell] : cell];
        if (comparison->n == 0)
            continue;
        add_cell(analysis, model, against, cell, field);
        field->n = comparison->n;
        field->difference = comparison->difference;
        field->verdict = comparison->verdict;
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

/* Evaluations of a model: fewer than others have where its epochs are fewer. */
static size_t evaluations_of(const struct results *results, size_t model, size_t cell)
{
    size_t most = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t n = results->evaluations;
        const float *curve = results->held_out_accuracy + view_trial(results, model, cell, repeat) * n;
        while (n > most && isnan(curve[n - 1]))
            n--;
        most = n > most ? n : most;
    }
    return most;
}

static double epochs_of(const struct results *results, size_t model, size_t cell)
{
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (strcmp(view_axis(results, axis)->name, "epochs") == 0)
            return value_number(view_value(results, cell, axis));
    size_t n = evaluations_of(results, model, cell);
    return n < results->evaluations ? (double)n * (double)results->every : (double)results->epochs;
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

/* How many evaluations either model has in a cell in equal time: 0 of either, or time too short to tell. */
struct timing {
    double relative_time, seconds; /* as struct outcome has them */
    size_t of_model, of_against;
};

static struct timing time_cell(const struct results *results, size_t model, size_t against, size_t cell)
{
    double seconds = mean_seconds(results, model, cell), against_seconds = mean_seconds(results, against, cell);
    struct timing timing = {.relative_time = seconds / against_seconds, .seconds = fmin(seconds, against_seconds)};
    if (!(timing.seconds >= frontier_seconds) || !(seconds > 0) || !(against_seconds > 0))
        return timing;
    timing.of_model = evaluations_within(results, epochs_of(results, model, cell), against_seconds / seconds);
    timing.of_against = evaluations_within(results, epochs_of(results, against, cell), seconds / against_seconds);
    return timing;
}

/* Adds a cell to the means of a field, and its repeats' accuracies to their sums: values (2, repeats). */
static void add_timed_cell(const struct results *results, size_t model, size_t against, size_t cell, double *values,
                           struct outcome *field)
{
    size_t n = view_n_repeats(results);
    struct timing timing = time_cell(results, model, against, cell);
    field->seconds = fmin(field->seconds, timing.seconds);
    if (timing.of_model == 0 || timing.of_against == 0)
        return;
    field->n_cells++;
    add_to_mean(&field->relative_time, timing.relative_time, field->n_cells);
    add_to_mean(&field->epochs, (double)timing.of_model * (double)results->every, field->n_cells);
    add_to_mean(&field->against_epochs, (double)timing.of_against * (double)results->every, field->n_cells);
    for (size_t repeat = 0; repeat < n; repeat++) {
        values[repeat] += accuracy_after(results, timing.of_model, view_trial(results, model, cell, repeat));
        values[n + repeat] += accuracy_after(results, timing.of_against, view_trial(results, against, cell, repeat));
    }
}

/* Of the sums of a field's cells: a repeat that one of them lacks is none. */
static void compare_in_time(const struct analysis *analysis, size_t model, size_t against, double *values,
                            struct outcome *field, struct claim_result *result)
{
    size_t n = view_n_repeats(analysis->results);
    double *a = values, *b = values + n;
    bool paired = analysis_is_paired(analysis->results, model, against);
    for (size_t repeat = 0; repeat < n; repeat++) {
        a[repeat] /= (double)field->n_cells;
        b[repeat] /= (double)field->n_cells;
        if (paired && !isfinite(a[repeat] - b[repeat]))
            a[repeat] = b[repeat] = NAN;
    }
    struct description mean = describe(a, n), against_mean = describe(b, n);
    field->n = mean.n < against_mean.n ? mean.n : against_mean.n;
    field->mean = mean.mean;
    field->against_mean = against_mean.mean;
    field->difference = mean.mean - against_mean.mean;
    if (field->n == 0)
        field->n_cells = 0;
    if (paired)
        mean = describe_pairs(a, b, n, step);
    claim_test_values(&above_zero, &mean, paired ? NULL : &against_mean, results_looks(analysis->results, field->n),
                      result);
}

/* values: room for both models' (2, repeats). */
static void fill_field(const struct analysis *analysis, size_t model, size_t against, struct fields fields, size_t i,
                       double *values, struct outcome *field, struct claim_result *result)
{
    *field = (struct outcome){.seconds = INFINITY};
    *result = claim_without_data(0);
    memset(values, 0, 2 * view_n_repeats(analysis->results) * sizeof *values);
    for (size_t cell = 0; cell < analysis->n_cells; cell++)
        if (fields.of_cell[cell] == i)
            add_timed_cell(analysis->results, model, against, cell, values, field);
    if (field->n_cells > 0)
        compare_in_time(analysis, model, against, values, field, result);
}

int frontier_equal_time(const struct analysis *analysis, size_t model, size_t against, struct fields fields,
                        struct outcome *out)
{
    size_t n = fields.n_fields;
    double *values = allocate(2 * view_n_repeats(analysis->results), sizeof *values);
    struct claim_result *results = allocate(n, sizeof *results);
    const struct expectation **expect = allocate(n, sizeof *expect);
    int status = values != NULL && results != NULL && expect != NULL ? 0 : EX_OSERR;
    for (size_t i = 0; i < n && status == 0; i++) {
        expect[i] = &above_zero;
        fill_field(analysis, model, against, fields, i, values, &out[i], &results[i]);
    }
    if (status == 0)
        status = claims_settle(expect, results, n);
    for (size_t i = 0; i < n && status == 0; i++)
        out[i].verdict = results[i].verdict;
    free(values);
    free(results);
    free(expect);
    return status;
}
