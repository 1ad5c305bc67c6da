/* Figures of accuracy and loss: every repeat, over the epochs, over one axis of the grid. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/describe.h"
#include "page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 44, RIGHT = 20, HEIGHT = 190 }; /* of the area that lines are drawn in */

/* ---- Every repeat ---- */

enum { ROW = 66, MOST_POINTS = 3000 }; /* points: of all models */

static void extend(double value, double *low, double *high)
{
    *low = fmin(*low, value); /* fmin and fmax pass over NaN */
    *high = fmax(*high, value);
}

static struct scale accuracy_scale(const struct analysis *analysis, double from, double to)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        const struct estimate *accuracy = &analysis->cells[i].accuracy;
        if (accuracy->n == 0)
            continue;
        extend(accuracy->min, &low, &high);
        extend(accuracy->max, &low, &high);
        extend(accuracy->ci.low, &low, &high);
        extend(accuracy->ci.high, &low, &high);
    }
    struct scale scale = scale_around(low, high, from, to);
    scale.low = fmax(scale.low, 0);
    scale.high = fmin(scale.high, 100);
    return scale;
}

/* Equal accuracies stand above each other, in turn on both sides of the row's middle. */
static void write_points(const struct results *results, size_t model, const struct scale *x, double middle, FILE *out)
{
    enum { BINS = 80, LAYERS = 7 };
    size_t taken[BINS + 1] = {0};
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        double accuracy = results->accuracy[view_trial(results, model, 0, repeat)];
        if (!isfinite(accuracy))
            continue;
        double at = scale_at(x, accuracy);
        size_t bin = (size_t)(BINS * (at - x->from) / (x->to - x->from));
        size_t layer = taken[bin]++ % LAYERS, steps = (layer + 1) / 2;
        double aside = (layer % 2 == 0 ? 4.5 : -4.5) * (double)steps;
        fprintf(out, "<circle class=\"dot m%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", model % 8, at, middle + aside);
    }
}

static void write_mean(const struct estimate *accuracy, size_t model, const struct scale *x, double y, FILE *out)
{
    double mean = scale_at(x, accuracy->mean);
    if (isfinite(accuracy->ci.low)) {
        double low = scale_at(x, accuracy->ci.low), high = scale_at(x, accuracy->ci.high);
        fprintf(out, "<path class=\"bar m%zu\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8\"/>\n", model % 8, low, y,
                high, low, y - 4, high, y - 4);
    }
    fprintf(out, "<path class=\"mean\" d=\"M%.1f %.1fl4.5 4.5l-4.5 4.5l-4.5 -4.5Z\"/>\n", mean, y - 4.5);
}

static void write_row(const struct analysis *analysis, size_t model, const struct scale *x, double top, FILE *out)
{
    const struct results *results = analysis->results;
    const struct estimate *accuracy = &analysis->cells[model].accuracy;
    char figures[64] = "no figures yet";
    figure_text(2, top + 14, "", view_model_name(results, model), 26, out);
    if (accuracy->n > 0 && isfinite(accuracy->ci.low))
        snprintf(figures, sizeof figures, "%.1f (%.1f to %.1f)", accuracy->mean, accuracy->ci.low, accuracy->ci.high);
    else if (accuracy->n > 0)
        snprintf(figures, sizeof figures, "%.1f", accuracy->mean);
    figure_text(FIGURE_WIDTH - 2, top + 14, "end tic", figures, 40, out);
    if (accuracy->n == 0)
        return;
    write_points(results, model, x, top + 36, out);
    write_mean(accuracy, model, x, top + 58, out);
}

static bool has_results(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].accuracy.n > 0)
            return true;
    return false;
}

void figure_repeats(const struct analysis *analysis, FILE *out)
{
    const char *title = "Accuracy of every repeat.";
    size_t n_models = analysis->n_models, n_figures = 0;
    for (size_t model = 0; model < n_models; model++)
        n_figures += analysis->cells[model].accuracy.n;
    if (!has_results(analysis)) {
        figure_left_out(title, "no model has a result", out);
        return;
    }
    if (n_figures > MOST_POINTS) {
        figure_left_out(title, "it would have more than 3000 points", out);
        return;
    }
    double bottom = (double)n_models * ROW + 4;
    struct scale x = accuracy_scale(analysis, 12, FIGURE_WIDTH - RIGHT);
    figure_begin("repeats", bottom + 36, title, "A dot is a repeat; below them the mean with its 95 % interval.", out);
    figure_x_axis(&x, 2, bottom, "sequences wholly right (%)", out);
    for (size_t model = 0; model < n_models; model++)
        write_row(analysis, model, &x, (double)model * ROW, out);
    figure_end(out);
}

