/* Training loss and training accuracy by epoch: a study of one cell. */
#include "attnbench/band.h"
#include "attnbench/error.h"
#include "chart.h"
#include "gnuplot.h"
#include "view.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_WINDOWS = 100 };

/* What one chart draws: points (models, n_windows). */
struct curves {
    size_t n_models, n_windows, window; /* window: epochs averaged to a point */
    struct point *points;
};

/* The repeats' curves of one model, (repeats, n_windows): means of the finite values in each window. */
static void average(const struct results *results, const float *trace, double scale, size_t model,
                    const struct curves *curves, double *out)
{
    size_t epochs = results->epochs;
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++)
        for (size_t first = 0; first < epochs; first += curves->window) {
            size_t length = epochs - first < curves->window ? epochs - first : curves->window;
            *out++ = scale * view_finite_mean(trace + view_trial(results, model, 0, repeat) * epochs + first, length);
        }
}

static struct point point_of(const struct band *band, const struct curves *curves, size_t epochs, size_t i)
{
    size_t first = i * curves->window, length = epochs - first < curves->window ? epochs - first : curves->window;
    return (struct point){(double)first + (double)(length + 1) / 2, band->mean, band->pointwise, band->simultaneous,
                          band->n};
}

static int make_curves(const struct results *results, const float *trace, double scale, struct curves *out)
{
    size_t epochs = results->epochs, repeats = view_n_repeats(results), window = view_window(epochs, MOST_WINDOWS);
    *out = (struct curves){
        .n_models = view_n_models(results), .window = window, .n_windows = (epochs + window - 1) / window};
    out->points = allocate(out->n_models * out->n_windows, sizeof *out->points);
    double *means = allocate(repeats * out->n_windows, sizeof *means);
    struct band *band = allocate(out->n_windows, sizeof *band);
    int status = out->points != NULL && means != NULL && band != NULL ? 0 : EX_OSERR;
    for (size_t model = 0; model < out->n_models && status == 0; model++) {
        average(results, trace, scale, model, out, means);
        status = band_make(means, repeats, out->n_windows, view_trial(results, model, 0, 0), band);
        for (size_t i = 0; i < out->n_windows && status == 0; i++)
            out->points[model * out->n_windows + i] = point_of(&band[i], out, epochs, i);
    }
    free(means);
    free(band);
    if (status != 0)
        free(out->points);
    return status;
}

/* Falls over a wide range are read on a logarithmic axis, with tics at 1, 2 and 5. The band's lower end may reach 0
 * or below, which has no place there: it is drawn down to the floor. */
static void write_loss_axis(struct chart *chart, const struct point *points, size_t n)
{
    double lowest = INFINITY, highest = 0;
    for (size_t i = 0; i < n; i++) {
        lowest = fmin(lowest, points[i].mean);
        highest = fmax(highest, fmax(points[i].mean, points[i].ci.high));
    }
    const double wide_range = 8;
    if (!(lowest > 0) || highest / lowest < wide_range) {
        fputs("set yrange [0:*]\nclamp(v) = v < 0 ? 0 : v\n", chart->script);
        return;
    }
    double floor_value = lowest / 1.6, top = highest * 1.15;
    fprintf(chart->script, "set logscale y\nset yrange [%.6g:%.6g]\nfloor_value = %.6g\n", floor_value, top,
            floor_value);
    fputs("clamp(v) = v < floor_value ? floor_value : v\nset ytics (", chart->script);
    const char *separator = "";
    for (int exponent = (int)floor(log10(floor_value)); exponent <= (int)ceil(log10(top)); exponent++)
        for (int digit = 1; digit <= 5; digit = digit == 2 ? 5 : digit == 5 ? 10 : 2) {
            if (digit > 1 && highest / lowest > 1e4)
                break;
            fprintf(chart->script, "%s%.3g", separator, digit * pow(10, exponent));
            separator = ", ";
        }
    fputs(")\n", chart->script);
}

/* So few points that a mark at each helps; a line of one would not be seen at all. */
static bool is_short(const struct curves *curves)
{
    return curves->n_windows <= 20;
}

