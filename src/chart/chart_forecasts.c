/* Forecasts of a series: some windows with what came, and errors by step ahead and by column. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <math.h>
#include <stdlib.h>

const char chart_of_windows[] = "forecasts", chart_of_steps[] = "error_by_step", chart_of_columns[] = "error_by_column";

static void write_shows(const struct results *results, const char *what, char *out, size_t size)
{
    char cell[512];
    chart_first_cell(results, cell, sizeof cell);
    snprintf(out, size, "%s, repeat 0%s", what, cell);
}

/* ---- Windows beside each other, of one coordinate system ---- */

static size_t length_of(const struct forecasts *forecasts)
{
    return forecasts->n_before + forecasts->n_out;
}

/* From one window to the next. */
static double panel_step(const struct forecasts *forecasts)
{
    const double gap = 0.2;
    return fmax((1 + gap) * (double)length_of(forecasts), (double)length_of(forecasts) + 2);
}

static double finite_or_none(double value)
{
    return isfinite(value) ? value : NAN;
}

/* Block 0: what was known and what came; then one block a model, which begins at the last value known. */
static void write_windows(struct chart *chart, const struct results *results, const struct forecasts *forecasts)
{
    size_t n_in = forecasts->n_before, n_out = forecasts->n_out;
    fputs("# place_x window step value\n", chart->data);
    for (size_t i = 0; i < FORECAST_WINDOWS; i++) {
        for (size_t t = 0; t < n_in + n_out; t++)
            fprintf(chart->data, "%.6g %zu %td %.6g\n", panel_step(forecasts) * (double)i + (double)t + 1, i + 1,
                    (ptrdiff_t)t + 1 - (ptrdiff_t)n_in,
                    t < n_in ? forecasts->before[i * n_in + t] : forecasts->truth[i * n_out + t - n_in]);
        fputc('\n', chart->data);
    }
    for (size_t k = 0; k < forecasts->n_models; k++) {
        char name[CHART_LABEL];
        fprintf(chart->data, "\n# model %s\n",
                chart_model_name(results, forecasts->of[k].model, CHART_LABEL / 4, name));
        for (size_t i = 0; i < FORECAST_WINDOWS; i++) {
            for (size_t t = 0; t <= n_out; t++)
                fprintf(chart->data, "%.6g %zu %zu %.6g\n", panel_step(forecasts) * (double)i + (double)(n_in + t),
                        i + 1, t,
                        t == 0 ? forecasts->before[(i + 1) * n_in - 1]
                               : finite_or_none(forecasts->of[k].shown[i * n_out + t - 1]));
            fputc('\n', chart->data);
        }
    }
}

/* A tic where each forecast begins, by its row, behind a dotted line. */
static void write_row_tics(struct chart *chart, const struct forecasts *forecasts)
{
    fputs("set xtics (", chart->script);
    for (size_t i = 0; i < FORECAST_WINDOWS; i++)
        fprintf(chart->script, "%s'%zu' %.6g", i > 0 ? ", " : "", forecasts->rows[i],
                panel_step(forecasts) * (double)i + (double)forecasts->n_before + 1);
    fputs(")\nset grid noxtics\n", chart->script);
    for (size_t i = 0; i < FORECAST_WINDOWS; i++) {
        double x = panel_step(forecasts) * (double)i + (double)forecasts->n_before + 0.5;
        fprintf(chart->script,
                "set arrow from first %.6g, graph 0 to first %.6g, graph 1 nohead dashtype 3 linecolor rgb '#888888'\n",
                x, x);
    }
}

static int chart_windows(const struct results *results, const struct forecasts *forecasts, struct gallery *gallery)
{
    struct chart chart;
    char shows[1024];
    write_shows(results, "Windows of the test part, and what each model forecasts behind the dotted line", shows,
                sizeof shows);
    TRY(chart_open(gallery, chart_of_windows, &chart));
    chart_key(&chart, results, forecasts->n_models + 1);
    write_windows(&chart, results, forecasts);
    chart_titles(&chart, results, shows);
    fprintf(chart.script, "set xrange [0:%.6g]\nset xlabel 'row of the table where forecasts begin'\nset ylabel ",
            panel_step(forecasts) * (FORECAST_WINDOWS - 1) + (double)length_of(forecasts) + 1);
    gnuplot_write_quoted(chart.script, forecasts->columns[0]);
    fputc('\n', chart.script);
    write_row_tics(&chart, forecasts);
    chart_output(&chart);
    fprintf(chart.script,
            "plot '%s.dat' index 0 using 1:4 with linespoints pointtype 7 pointsize 0.4 linewidth 1 linecolor rgb "
            "'#777777' title 'series'",
            chart.name);
    for (size_t k = 0; k < forecasts->n_models; k++) {
        size_t model = forecasts->of[k].model;
        fprintf(chart.script,
                ", \\\n     '' index %zu using 1:4 with lines linewidth 2 dashtype %s linecolor rgb '%s' title ", k + 1,
                chart_dash(model), chart_colour(model));
        chart_write_key_name(&chart, results, model);
    }
    return chart_close(&chart);
}

