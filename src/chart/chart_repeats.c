/* The figure after training of every repeat: a study of one cell. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/sort.h"
#include "attnbench/chart/chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double strip_width = 0.44; /* of a model's place, 1 wide */

/* Place of a repeat within its model's strip: evenly from left to right, so that equal figures do not cover each
 * other. */
static double place(size_t repeat, size_t n_repeats)
{
    return strip_width * (((double)repeat + 0.5) / (double)n_repeats - 0.5);
}

/* Quantile p of n sorted values, between neighbours in proportion (R's type 7). */
static double quantile(const double *sorted, size_t n, double p)
{
    double place = p * (double)(n - 1);
    size_t below = (size_t)place, above = below + 1 < n ? below + 1 : below;
    return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

enum { LEAST_REPEATS = 4 }; /* that have quartiles */

static bool has_boxes(const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models; model++)
        if (analysis->cells[model].figure.n >= LEAST_REPEATS)
            return true;
    return false;
}

static int write_boxes(struct chart *chart, const struct results *results)
{
    double *sorted = allocate(view_n_repeats(results), sizeof *sorted);
    if (sorted == NULL)
        return EX_OSERR;
    fputs("# x quartile1 median quartile3 model repeats\n", chart->data);
    for (size_t model = 0; model < view_n_models(results); model++) {
        size_t n = 0;
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++)
            if (isfinite(view_figure(results, view_trial(results, model, 0, repeat))))
                sorted[n++] = view_figure(results, view_trial(results, model, 0, repeat));
        if (n < LEAST_REPEATS)
            continue;
        sort_reals(sorted, n);
        fprintf(chart->data, "%zu %.10g %.10g %.10g %zu %zu\n", model, quantile(sorted, n, 0.25),
                quantile(sorted, n, 0.5), quantile(sorted, n, 0.75), model, n);
    }
    fputs("\n\n", chart->data);
    free(sorted);
    return 0;
}

/* A block of boxes, where any model has one; one of a point a repeat; one of means. */
static int write_data(struct chart *chart, const struct analysis *analysis)
{
    const struct results *results = analysis->results;
    if (has_boxes(analysis))
        TRY(write_boxes(chart, results));
    fprintf(chart->data, "# x %s%s model repeat\n", results->metric->name,
            metric_is_percent(results->metric) ? "_percent" : "");
    for (size_t model = 0; model < view_n_models(results); model++)
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
            double figure = view_figure(results, view_trial(results, model, 0, repeat));
            if (isfinite(figure))
                fprintf(chart->data, "%.6g %.10g %zu %zu\n", (double)model + place(repeat, view_n_repeats(results)),
                        figure, model, repeat);
        }
    double beside = view_n_repeats(results) > 1 ? 0.33 : 0;
    fputs("\n\n# x mean ci_low ci_high model repeats\n", chart->data);
    for (size_t model = 0; model < view_n_models(results); model++) {
        const struct estimate *estimate = &analysis->cells[model].figure;
        if (estimate->n > 0)
            fprintf(chart->data, "%.6g %.10g %.10g %.10g %zu %zu\n", (double)model + beside, estimate->mean,
                    estimate->ci.low, estimate->ci.high, model, estimate->n);
    }
    return 0;
}

/* Models stand side by side where their names fit below them, else one below the other with the names to the left. As
 * gnuplot reads the data: the columns of each part. */
struct layout {
    const char *box, *median, *mark, *number;
    char metric_axis;
    const char *bars; /* gnuplot's style of intervals */
    const char *order;
};
static const struct layout beside = {.box = "1:2:($1-0.25):($1+0.25):2:4",
                                     .median = "($1-0.25):3:(0.5):(0)",
                                     .mark = "1:2",
                                     .number = "left offset 1.2,0",
                                     .metric_axis = 'y',
                                     .bars = "yerrorbars",
                                     .order = "left to right"};
static const struct layout below = {.box = "3:1:2:4:($1-0.25):($1+0.25)",
                                    .median = "3:($1-0.25):(0):(0.5)",
                                    .mark = "2:1",
                                    .number = "center offset 0,-0.7",
                                    .metric_axis = 'x',
                                    .bars = "xerrorbars",
                                    .order = "top to bottom"};

/* Columns of all names side by side; models whose names may be broken into lines; pixels of a line, of what is under
 * the axis with one line, and of a model below another, with what is around all of them. */
enum { COLUMNS = 60, MOST_BROKEN = 4, LINE = 30, UNDER = 60, EACH = 76, AROUND = 250 };

static int columns_of(const struct layout *layout, size_t n_models)
{
    return layout == &below ? AXIS_NAME : COLUMNS / (int)(n_models < COLUMNS ? n_models : COLUMNS);
}

/* Repeats that are equal stand beside each other; many get smaller marks, so that they can be counted. */
static double mark_size(const struct layout *layout, const struct results *results)
{
    const double mark = 13, width = 1000,
                 least = 0.5; /* pixels of a mark of size 1, and of all models beside each other */
    double strip = layout == &below ? EACH : width / ((double)view_n_models(results) + 0.23);
    return fmax(least, fmin(1, strip * strip_width / (double)view_n_repeats(results) / mark));
}

/* How the models stand, and the lines of the longest name. */
static const struct layout *lay_out(const struct results *results, size_t *most)
{
    size_t n_models = view_n_models(results);
    *most = 1;
    for (size_t model = 0; model < n_models; model++) {
        char lines[LABEL_LINES][CHART_LABEL];
        size_t n = chart_label_lines(view_model_name(results, model), columns_of(&beside, n_models), lines);
        if (strstr(lines[n - 1], "…") != NULL || (n > 1 && n_models > MOST_BROKEN))
            return &below;
        *most = n > *most ? n : *most;
    }
    return &beside;
}

