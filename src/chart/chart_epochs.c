/* Loss and accuracy by epoch, of the training and of held-out pairs: a study of one cell. */
#include "attnbench/analysis/curves.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <math.h>
#include <stdlib.h>

/* Of a logarithmic axis, tics stand at 1, 2 and 5, or at powers of ten. The band's lower end may reach 0 or below,
 * which has no place there: it is drawn down to the floor. */
static void write_loss_axis(struct chart *chart, const struct curves *curves)
{
    const struct axis_range range = curves_loss_range(curves);
    if (!range.logarithmic) {
        fputs("set yrange [0:*]\nclamp(v) = v < 0 ? 0 : v\n", chart->script);
        return;
    }
    fprintf(chart->script, "set logscale y\nset yrange [%.6g:%.6g]\nfloor_value = %.6g\n", range.low, range.high,
            range.low);
    fputs("clamp(v) = v < floor_value ? floor_value : v\n", chart->script);
    chart_decades(chart, "y", &range);
}

/* So few points that a mark at each helps; a line of one would not be seen at all. */
static bool is_short(const struct curves *curves)
{
    return curves->n_windows <= 20;
}

static void write_script(struct chart *chart, const struct results *results, const struct curves *curves,
                         const char *what)
{
    char repeats[64], shows[256];
    points_repeats(curves->points, curves->n_models * curves->n_windows, repeats, sizeof repeats);
    if (view_n_repeats(results) == 1)
        snprintf(shows, sizeof shows, "%s, one repeat", what);
    else
        snprintf(shows, sizeof shows, "%s, mean of %s%s", what, repeats, curves_intervals(curves));
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
    size_t n_lines = points_n_lines(curves->points, curves->n_models, curves->n_windows);
    char x[64];
    struct line_style style = {
        .clamp = "clamp", .marks = is_short(curves), .crowded = n_lines > MOST_BANDS, .n_lines = n_lines};
    chart_output(chart);
    int block = 0;
    for (size_t model = 0; model < curves->n_models; model++) {
        const struct point *points = curves->points + model * curves->n_windows;
        if (!points_any(points, curves->n_windows))
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

/* One chart: its axis of loss, or of percent. */
static int draw(const struct results *results, const struct course *course, struct gallery *gallery)
{
    struct curves curves;
    struct chart chart;
    TRY(curves_make(results, course, &curves));
    int status = 0;
    if (!points_any(curves.points, curves.n_models * curves.n_windows)) {
        if (view_has_built_in(results))
            chart_leave_out(gallery, course->name, "no finite value is there");
        goto done;
    }
    TRY_ELSE(done, chart_open(gallery, course->name, &chart));
    chart_key(&chart, results, curves.n_models);
    write_script(&chart, results, &curves, course->title);
    if (course->percent_of == NULL) {
        fprintf(chart.script, "set ylabel '%s'\n", course_loss_label(results));
        write_loss_axis(&chart, &curves);
    } else
        fprintf(chart.script,
                "set ylabel '%s (%%)'\nset yrange [0:101]\nset ytics 0,20,100\n"
                "clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v\n",
                course->percent_of);
    write_lines(&chart, results, &curves);
    status = chart_close(&chart);
done:
    free(curves.points);
    return status;
}

int chart_courses(const struct results *results, struct gallery *gallery)
{
    for (enum course_kind kind = 0; kind < N_COURSES; kind++) {
        const struct course course = course_of(results, kind);
        bool is_held_out = kind == COURSE_HELD_OUT_ACCURACY || kind == COURSE_HELD_OUT_LOSS;
        if ((course.percent_of != NULL && !view_is_right_or_wrong(results)) ||
            (is_held_out && results->evaluations == 0))
            continue;
        if (course.values != NULL)
            TRY(draw(results, &course, gallery));
        else if (view_has_built_in(results))
            chart_leave_out(gallery, course.name, results->traces_missing);
    }
    return 0;
}
