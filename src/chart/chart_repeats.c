/* The figure after training of every repeat: a study of one cell. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/sort.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* Place of a repeat within its model's strip: evenly from left to right, so that equal figures do not cover each
 * other. */
static double place(size_t repeat, size_t n_repeats)
{
    const double width = 0.44;
    return width * (((double)repeat + 0.5) / (double)n_repeats - 0.5);
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

/* Names stand below their models where they fit there, in the key where they do not. */
static bool names_fit(const struct results *results)
{
    enum { COLUMNS = 60 };
    size_t n_models = view_n_models(results);
    int widest = 0;
    for (size_t model = 0; model < n_models; model++) {
        char name[SAFE_TEXT];
        int width = display_width(safe_text(view_model_name(results, model), name, sizeof name));
        widest = width > widest ? width : widest;
    }
    return (size_t)widest * n_models <= COLUMNS;
}

static void write_model_axis(struct chart *chart, const struct results *results)
{
    size_t n_models = view_n_models(results);
    fprintf(chart->script, "set xrange [-0.45:%.6g]\nset grid noxtics ytics\n", (double)n_models - 0.22);
    if (!names_fit(results)) {
        fputs("unset xtics\n", chart->script);
        return;
    }
    fputs("set xtics scale 0 (", chart->script);
    for (size_t model = 0; model < n_models; model++) {
        fputs(model == 0 ? "" : ", ", chart->script);
        gnuplot_write_tic(chart->script, view_model_name(results, model));
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

static void write_plot(struct chart *chart, const struct analysis *analysis)
{
    enum { MOST_NUMBERED = 8 }; /* models whose means fit in as numbers */
    const struct results *results = analysis->results;
    char label[CHART_LABEL];
    chart_output(chart);
    fputs("plot ", chart->script);
    if (has_boxes(analysis))
        fprintf(chart->script,
                "'%s.dat' index 0 using 1:2:($1-0.25):($1+0.25):2:4 with boxxyerror fillstyle solid 0.6 border "
                "linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \\\n     "
                "'' index 0 using ($1-0.25):3:(0.5):(0) with vectors nohead linewidth 1.3 linecolor rgb '#444444' "
                "notitle, \\\n     ",
                chart->name);
    for (size_t model = 0; model < view_n_models(results); model++) {
        fputs(model == 0 ? "" : ", \\\n     ", chart->script);
        fprintf(chart->script,
                "'%s.dat' index %d using ($3 == %zu ? $1 : NaN):2 with points pointtype %d linecolor rgb '%s' title ",
                chart->name, has_boxes(analysis), model, chart_mark(model), chart_colour(model));
        gnuplot_write_quoted(chart->script, chart_key_name(results, model, label));
    }
    int means = 1 + has_boxes(analysis);
    /* gnuplot draws the interval of a model with one repeat, which has none, as a dash below the axis. */
    if (view_n_repeats(results) > 1)
        fprintf(chart->script,
                ", \\\n     '%s.dat' index %d using 1:($6 > 1%s ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars "
                "pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \\\n     "
                "'' index %d using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle",
                chart->name, means, lacks_interval(analysis) ? " && $3 <= $2" : "", means);
    if (view_n_models(results) <= MOST_NUMBERED)
        fprintf(chart->script,
                ", \\\n     '%s.dat' index %d using 1:2:(sprintf('%%.%s', $2)) with labels left offset 1.2,0 notitle",
                chart->name, means, metric_is_percent(results->metric) ? "1f" : "4g");
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
    char shows[256], far[64] = "";
    size_t n_far = analysis_count_apart(analysis);
    if (n_far > 0)
        snprintf(far, sizeof far, "; %zu far from the rest", n_far);
    TRY(chart_open(gallery, analysis->metric->name, &chart));
    if (!names_fit(results))
        chart_key(&chart, view_n_models(results));
    snprintf(shows, sizeof shows, "%s%s%s%s%s", analysis->metric->title,
             view_n_repeats(results) == 1 ? ", one repeat" : " of every repeat (left to right)",
             view_n_repeats(results) > 1 && has_boxes(analysis) ? "; box: quartiles, median" : "",
             view_n_repeats(results) > 1 ? "; black: mean, 95 % interval" : "", far);
    chart_titles(&chart, results, shows);
    const struct axis_range range = repeats_range(analysis);
    chart_metric_axis(&chart, analysis->metric, &range);
    write_model_axis(&chart, results);
    int status = write_data(&chart, analysis);
    write_plot(&chart, analysis);
    int closed = chart_close(&chart);
    return status != 0 ? status : closed;
}
