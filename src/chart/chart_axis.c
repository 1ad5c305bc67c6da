/* The metric by the values of one axis of the grid. */
#include "attnbench/analysis/curves.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AXIS_PIXELS = 900 };                /* from the first value to the last */
enum { TURNED = 26, TURNED_HEIGHT = 100 }; /* pixels that turned labels take along the axis, and more below it */

/* How the values stand along x, and by what to shift or, if logarithmic, multiply them for one line beside another. */
struct scale {
    bool logarithmic;
    double step;
};

/* What the i-th value is called: studies that are joined have names, and so have words. */
static const char *label_of(const struct dimension *axis, size_t i, char text[static CHART_LABEL])
{
    char value[VALUE_TEXT];
    return text_cut_middle(axis->labels != NULL ? axis->labels[i] : value_print(axis->values[i], value), TITLE_NAME,
                           text, CHART_LABEL);
}

/* Pixels that a label has at the least: of 19 points, with some room. */
static double label_width(const struct dimension *axis, size_t i)
{
    char text[CHART_LABEL];
    return 14 * (double)display_width(label_of(axis, i, text)) + 14;
}

/* Names do not thin out as numbers may: where one is wider than its place, all are turned. */
static bool is_turned(const struct dimension *axis)
{
    const bool has_names = axis->labels != NULL || axis_has_words(axis);
    for (size_t i = 0; has_names && i < axis->count; i++)
        if (label_width(axis, i) > AXIS_PIXELS / (double)(axis->count - 1))
            return true;
    return false;
}

/* Tics at the first and the last value, and at those between them whose labels stand clear of the others. */
static void write_tics(struct chart *chart, const struct dimension *axis, const size_t *order, bool logarithmic)
{
    double low = axis_place(axis, order, 0), high = axis_place(axis, order, axis->count - 1), before = 0;
    const bool turned = is_turned(axis);
    double width_before = 0, width_last = turned ? TURNED : label_width(axis, order[axis->count - 1]);
    fprintf(chart->script, "set xtics %s(", turned ? "rotate by 40 right font ',15' " : "");
    for (size_t i = 0; i < axis->count; i++) {
        char text[CHART_LABEL];
        double value = axis_place(axis, order, i);
        double share = logarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low);
        double width = turned ? TURNED : label_width(axis, order[i]), place = AXIS_PIXELS * share;
        bool is_last = i == axis->count - 1;
        bool fits = place - before >= (width + width_before) / 2 && AXIS_PIXELS - place >= (width + width_last) / 2;
        if (i > 0 && !is_last && !fits)
            continue;
        fputs(i == 0 ? "" : ", ", chart->script);
        if (axis_has_words(axis) || axis->labels != NULL) {
            gnuplot_write_tic(chart->script, label_of(axis, order[i], text));
            fputc(' ', chart->script);
        }
        fprintf(chart->script, "%.10g", value);
        before = place;
        width_before = width;
    }
    fputs(")\n", chart->script);
}

/* A tic at every value while they are few. */
static struct scale write_value_axis(struct chart *chart, const struct dimension *axis, const size_t *order)
{
    enum { MOST_TICS = 12 };
    bool logarithmic = axis_is_logarithmic(axis, order);
    double low = axis_place(axis, order, 0), high = axis_place(axis, order, axis->count - 1);
    double margin = logarithmic ? pow(high / low, 0.05) : axis_has_words(axis) ? 0.5 : 0.05 * (high - low);
    fprintf(chart->script, "set xlabel ");
    gnuplot_write_quoted(chart->script, axis_label(axis));
    fprintf(chart->script, "\n%sset xrange [%.10g:%.10g]\n", logarithmic ? "set logscale x\n" : "",
            logarithmic ? low / margin : low - margin, logarithmic ? high * margin : high + margin);
    struct scale scale = {logarithmic, logarithmic            ? pow(high / low, 0.008)
                                       : axis_has_words(axis) ? 0.05
                                                              : 0.008 * (high - low)};
    if (axis->count <= MOST_TICS || axis->labels != NULL)
        write_tics(chart, axis, order, logarithmic);
    return scale;
}

