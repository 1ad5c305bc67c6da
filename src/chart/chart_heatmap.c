/* Mean figure of a model, or its difference to the first, over the two largest axes of the grid, a panel for each
 * value of the third. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "chart_panels.h"

#include <math.h>
#include <stdlib.h>

static const double RIGHT = 0.81; /* of the map, beside which stands the scale */

struct map {
    const struct analysis *analysis;
    struct panels panels;
    size_t model;
    bool is_difference;       /* to the first model */
    struct map_field *fields; /* (n_panels, n_y, n_x) */
};

static int fill_fields(struct map *map)
{
    const struct analysis *analysis = map->analysis;
    size_t n = panels_n_fields(&map->panels);
    map->fields = allocate(n, sizeof *map->fields);
    if (map->fields == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        map->fields[i].value = NAN;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        const struct map_field of_cell =
            map->is_difference ? map_difference(analysis, cell, map->model - 1) : map_mean(analysis, cell, map->model);
        map_add(&map->fields[panels_field(&map->panels, cell)], &of_cell);
    }
    return 0;
}

/* Lets the panels choose a font. A star where trials are fewer than the most. */
static void add_numbers(struct map *map, size_t most)
{
    for (size_t i = 0; i < panels_n_fields(&map->panels); i++) {
        const struct map_field *field = &map->fields[i];
        if (field->n_cells > 0)
            panels_add_number(&map->panels, &(struct number){.value = field->value,
                                                             .is_signed = map->is_difference,
                                                             .in_brackets = map_is_unclear(field),
                                                             .is_starred = field->trials < most});
    }
}

/* What the fields have in common. */
struct summary {
    size_t fewest, most; /* trials, of fields that have any */
    bool has_gaps, has_undecided;
    double largest;          /* absolute value */
    struct axis_range range; /* of means */
};

static struct summary summarize(const struct map *map)
{
    struct summary summary = {.fewest = SIZE_MAX, .range = maps_range(map->analysis)};
    for (size_t i = 0; i < panels_n_fields(&map->panels); i++) {
        const struct map_field *field = &map->fields[i];
        summary.has_gaps |= field->n_cells == 0;
        if (field->n_cells == 0)
            continue;
        summary.fewest = field->trials < summary.fewest ? field->trials : summary.fewest;
        summary.most = field->trials > summary.most ? field->trials : summary.most;
        summary.largest = fmax(summary.largest, fabs(field->value));
        summary.has_undecided |= map_is_unclear(field);
    }
    return summary;
}

static void write_data(struct chart *chart, const struct map *map)
{
    const struct panels *panels = &map->panels;
    fprintf(chart->data, "# place_x place_y %s trials undecided %s\n",
            !metric_is_percent(map->analysis->metric) ? (map->is_difference ? "difference" : "mean")
            : map->is_difference                      ? "difference_points"
                                                      : "mean_percent",
            panels_values_header(panels));
    for (size_t i = 0; i < panels_n_fields(panels); i++) {
        const struct map_field *field = &map->fields[i];
        fprintf(chart->data, "%.6g %.6g %.10g %zu %d", panels_x(panels, i), panels_y(panels, i), field->value,
                field->trials, map_is_unclear(field));
        panels_write_values(panels, i, chart->data);
        fputc('\n', chart->data);
    }
}

/* The end of a scale: of points above 10 the next multiple of 10, below it of 1; else of the leading digit. */
static double end_of(const struct map *map, const struct summary *summary)
{
    double step = summary->largest > 10 ? 10 : 1;
    if (!metric_is_percent(map->analysis->metric) && summary->largest > 0)
        step = pow(10, floor(log10(summary->largest)));
    return fmax(1, ceil(summary->largest / step)) * step;
}

/* So that a number has two digits or more. */
static int fewest_decimals(const struct map *map, const struct summary *summary)
{
    enum { MOST = 6 };
    if (metric_is_percent(map->analysis->metric) || !(summary->largest > 0))
        return 0;
    return (int)fmin(fmax(1 - floor(log10(summary->largest)), 0), MOST);
}

