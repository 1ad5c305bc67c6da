/* Accuracy after training: every repeat, by axis of the grid. */
#include "attnbench/error.h"
#include "chart.h"
#include "gnuplot.h"
#include "safe_text.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void write_percent_axis(struct chart *chart)
{
    fputs("set ylabel 'sequences wholly right (%)'\nset yrange [-2:102]\nset ytics 0,20,100\n"
          "clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v\n",
          chart->script);
}

/* Place of a repeat within its model's strip: evenly from left to right, so that equal accuracies do not cover each
 * other. */
static double place(size_t repeat, size_t n_repeats)
{
    const double width = 0.44;
    return width * (((double)repeat + 0.5) / (double)n_repeats - 0.5);
}

/* Block 0: a point a repeat, and its model; block 1: the means. */
static void write_accuracy_data(struct chart *chart, const struct results *results)
{
    fputs("# x accuracy_percent model repeat\n", chart->data);
    for (size_t model = 0; model < view_n_models(results); model++)
        for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
            double accuracy = results->accuracy[view_trial(results, model, 0, repeat)];
            if (isfinite(accuracy))
                fprintf(chart->data, "%.6g %.10g %zu %zu\n", (double)model + place(repeat, view_n_repeats(results)),
                        accuracy, model, repeat);
        }
    double beside = view_n_repeats(results) > 1 ? 0.3 : 0;
    fputs("\n\n# x mean ci_low ci_high model repeats\n", chart->data);
    for (size_t model = 0; model < view_n_models(results); model++) {
        struct description d = view_accuracy(results, model, 0);
        if (d.n > 0)
            fprintf(chart->data, "%.6g %.10g %.10g %.10g %zu %zu\n", (double)model + beside, d.mean, d.ci_low,
                    d.ci_high, model, d.n);
    }
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
    fprintf(chart->script, "set xrange [-0.45:%.6g]\nset grid noxtics ytics\n", (double)n_models - 0.25);
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

static void write_accuracy_plot(struct chart *chart, const struct results *results)
{
    enum { MOST_NUMBERED = 8 }; /* models whose means fit in as numbers */
    chart_output(chart);
    for (size_t model = 0; model < view_n_models(results); model++) {
        fputs(model == 0 ? "plot " : ", \\\n     ", chart->script);
        fprintf(chart->script,
                "'%s.dat' index 0 using ($3 == %zu ? $1 : NaN):2 with points pointtype %d linecolor rgb '%s' title ",
                chart->name, model, chart_mark(model), chart_colour(model));
        gnuplot_write_quoted(chart->script, view_model_name(results, model));
    }
    /* gnuplot draws the interval of a model with one repeat, which has none, as a dash below the axis. */
    if (view_n_repeats(results) > 1)
        fprintf(chart->script,
                ", \\\n     '%s.dat' index 1 using 1:($6 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars "
                "pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \\\n     "
                "'' index 1 using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle",
                chart->name);
    if (view_n_models(results) <= MOST_NUMBERED)
        fprintf(chart->script,
                ", \\\n     '%s.dat' index 1 using 1:2:(sprintf('%%.1f', $2)) with labels left offset 1.2,0 notitle",
                chart->name);
}

int chart_accuracy(const struct results *results, struct gallery *gallery)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    if (counts.finished + counts.diverged == 0)
        return 0;
    struct chart chart;
    TRY(chart_open(gallery, "accuracy", &chart));
    chart_titles(&chart, results,
                 view_n_repeats(results) > 1
                     ? "Accuracy of every repeat (left to right); black: mean and 95 % confidence interval"
                     : "Accuracy, one repeat");
    write_percent_axis(&chart);
    write_model_axis(&chart, results);
    write_accuracy_data(&chart, results);
    write_accuracy_plot(&chart, results);
    return chart_close(&chart);
}

/* Mean over the cells that share a value of the axis, within one repeat; NaN unless all of them are there, as a mean
 * over some would compare unlike cells. */
static double mean_of_slice(const struct results *results, size_t model, int axis, size_t position, size_t repeat)
{
    double sum = 0;
    size_t n = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++)
        if (view_position(results, cell, axis) == position) {
            sum += results->accuracy[view_trial(results, model, cell, repeat)];
            n++;
        }
    return sum / (double)n;
}

