/* Differences to the first model with their intervals. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "page_parts.h"

#include <math.h>
#include <stdlib.h>

enum { LINE = 18, LABEL_ABOVE = 16, MOST_LINES = 60, BESIDE_COLUMNS = 20, ABOVE_COLUMNS = 48 }; /* columns of a label */

/* The comparisons of one figure: all rivals of the only cell, or one rival in all cells. */
struct forest {
    const struct analysis *analysis;
    const struct forest_row *rows;
    size_t n, step; /* the i-th is rows[i * step] */
    bool by_cell;
    size_t rival; /* by cell: whose they are */
    bool above;   /* labels, which are long, stand above their lines */
};

static const struct forest_row *line_of(const struct forest *forest, size_t i)
{
    return &forest->rows[i * forest->step];
}

/* "4 · 1 · 10", as the heading "n_in · n_out · cardinality" has it, each value cut to so many columns. */
static void write_cell(const struct results *results, size_t cell, int columns, char *buffer, size_t size)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = view_varied_axes(results, axes);
    size_t used = 0;
    buffer[0] = '\0';
    for (int a = 0; a < n; a++) {
        char value[VALUE_TEXT], shown[SAFE_TEXT];
        text_cut_middle(value_print(view_value(results, cell, axes[a]), value), columns, shown, sizeof shown);
        text_append(buffer, size, &used, "%s%s", a > 0 ? " · " : "", shown);
    }
}

/* A cell's values, or the rival's name: all of it where it fits so many columns. */
static const char *line_text(const struct forest *forest, size_t i, int columns, char *buffer, size_t size)
{
    const struct results *results = forest->analysis->results;
    int axes[RESULTS_MAX_DIMENSIONS], n = view_varied_axes(results, axes);
    if (!forest->by_cell)
        return text_cut_middle(view_model_name(results, i + 1), columns, buffer, size);
    write_cell(results, i, VALUE_TEXT, buffer, size);
    if (display_width(buffer) > columns)
        write_cell(results, i, (columns - 3 * (n - 1)) / n, buffer, size);
    return buffer;
}

static const char *heading_text(const struct results *results, char *buffer, size_t size)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = view_varied_axes(results, axes);
    size_t used = 0;
    for (int a = 0; a < n && used < size; a++)
        used +=
            (size_t)snprintf(buffer + used, size - used, "%s%s", a > 0 ? " · " : "", view_axis(results, axes[a])->name);
    return buffer;
}

static struct scale forest_scale(const struct forest *forest, double from, double to)
{
    double low = 0, high = 0;
    for (size_t i = 0; i < forest->n; i++) {
        const struct forest_row *row = line_of(forest, i);
        low = fmin(low, fmin(row->value, row->interval.low));
        high = fmax(high, fmax(row->value, row->interval.high));
    }
    return scale_around(low, high, from, to);
}

