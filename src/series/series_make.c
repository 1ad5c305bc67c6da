#include "attnbench/series/series_make.h"
#include "attnbench/base/error.h"
#include "attnbench/base/sort.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST_SD = 1e-30; /* whose square is far from the least 32-bit number's */

/* One column of the table. */
struct column {
    const double *values; /* of the first row */
    size_t stride;
};

static double value_at(struct column column, size_t row)
{
    return column.values[row * column.stride];
}

/* By two passes. The mean is rounded to what two 32-bit numbers hold, the deviation to one. */
static struct scale scale_of(struct column column, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t row = 0; row < n; row++)
        sum += value_at(column, row) / (double)n;
    float high = (float)sum, low = (float)(sum - (double)high);
    struct scale scale = {.mean = (double)high + (double)low};
    for (size_t row = 0; row < n; row++) {
        double from_mean = value_at(column, row) - sum;
        squares += from_mean * from_mean / (double)n;
    }
    scale.sd = (double)(float)sqrt(squares);
    return scale;
}

static bool is_constant(struct column column, size_t n)
{
    for (size_t row = 1; row < n; row++)
        if (value_at(column, row) != value_at(column, 0))
            return false;
    return true;
}

/* ---- Values that an outlier drowns ---- */

enum { MOST_LOOKED_AT = 4096 }; /* rows, evenly spread */

/* How far the scaled numbers are from each other within `spread` of a value, in units. */
static double spacing_at(struct scale scale, double value, double spread)
{
    float low = fabsf(scale_from_units(scale, value - spread)), high = fabsf(scale_from_units(scale, value + spread));
    float z = fmaxf(low, high);
    return ((double)nextafterf(z, INFINITY) - (double)z) * scale.sd;
}

/* The spread of most values that are not the middle one, as in a column of which most are 0: their median deviation
 * from their median. Scaled numbers must be a hundred times as close. Changes the values. */
static bool is_drowned(double *values, size_t n, struct scale scale)
{
    size_t others = 0;
    sort_reals(values, n);
    double middle = values[n / 2];
    for (size_t i = 0; i < n; i++)
        if (values[i] != middle)
            values[others++] = values[i];
    if (others == 0)
        return false;
    double of_others = values[others / 2];
    for (size_t i = 0; i < others; i++)
        values[i] = fabs(values[i] - of_others);
    sort_reals(values, others);
    double spread = values[others / 2] > 0 ? values[others / 2] : fabs(of_others - middle);
    return spacing_at(scale, of_others, spread) > spread / 100;
}

