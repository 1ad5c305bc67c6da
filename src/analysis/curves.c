#include "attnbench/analysis/curves.h"
#include "attnbench/analysis/pooled.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/band.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool points_any(const struct point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (points[i].n > 0)
            return true;
    return false;
}

size_t points_n_lines(const struct point *points, size_t n_lines, size_t n)
{
    size_t lines = 0;
    for (size_t line = 0; line < n_lines; line++)
        lines += points_any(points + line * n, n);
    return lines;
}

const char *points_repeats(const struct point *points, size_t n, char *buffer, size_t size)
{
    size_t fewest = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].n == 0)
            continue;
        fewest = fewest == 0 || points[i].n < fewest ? points[i].n : fewest;
        most = points[i].n > most ? points[i].n : most;
    }
    if (fewest == most)
        snprintf(buffer, size, "%zu repeat%s", most, most == 1 ? "" : "s");
    else
        snprintf(buffer, size, "%zu to %zu repeats", fewest, most);
    return buffer;
}

/* ---- over epochs ---- */

enum { MOST_WINDOWS = 100 };

const char *course_loss_label(const struct results *results)
{
    if (!view_has_built_in(results))
        return "loss";
    return view_is_right_or_wrong(results) ? "loss (nats per step)" : "loss (mean per step)";
}

struct course course_of(const struct results *results, enum course_kind kind)
{
    const double every = (double)results->every;
    switch (kind) {
    case COURSE_LOSS:
        return (struct course){"loss", "Training loss", NULL, results->train_loss, results->epochs, 1, 1};
    case COURSE_ACCURACY:
        return (struct course){"training_accuracy",
                               "Training accuracy",
                               "steps decoded right",
                               results->train_accuracy,
                               results->epochs,
                               1,
                               100};
    case COURSE_HELD_OUT_ACCURACY:
        return (struct course){"held_out_accuracy",
                               "Accuracy on held-out pairs",
                               "sequences wholly right",
                               results->held_out_accuracy,
                               results->evaluations,
                               every,
                               100};
    default:
        return (struct course){
            "held_out_loss", "Loss on held-out pairs", NULL, results->held_out_loss, results->evaluations, every, 1};
    }
}

/* Values to average, so that at most MOST_WINDOWS means remain. */
static size_t window_of(size_t length)
{
    static const size_t digits[] = {1, 2, 5};
    for (size_t power = 1;; power *= 10)
        for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
            if (digits[i] * power * MOST_WINDOWS >= length)
                return digits[i] * power;
}

/* NaN when none is finite. */
static double finite_mean(const float *values, size_t n)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i])) {
            sum += values[i];
            count++;
        }
    return count == 0 ? NAN : sum / (double)count;
}

/* How many values the window that begins at `first` has. */
static size_t width_of(const struct course *course, const struct curves *curves, size_t first)
{
    return course->length - first < curves->window ? course->length - first : curves->window;
}

/* The repeats' curves of one model, (repeats, n_windows): means of the finite values in each window. */
static void average(const struct results *results, const struct course *course, size_t model,
                    const struct curves *curves, double *out)
{
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        const float *values = course->values + view_trial(results, model, 0, repeat) * course->length;
        for (size_t first = 0; first < course->length; first += curves->window)
            *out++ = course->scale * finite_mean(values + first, width_of(course, curves, first));
    }
}

static struct point point_of(const struct band *band, const struct course *course, const struct curves *curves,
                             size_t i)
{
    size_t first = i * curves->window;
    double place = (double)first + (double)(width_of(course, curves, first) + 1) / 2;
    return (struct point){course->step * place, band->mean, band->pointwise, band->simultaneous, band->n};
}

int curves_make(const struct results *results, const struct course *course, struct curves *out)
{
    size_t repeats = view_n_repeats(results), window = window_of(course->length);
    *out = (struct curves){.n_models = view_n_models(results),
                           .window = window,
                           .n_windows = (course->length + window - 1) / window,
                           .step = course->step};
    out->points = allocate(out->n_models * out->n_windows, sizeof *out->points);
    double *means = allocate(repeats * out->n_windows, sizeof *means);
    struct band *band = allocate(out->n_windows, sizeof *band);
    int status = out->points != NULL && means != NULL && band != NULL ? 0 : EX_OSERR;
    for (size_t model = 0; model < out->n_models && status == 0; model++) {
        average(results, course, model, out, means);
        status = band_make(means, repeats, out->n_windows, view_trial(results, model, 0, 0), band);
        for (size_t i = 0; i < out->n_windows && status == 0; i++)
            out->points[model * out->n_windows + i] = point_of(&band[i], course, out, i);
    }
    free(means);
    free(band);
    if (status != 0)
        free(out->points);
    return status;
}

const char *curves_intervals(const struct curves *curves)
{
    bool pointwise = false, simultaneous = false;
    for (size_t i = 0; i < curves->n_models * curves->n_windows; i++) {
        pointwise |= isfinite(curves->points[i].ci.low);
        simultaneous |= isfinite(curves->points[i].simultaneous.low);
    }
    if (!pointwise)
        return "";
    if (points_n_lines(curves->points, curves->n_models, curves->n_windows) > MOST_BANDS)
        return "; bars: pointwise 95 % intervals";
    if (!simultaneous)
        return "; pointwise 95 % band";
    return "; 95 % bands: dark pointwise, light simultaneous";
}

static const double wide = 8; /* the greatest value to the least: what a logarithmic axis shows better */

