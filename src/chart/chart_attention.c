/* Where a trained model looks. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/chart/chart.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_NUMBERED = 12, MOST_TICS = 20 }; /* columns */

/* The largest weight, rounded up to one digit: 0.7, 0.03. */
static double scale_end(const struct attention_map *map)
{
    double largest = 0;
    for (size_t i = 0; i < map->steps * map->n_in; i++)
        largest = fmax(largest, map->weights[i]);
    if (!(largest > 0))
        return 1;
    double unit = pow(10, ceil(log10(largest)) - 1), rounding = 1e-9;
    return ceil(largest / unit - rounding) * unit;
}

/* Small weights have so few tics that these do not reach the label: 0, 0.01, 0.02. */
static void write_scale(struct chart *chart, double end)
{
    const double unit = pow(10, floor(log10(end * 1.01))), digit = end / unit;
    fprintf(chart->script, "%sset cbrange [0:%.6g]\nset cblabel 'attention weight' offset 1,0\n", chart_viridis, end);
    if (end < 0.1)
        fprintf(chart->script, "set cbtics %.6g\n", unit * (digit < 5.5 ? 1 : digit < 8.5 ? 2 : 3));
}

static void write_axes(struct chart *chart, const struct attention_map *map)
{
    fprintf(
        chart->script,
        "set key off noautotitle\nunset grid\nset border 0\nset rmargin at screen 0.81\n"
        "set xrange [0.5:%zu.5]\nset yrange [%zu.5:0.5] noreverse\nset xtics scale 0 1,%zu\nset ytics scale 0 1,%zu\n"
        "set xlabel 'input step'\nset ylabel 'output step'\n",
        map->n_in, map->steps, map->n_in / MOST_TICS + 1, map->steps / MOST_TICS + 1);
    write_scale(chart, scale_end(map));
}

static void write_plot(struct chart *chart, const struct attention_map *map)
{
    chart_output(chart);
    fprintf(chart->script, "plot '%s.dat' using 2:1:", chart->name);
    chart_write_cell(chart, (const char *const[]){"$2", "$2"}, map->n_in, (double)map->n_in / CELLS_WIDTH);
    chart_write_cell(chart, (const char *const[]){"$1", "$1"}, map->steps, (double)map->steps / CELLS_HEIGHT);
    fputs("3 with boxxyerror fillstyle solid 1 noborder linecolor palette", chart->script);
    if (map->n_in > MOST_NUMBERED || map->steps > MOST_NUMBERED)
        return;
    fputs(", \\\n     '' using 2:1:(sprintf('%.2f', $3)):", chart->script);
    chart_write_ink(chart, "$3", 0.45 * scale_end(map), map->n_in > 8 ? 15 : 19);
}

static bool is_finite(const struct attention_map *map)
{
    for (size_t i = 0; i < map->steps * map->n_in; i++)
        if (!isfinite(map->weights[i]))
            return false;
    return true;
}

int chart_attention(const struct results *results, const struct attention_map *map, struct gallery *gallery)
{
    struct chart chart;
    char name[CHART_NAME], title[CHART_LABEL], shows[1024], cell[512];
    chart_name(results, "attention", map->model, CHART_ALONE, name);
    if (!is_finite(map)) {
        chart_leave_out(gallery, name, chart_diverged);
        return 0;
    }
    chart_model_name(results, map->model, TITLE_NAME_ALONE, title);
    chart_first_cell(results, cell, sizeof cell);
    snprintf(shows, sizeof shows, "Attention weights of %s, repeat %" PRId64 ", mean over %zu sequences%s", title,
             map->repeat, map->sequences, cell);
    TRY(chart_open(gallery, name, &chart));
    chart_titles(&chart, results, shows);
    fputs("# output_step input_step weight\n", chart.data);
    for (size_t t = 0; t < map->steps; t++)
        for (size_t j = 0; j < map->n_in; j++)
            fprintf(chart.data, "%zu %zu %.6g\n", t + 1, j + 1, map->weights[t * map->n_in + j]);
    write_axes(&chart, map);
    write_plot(&chart, map);
    return chart_close(&chart);
}