/* Points (models, values of the axis, in the order given). */
static int average_by(const struct results *results, int axis, const size_t *order, struct point **out)
{
    const struct dimension *dimension = view_axis(results, axis);
    size_t count = dimension->count, repeats = view_n_repeats(results);
    struct point *points = allocate(view_n_models(results) * count, sizeof *points);
    double *means = allocate(repeats, sizeof *means);
    if (points == NULL || means == NULL) {
        free(points);
        free(means);
        return EX_OSERR;
    }
    for (size_t i = 0; i < view_n_models(results) * count; i++) {
        size_t position = order[i % count];
        for (size_t repeat = 0; repeat < repeats; repeat++)
            means[repeat] = mean_of_slice(results, i / count, axis, position, repeat);
        struct description d = describe(means, repeats);
        points[i] = (struct point){(double)dimension->values[position], d.mean, d.ci_low, d.ci_high, d.n};
    }
    free(means);
    *out = points;
    return 0;
}

enum { MOST_BANDS = 3 }; /* that can be told apart; more lines have bars, side by side */

/* How the values stand along x, and by what to shift or, if logarithmic, multiply them for one line beside another. */
struct scale {
    bool logarithmic;
    double step;
};

/* A tic at every value while they are few; values that double from one to the next stand evenly on a logarithmic axis.
 */
static struct scale write_value_axis(struct chart *chart, const struct dimension *axis, const size_t *order)
{
    enum { MOST_TICS = 12 };
    int64_t first = axis->values[order[0]], last = axis->values[order[axis->count - 1]];
    const double wide_range = 7;
    bool logarithmic = first > 0 && axis->count > 2 && (double)last / (double)first > wide_range;
    double low = (double)first, high = (double)last;
    double margin = logarithmic ? pow(high / low, 0.05) : 0.05 * (high - low);
    fprintf(chart->script, "set xlabel ");
    gnuplot_write_quoted(chart->script, chart_axis_label(axis));
    fprintf(chart->script, "\n%sset xrange [%.10g:%.10g]\n", logarithmic ? "set logscale x\n" : "",
            logarithmic ? low / margin : low - margin, logarithmic ? high * margin : high + margin);
    struct scale scale = {logarithmic, logarithmic ? pow(high / low, 0.008) : 0.008 * (high - low)};
    if (axis->count > MOST_TICS)
        return scale;
    fputs("set xtics (", chart->script);
    for (size_t i = 0; i < axis->count; i++)
        fprintf(chart->script, "%s%" PRId64, i == 0 ? "" : ", ", axis->values[order[i]]);
    fputs(")\n", chart->script);
    return scale;
}

static int n_lines(const struct results *results, const struct point *points, size_t n)
{
    int lines = 0;
    for (size_t model = 0; model < view_n_models(results); model++)
        lines += chart_has_points(points + model * n, n);
    return lines;
}

static int draw_by(const struct results *results, int axis, const size_t *order, const struct point *points,
                   struct gallery *gallery)
{
    const struct dimension *dimension = view_axis(results, axis);
    size_t n = view_n_models(results) * dimension->count;
    char name[CHART_NAME], repeats[64], shows[256];
    chart_repeats(points, n, repeats, sizeof repeats);
    int lines = n_lines(results, points, dimension->count);
    bool crowded = lines > MOST_BANDS;
    snprintf(shows, sizeof shows, "Accuracy, mean over %s%s%s",
             view_n_cells(results) > dimension->count ? "the other axes and " : "", repeats,
             view_n_repeats(results) == 1 ? ""
             : crowded                    ? "; bars: 95 % confidence interval"
                                          : "; band: 95 % confidence interval");
    snprintf(name, sizeof name, "accuracy_by_%s", dimension->name);

    struct chart chart;
    TRY(chart_open(gallery, name, &chart));
    chart_titles(&chart, results, shows);
    write_percent_axis(&chart);
    struct scale scale = write_value_axis(&chart, dimension, order);
    chart_output(&chart);
    int block = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        const struct point *line = points + model * dimension->count;
        if (!chart_has_points(line, dimension->count))
            continue;
        chart_line_data(&chart, results, model, line, dimension->count);
        char x[64];
        double place = (block - (double)(lines - 1) / 2) * fmin(1, 10.0 / lines); /* all within the margins */
        struct line_style style = {.clamp = "clamp", .marks = true, .marks_only = crowded, .x = crowded ? x : NULL};
        snprintf(x, sizeof x, "($1 %s %.6g)", scale.logarithmic ? "*" : "+",
                 scale.logarithmic ? pow(scale.step, place) : scale.step * place);
        chart_line(&chart, results, model, block++, line, dimension->count, &style);
    }
    return chart_close(&chart);
}

int chart_accuracy_by(const struct results *results, int axis, struct gallery *gallery)
{
    size_t *order = NULL;
    struct point *points = NULL;
    int status;
    TRY_ELSE(done, chart_sorted(view_axis(results, axis), &order));
    TRY_ELSE(done, average_by(results, axis, order, &points));
    if (chart_has_points(points, view_n_models(results) * view_axis(results, axis)->count))
        status = draw_by(results, axis, order, points, gallery);
done:
    free(points);
    free(order);
    return status;
}