/* What the bands, or the bars of crowded lines, are. */
static const char *intervals(const struct curves *curves, bool crowded)
{
    bool pointwise = false, simultaneous = false;
    for (size_t i = 0; i < curves->n_models * curves->n_windows; i++) {
        pointwise |= isfinite(curves->points[i].ci.low);
        simultaneous |= isfinite(curves->points[i].simultaneous.low);
    }
    if (!pointwise)
        return "";
    if (crowded)
        return "; bars: pointwise 95 % intervals";
    return simultaneous ? "; 95 % bands: dark pointwise, light simultaneous" : "; pointwise 95 % band";
}

static void write_script(struct chart *chart, const struct results *results, const struct curves *curves,
                         const char *what)
{
    char repeats[64], shows[256];
    chart_repeats(curves->points, curves->n_models * curves->n_windows, repeats, sizeof repeats);
    if (view_n_repeats(results) == 1)
        snprintf(shows, sizeof shows, "%s, one repeat", what);
    else
        snprintf(shows, sizeof shows, "%s, mean of %s%s", what, repeats,
                 intervals(curves, chart_n_lines(results, curves->points, curves->n_windows) > MOST_BANDS));
    chart_titles(chart, results, shows);
    if (is_short(curves)) /* room beside the first and the last mark */
        fprintf(chart->script, "set xrange [0.5:%zu.5]\nset xtics %d\n", results->epochs, results->epochs > 10 ? 2 : 1);
    else
        fprintf(chart->script, "set xrange [0:%zu]\n", results->epochs);
    if (curves->window > 1)
        fprintf(chart->script, "set xlabel 'epoch (each point averages %zu epochs)'\n", curves->window);
    else
        fputs("set xlabel 'epoch'\n", chart->script);
}

static void write_lines(struct chart *chart, const struct results *results, const struct curves *curves)
{
    size_t n_lines = chart_n_lines(results, curves->points, curves->n_windows);
    char x[64];
    struct line_style style = {
        .clamp = "clamp", .marks = is_short(curves), .crowded = n_lines > MOST_BANDS, .n_lines = n_lines};
    chart_output(chart);
    int block = 0;
    for (size_t model = 0; model < curves->n_models; model++) {
        const struct point *points = curves->points + model * curves->n_windows;
        if (!chart_has_points(points, curves->n_windows))
            continue;
        chart_line_data(chart, results, model, points, curves->n_windows);
        if (style.marks && style.crowded) { /* side by side within 0.8 of an epoch */
            snprintf(x, sizeof x, "($1 %+.6g)",
                     fmin(0.06, 0.8 / (double)n_lines) * (block - (double)(n_lines - 1) / 2));
            style.x = x;
        }
        chart_line(chart, results, model, block++, points, curves->n_windows, &style);
    }
}

int chart_loss(const struct results *results, struct gallery *gallery)
{
    struct curves curves;
    struct chart chart;
    TRY(make_curves(results, results->train_loss, 1, &curves));
    size_t n = curves.n_models * curves.n_windows;
    int status = 0;
    if (!chart_has_points(curves.points, n))
        goto done;
    TRY_ELSE(done, chart_open(gallery, "loss", &chart));
    chart_key(&chart, curves.n_models);
    write_script(&chart, results, &curves, "Training loss");
    fputs("set ylabel 'loss (nats per step)'\n", chart.script);
    write_loss_axis(&chart, curves.points, n);
    write_lines(&chart, results, &curves);
    status = chart_close(&chart);
done:
    free(curves.points);
    return status;
}

int chart_training_accuracy(const struct results *results, struct gallery *gallery)
{
    struct curves curves;
    struct chart chart;
    TRY(make_curves(results, results->train_accuracy, 100, &curves));
    int status = 0;
    if (!chart_has_points(curves.points, curves.n_models * curves.n_windows))
        goto done;
    TRY_ELSE(done, chart_open(gallery, "training_accuracy", &chart));
    chart_key(&chart, curves.n_models);
    write_script(&chart, results, &curves, "Training accuracy");
    fputs("set ylabel 'steps decoded right (%)'\nset yrange [0:101]\nset ytics 0,20,100\n"
          "clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v\n",
          chart.script);
    write_lines(&chart, results, &curves);
    status = chart_close(&chart);
done:
    free(curves.points);
    return status;
}