/* ---- Errors ---- */

/* Over the steps ahead, or over the columns: of each the mean over the others. */
static int make_points(const struct forecasts *forecasts, const struct forecast_of *of, bool by_step,
                       struct point **out)
{
    size_t n = by_step ? forecasts->n_out : forecasts->n_columns;
    struct point *points = allocate(n, sizeof *points);
    if (points == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct point){.x = (double)i + 1, .ci = {NAN, NAN}, .simultaneous = {NAN, NAN}, .n = 1};
    for (size_t k = 0; k < forecasts->n_out * forecasts->n_columns; k++) {
        size_t i = by_step ? k / forecasts->n_columns : k % forecasts->n_columns;
        points[i].mean += of->errors[k] * (double)n / (double)(forecasts->n_out * forecasts->n_columns);
    }
    *out = points;
    return 0;
}

static void write_column_tics(struct chart *chart, const struct forecasts *forecasts)
{
    enum { MOST_LEVEL = 8 };
    fprintf(chart->script, "set xtics %s(", forecasts->n_columns > MOST_LEVEL ? "rotate by 40 right " : "");
    for (size_t i = 0; i < forecasts->n_columns; i++) {
        fputs(i > 0 ? ", " : "", chart->script);
        gnuplot_write_quoted(chart->script, forecasts->columns[i]);
        fprintf(chart->script, " %zu", i + 1);
    }
    fputs(")\n", chart->script);
}

/* Models side by side within 0.6 of a column. */
static int write_lines(struct chart *chart, const struct results *results, const struct forecasts *forecasts,
                       bool by_step)
{
    char x[64];
    size_t n = by_step ? forecasts->n_out : forecasts->n_columns;
    chart_output(chart);
    for (size_t k = 0; k < forecasts->n_models; k++) {
        struct point *points;
        TRY(make_points(forecasts, &forecasts->of[k], by_step, &points));
        struct line_style style = {.marks = true, .loose = !by_step, .n_lines = forecasts->n_models};
        snprintf(x, sizeof x, "($1 %+.6g)", 0.6 * (((double)k + 0.5) / (double)forecasts->n_models - 0.5));
        style.x = by_step ? NULL : x;
        chart_line_data(chart, results, forecasts->of[k].model, points, n);
        chart_line(chart, results, forecasts->of[k].model, (int)k, points, n, &style);
        free(points);
    }
    return 0;
}

static int chart_errors(const struct results *results, const struct forecasts *forecasts, bool by_step,
                        struct gallery *gallery)
{
    struct chart chart;
    char shows[1024], what[256], label[CHART_LABEL];
    size_t n = by_step ? forecasts->n_out : forecasts->n_columns;
    if (n < 2)
        return 0;
    snprintf(what, sizeof what, "Error by %s, mean of %zu windows of the test part", by_step ? "step ahead" : "column",
             forecasts->n_windows);
    write_shows(results, what, shows, sizeof shows);
    TRY(chart_open(gallery, by_step ? chart_of_steps : chart_of_columns, &chart));
    chart_key(&chart, results, forecasts->n_models);
    chart_titles(&chart, results, shows);
    fprintf(chart.script, "set xrange [0.5:%zu.5]\nset yrange [0:*]\nset xlabel '%s'\n", n,
            by_step ? "rows ahead" : "column");
    fprintf(chart.script, "set ylabel '%s'\n", metric_axis(metric_at(METRIC_MASE), false, label, sizeof label));
    if (by_step)
        fprintf(chart.script, "set xtics %zu\n", n / 12 + 1);
    else
        write_column_tics(&chart, forecasts);
    int status = write_lines(&chart, results, forecasts, by_step), closed = chart_close(&chart);
    return status != 0 ? status : closed;
}

int chart_forecasts(const struct results *results, const struct forecasts *forecasts, struct gallery *gallery)
{
    if (forecasts->n_models == 0)
        return 0;
    TRY(chart_windows(results, forecasts, gallery));
    TRY(chart_errors(results, forecasts, true, gallery));
    return chart_errors(results, forecasts, false, gallery);
}