/* Refuses a column whose outliers set a scale on which the others are all but one value; names the farthest. */
static int check_drowned(const char *path, const char *name, struct column column, size_t n_train, struct scale scale)
{
    char shown[SAFE_TEXT];
    struct windows rows = {0, n_train};
    size_t farthest = 0, n = n_train < MOST_LOOKED_AT ? n_train : MOST_LOOKED_AT;
    double *values = allocate(n, sizeof *values);
    if (values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        values[i] = value_at(column, window_at(rows, i, n));
    bool drowned = is_drowned(values, n, scale);
    free(values);
    if (!drowned)
        return 0;
    for (size_t row = 1; row < n_train; row++)
        if (fabs(value_at(column, row) - scale.mean) > fabs(value_at(column, farthest) - scale.mean))
            farthest = row;
    return fail(EX_DATAERR,
                "%s: row %zu: %s is %g, so far from the others that they would be rounded to almost one value: mend "
                "it, or leave its row out",
                path, farthest + 1, safe_text(name, shown, sizeof shown), value_at(column, farthest));
}

/* Scales a column of all rows by its first n_train: `out` begins at its place in the first row of (n_rows, width). */
static int scale_column(const char *path, const char *name, struct column column, const struct series *series,
                        int width, struct scale *scale, float *out)
{
    char shown[SAFE_TEXT];
    *scale = scale_of(column, series->test_from);
    if (is_constant(column, series->test_from))
        return fail(EX_DATAERR, "%s: column %s is constant (%g) in the training part, rows 1 to %zu: leave it out",
                    path, safe_text(name, shown, sizeof shown), value_at(column, 0), series->test_from);
    if (!(scale->sd >= LEAST_SD))
        return fail(
            EX_DATAERR,
            "%s: column %s varies too little in the training part, rows 1 to %zu: its standard deviation must be "
            "%g or more",
            path, safe_text(name, shown, sizeof shown), series->test_from, LEAST_SD);
    TRY(check_drowned(path, name, column, series->test_from, *scale));
    for (size_t row = 0; row < series->n_rows; row++)
        out[row * (size_t)width] = scale_from_units(*scale, value_at(column, row));
    return 0;
}

static double change_of(const struct series *series, int target)
{
    double sum = 0;
    size_t width = (size_t)series->n_targets;
    for (size_t row = 1; row < series->test_from; row++)
        sum += fabs((double)series->targets[row * width + (size_t)target] -
                    (double)series->targets[(row - 1) * width + (size_t)target]);
    return sum / (double)(series->test_from - 1);
}

static int fill(const char *path, const struct series_columns *columns, const struct series_table *table,
                struct series *out)
{
    for (size_t k = 0; k < columns->n; k++) {
        bool is_input = k < (size_t)out->n_inputs;
        size_t place = is_input ? k : k - (size_t)out->n_inputs;
        TRY(scale_column(path, columns->names[k], (struct column){table->values + k, columns->n}, out,
                         is_input ? out->n_inputs : out->n_targets,
                         &(is_input ? out->scaling.inputs : out->scaling.targets)[place],
                         (is_input ? out->inputs : out->targets) + place));
    }
    for (int target = 0; target < out->n_targets; target++)
        out->change[target] = change_of(out, target);
    return 0;
}

int series_make(const char *path, const struct series_columns *columns, const struct series_table *table, int n_targets,
                double test_share, struct series *out)
{
    size_t n = table->n_rows, test = (size_t)floor(test_share * (double)n + 0.5);
    *out = (struct series){
        .n_rows = n, .test_from = n - test, .n_inputs = (int)columns->n - n_targets, .n_targets = n_targets};
    if (test == 0 || out->test_from < 2)
        return fail(
            EX_DATAERR,
            "%s: with task.test_share %g its %zu rows are %zu to train on and %zu to test: it needs 2 and 1, or "
            "more",
            path, test_share, n, n - test, test);
    out->inputs = allocate(n * (size_t)out->n_inputs, sizeof *out->inputs);
    out->targets = allocate(n * (size_t)n_targets, sizeof *out->targets);
    out->scaling.inputs = allocate((size_t)out->n_inputs, sizeof *out->scaling.inputs);
    out->scaling.targets = allocate((size_t)n_targets, sizeof *out->scaling.targets);
    out->change = allocate((size_t)n_targets, sizeof *out->change);
    int status = out->inputs == NULL || out->targets == NULL || out->scaling.inputs == NULL ||
                         out->scaling.targets == NULL || out->change == NULL
                     ? EX_OSERR
                     : fill(path, columns, table, out);
    if (status != 0)
        series_free(out);
    return status;
}

/* ---- Windows ---- */

static struct windows windows_between(size_t first, size_t end, size_t length)
{
    return (struct windows){first, end >= first + length ? end - first - length + 1 : 0};
}

struct windows series_train_windows(const struct series *series, size_t n_in, size_t n_out)
{
    return windows_between(0, series->test_from, n_in + n_out);
}

struct windows series_test_windows(const struct series *series, size_t n_in, size_t n_out)
{
    size_t first = series->test_from >= n_in ? series->test_from - n_in : 0;
    return windows_between(first, series->n_rows, n_in + n_out);
}

void series_take(const struct series *series, size_t row, size_t n_in, size_t n_out, float *input, float *target)
{
    size_t in = (size_t)series->n_inputs, out = (size_t)series->n_targets;
    memcpy(input, series->inputs + row * in, n_in * in * sizeof *input);
    memcpy(target, series->targets + (row + n_in) * out, n_out * out * sizeof *target);
}

void series_repeat(const struct series *series, size_t from, size_t period, size_t n_out, float *out)
{
    size_t width = (size_t)series->n_targets;
    for (size_t step = 0; step < n_out; step++)
        memcpy(out + step * width, series->targets + (from - period + step % period) * width, width * sizeof *out);
}

/* ---- Scores ---- */

struct sums {
    double squares, absolute; /* in units */
    double scaled_squares, naive_squares, over_change;
};

/* Adds one window: forecasts (n_out, G). */
static void add_window(const struct series *series, size_t from, size_t n_out, const float *forecasts,
                       struct sums *sums)
{
    size_t width = (size_t)series->n_targets;
    for (size_t i = 0; i < n_out * width; i++) {
        size_t column = i % width;
        double truth = (double)series->targets[from * width + i], error = (double)forecasts[i] - truth;
        double naive = (double)series->targets[(from - 1) * width + column] - truth,
               sd = series->scaling.targets[column].sd;
        sums->squares += error * sd * (error * sd);
        sums->absolute += fabs(error) * sd;
        sums->scaled_squares += error * error;
        sums->naive_squares += naive * naive;
        sums->over_change += fabs(error) / series->change[column];
    }
}

struct series_score series_score(const struct series *series, size_t n_in, size_t n_out, size_t n, const size_t *rows,
                                 const float *forecasts)
{
    struct sums sums = {0};
    size_t numbers = n_out * (size_t)series->n_targets;
    double count = (double)n * (double)numbers;
    for (size_t i = 0; i < n; i++)
        add_window(series, rows[i] + n_in, n_out, forecasts + i * numbers, &sums);
    if (!isfinite(sums.squares) || !isfinite(sums.scaled_squares))
        return (struct series_score){sqrt(sums.squares / count), INFINITY, INFINITY, -INFINITY};
    return (struct series_score){.rmse = sqrt(sums.squares / count),
                                 .mae = sums.absolute / count,
                                 .mase = sums.over_change / count,
                                 .skill = sums.naive_squares > 0 ? 1 - sums.scaled_squares / sums.naive_squares : NAN};
}
