/* Loss and accuracy by epoch, of the training and of held-out pairs: a study of one cell. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/chart/chart.h"
#include "attnbench/stats/band.h"
#include "gnuplot.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_WINDOWS = 100 };

/* What one chart is of: values (trials, length), each of `step` epochs more. */
struct course {
    const float *values;
    size_t length;
    double step, scale;
};

/* What one chart draws: points (models, n_windows). */
struct curves {
    size_t n_models, n_windows, window; /* window: values averaged to a point */
    double step;                        /* epochs between values */
    struct point *points;
};

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
            *out++ = course->scale * view_finite_mean(values + first, width_of(course, curves, first));
    }
}

static struct point point_of(const struct band *band, const struct course *course, const struct curves *curves,
                             size_t i)
{
    size_t first = i * curves->window;
    double place = (double)first + (double)(width_of(course, curves, first) + 1) / 2;
    return (struct point){course->step * place, band->mean, band->pointwise, band->simultaneous, band->n};
}

static int make_curves(const struct results *results, const struct course *course, struct curves *out)
{
    size_t repeats = view_n_repeats(results), window = view_window(course->length, MOST_WINDOWS);
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

/* Tics that stand clear of each other. */
static void write_decades(struct chart *chart, double low, double high, bool is_wide)
{
    enum { MOST_DECADES = 8 };
    const char *separator = "";
    int first = (int)floor(log10(low)), last = (int)ceil(log10(high)), every = (last - first) / MOST_DECADES + 1;
    fputs("set format y '%g'\nset ytics (", chart->script);
    for (int exponent = first - first % every; exponent <= last; exponent += every)
        for (int digit = 1; digit <= 5; digit = digit == 2 ? 5 : digit == 5 ? 10 : 2) {
            if (digit > 1 && is_wide)
                break;
            fprintf(chart->script, "%s%.3g", separator, digit * pow(10, exponent));
            separator = ", ";
        }
    fputs(")\n", chart->script);
}

/* Falls over a wide range are read on a logarithmic axis, with tics at 1, 2 and 5, or at powers of ten. The band's
 * lower end may reach 0 or below, which has no place there: it is drawn down to the floor. */
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
    fputs("clamp(v) = v < floor_value ? floor_value : v\n", chart->script);
    write_decades(chart, floor_value, top, highest / lowest > 1e4);
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
    if (!simultaneous)
        return "; pointwise 95 % band";
    return "; 95 % bands: dark pointwise, light simultaneous";
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
    if (is_short(curves) && curves->step == 1) /* room beside the first and the last mark */
        fprintf(chart->script, "set xrange [0.5:%zu.5]\nset xtics %d\n", results->epochs, results->epochs > 10 ? 2 : 1);
    else
        fprintf(chart->script, "set xrange [0:%g]\n", fmax((double)results->epochs, (double)results->every));
    if (curves->window > 1)
        fprintf(chart->script, "set xlabel 'epoch (each point averages %g epochs)'\n",
                (double)curves->window * curves->step);
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
        if (style.marks && style.crowded) { /* side by side within 0.8 of a step */
            snprintf(x, sizeof x, "($1 %+.6g)",
                     curves->step * fmin(0.06, 0.8 / (double)n_lines) * (block - (double)(n_lines - 1) / 2));
            style.x = x;
        }
        chart_line(chart, results, model, block++, points, curves->n_windows, &style);
    }
}

/* One chart: its axis of loss, or of percent with this label. */
static int draw(const struct results *results, const struct course *course, const char *name, const char *what,
                const char *percent_of, struct gallery *gallery)
{
    struct curves curves;
    struct chart chart;
    TRY(make_curves(results, course, &curves));
    size_t n = curves.n_models * curves.n_windows;
    int status = 0;
    if (!chart_has_points(curves.points, n)) {
        chart_leave_out(gallery, name, "it has no finite value");
        goto done;
    }
    TRY_ELSE(done, chart_open(gallery, name, &chart));
    chart_key(&chart, curves.n_models);
    write_script(&chart, results, &curves, what);
    if (percent_of == NULL) {
        fprintf(chart.script, "set ylabel 'loss (%s per step)'\n", view_is_real(results) ? "mean" : "nats");
        write_loss_axis(&chart, curves.points, n);
    } else
        fprintf(chart.script,
                "set ylabel '%s (%%)'\nset yrange [0:101]\nset ytics 0,20,100\n"
                "clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v\n",
                percent_of);
    write_lines(&chart, results, &curves);
    status = chart_close(&chart);
done:
    free(curves.points);
    return status;
}

static int leave_out(const struct results *results, const char *name, struct gallery *gallery)
{
    chart_leave_out(gallery, name, results->traces_missing);
    return 0;
}

int chart_loss(const struct results *results, struct gallery *gallery)
{
    const struct course course = {results->train_loss, results->epochs, 1, 1};
    if (results->train_loss == NULL)
        return leave_out(results, "loss", gallery);
    return draw(results, &course, "loss", "Training loss", NULL, gallery);
}

int chart_training_accuracy(const struct results *results, struct gallery *gallery)
{
    const struct course course = {results->train_accuracy, results->epochs, 1, 100};
    if (view_is_real(results))
        return 0;
    if (results->train_accuracy == NULL)
        return leave_out(results, "training_accuracy", gallery);
    return draw(results, &course, "training_accuracy", "Training accuracy", "steps decoded right", gallery);
}

int chart_held_out(const struct results *results, struct gallery *gallery)
{
    const struct course accuracy = {results->held_out_accuracy, results->evaluations, (double)results->every, 100};
    const struct course loss = {results->held_out_loss, results->evaluations, (double)results->every, 1};
    if (results->evaluations == 0)
        return 0;
    if (!view_is_real(results))
        TRY(draw(results, &accuracy, "held_out_accuracy", "Accuracy on held-out pairs", "sequences wholly right",
                 gallery));
    return draw(results, &loss, "held_out_loss", "Loss on held-out pairs", NULL, gallery);
}
