/* Mean accuracy of a model, or its difference to the first, over the two largest axes of the grid, a panel for each
 * value of the third. */
#include "attnbench/error.h"
#include "chart.h"
#include "gnuplot.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* All panels share one coordinate system, in which a field is 1 x 1; so one plot command draws them. */
struct layout {
    int x_axis, y_axis, panel_axis;           /* panel_axis -1: one panel */
    size_t *x_order, *y_order, *panel_order;  /* indices of values, smallest first; panel_order NULL: one panel */
    size_t n_x, n_y, n_panels, columns, rows; /* columns, rows: of panels */
    double step_x, step_y;                    /* from one panel to the next */
};

enum { MOST_PANELS = 9, MOST_TICS = 12, MOST_LABELLED_COLUMNS = 20 };

static void layout_free(struct layout *layout)
{
    free(layout->x_order);
    free(layout->y_order);
    free(layout->panel_order);
}

/* The axes with more than one value, largest first; of equals the first. */
static int largest_axes(const struct results *results, int *axes)
{
    int n = 0;
    for (int axis = 0; axis < view_n_axes(results); axis++) {
        size_t count = view_axis(results, axis)->count;
        if (count < 2)
            continue;
        int i = n++;
        for (; i > 0 && view_axis(results, axes[i - 1])->count < count; i--)
            axes[i] = axes[i - 1];
        axes[i] = axis;
    }
    return n;
}

/* A third axis with too many values for panels is averaged over, as are further axes. n_panels stays 0 when there are
 * not two axes. */
static int layout_of(const struct results *results, struct layout *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = largest_axes(results, axes);
    *out = (struct layout){0};
    if (n < 2)
        return 0;
    out->x_axis = axes[0];
    out->y_axis = axes[1];
    out->panel_axis = n > 2 && view_axis(results, axes[2])->count <= MOST_PANELS ? axes[2] : -1;
    TRY(chart_sorted(view_axis(results, out->x_axis), &out->x_order));
    TRY(chart_sorted(view_axis(results, out->y_axis), &out->y_order));
    if (out->panel_axis >= 0)
        TRY(chart_sorted(view_axis(results, out->panel_axis), &out->panel_order));
    out->n_x = view_axis(results, out->x_axis)->count;
    out->n_y = view_axis(results, out->y_axis)->count;
    out->n_panels = out->panel_axis < 0 ? 1 : view_axis(results, out->panel_axis)->count;
    out->columns = out->n_panels <= 3 ? out->n_panels : (size_t)ceil(sqrt((double)out->n_panels));
    out->rows = (out->n_panels + out->columns - 1) / out->columns;
    out->step_x = (double)out->n_x * 1.08 + 0.1;
    out->step_y = (double)out->n_y * 1.25 + 0.1;
    return 0;
}

static double left_of(const struct layout *layout, size_t panel)
{
    return (double)(panel % layout->columns) * layout->step_x;
}

/* Rows of panels go down. */
static double bottom_of(const struct layout *layout, size_t panel)
{
    size_t row = layout->rows - 1 - panel / layout->columns;
    return (double)row * layout->step_y;
}

/* One place of the map: the mean of its cells' means, over the axes that the map does not show. */
struct field {
    double value;           /* NaN when there is no result */
    size_t n_cells, trials; /* that have results; of a difference, pairs of trials */
    enum verdict verdict;   /* of a difference: what all its cells say; undecided when they do not agree */
};

struct map {
    const struct analysis *analysis;
    struct layout layout;
    size_t model;
    bool is_difference;   /* to the first model */
    struct field *fields; /* (n_panels, n_y, n_x) */
};

static const struct field *field_at(const struct map *map, size_t x, size_t y, size_t panel)
{
    return &map->fields[(panel * map->layout.n_y + y) * map->layout.n_x + x];
}

/* Where the cell's value of an axis stands in the order of values. */
static size_t rank_of(const struct results *results, size_t cell, int axis, const size_t *order)
{
    size_t position = view_position(results, cell, axis), rank = 0;
    while (order[rank] != position)
        rank++;
    return rank;
}

