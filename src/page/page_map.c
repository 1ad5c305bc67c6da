/* Maps of the differences over two axes of the grid. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text_width.h"
#include "page_parts.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_FIELDS = 4000, MOST_PANELS = 36, SHADES = 5 };
enum { COLUMN = 8, WORD_COLUMNS = 16 }; /* units of a column of text, and columns that a word has at the most */

/* Two axes in a panel; a panel for each combination of the others' values. */
struct map {
    const struct analysis *analysis;
    const struct forest_row *rows; /* (n_cells, n_rivals) */
    size_t rival;
    int x_axis, y_axis;
    const size_t *x_order, *y_order; /* indices of values, smallest first */
    size_t n_x, n_y, n_panels, n_columns;
    double field_width, field_height, step_x, step_y, left, top;
    bool are_turned; /* words below the fields, which are wider than these */
    double most;     /* the difference that has the last shade; NaN: there is none */
};

/* The panels count through the axes that are not in them, the last one fastest. */
static size_t panel_of(const struct map *map, size_t cell)
{
    const struct results *results = map->analysis->results;
    size_t panel = 0;
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (axis != map->x_axis && axis != map->y_axis)
            panel = panel * view_axis(results, axis)->count + view_position(results, cell, axis);
    return panel;
}

static const struct forest_row *row_of(const struct map *map, size_t cell)
{
    return &map->rows[cell * map->analysis->n_rivals + map->rival];
}

static double left_of(const struct map *map, size_t panel)
{
    size_t column = panel % map->n_columns;
    return map->left + (double)column * map->step_x;
}

static double top_of(const struct map *map, size_t panel)
{
    size_t row = panel / map->n_columns;
    return map->top + (double)row * map->step_y;
}

static size_t place_in(const size_t *order, size_t position)
{
    size_t i = 0;
    while (order[i] != position)
        i++;
    return i;
}

/* Columns of the longest value, as it is shown. */
static int widest_value(const struct dimension *axis)
{
    int widest = 0;
    for (size_t i = 0; i < axis->count; i++) {
        char text[VALUE_TEXT];
        int width = display_width(value_print(axis->values[i], text));
        widest = width > widest ? width : widest;
    }
    return widest < WORD_COLUMNS ? widest : WORD_COLUMNS;
}

static void lay_out(struct map *map)
{
    enum { LEFT = 40, GAP = 14, HEAD = 18, WIDEST = 44 };
    const struct results *results = map->analysis->results;
    const struct dimension *x = view_axis(results, map->x_axis), *y = view_axis(results, map->y_axis);
    const double below = axis_has_words(x) ? COLUMN * widest_value(x) : 0, cosine = 0.77,
                 sine = 0.64; /* of 40 degrees */
    map->are_turned = below > WIDEST;
    map->left =
        fmax(LEFT, fmax(axis_has_words(y) ? COLUMN * widest_value(y) + 8 : 0, map->are_turned ? cosine * below : 0));
    const double room = FIGURE_WIDTH - map->left - 2, least = 34;
    double columns = floor((room + GAP) / ((double)map->n_x * least + GAP));
    map->n_columns = (size_t)fmin(fmax(columns, 1), (double)map->n_panels);
    map->field_width = fmin(WIDEST, ((room + GAP) / (double)map->n_columns - GAP) / (double)map->n_x);
    map->field_height = fmin(fmax(map->field_width, 4), 26);
    map->step_x = map->field_width * (double)map->n_x + GAP;
    map->step_y = map->field_height * (double)map->n_y + HEAD + GAP + (map->are_turned ? sine * below : 0);
    map->top = 14 + HEAD;
    map->most = NAN;
    for (size_t cell = 0; cell < map->analysis->n_cells; cell++) {
        double difference = fabs(row_of(map, cell)->value);
        map->most = fmax(map->most, difference);
    }
    if (!isnan(map->most))
        map->most = scale_around(0, map->most > 0 ? map->most : 1, 0, 0).high;
}

