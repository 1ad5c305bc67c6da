/* Figures of the metric and loss: every repeat, over the epochs, over one axis of the grid. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/text_width.h"
#include "page_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 44, RIGHT = 20, HEIGHT = 190 }; /* of the area that lines are drawn in */

/* ---- Every repeat ---- */

enum { ROW = 66, MOST_POINTS = 3000 }; /* points: of all models */

/* Of percents close around what there is. */
static struct scale repeats_scale(const struct analysis *analysis, double from, double to)
{
    const struct extent extent = repeats_extent(analysis);
    const struct range can = metric_range(analysis->metric, false, NULL);
    if (!metric_is_percent(analysis->metric)) {
        const struct axis_range range = extent_range(&extent, analysis->metric);
        return scale_of_range(&range, from, to);
    }
    struct scale scale = scale_around(extent.low, extent.high, from, to);
    scale.low = fmax(scale.low, can.least);
    scale.high = fmin(scale.high, can.most);
    return scale;
}

/* Equal accuracies stand above each other, in turn on both sides of the row's middle. */
static void write_points(const struct results *results, size_t model, const struct scale *x, double middle, FILE *out)
{
    enum { BINS = 80, LAYERS = 7 };
    size_t taken[BINS + 1] = {0};
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        double accuracy = view_figure(results, view_trial(results, model, 0, repeat));
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
    const struct estimate *accuracy = &analysis->cells[model].figure;
    char figures[4 * PAGE_FIGURE] = "no figures yet", mean[PAGE_FIGURE], ends[2][PAGE_FIGURE];
    const struct metric *metric = analysis->metric;
    page_figure_text(metric, false, 1, accuracy->mean, mean);
    enum { NAME_COLUMNS = 26 };
    char name[SAFE_TEXT];
    figure_text(2, top + 14, "", text_cut_middle(view_model_name(results, model), NAME_COLUMNS, name, sizeof name),
                NAME_COLUMNS, out);
    if (accuracy->n > 0 && isfinite(accuracy->ci.low))
        snprintf(figures, sizeof figures, "%s (%s to %s)", mean,
                 page_figure_text(metric, false, 1, accuracy->ci.low, ends[0]),
                 page_figure_text(metric, false, 1, accuracy->ci.high, ends[1]));
    else if (accuracy->n > 0)
        snprintf(figures, sizeof figures, "%s", mean);
    figure_text(FIGURE_WIDTH - 2, top + 14, "end tic", figures, 40, out);
    if (accuracy->n == 0)
        return;
    write_points(results, model, x, top + 36, out);
    write_mean(accuracy, model, x, top + 58, out);
}

static bool has_results(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].figure.n > 0)
            return true;
    return false;
}

void figure_repeats(const struct analysis *analysis, FILE *out)
{
    char title[64], label[128];
    snprintf(title, sizeof title, "%s of every repeat.", analysis->metric->title);
    size_t n_models = analysis->n_models, n_figures = 0;
    for (size_t model = 0; model < n_models; model++)
        n_figures += analysis->cells[model].figure.n;
    if (!has_results(analysis)) {
        figure_left_out(title, "no model has a result", out);
        return;
    }
    if (n_figures > MOST_POINTS) {
        figure_left_out(title, "it would have more than 3000 points", out);
        return;
    }
    double bottom = (double)n_models * ROW + 4;
    struct scale x = repeats_scale(analysis, 12, FIGURE_WIDTH - RIGHT);
    figure_begin("repeats", bottom + 36, title, "A dot is a repeat; below them the mean with its 95 % interval.", out);
    figure_x_axis(&x, 2, bottom, metric_axis(analysis->metric, false, label, sizeof label), out);
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
            if (isfinite(view_figure(results, trial)))
                page_write_figure(analysis->metric, false, view_figure(results, trial), out);
            else
                fputs(trial_status_text(results->status[trial]), out);
        }
        fputs("</dd>\n", out);
    }
    fputs("</dl>\n</details>\n", out);
}

/* ---- Over the epochs ---- */

/* A loss, or a percentage. */
static struct scale scale_of(const struct curves *curves, const struct course *course, double from, double to)
{
    if (course->percent_of != NULL)
        return (struct scale){.low = 0, .high = 100, .from = from, .to = to};
    const struct axis_range range = curves_loss_range(curves);
    return scale_of_range(&range, from, to);
}