static void add_cell(struct field *field, double mean, size_t trials, enum verdict verdict)
{
    if (trials == 0)
        return;
    field->verdict = field->n_cells == 0 || field->verdict == verdict ? verdict : VERDICT_UNDECIDED;
    field->value =
        ((field->n_cells > 0 ? field->value : 0) * (double)field->n_cells + mean) / (double)(field->n_cells + 1);
    field->n_cells++;
    field->trials += trials;
}

static int fill_fields(struct map *map)
{
    const struct layout *layout = &map->layout;
    const struct analysis *analysis = map->analysis;
    size_t n = layout->n_panels * layout->n_y * layout->n_x;
    map->fields = allocate(n, sizeof *map->fields);
    if (map->fields == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        map->fields[i].value = NAN;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        size_t x = rank_of(analysis->results, cell, layout->x_axis, layout->x_order);
        size_t y = rank_of(analysis->results, cell, layout->y_axis, layout->y_order);
        size_t panel =
            layout->panel_axis < 0 ? 0 : rank_of(analysis->results, cell, layout->panel_axis, layout->panel_order);
        struct field *field = &map->fields[(panel * layout->n_y + y) * layout->n_x + x];
        if (map->is_difference) {
            const struct comparison *c = &analysis->comparisons[cell * analysis->n_rivals + map->model - 1];
            add_cell(field, c->difference, c->n, c->verdict);
        } else {
            const struct estimate *accuracy = &analysis->cells[cell * analysis->n_models + map->model].accuracy;
            add_cell(field, accuracy->mean, accuracy->n, VERDICT_NO_DATA);
        }
    }
    return 0;
}

static bool has_numbers(const struct layout *layout)
{
    return layout->columns * layout->n_x <= MOST_LABELLED_COLUMNS;
}

/* What the fields have in common. */
struct summary {
    size_t fewest, most; /* trials, of fields that have any */
    bool has_gaps, has_undecided;
    double largest; /* absolute value */
};

static struct summary summarize(const struct map *map)
{
    struct summary summary = {.fewest = SIZE_MAX};
    for (size_t i = 0; i < map->layout.n_panels * map->layout.n_y * map->layout.n_x; i++) {
        const struct field *field = &map->fields[i];
        summary.has_gaps |= field->n_cells == 0;
        if (field->n_cells == 0)
            continue;
        summary.fewest = field->trials < summary.fewest ? field->trials : summary.fewest;
        summary.most = field->trials > summary.most ? field->trials : summary.most;
        summary.largest = fmax(summary.largest, fabs(field->value));
        summary.has_undecided |= field->verdict == VERDICT_UNDECIDED;
    }
    return summary;
}

static void write_data(struct chart *chart, const struct map *map)
{
    const struct layout *layout = &map->layout;
    const struct results *results = map->analysis->results;
    fprintf(chart->data, "# place_x place_y %s trials undecided x_value y_value%s\n",
            map->is_difference ? "difference_points" : "mean_percent", layout->panel_axis >= 0 ? " panel_value" : "");
    for (size_t panel = 0; panel < layout->n_panels; panel++)
        for (size_t y = 0; y < layout->n_y; y++)
            for (size_t x = 0; x < layout->n_x; x++) {
                const struct field *field = field_at(map, x, y, panel);
                fprintf(chart->data, "%.6g %.6g %.10g %zu %d %" PRId64 " %" PRId64, left_of(layout, panel) + (double)x,
                        bottom_of(layout, panel) + (double)y, field->value, field->trials,
                        field->n_cells > 0 && field->verdict == VERDICT_UNDECIDED,
                        view_axis(results, layout->x_axis)->values[layout->x_order[x]],
                        view_axis(results, layout->y_axis)->values[layout->y_order[y]]);
                if (layout->panel_axis >= 0)
                    fprintf(chart->data, " %" PRId64,
                            view_axis(results, layout->panel_axis)->values[layout->panel_order[panel]]);
                fputc('\n', chart->data);
            }
}