void figure_numbers(const struct analysis *analysis, FILE *out)
{
    const struct results *results = analysis->results;
    if (results->n_trials > MOST_POINTS)
        return;
    fputs("<details><summary>Every repeat as a number</summary>\n<dl>\n", out);
    for (size_t model = 0; model < analysis->n_models; model++) {
        size_t n = 0;
        fputs("<dt>", out);
        page_write_model(results, model, out);
        fputs("</dt><dd>", out);
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
            size_t trial = view_trial(results, model, 0, repeat);
            if (!trial_is_wanted(results->status[trial]))
                continue;
            fputs(n++ > 0 ? ", " : "", out);
            if (isfinite(results->accuracy[trial]))
                page_write_figure(results->accuracy[trial], out);
            else
                fputs(trial_status_text(results->status[trial]), out);
        }
        fputs("</dd>\n", out);
    }
    fputs("</dl>\n</details>\n", out);
}

/* ---- Over the epochs ---- */

/* A trace of single batches is noise to the eye: windows of epochs are averaged, at most this many of them. */
enum { MOST_WINDOWS = 200 };

/* values (trials, length), each of `step` epochs more. */
struct course {
    const float *values;
    size_t length;
    double step, unit;
};

struct curves {
    size_t n_models, n_windows, window; /* window: values averaged to a point */
    double step;                        /* epochs between values */
    struct point *points;               /* (n_models, n_windows) */
};

static int average(const struct results *results, const struct course *course, struct curves *out)
{
    size_t n = course->length, repeats = view_n_repeats(results), window = view_window(n, MOST_WINDOWS);
    *out = (struct curves){view_n_models(results), (n + window - 1) / window, window, course->step, NULL};
    out->points = allocate(out->n_models * out->n_windows, sizeof *out->points);
    double *means = allocate(repeats, sizeof *means);
    for (size_t i = 0; means != NULL && out->points != NULL && i < out->n_models * out->n_windows; i++) {
        size_t first = i % out->n_windows * window, length = n - first < window ? n - first : window;
        for (size_t repeat = 0; repeat < repeats; repeat++) {
            const float *values = course->values + view_trial(results, i / out->n_windows, 0, repeat) * n;
            means[repeat] = course->unit * view_finite_mean(values + first, length);
        }
        struct description d = describe(means, repeats);
        out->points[i] = (struct point){.x = course->step * ((double)first + (double)(length + 1) / 2),
                                        .mean = d.mean,
                                        .ci = {d.ci_low, d.ci_high},
                                        .simultaneous = {NAN, NAN},
                                        .n = d.n};
    }
    int status = means != NULL && out->points != NULL ? 0 : EX_OSERR;
    free(means);
    return status;
}

/* A fall over a wide range is read on a logarithmic scale. */
static struct scale loss_scale(const struct curves *curves)
{
    const double wide = 8;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < curves->n_models * curves->n_windows; i++) {
        extend(curves->points[i].mean, &low, &high);
        high = fmax(high, curves->points[i].ci.high);
    }
    if (!(low > 0) || high / low < wide)
        return scale_around(0, high, 0, 0);
    return (struct scale){.low = low / 1.5, .high = high * 1.1, .logarithmic = true};
}

static void draw_curves(const struct results *results, const struct curves *curves, const char *id, const char *title,
                        const char *label, struct scale y, FILE *out)
{

    char shows[FIGURE_TEXT], repeats[64];
    size_t n = curves->n_models * curves->n_windows;
    if (!chart_has_points(curves->points, n)) {
        figure_left_out(title, "it has no finite value", out);
        return;
    }
    double top = figure_key(results, 0, false, out) + 24, bottom = top + HEIGHT;
    char averaged[64] = "";
    if (curves->window > 1)
        snprintf(averaged, sizeof averaged, "; a point averages %g epochs", (double)curves->window * curves->step);
    snprintf(shows, sizeof shows, "Mean of %s%s%s.", chart_repeats(curves->points, n, repeats, sizeof repeats),
             view_n_repeats(results) > 1 ? ", band: pointwise 95 % interval" : "", averaged);
    struct scale x = scale_around(0, (double)results->epochs, LEFT, FIGURE_WIDTH - RIGHT);
    x.high = (double)results->epochs;
    x.whole = true;
    y.from = bottom;
    y.to = top;
    figure_begin(id, bottom + 36, title, shows, out);
    figure_key(results, 0, true, out);
    figure_y_axis(&y, LEFT, FIGURE_WIDTH - RIGHT, label, out);
    figure_x_axis(&x, bottom, bottom, "epoch", out);
    for (size_t model = 0; model < curves->n_models; model++)
        figure_line(&x, &y, curves->points + model * curves->n_windows, curves->n_windows, model, out);
    figure_end(out);
}

/* y == NULL: a loss. */
static void write_course(const struct results *results, const struct course *course, const char *id, const char *title,
                         const char *label, const struct scale *y, FILE *out)
{
    struct curves curves;
    if (average(results, course, &curves) == 0)
        draw_curves(results, &curves, id, title, label, y != NULL ? *y : loss_scale(&curves), out);
    else
        figure_left_out(title, "memory was short", out);
    free(curves.points);
}