static void write_mean_colours(struct chart *chart, const struct map *map, const struct axis_range *range)
{
    char label[CHART_LABEL];
    fprintf(chart->script, "%s%sset cbrange [%.6g:%.6g]\n", chart_viridis,
            range->logarithmic ? "set logscale cb\n" : "", range->low, range->high);
    if (metric_is_percent(map->analysis->metric))
        fputs("set cbtics 0,20,100\n", chart->script);
    else if (range->logarithmic)
        chart_decades(chart, "cb", range);
    chart_axis_label(chart, "cb", metric_axis(map->analysis->metric, false, label, sizeof label), " offset 1,0");
}

/* Means below it stand on dark fields. */
static double dark_end(const struct axis_range *range)
{
    const double share = 0.45;
    if (range->logarithmic)
        return range->low * pow(range->high / range->low, share);
    return range->low + share * (range->high - range->low);
}

/* The difference's colours are those of ColorBrewer's RdBu (Brewer 1994), blue against red, which colour-blind eyes
 * tell apart; white is 0. */
static void write_colours(struct chart *chart, const struct map *map, const struct summary *summary)
{
    char label[CHART_LABEL];
    if (!map->is_difference) {
        write_mean_colours(chart, map, &summary->range);
        return;
    }
    double end = end_of(map, summary);
    fprintf(chart->script,
            "set palette defined (0 '#2166ac', 1 '#4393c3', 2 '#92c5de', 3 '#d1e5f0', 4 '#f7f7f7', 5 '#fddbc7', "
            "6 '#f4a582', 7 '#d6604d', 8 '#b2182b')\nset cbrange [%.6g:%.6g]\nset cbtics ('%+.6g' %.6g, '%+.6g' %.6g, "
            "'0' 0, '%+.6g' %.6g, '%+.6g' %.6g)\n",
            -end, end, -end, -end, -end / 2, -end / 2, end / 2, end / 2, end, end);
    const struct metric *metric = map->analysis->metric;
    chart_axis_label(chart, "cb",
                     metric_is_percent(metric) ? "percentage points" : metric_axis(metric, true, label, sizeof label),
                     " offset 1,0");
}

/* The field's number: white on dark fields, black on light ones. A star marks those of fewer trials than the most,
 * brackets differences that are undecided. */
static void write_numbers(struct chart *chart, const struct map *map, const struct summary *summary)
{
    int size = panels_font(&map->panels), digits = panels_decimals(&map->panels);
    double end = end_of(map, summary);
    char dark[64];
    if (map->is_difference)
        snprintf(dark, sizeof dark, "abs($3) > %.6g", 0.65 * end);
    else
        snprintf(dark, sizeof dark, "$3 < %.6g", dark_end(&summary->range));
    for (int light = 0; light < 2; light++)
        fprintf(
            chart->script,
            ", \\\n     '' using ($3 == $3 && %s(%s) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%%%s.%df%%s)' : '%%%s.%df%%s', "
            "$3, $4 < %zu ? '*' : '')) with labels font ',%d' textcolor rgb '%s'",
            light ? "!" : "", dark, map->is_difference ? "+" : "", digits, map->is_difference ? "+" : "", digits,
            summary->most, size, light ? "black" : "white");
}

/* Grey stands for "no result" where no colour covers it. Coloured fields reach a little under the next ones, since
 * between fields that only touch lines of the ground would shine through. */