/* Labels of one axis's values, repeated for each column or row of panels; every k-th when there are many. */
static void write_tics(struct chart *chart, const char *which, const struct dimension *axis, const size_t *order,
                       size_t n_panels, double step)
{
    size_t every = (axis->count * (which[0] == 'x' ? n_panels : 1) + MOST_TICS - 1) / MOST_TICS;
    fprintf(chart->script, "set %s scale 0 (", which);
    for (size_t panel = 0; panel < n_panels; panel++)
        for (size_t i = 0; i < axis->count; i += every)
            fprintf(chart->script, "%s'%" PRId64 "' %.6g", panel + i == 0 ? "" : ", ", axis->values[order[i]],
                    (double)panel * step + (double)i);
    fputs(")\n", chart->script);
}

static void write_panel_titles(struct chart *chart, const struct results *results, const struct layout *layout)
{
    if (layout->panel_axis < 0)
        return;
    const struct dimension *axis = view_axis(results, layout->panel_axis);
    for (size_t panel = 0; panel < layout->n_panels; panel++) {
        char title[2 * RESULTS_LABEL];
        snprintf(title, sizeof title, "%s %" PRId64, axis->name, axis->values[layout->panel_order[panel]]);
        fprintf(chart->script, "set label %zu ", panel + 4); /* 1 to 3 are the headings */
        gnuplot_write_quoted(chart->script, title);
        fprintf(chart->script, " at first %.6g, first %.6g center offset 0,0.7\n",
                left_of(layout, panel) + (double)(layout->n_x - 1) / 2,
                bottom_of(layout, panel) + (double)layout->n_y - 0.5);
    }
}

static void write_axes(struct chart *chart, const struct results *results, const struct layout *layout)
{
    const struct dimension *x = view_axis(results, layout->x_axis), *y = view_axis(results, layout->y_axis);
    fprintf(chart->script,
            "unset key\nset rmargin at screen 0.81\nunset grid\nset border 0\nset xrange [-0.5:%.6g]\nset yrange "
            "[-0.5:%.6g]\n",
            (double)(layout->columns - 1) * layout->step_x + (double)layout->n_x - 0.5,
            (double)(layout->rows - 1) * layout->step_y + (double)layout->n_y * (layout->n_panels > 1 ? 1.12 : 1) -
                0.5);
    write_tics(chart, "xtics", x, layout->x_order, layout->columns, layout->step_x);
    write_tics(chart, "ytics", y, layout->y_order, layout->rows, layout->step_y);
    fputs("set xlabel ", chart->script);
    gnuplot_write_quoted(chart->script, chart_axis_label(x));
    fputs("\nset ylabel ", chart->script);
    gnuplot_write_quoted(chart->script, chart_axis_label(y));
    fputc('\n', chart->script);
}

/* Above 10 the next multiple of 10, below it of 1: the end of a scale. */
static double round_up(double value)
{
    double step = value > 10 ? 10 : 1;
    return fmax(1, ceil(value / step)) * step;
}

/* The difference's colours are those of ColorBrewer's RdBu (Brewer 1994), blue against red, which colour-blind eyes
 * tell apart; white is 0. */
static void write_colours(struct chart *chart, const struct map *map, const struct summary *summary)
{
    if (!map->is_difference) {
        fprintf(chart->script, "%sset cbrange [0:100]\nset cbtics 0,20,100\n", chart_viridis);
        fputs("set cblabel 'sequences wholly right (%)' offset 1,0\n", chart->script);
        return;
    }
    double end = round_up(summary->largest);
    fprintf(chart->script,
            "set palette defined (0 '#2166ac', 1 '#4393c3', 2 '#92c5de', 3 '#d1e5f0', 4 '#f7f7f7', 5 '#fddbc7', "
            "6 '#f4a582', 7 '#d6604d', 8 '#b2182b')\nset cbrange [%.6g:%.6g]\nset cbtics ('%+.6g' %.6g, '%+.6g' %.6g, "
            "'0' 0, '%+.6g' %.6g, '%+.6g' %.6g)\n"
            "set cblabel 'percentage points' offset 1,0\n",
            -end, end, -end, -end, -end / 2, -end / 2, end / 2, end / 2, end, end);
}

/* The field's number: white on dark fields, black on light ones. A star marks those of fewer trials than the most,
 * brackets differences that are undecided. */