void figure_epochs(const struct analysis *analysis, FILE *out)
{
    const struct results *results = analysis->results;
    const struct scale percent = {.low = 0, .high = 100};
    const char *of_loss = view_is_real(results) ? "loss (mean per step)" : "loss (nats per step)";
    if (results->train_loss != NULL && results->epochs > 0) {
        const struct course loss = {results->train_loss, results->epochs, 1, 1};
        const struct course accuracy = {results->train_accuracy, results->epochs, 1, 100};
        write_course(results, &loss, "loss", "Training loss.", of_loss, NULL, out);
        if (!view_is_real(results))
            write_course(results, &accuracy, "training-accuracy", "Training accuracy.", "steps decoded right (%)",
                         &percent, out);
    }
    if (results->evaluations > 0) {
        const struct course accuracy = {results->held_out_accuracy, results->evaluations, (double)results->every, 100};
        const struct course loss = {results->held_out_loss, results->evaluations, (double)results->every, 1};
        write_course(results, &accuracy, "held-out-accuracy", "Accuracy on held-out pairs.",
                     "sequences wholly right (%)", &percent, out);
        write_course(results, &loss, "held-out-loss", "Loss on held-out pairs.", of_loss, NULL, out);
    }
}

/* ---- Over the only axis ---- */

static struct scale axis_scale(const struct dimension *axis, const size_t *order, double from, double to)
{
    const double wide = 7;
    double low = chart_place(axis, order, 0), high = chart_place(axis, order, axis->count - 1);
    if (chart_has_words(axis))
        return (struct scale){low - 0.5, high + 0.5, from, to, false, true};
    if (low > 0 && axis->count > 2 && high / low > wide)
        return (struct scale){low / 1.1, high * 1.1, from, to, true, true};
    struct scale scale = scale_around(low, high, from, to);
    scale.whole = axis->values[0].type == VALUE_INTEGER;
    return scale;
}

static void write_x_axis(const struct dimension *axis, const size_t *order, const struct scale *x, double bottom,
                         FILE *out)
{
    char text[VALUE_TEXT];
    if (!chart_has_words(axis)) {
        figure_x_axis(x, bottom, bottom, chart_axis_label(axis), out);
        return;
    }
    for (size_t i = 0; i < axis->count; i++)
        figure_text(scale_at(x, (double)i), bottom + 14, "tic mid", value_print(axis->values[order[i]], text), 16, out);
    figure_text((x->from + x->to) / 2, bottom + 30, "tic mid", chart_axis_label(axis), 60, out);
}

/* The cell with this value of the only axis of several. */
static bool find_on_axis(const struct results *results, int axis, size_t position, size_t *cell)
{
    size_t positions[RESULTS_MAX_DIMENSIONS] = {0};
    positions[axis] = position;
    return view_find_cell(results, positions, cell);
}

void figure_by_axis(const struct analysis *analysis, int axis, FILE *out)
{

    const struct results *results = analysis->results;
    const struct dimension *dimension = view_axis(results, axis);
    size_t *order = NULL;
    char title[FIGURE_TEXT];
    snprintf(title, sizeof title, "Accuracy by %s.", dimension->name);
    struct point *points = allocate(dimension->count, sizeof *points);
    if (points == NULL || chart_sorted(dimension, &order) != 0) {
        figure_left_out(title, "memory was short", out);
        free(points);
        return;
    }
    if (!has_results(analysis)) {
        figure_left_out(title, "no model has a result", out);
        free(points);
        free(order);
        return;
    }
    double top = figure_key(results, 0, false, out) + 24, bottom = top + HEIGHT;
    struct scale x = axis_scale(dimension, order, LEFT, FIGURE_WIDTH - RIGHT);
    struct scale y = {.low = 0, .high = 100, .from = bottom, .to = top};
    figure_begin("by-axis", bottom + 36, title, "Mean over the repeats, with its 95 % interval.", out);
    figure_key(results, 0, true, out);
    figure_y_axis(&y, LEFT, FIGURE_WIDTH - RIGHT, "sequences wholly right (%)", out);
    write_x_axis(dimension, order, &x, bottom, out);
    for (size_t model = 0; model < analysis->n_models; model++) {
        size_t n = 0;
        for (size_t i = 0; i < dimension->count; i++) {
            size_t cell;
            if (!find_on_axis(results, axis, order[i], &cell))
                continue;
            const struct estimate *accuracy = &analysis->cells[cell * analysis->n_models + model].accuracy;
            points[n++] = (struct point){.x = chart_place(dimension, order, i),
                                         .mean = accuracy->mean,
                                         .ci = accuracy->ci,
                                         .simultaneous = {NAN, NAN},
                                         .n = accuracy->n};
        }
        figure_line(&x, &y, points, n, model, out);
    }
    figure_end(out);
    free(points);
    free(order);
}