/* 0 … 2 * SHADES; the middle stands for none. */
static int shade_of(const struct map *map, double difference)
{
    return (int)lround(SHADES + SHADES * fmin(fmax(difference / map->most, -1), 1));
}

static void write_tooltip(const struct map *map, size_t cell, const struct forest_row *row, FILE *out)
{
    char text[FIGURE_TEXT];
    fputs("<title>", out);
    page_write_text(view_cell(map->analysis->results, cell, text, sizeof text), out);
    fputs(": ", out);
    page_write_figure(map->analysis->metric, true, row->value, out);
    fputs(" (", out);
    page_write_interval(map->analysis->metric, true, row->interval, out);
    fputs(")</title>", out);
}

static void write_field(const struct map *map, size_t cell, FILE *out)
{
    const struct results *results = map->analysis->results;
    const struct forest_row *here = row_of(map, cell);
    size_t panel = panel_of(map, cell);
    double column = (double)place_in(map->x_order, view_position(results, cell, map->x_axis));
    double row = (double)place_in(map->y_order, view_position(results, cell, map->y_axis));
    double x = left_of(map, panel) + column * map->field_width;
    double y = top_of(map, panel) + ((double)map->n_y - 1 - row) * map->field_height;
    const double wide_enough = 32;
    char text[PAGE_FIGURE];
    if (isnan(here->value))
        fputs("<g class=\"none\">", out);
    else
        fprintf(out, "<g class=\"h%d%s\">", shade_of(map, here->value), here->is_decided ? "" : " open");
    write_tooltip(map, cell, here, out);
    double margin = map->field_width > 10 ? 1 : 0;
    fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x + margin, y + margin,
            map->field_width - 2 * margin, map->field_height - 2 * margin);
    if (map->field_width >= wide_enough)
        figure_text(x + map->field_width / 2, y + map->field_height / 2 + 4, "small mid",
                    page_figure_text(map->analysis->metric, true, 0, here->value, text), 16, out);
    fputs("</g>\n", out);
}

/* Values of one axis; every k-th where they are close. */
static void write_values(const struct map *map, bool along_x, size_t panel, FILE *out)
{
    const struct dimension *axis = view_axis(map->analysis->results, along_x ? map->x_axis : map->y_axis);
    const size_t *order = along_x ? map->x_order : map->y_order;
    double size = along_x ? map->field_width : map->field_height, room = along_x && !map->are_turned ? 28 : 14;
    size_t every = (size_t)ceil(room / size);
    double left = left_of(map, panel);
    double top = top_of(map, panel);
    double bottom = top + map->field_height * (double)map->n_y;
    for (size_t i = 0; i < axis->count; i += every) {
        char value[VALUE_TEXT], text[SAFE_TEXT];
        double at = ((double)i + 0.5) * size;
        text_cut_middle(value_print(axis->values[order[i]], value), WORD_COLUMNS, text, sizeof text);
        if (!along_x)
            figure_text(left - 4, bottom - at + 4, "tic end", text, WORD_COLUMNS, out);
        else if (map->are_turned)
            figure_text_turned(left + at + 4, bottom + 10, "tic end", text, WORD_COLUMNS, out);
        else
            figure_text(left + at, bottom + 12, "tic mid", text, WORD_COLUMNS, out);
    }
}

/* "n_in 4, units 32": the values of the axes that are not in the panel. */
static void write_panel_title(const struct map *map, size_t cell, size_t panel, FILE *out)
{
    const struct results *results = map->analysis->results;
    char text[FIGURE_TEXT];
    int axes[RESULTS_MAX_DIMENSIONS], n_varied = view_varied_axes(results, axes), n = 0;
    for (int i = 0; i < n_varied; i++)
        if (axes[i] != map->x_axis && axes[i] != map->y_axis)
            axes[n++] = axes[i];
    view_cell_text(results, cell, axes, n, text, sizeof text);
    figure_text(left_of(map, panel), top_of(map, panel) - 5, "tic", text, 50, out);
}