static void write_shows(const struct results *results, int axis, const struct averages *averages, bool crowded,
                        char *shows, size_t size)
{
    const size_t count = view_axis(results, axis)->count;
    bool has_intervals = false;
    char repeats[64], intervals[64] = "", level[VIEW_LEVEL];
    for (size_t i = 0; i < view_n_models(results) * count; i++)
        has_intervals = has_intervals || averages->points[i].n > 1;
    points_repeats(averages->points, view_n_models(results) * count, repeats, sizeof repeats);
    view_level(results, level);
    if (has_intervals)
        snprintf(intervals, sizeof intervals, "; %s: %s%s", crowded ? "bars" : "band", level,
                 averages->left_out ? ""
                 : crowded          ? " intervals"
                                    : " interval of each value");
    if (averages->left_out)
        snprintf(shows, size, "%s over other axes and the %s that all cells of a value have%s", results->metric->title,
                 repeats, intervals);
    else
        snprintf(shows, size, "%s, mean over %s%s%s", results->metric->title,
                 view_n_cells(results) > count ? "the other axes and " : "", repeats, intervals);
}

static const char *name_of(const struct results *results, int axis, char name[CHART_NAME])
{
    snprintf(name, CHART_NAME, "%s_by_%s", results->metric->name, view_axis(results, axis)->name);
    return name;
}

static int draw_by(const struct results *results, int axis, const size_t *order, const struct averages *averages,
                   struct gallery *gallery)
{
    const struct dimension *dimension = view_axis(results, axis);
    char name[CHART_NAME], shows[256];
    size_t lines = points_n_lines(averages->points, view_n_models(results), dimension->count);
    enum { MOST_MARKED = 40 }; /* values */
    bool of_words = axis_has_words(dimension), crowded = of_words || lines > MOST_BANDS;
    write_shows(results, axis, averages, crowded, shows, sizeof shows);

    struct chart chart;
    TRY(chart_open(gallery, name_of(results, axis, name), &chart));
    chart_key(&chart, results, lines);
    chart.height += is_turned(dimension) ? TURNED_HEIGHT : 0;
    chart_titles(&chart, results, shows);
    const struct axis_range range =
        points_range(averages->points, view_n_models(results) * dimension->count, results->metric);
    chart_metric_axis(&chart, 'y', results->metric, &range);
    struct scale scale = write_value_axis(&chart, dimension, order);
    chart_output(&chart);
    int block = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        const struct point *line = averages->points + model * dimension->count;
        if (!points_any(line, dimension->count))
            continue;
        chart_line_data(&chart, results, model, line, dimension->count);
        char x[64];
        double place = (block - (double)(lines - 1) / 2) * fmin(1, 10.0 / (double)lines); /* all within the margins */
        struct line_style style = {.clamp = "clamp",
                                   .marks = dimension->count <= MOST_MARKED,
                                   .crowded = crowded,
                                   .loose = of_words,
                                   .n_lines = lines,
                                   .x = crowded ? x : NULL};
        snprintf(x, sizeof x, "($1 %s %.6g)", scale.logarithmic ? "*" : "+",
                 scale.logarithmic ? pow(scale.step, place) : scale.step * place);
        chart_line(&chart, results, model, block++, line, dimension->count, &style);
    }
    return chart_close(&chart);
}

int chart_by_axis(const struct results *results, int axis, struct gallery *gallery)
{
    size_t *order = NULL;
    struct averages averages = {NULL, false};
    int status;
    TRY_ELSE(done, axis_sorted(view_axis(results, axis), &order));
    TRY_ELSE(done, averages_make(results, axis, order, &averages));
    if (points_any(averages.points, view_n_models(results) * view_axis(results, axis)->count))
        status = draw_by(results, axis, order, &averages, gallery);
    else {
        char name[CHART_NAME];
        chart_leave_out(gallery, name_of(results, axis, name), "no repeat has a result in all cells of a value");
    }
done:
    free(averages.points);
    free(order);
    return status;
}