static void write_plot(struct chart *chart, const struct map *map, const struct summary *summary)
{
    chart_output(chart);
    fprintf(
        chart->script,
        "plot '%s.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \\\n"
        "     '' using ($3 == $3 ? $1 : NaN):2:(%.4g):(%.4g):3 with boxxyerror fillstyle solid 1 noborder linecolor "
        "palette",
        chart->name, 0.5 + 0.6 / panels_field_width(&map->panels), 0.5 + 0.6 / panels_field_height(&map->panels));
    if (panels_font(&map->panels) > 0)
        write_numbers(chart, map, summary);
    else if (summary->has_undecided)
        fprintf(
            chart->script,
            ", \\\n     '' using ($5 == 1 ? $1 : NaN):2 with points pointtype 2 pointsize %.2g linewidth 0.5 linecolor "
            "rgb '#333333'",
            map->panels.columns * map->panels.n_x > 60 ? 0.2 : 0.5);
}

/* What the marks mean, of those that the chart has. */
static void write_legend(const struct map *map, const struct summary *summary, char *out, size_t size)
{
    bool numbers = panels_font(&map->panels) > 0;
    const char *undecided = numbers ? "; in brackets: undecided" : "; cross: undecided";
    snprintf(out, size, "%s%s%s", summary->has_gaps ? "; grey: no result" : "", summary->has_undecided ? undecided : "",
             numbers && summary->fewest < summary->most ? "; *: of fewer repeats" : "");
}

static void write_shows(const struct map *map, const struct summary *summary, char *out, size_t size)
{
    const struct results *results = map->analysis->results;
    char model[CHART_LABEL], first[CHART_LABEL], averaged[CHART_LABEL], legend[128], rest[512];
    panels_averaged(&map->panels, "", averaged);
    write_legend(map, summary, legend, sizeof legend);
    snprintf(rest, sizeof rest, ", mean over %s%srepeats%s", averaged, averaged[0] != '\0' ? " and " : "", legend);
    snprintf(out, size, "%s of  − %s", results->metric->title, rest);
    const int columns = map->is_difference ? chart_columns_of_two(out) : TITLE_NAME_ALONE;
    chart_model_name(results, map->model, columns, model);
    chart_model_name(results, 0, columns, first);
    snprintf(out, size, "%s of %s%s%s%s", results->metric->title, model, map->is_difference ? " − " : "",
             map->is_difference ? first : "", rest);
}

static int draw(struct map *map, struct gallery *gallery)
{
    const struct results *results = map->analysis->results;
    const struct summary summary = summarize(map);
    struct chart chart;
    char name[CHART_NAME], shows[1024];
    chart_name(results, map->is_difference ? "heatmap_difference" : "heatmap", map->model, CHART_ALONE, name);
    if (summary.most == 0) {
        chart_leave_out(gallery, name,
                        map->is_difference ? "no cell has a result of both models" : "no cell has a result of it");
        return 0;
    }
    map->panels.fewest_decimals = fewest_decimals(map, &summary);
    add_numbers(map, summary.most);
    write_shows(map, &summary, shows, sizeof shows);
    TRY(chart_open(gallery, name, &chart));
    write_data(&chart, map);
    chart_titles(&chart, results, shows);
    fprintf(chart.script, "set key off noautotitle\nset rmargin at screen %.6g\n", RIGHT);
    panels_write_axes(&chart, &map->panels);
    write_colours(&chart, map, &summary);
    write_plot(&chart, map, &summary);
    return chart_close(&chart);
}

static int draw_map(struct map *map, struct gallery *gallery)
{
    int status = panels_make(map->analysis->results, RIGHT, &map->panels);
    if (status == 0 && map->panels.n_panels > 0)
        status = fill_fields(map);
    if (status == 0 && map->panels.n_panels > 0)
        status = draw(map, gallery);
    free(map->fields);
    panels_free(&map->panels);
    return status;
}

int chart_heatmap(const struct analysis *analysis, size_t model, struct gallery *gallery)
{
    struct map map = {.analysis = analysis, .model = model};
    return draw_map(&map, gallery);
}

int chart_heatmap_difference(const struct analysis *analysis, size_t rival, struct gallery *gallery)
{
    struct map map = {.analysis = analysis, .model = rival + 1, .is_difference = true};
    return draw_map(&map, gallery);
}