static void write_key(const struct map *map, double y, FILE *out)
{
    enum { WIDTH = 14, N = 2 * SHADES + 1 };
    char text[32];
    const double left = 80;
    for (int shade = 0; shade < N; shade++)
        fprintf(out, "<g class=\"h%d\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"10\"/></g>\n", shade,
                left + shade * WIDTH, y, WIDTH);
    snprintf(text, sizeof text, "−%.6g", map->most);
    figure_text(left - 6, y + 9, "tic end", text, 16, out);
    snprintf(text, sizeof text, "+%.6g%s", map->most,
             metric_is_percent(map->analysis->metric) ? " percentage points" : "");
    figure_text(left + N * WIDTH + 6, y + 9, "tic", text, 32, out);
}

static void draw_map(const struct map *map, FILE *out)
{
    const struct results *results = map->analysis->results;
    char couple[FIGURE_TEXT / 2], title[FIGURE_TEXT], shows[FIGURE_TEXT], id[32];
    size_t n_rows = (map->n_panels + map->n_columns - 1) / map->n_columns, n_titled = 0;
    double bottom = map->top + (double)n_rows * map->step_y;
    snprintf(title, sizeof title, "%s over the grid.", page_couple_text(results, map->rival, couple, sizeof couple));
    if (isnan(map->most)) {
        figure_left_out(title, "no cell has a result of both models", out);
        return;
    }
    snprintf(id, sizeof id, "map-%zu", map->rival);
    snprintf(shows, sizeof shows, "Across: %s; upward: %s. A dashed field is undecided after Holm’s adjustment.",
             view_axis(results, map->x_axis)->name, view_axis(results, map->y_axis)->name);
    figure_begin(id, bottom + 14, title, shows, out);
    for (size_t cell = 0; cell < map->analysis->n_cells; cell++) {
        size_t panel = panel_of(map, cell);
        if (panel >= n_titled) { /* its first cell: panels come in order */
            write_panel_title(map, cell, panel, out);
            write_values(map, true, panel, out);
            if (panel % map->n_columns == 0)
                write_values(map, false, panel, out);
            n_titled = panel + 1;
        }
        write_field(map, cell, out);
    }
    write_key(map, bottom, out);
    figure_end(out);
}

static int draw_maps(const struct analysis *analysis, const int *axes, size_t n_panels, FILE *out)
{
    const struct results *results = analysis->results;
    size_t *x_order = NULL, *y_order = NULL;
    struct forest_row *rows = NULL;
    int status;
    TRY_ELSE(done, forest_rows(analysis, FOREST_DIFFERENCES, &rows));
    TRY_ELSE(done, axis_sorted(view_axis(results, axes[0]), &x_order));
    TRY_ELSE(done, axis_sorted(view_axis(results, axes[1]), &y_order));
    for (size_t rival = 0; rival < analysis->n_rivals; rival++) {
        struct map map = {
            .analysis = analysis,
            .rows = rows,
            .rival = rival,
            .x_axis = axes[0],
            .y_axis = axes[1],
            .x_order = x_order,
            .y_order = y_order,
            .n_x = view_axis(results, axes[0])->count,
            .n_y = view_axis(results, axes[1])->count,
            .n_panels = n_panels,
        };
        lay_out(&map);
        draw_map(&map, out);
    }
done:
    free(rows);
    free(x_order);
    free(y_order);
    return status;
}

void figure_maps(const struct analysis *analysis, FILE *out)
{
    const char *title = "The map of the differences over the grid";
    const struct results *results = analysis->results;
    int axes[RESULTS_MAX_DIMENSIONS], n = axes_by_size(results, axes);
    if (n < 2 || analysis->n_rivals == 0)
        return;
    size_t n_panels = 1;
    for (int i = 2; i < n && n_panels <= MOST_PANELS; i++)
        n_panels *= view_axis(results, axes[i])->count;
    if (analysis->n_cells * analysis->n_rivals > MOST_FIELDS)
        figure_left_out(title, "it would have more than 4000 fields", out);
    else if (n_panels > MOST_PANELS)
        figure_left_out(title, "it would have more than 36 panels", out);
    else if (draw_maps(analysis, axes, n_panels, out) != 0)
        figure_left_out(title, "memory was short", out);
}
