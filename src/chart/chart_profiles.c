/* Performance profiles (Agarwal et al., NeurIPS 2021): the share of a model's runs that reach each share of what is
 * right. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/chart/chart.h"

#include <math.h>
#include <stdlib.h>

enum { THRESHOLDS = 101 }; /* of 0, 1, …, 100 % */

/* The runs of one repeat over the cells, and how many of them reach each threshold. */
static int32_t count_runs(const struct results *results, size_t model, size_t repeat, int32_t reached[THRESHOLDS])
{
    int32_t runs = 0;
    for (int i = 0; i < THRESHOLDS; i++)
        reached[i] = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++) {
        size_t trial = view_trial(results, model, cell, repeat);
        struct figure figure = view_figure_of(results, results->metric, trial);
        if (figure.of <= 0)
            continue;
        runs++;
        reached[100 * (int64_t)figure.hits / figure.of]++; /* the highest of them */
    }
    for (int i = THRESHOLDS - 1; i > 0; i--)
        reached[i - 1] += reached[i];
    return runs;
}

/* The share of runs at one threshold, from a repeat's counts over the cells: the repeats are what varies. */
static struct point share(double threshold, const struct sample *sample, double level)
{
    struct point point = {threshold, 0, {NAN, NAN}, {NAN, NAN}, sample->n};
    double reached = 0, runs = 0;
    for (size_t i = 0; i < sample->n; i++) {
        reached += sample->correct[i];
        runs += sample->sequences[i];
    }
    point.mean = 100 * reached / runs;
    if (sample->n > 1) /* every run reaches 0 */
        point.ci = threshold > 0 ? mean_interval(sample, level) : (struct interval){100, 100};
    return point;
}

struct profiles {
    struct point *points; /* (models, THRESHOLDS) */
    bool left_out;        /* not every run is in them */
};

/* Of the repeats that all cells have, so that each cell has as many runs. */
static int make_profiles(const struct results *results, struct profiles *out)
{
    const int32_t n_cells = (int32_t)view_n_cells(results);
    size_t n_models = view_n_models(results), repeats = view_n_repeats(results);
    struct point *points = allocate(n_models * THRESHOLDS, sizeof *points);
    int32_t *runs = allocate(repeats, sizeof *runs), *reached = allocate(THRESHOLDS * repeats, sizeof *reached);
    int status = points != NULL && runs != NULL && reached != NULL ? 0 : EX_OSERR;
    for (size_t model = 0; model < n_models && status == 0; model++) {
        size_t n = 0;
        for (size_t repeat = 0; repeat < repeats; repeat++) {
            int32_t counts[THRESHOLDS];
            runs[n] = count_runs(results, model, repeat, counts);
            for (size_t i = 0; i < THRESHOLDS; i++)
                reached[i * repeats + n] = counts[i];
            out->left_out |= runs[n] > 0 && runs[n] < n_cells;
            n += runs[n] == n_cells;
        }
        const double level = look_level(results_looks(results, n));
        for (size_t i = 0; i < THRESHOLDS; i++)
            points[model * THRESHOLDS + i] = share(
                (double)i, &(struct sample){n, reached + i * repeats, runs, !view_data_vary(results, model), 0}, level);
    }
    free(runs);
    free(reached);
    if (status != 0)
        free(points);
    else
        out->points = points;
    return status;
}

static void write_shows(const struct results *results, const struct profiles *profiles, bool crowded, char *shows,
                        size_t size)
{
    size_t n_cells = view_n_cells(results);
    char repeats[64];
    points_repeats(profiles->points, view_n_models(results) * THRESHOLDS, repeats, sizeof repeats);
    char intervals[64] = "", level[VIEW_LEVEL];
    if (view_n_repeats(results) > 1 && !crowded)
        snprintf(intervals, sizeof intervals, "; pointwise %s band", view_level(results, level));
    if (n_cells == 1)
        snprintf(shows, size, "Performance profile over %s%s", repeats, intervals);
    else if (profiles->left_out)
        snprintf(shows, size, "Performance profile over %zu cells and the %s that all have%s", n_cells, repeats,
                 intervals);
    else
        snprintf(shows, size, "Performance profile over %zu cells, %s%s", n_cells, repeats, intervals);
}

static int draw(const struct results *results, const struct profiles *profiles, struct gallery *gallery)
{
    struct chart chart;
    char shows[256], label[CHART_LABEL];
    size_t n_lines = points_n_lines(profiles->points, view_n_models(results), THRESHOLDS);
    const struct line_style style = {
        .clamp = "clamp", .crowded = n_lines > MOST_BANDS, .bare = true, .n_lines = n_lines};
    write_shows(results, profiles, style.crowded, shows, sizeof shows);
    TRY(chart_open(gallery, "profiles", &chart));
    chart_key(&chart, results, n_lines);
    chart_titles(&chart, results, shows);
    fprintf(chart.script,
            "set xlabel '%s τ: %s'\nset ylabel 'runs with %s ≥ τ (%%)'\n"
            "set xrange [-1:101]\nset xtics 0,20,100\nset yrange [-2:102]\nset ytics 0,20,100\n"
            "clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v\n",
            results->metric->called, metric_axis(results->metric, false, label, sizeof label), results->metric->called);
    chart_output(&chart);
    int block = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        const struct point *line = profiles->points + model * THRESHOLDS;
        if (!points_any(line, THRESHOLDS))
            continue;
        chart_line_data(&chart, results, model, line, THRESHOLDS);
        chart_line(&chart, results, model, block++, line, THRESHOLDS, &style);
    }
    return chart_close(&chart);
}

int chart_profiles(const struct results *results, struct gallery *gallery)
{
    struct profiles profiles = {NULL, false};
    TRY(make_profiles(results, &profiles));
    int status = 0;
    if (points_any(profiles.points, view_n_models(results) * THRESHOLDS))
        status = draw(results, &profiles, gallery);
    else
        chart_leave_out(gallery, "profiles", "no repeat has a result in all cells");
    free(profiles.points);
    return status;
}