static void write_model_axis(struct chart *chart, const struct layout *layout, const struct results *results)
{
    size_t n_models = view_n_models(results);
    fprintf(chart->script,
            layout == &below ? "set yrange [%.6g:-0.45]\nset grid noytics xtics\nset ytics scale 0 font ',15' ("
                             : "set xrange [-0.45:%.6g]\nset grid noxtics ytics\nset xtics scale 0 (",
            (double)n_models - 0.22);
    for (size_t model = 0; model < n_models; model++) {
        fputs(model == 0 ? "" : ", ", chart->script);
        chart_write_label(chart, view_model_name(results, model), columns_of(layout, n_models));
        fprintf(chart->script, " %zu", model);
    }
    fputs(")\nunset key\n", chart->script);
}

/* A model whose repeats are all equal has none. */
static bool lacks_interval(const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models; model++)
        if (analysis->cells[model].figure.n > 1 && !isfinite(analysis->cells[model].figure.ci.low))
            return true;
    return false;
}

static void write_plot(struct chart *chart, const struct layout *layout, const struct analysis *analysis)
{
    enum { MOST_NUMBERED = 8 }; /* models whose means fit in as numbers */
    const struct results *results = analysis->results;
    chart_output(chart);
    fputs("plot ", chart->script);
    if (has_boxes(analysis))
        fprintf(chart->script,
                "'%s.dat' index 0 using %s with boxxyerror fillstyle solid 0.6 border "
                "linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \\\n     "
                "'' index 0 using %s with vectors nohead linewidth 1.3 linecolor rgb '#444444' "
                "notitle, \\\n     ",
                chart->name, layout->box, layout->median);
    for (size_t model = 0; model < view_n_models(results); model++) {
        fprintf(chart->script, "%s'%s.dat' index %d using ", model == 0 ? "" : ", \\\n     ", chart->name,
                has_boxes(analysis));
        fprintf(chart->script, layout == &below ? "2:($3 == %zu ? $1 : NaN)" : "($3 == %zu ? $1 : NaN):2", model);
        fprintf(chart->script, " with points pointtype %d pointsize %.2g linecolor rgb '%s' notitle", chart_mark(model),
                mark_size(layout, results), chart_colour(model));
    }
    int means = 1 + has_boxes(analysis);
    /* gnuplot draws the interval of a model with one repeat, which has none, as a dash below the axis. */
    if (view_n_repeats(results) > 1) {
        fprintf(chart->script, ", \\\n     '%s.dat' index %d using ", chart->name, means);
        fprintf(chart->script,
                layout == &below ? "($6 > 1%s ? $2 : NaN):1:(clamp($3)):(clamp($4))"
                                 : "1:($6 > 1%s ? $2 : NaN):(clamp($3)):(clamp($4))",
                lacks_interval(analysis) ? " && $3 <= $2" : "");
        fprintf(chart->script,
                " with %s pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \\\n     "
                "'' index %d using %s with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle",
                layout->bars, means, layout->mark);
    }
    if (view_n_models(results) <= MOST_NUMBERED)
        fprintf(chart->script, ", \\\n     '%s.dat' index %d using %s:(sprintf('%%.%s', $2)) with labels %s notitle",
                chart->name, means, layout->mark, metric_is_percent(results->metric) ? "1f" : "4g", layout->number);
}

static bool has_figures(const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models; model++)
        if (analysis->cells[model].figure.n > 0)
            return true;
    return false;
}

int chart_repeats(const struct analysis *analysis, struct gallery *gallery)
{
    const struct results *results = analysis->results;
    if (!has_figures(analysis)) {
        chart_leave_out(gallery, analysis->metric->name, "no model has a result");
        return 0;
    }
    struct chart chart;
    char shows[256], each[64], far[64] = "", mean[64] = "", level[VIEW_LEVEL];
    if (view_n_repeats(results) > 1)
        snprintf(mean, sizeof mean, "; black: mean, %s interval", view_level(results, level));
    size_t n_far = analysis_count_apart(analysis);
    if (n_far > 0)
        snprintf(far, sizeof far, "; %zu far from the rest", n_far);
    size_t lines;
    const struct layout *layout = lay_out(results, &lines);
    TRY(chart_open(gallery, analysis->metric->name, &chart));
    if (layout == &below)
        chart.height = AROUND + EACH * (int)analysis->n_models;
    else
        chart.height += LINE * (int)(lines - 1);
    snprintf(each, sizeof each, " of every repeat (%s)", layout->order);
    snprintf(shows, sizeof shows, "%s%s%s%s%s", analysis->metric->title,
             view_n_repeats(results) == 1 ? ", one repeat" : each,
             view_n_repeats(results) > 1 && has_boxes(analysis) ? "; box: quartiles, median" : "", mean, far);
    chart_titles(&chart, results, shows);
    const struct axis_range range = repeats_range(analysis);
    chart_metric_axis(&chart, layout->metric_axis, analysis->metric, &range);
    write_model_axis(&chart, layout, results);
    if (layout == &beside && lines > 1) /* which gnuplot does not count */
        fprintf(chart.script, "set bmargin at screen %.6g\n", (UNDER + LINE * (double)(lines - 1)) / chart.height);
    int status = write_data(&chart, analysis);
    write_plot(&chart, layout, analysis);
    int closed = chart_close(&chart);
    return status != 0 ? status : closed;
}