static void draw_curves(const struct results *results, const struct curves *curves, const struct course *course,
                        FILE *out)
{
    char shows[FIGURE_TEXT], repeats[64], averaged[64] = "", title[128], label[128];
    double top = figure_key(results, curves->points, curves->n_windows, false, out) + 24, bottom = top + HEIGHT;
    if (curves->window > 1)
        snprintf(averaged, sizeof averaged, "; a point averages %g epochs", (double)curves->window * curves->step);
    snprintf(title, sizeof title, "%s.", course->title);
    snprintf(shows, sizeof shows, "Mean of %s%s%s.",
             points_repeats(curves->points, curves->n_models * curves->n_windows, repeats, sizeof repeats),
             curves_intervals(curves), averaged);
    if (course->percent_of != NULL)
        snprintf(label, sizeof label, "%s (%%)", course->percent_of);
    else
        snprintf(label, sizeof label, "%s", course_loss_label(results));
    struct scale y = scale_of(curves, course, bottom, top);
    struct scale x = {
        .low = 0, .high = (double)results->epochs, .from = LEFT, .to = FIGURE_WIDTH - RIGHT, .whole = true};
    figure_begin(course->name, bottom + 36, title, shows, out);
    figure_key(results, curves->points, curves->n_windows, true, out);
    figure_y_axis(&y, LEFT, FIGURE_WIDTH - RIGHT, label, out);
    figure_x_axis(&x, bottom, bottom, "epoch", out);
    figure_lines(&x, &y, curves->points, curves->n_models, curves->n_windows, out);
    figure_end(out);
}

static void write_course(const struct results *results, const struct course *course, FILE *out)
{
    struct curves curves;
    if (curves_make(results, course, &curves) != 0) {
        figure_left_out(course->title, "memory was short", out);
        return;
    }
    if (points_any(curves.points, curves.n_models * curves.n_windows))
        draw_curves(results, &curves, course, out);
    else if (view_has_built_in(results))
        figure_left_out(course->title, "no finite value is there", out);
    free(curves.points);
}

void figure_epochs(const struct analysis *analysis, FILE *out)
{
    for (enum course_kind kind = 0; kind < N_COURSES; kind++) {
        const struct course course = course_of(analysis->results, kind);
        if (course.values != NULL && course.length > 0 &&
            (course.percent_of == NULL || view_is_right_or_wrong(analysis->results)))
            write_course(analysis->results, &course, out);
    }
}

/* ---- Over the only axis ---- */

static struct scale axis_scale(const struct dimension *axis, const size_t *order, double from, double to)
{
    double low = axis_place(axis, order, 0), high = axis_place(axis, order, axis->count - 1);
    if (axis_has_words(axis))
        return (struct scale){low - 0.5, high + 0.5, from, to, false, true, true};
    if (axis_is_logarithmic(axis, order))
        return (struct scale){low / 1.1, high * 1.1, from, to, true, true, false};
    struct scale scale = scale_around(low, high, from, to);
    scale.whole = axis->values[0].type == VALUE_INTEGER;
    return scale;
}

static void write_x_axis(const struct dimension *axis, const size_t *order, const struct scale *x, double bottom,
                         FILE *out)
{
    char text[VALUE_TEXT];
    if (!axis_has_words(axis)) {
        figure_x_axis(x, bottom, bottom, axis_label(axis), out);
        return;
    }
    for (size_t i = 0; i < axis->count; i++)
        figure_text(scale_at(x, (double)i), bottom + 14, "tic mid", value_print(axis->values[order[i]], text), 16, out);
    figure_text((x->from + x->to) / 2, bottom + 30, "tic mid", axis_label(axis), 60, out);
}

static void draw_by_axis(const struct results *results, int axis, const size_t *order, const struct averages *averages,
                         FILE *out)
{
    const struct dimension *dimension = view_axis(results, axis);
    size_t n_models = view_n_models(results);
    char title[FIGURE_TEXT], shows[FIGURE_TEXT], repeats[64], label[128], level[VIEW_LEVEL];
    snprintf(title, sizeof title, "%s by %s.", results->metric->title, dimension->name);
    if (!points_any(averages->points, n_models * dimension->count)) {
        figure_left_out(title, "no model has a result", out);
        return;
    }
    snprintf(shows, sizeof shows, "Mean of %s, with its %s interval.",
             points_repeats(averages->points, n_models * dimension->count, repeats, sizeof repeats),
             view_level(results, level));
    double top = figure_key(results, averages->points, dimension->count, false, out) + 24, bottom = top + HEIGHT;
    struct scale x = axis_scale(dimension, order, LEFT, FIGURE_WIDTH - RIGHT);
    const struct axis_range range = points_range(averages->points, n_models * dimension->count, results->metric);
    struct scale y = scale_of_range(&range, bottom, top);
    figure_begin("by-axis", bottom + 36, title, shows, out);
    figure_key(results, averages->points, dimension->count, true, out);
    figure_y_axis(&y, LEFT, FIGURE_WIDTH - RIGHT, metric_axis(results->metric, false, label, sizeof label), out);
    write_x_axis(dimension, order, &x, bottom, out);
    figure_lines(&x, &y, averages->points, n_models, dimension->count, out);
    figure_end(out);
}

void figure_by_axis(const struct analysis *analysis, int axis, FILE *out)
{
    size_t *order = NULL;
    struct averages averages = {NULL, false};
    if (axis_sorted(view_axis(analysis->results, axis), &order) == 0 &&
        averages_make(analysis->results, axis, order, &averages) == 0)
        draw_by_axis(analysis->results, axis, order, &averages, out);
    else
        figure_left_out("The figure by the axis", "memory was short", out);
    free(averages.points);
    free(order);
}