static void write_numbers(struct chart *chart, const struct map *map, const struct summary *summary)
{
    const struct layout *layout = &map->layout;
    size_t columns = layout->columns * layout->n_x;
    int size = columns > 12 ? 11 : columns > 6 ? 16 : 20, digits = columns > 12 ? 0 : 1;
    double end = round_up(summary->largest);
    char dark[64];
    if (map->is_difference)
        snprintf(dark, sizeof dark, "abs($3) > %.6g", 0.65 * end);
    else
        snprintf(dark, sizeof dark, "$3 < 45");
    for (int light = 0; light < 2; light++)
        fprintf(
            chart->script,
            ", \\\n     '' using ($3 == $3 && %s(%s) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%%%s.%df%%s)' : '%%%s.%df%%s', "
            "$3, $4 < %zu ? '*' : '')) with labels font ',%d' textcolor rgb '%s'",
            light ? "!" : "", dark, map->is_difference ? "+" : "", digits, map->is_difference ? "+" : "", digits,
            summary->most, size, light ? "black" : "white");
}

/* Grey stands for "no result" where no colour covers it. */
static void write_plot(struct chart *chart, const struct map *map, const struct summary *summary)
{
    chart_output(chart);
    fprintf(
        chart->script,
        "plot '%s.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \\\n"
        "     '' using ($3 == $3 ? $1 : NaN):2:(0.5):(0.5):3 with boxxyerror fillstyle solid 1 noborder linecolor "
        "palette",
        chart->name);
    if (has_numbers(&map->layout))
        write_numbers(chart, map, summary);
    else if (summary->has_undecided && map->is_difference)
        fprintf(
            chart->script,
            ", \\\n     '' using ($5 == 1 ? $1 : NaN):2 with points pointtype 2 pointsize %.2g linewidth 0.5 linecolor "
            "rgb '#333333'",
            map->layout.columns * map->layout.n_x > 60 ? 0.2 : 0.5);
}

/* What the marks mean, of those that the chart has. */
static void write_legend(const struct map *map, const struct summary *summary, char *out, size_t size)
{
    bool numbers = has_numbers(&map->layout);
    const char *undecided = numbers ? "; in brackets: undecided" : "; cross: undecided";
    snprintf(out, size, "%s%s%s", summary->has_gaps ? "; grey: no result" : "",
             map->is_difference && summary->has_undecided ? undecided : "",
             numbers && summary->fewest < summary->most ? "; *: of fewer repeats" : "");
}

static int draw(const struct map *map, struct gallery *gallery)
{
    const struct results *results = map->analysis->results;
    const struct summary summary = summarize(map);
    struct chart chart;
    char name[CHART_NAME], shows[1024], legend[128];
    if (summary.most == 0)
        return 0;
    char model[CHART_LABEL], first[CHART_LABEL];
    chart_model_name(results, map->model, TITLE_NAME, model);
    chart_model_name(results, 0, TITLE_NAME, first);
    const char *over = view_n_cells(results) > map->layout.n_x * map->layout.n_y * map->layout.n_panels
                           ? "mean over further axes and repeats"
                           : "mean over repeats";
    write_legend(map, &summary, legend, sizeof legend);
    if (map->is_difference)
        snprintf(shows, sizeof shows, "Accuracy of %s − %s, %s%s", model, first, over, legend);
    else
        snprintf(shows, sizeof shows, "Accuracy of %s, %s%s", model, over, legend);
    snprintf(name, sizeof name, "heatmap_%s%s", map->is_difference ? "difference_" : "",
             view_model_name(results, map->model));
    TRY(chart_open(gallery, name, &chart));
    write_data(&chart, map);
    chart_titles(&chart, results, shows);
    write_axes(&chart, results, &map->layout);
    write_colours(&chart, map, &summary);
    write_panel_titles(&chart, results, &map->layout);
    write_plot(&chart, map, &summary);
    return chart_close(&chart);
}

static int draw_map(struct map *map, struct gallery *gallery)
{
    int status = layout_of(map->analysis->results, &map->layout);
    if (status == 0 && map->layout.n_panels > 0)
        status = fill_fields(map);
    if (status == 0 && map->layout.n_panels > 0)
        status = draw(map, gallery);
    free(map->fields);
    layout_free(&map->layout);
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