struct axis_range curves_loss_range(const struct curves *curves)
{
    double lowest = INFINITY, highest = 0;
    for (size_t i = 0; i < curves->n_models * curves->n_windows; i++) {
        lowest = fmin(lowest, curves->points[i].mean);
        highest = fmax(highest, fmax(curves->points[i].mean, curves->points[i].ci.high));
    }
    if (!(lowest > 0) || highest / lowest < wide)
        return (struct axis_range){0, highest, false};
    return (struct axis_range){lowest / 1.6, highest * 1.15, true};
}

/* ---- axes of a metric ---- */

const struct extent extent_of_none = {INFINITY, -INFINITY, INFINITY, -INFINITY};

void extent_add(struct extent *extent, double figure, struct interval ci)
{
    extent->least = fmin(extent->least, figure); /* fmin and fmax pass over NaN */
    extent->most = fmax(extent->most, figure);
    extent->low = fmin(extent->low, fmin(figure, ci.low));
    extent->high = fmax(extent->high, fmax(figure, ci.high));
}

struct axis_range extent_range(const struct extent *extent, const struct metric *metric)
{
    const double beside = 1.25;
    const struct range can = metric_range(metric, false, NULL);
    if (metric_is_percent(metric))
        return (struct axis_range){0, 100, false};
    if (metric->kind == METRIC_POSITIVE && extent->least > 0 && extent->most / extent->least >= wide)
        return (struct axis_range){fmax(can.least, extent->least / beside), extent->high * beside, true};
    double margin = 0.05 * (extent->high > extent->low ? extent->high - extent->low : fmax(1, fabs(extent->high)));
    return (struct axis_range){fmax(can.least, extent->low - margin), fmin(can.most, extent->high + margin), false};
}

struct axis_range points_range(const struct point *points, size_t n, const struct metric *metric)
{
    struct extent extent = extent_of_none;
    for (size_t i = 0; i < n; i++)
        if (points[i].n > 0)
            extent_add(&extent, points[i].mean, points[i].ci);
    return extent_range(&extent, metric);
}

/* ---- over an axis ---- */

bool axis_has_words(const struct dimension *axis)
{
    return axis->values[0].type == VALUE_WORD;
}

double axis_place(const struct dimension *axis, const size_t *order, size_t i)
{
    return axis_has_words(axis) ? (double)i : value_number(axis->values[order[i]]);
}

int axis_sorted(const struct dimension *axis, size_t **out)
{
    size_t *order = allocate(axis->count, sizeof *order);
    if (order == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < axis->count; i++) { /* by insertion: axes are short */
        size_t j = i;
        for (; j > 0 && value_number(axis->values[order[j - 1]]) > value_number(axis->values[i]); j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    *out = order;
    return 0;
}

const char *axis_label(const struct dimension *axis)
{
    static const char *const labels[][2] = {
        {"n_in", "input length n_in (values)"},           {"n_out", "values to reproduce n_out"},
        {"cardinality", "cardinality (distinct values)"}, {"units", "units of a layer"},
        {"batch", "batch size (sequence pairs)"},         {"epochs", "training epochs"},
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(axis->name, labels[i][0]) == 0)
            return labels[i][1];
    return axis->name;
}

/* The widest step from one value to the next, as a share of the axis. */
static double largest_gap(const struct dimension *axis, const size_t *order, bool logarithmic)
{
    double largest = 0, before = 0, first = 0;
    for (size_t i = 0; i < axis->count; i++) {
        double value = axis_place(axis, order, i), place = logarithmic ? log(value) : value;
        if (i == 0)
            first = place;
        else
            largest = fmax(largest, place - before);
        before = place;
    }
    return largest / (before - first);
}

bool axis_is_logarithmic(const struct dimension *axis, const size_t *order)
{
    const double wide_range = 7;
    double first = axis_place(axis, order, 0), last = axis_place(axis, order, axis->count - 1);
    return !axis_has_words(axis) && first > 0 && last / first > wide_range &&
           largest_gap(axis, order, true) < largest_gap(axis, order, false);
}

int axes_by_size(const struct results *results, int *axes)
{
    int n = 0;
    for (int axis = 0; axis < view_n_axes(results); axis++) {
        size_t count = view_axis(results, axis)->count;
        if (count < 2)
            continue;
        int i = n++;
        for (; i > 0 && view_axis(results, axes[i - 1])->count < count; i--)
            axes[i] = axes[i - 1];
        axes[i] = axis;
    }
    return n;
}

int averages_make(const struct results *results, int axis, const size_t *order, struct averages *out)
{
    const struct dimension *dimension = view_axis(results, axis);
    size_t count = dimension->count;
    out->points = allocate(view_n_models(results) * count, sizeof *out->points);
    if (out->points == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < view_n_models(results) * count; i++) {
        size_t value = order[i % count];
        struct pooled pooled;
        TRY(pooled_make(results, i / count, NULL, (struct slice){axis, value, NULL, NULL}, &pooled));
        const struct mean_figure mean = repeats_mean(&pooled.repeats, pooled_looks(results, &pooled, NULL));
        out->left_out |= pooled.n_left_out > 0;
        out->points[i] = (struct point){.x = axis_place(dimension, order, i % count),
                                        .mean = mean.mean,
                                        .ci = mean.ci,
                                        .simultaneous = {NAN, NAN},
                                        .n = pooled.repeats.n};
        pooled_free(&pooled);
    }
    return 0;
}