/* Columns of the longest label. */
static int widest_label(const struct forest *forest)
{
    int widest = 0;
    for (size_t i = 0; i < forest->n; i++) {
        char text[FIGURE_TEXT];
        int width = display_width(line_text(forest, i, FIGURE_TEXT, text, sizeof text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* What stands to the left of the lines. */
static double left_of(const struct forest *forest)
{
    const double column = 8;
    return forest->above ? 20 : column * widest_label(forest) + 10;
}

static double line_height(const struct forest *forest)
{
    return forest->above ? LINE + LABEL_ABOVE : LINE;
}

static void write_line(const struct forest *forest, size_t i, const struct scale *x, double y, FILE *out)
{
    const struct forest_row *row = line_of(forest, i);
    size_t colour = (forest->by_cell ? forest->rival + 1 : i + 1) % 8;
    char text[FIGURE_TEXT], figure[PAGE_FIGURE];
    line_text(forest, i, forest->above ? ABOVE_COLUMNS : BESIDE_COLUMNS, text, sizeof text);
    figure_text(2, forest->above ? y - LABEL_ABOVE + 4 : y + 4, forest->above ? "small" : "", text, ABOVE_COLUMNS, out);
    if (isnan(row->value)) {
        figure_text(FIGURE_WIDTH - 2, y + 4, "tic end", "no data", 10, out);
        return;
    }
    figure_text(FIGURE_WIDTH - 2, y + 4, "tic end",
                page_figure_text(forest->analysis->metric, true, 1, row->value, figure), 16, out);
    if (isfinite(row->interval.low))
        fprintf(out, "<path class=\"bar m%zu\" d=\"M%.1f %.1fH%.1f\"/>\n", colour, scale_at(x, row->interval.low), y,
                scale_at(x, row->interval.high));
    fprintf(out, "<circle class=\"%s m%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n", row->is_decided ? "full" : "open",
            colour, scale_at(x, row->value), y);
}

static bool has_differences(const struct forest *forest)
{
    for (size_t i = 0; i < forest->n; i++)
        if (isfinite(line_of(forest, i)->value))
            return true;
    return false;
}

static void draw_forest(struct forest *forest, const char *id, const char *title, FILE *out)
{
    enum { TOP = 22, FIGURES = 54 };
    char heading[FIGURE_TEXT], label[128], shows[FIGURE_TEXT], level[VIEW_LEVEL];
    if (!has_differences(forest)) {
        figure_left_out(title, "it has no result of both models", out);
        return;
    }
    forest->above = widest_label(forest) > BESIDE_COLUMNS;
    double bottom = TOP + (double)forest->n * line_height(forest) + 4;
    struct scale x = forest_scale(forest, left_of(forest), FIGURE_WIDTH - FIGURES);
    snprintf(shows, sizeof shows, "Difference and its %s interval; a hollow dot is undecided after Holm’s adjustment.",
             view_level(forest->analysis->results, level));
    figure_begin(id, bottom + 36, title, shows, out);
    if (forest->by_cell)
        figure_text(2, 12, "tic", heading_text(forest->analysis->results, heading, sizeof heading), 56, out);
    figure_x_axis(&x, TOP - 4, bottom, metric_axis(forest->analysis->metric, true, label, sizeof label), out);
    fprintf(out, "<path class=\"zero\" d=\"M%.1f %dV%.1f\"/>\n", scale_at(&x, 0), TOP - 4, bottom);
    for (size_t i = 0; i < forest->n; i++)
        write_line(forest, i, &x, TOP + ((double)i + 1) * line_height(forest) - LINE / 2.0, out);
    figure_end(out);
}

/* One rival in all cells. */
static void write_forest_of(const struct analysis *analysis, const struct forest_row *rows, size_t rival, FILE *out)
{
    char couple[FIGURE_TEXT], title[FIGURE_TEXT + 64], id[32];
    struct forest forest = {analysis, rows + rival, analysis->n_cells, analysis->n_rivals, true, rival, false};
    snprintf(title, sizeof title, "%s in each cell.",
             page_couple_text(analysis->results, rival, couple, sizeof couple));
    snprintf(id, sizeof id, "forest-%zu", rival);
    if (analysis->n_cells <= MOST_LINES)
        draw_forest(&forest, id, title, out);
    else
        figure_left_out(title, "it would have more than 60 lines", out);
}

void figure_forests(const struct analysis *analysis, FILE *out)
{
    char title[FIGURE_TEXT];
    struct forest_row *rows;
    if (analysis->n_rivals == 0)
        return;
    if (forest_rows(analysis, FOREST_DIFFERENCES, &rows) != 0) {
        figure_left_out("The differences", "memory was short", out);
        return;
    }
    snprintf(title, sizeof title, "Difference to %s.", view_model_name(analysis->results, 0));
    if (analysis->n_cells == 1)
        draw_forest(&(struct forest){analysis, rows, analysis->n_rivals, 1, false, 0, false}, "forest", title, out);
    for (size_t rival = 0; analysis->n_cells > 1 && rival < analysis->n_rivals; rival++)
        write_forest_of(analysis, rows, rival, out);
    free(rows);
}
