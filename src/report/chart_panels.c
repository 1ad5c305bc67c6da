#include "chart_panels.h"
#include "attnbench/error.h"
#include "gnuplot.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_PANELS = 9, MOST_TICS = 12, MOST_NUMBERED_COLUMNS = 20 };

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

/* A third axis with too many values for panels shares fields, as do further axes. */
int panels_make(const struct results *results, struct panels *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = largest_axes(results, axes);
    *out = (struct panels){.results = results};
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

void panels_free(struct panels *panels)
{
    free(panels->x_order);
    free(panels->y_order);
    free(panels->panel_order);
}

size_t panels_n_fields(const struct panels *panels)
{
    return panels->n_panels * panels->n_y * panels->n_x;
}

/* Where the cell's value of an axis stands in the order of values. */
static size_t rank_of(const struct results *results, size_t cell, int axis, const size_t *order)
{
    size_t position = view_position(results, cell, axis), rank = 0;
    while (order[rank] != position)
        rank++;
    return rank;
}

size_t panels_field(const struct panels *panels, size_t cell)
{
    size_t x = rank_of(panels->results, cell, panels->x_axis, panels->x_order);
    size_t y = rank_of(panels->results, cell, panels->y_axis, panels->y_order);
    size_t panel = panels->panel_axis < 0 ? 0 : rank_of(panels->results, cell, panels->panel_axis, panels->panel_order);
    return (panel * panels->n_y + y) * panels->n_x + x;
}

bool panels_share_fields(const struct panels *panels)
{
    return view_n_cells(panels->results) > panels_n_fields(panels);
}

static double left_of(const struct panels *panels, size_t panel)
{
    return (double)(panel % panels->columns) * panels->step_x;
}

/* Rows of panels go down. */
static double bottom_of(const struct panels *panels, size_t panel)
{
    size_t row = panels->rows - 1 - panel / panels->columns;
    return (double)row * panels->step_y;
}

static size_t panel_of(const struct panels *panels, size_t field)
{
    return field / (panels->n_x * panels->n_y);
}

double panels_x(const struct panels *panels, size_t field)
{
    return left_of(panels, panel_of(panels, field)) + (double)(field % panels->n_x);
}

double panels_y(const struct panels *panels, size_t field)
{
    return bottom_of(panels, panel_of(panels, field)) + (double)(field / panels->n_x % panels->n_y);
}

const char *panels_values_header(const struct panels *panels)
{
    return panels->panel_axis >= 0 ? "x_value y_value panel_value" : "x_value y_value";
}

void panels_write_values(const struct panels *panels, size_t field, FILE *out)
{
    const struct results *results = panels->results;
    fprintf(out, " %" PRId64 " %" PRId64,
            view_axis(results, panels->x_axis)->values[panels->x_order[field % panels->n_x]],
            view_axis(results, panels->y_axis)->values[panels->y_order[field / panels->n_x % panels->n_y]]);
    if (panels->panel_axis >= 0)
        fprintf(out, " %" PRId64,
                view_axis(results, panels->panel_axis)->values[panels->panel_order[panel_of(panels, field)]]);
}

int panels_font(const struct panels *panels)
{
    size_t columns = panels->columns * panels->n_x;
    return columns > MOST_NUMBERED_COLUMNS ? 0 : columns > 12 ? 11 : columns > 6 ? 16 : 20;
}

int panels_decimals(const struct panels *panels)
{
    return panels->columns * panels->n_x > 12 ? 0 : 1;
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

static void write_panel_titles(struct chart *chart, const struct panels *panels)
{
    if (panels->panel_axis < 0)
        return;
    const struct dimension *axis = view_axis(panels->results, panels->panel_axis);
    for (size_t panel = 0; panel < panels->n_panels; panel++) {
        char title[2 * RESULTS_LABEL];
        snprintf(title, sizeof title, "%s %" PRId64, axis->name, axis->values[panels->panel_order[panel]]);
        fprintf(chart->script, "set label %zu ", panel + 4); /* 1 to 3 are the headings */
        gnuplot_write_quoted(chart->script, title);
        fprintf(chart->script, " at first %.6g, first %.6g center offset 0,0.7\n",
                left_of(panels, panel) + (double)(panels->n_x - 1) / 2,
                bottom_of(panels, panel) + (double)panels->n_y - 0.5);
    }
}

void panels_write_axes(struct chart *chart, const struct panels *panels)
{
    const struct dimension *x = view_axis(panels->results, panels->x_axis);
    const struct dimension *y = view_axis(panels->results, panels->y_axis);
    fprintf(chart->script, "unset grid\nset border 0\nset xrange [-0.5:%.6g]\nset yrange [-0.5:%.6g]\n",
            (double)(panels->columns - 1) * panels->step_x + (double)panels->n_x - 0.5,
            (double)(panels->rows - 1) * panels->step_y + (double)panels->n_y * (panels->n_panels > 1 ? 1.12 : 1) -
                0.5);
    write_tics(chart, "xtics", x, panels->x_order, panels->columns, panels->step_x);
    write_tics(chart, "ytics", y, panels->y_order, panels->rows, panels->step_y);
    fputs("set xlabel ", chart->script);
    gnuplot_write_quoted(chart->script, chart_axis_label(x));
    fputs("\nset ylabel ", chart->script);
    gnuplot_write_quoted(chart->script, chart_axis_label(y));
    fputc('\n', chart->script);
    write_panel_titles(chart, panels);
}
