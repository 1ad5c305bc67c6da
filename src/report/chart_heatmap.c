/* Mean accuracy over the two largest axes of the grid, a panel for each value of the third. */
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

/* Mean of the cells' means at one place, over the axes that the map does not show; NaN when there is no result. */
static double mean_at(const struct results *results, const struct layout *layout, size_t model, size_t x, size_t y,
                      size_t panel, size_t *n_trials)
{
    double sum = 0;
    size_t n = 0;
    *n_trials = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++) {
        if (view_position(results, cell, layout->x_axis) != layout->x_order[x] ||
            view_position(results, cell, layout->y_axis) != layout->y_order[y])
            continue;
        if (layout->panel_axis >= 0 && view_position(results, cell, layout->panel_axis) != layout->panel_order[panel])
            continue;
        struct description d = view_accuracy(results, model, cell);
        if (d.n == 0)
            continue;
        sum += d.mean;
        n++;
        *n_trials += d.n;
    }
    return n == 0 ? NAN : sum / (double)n;
}

static bool has_numbers(const struct layout *layout)
{
    return layout->columns * layout->n_x <= MOST_LABELLED_COLUMNS;
}

/* Fewest (but one) and most trials at any place. */
struct trials {
    size_t fewest, most;
};

static struct trials write_data(struct chart *chart, const struct results *results, const struct layout *layout,
                                size_t model)
{
    struct trials trials = {SIZE_MAX, 0};
    fputs("# place_x place_y mean_percent trials x_value y_value panel_value\n", chart->data);
    for (size_t panel = 0; panel < layout->n_panels; panel++)
        for (size_t y = 0; y < layout->n_y; y++)
            for (size_t x = 0; x < layout->n_x; x++) {
                size_t n_trials;
                double mean = mean_at(results, layout, model, x, y, panel, &n_trials);
                trials.fewest = n_trials > 0 && n_trials < trials.fewest ? n_trials : trials.fewest;
                trials.most = n_trials > trials.most ? n_trials : trials.most;
                fprintf(chart->data, "%.6g %.6g %.10g %zu %" PRId64 " %" PRId64, left_of(layout, panel) + (double)x,
                        bottom_of(layout, panel) + (double)y, mean, n_trials,
                        view_axis(results, layout->x_axis)->values[layout->x_order[x]],
                        view_axis(results, layout->y_axis)->values[layout->y_order[y]]);
                if (layout->panel_axis >= 0)
                    fprintf(chart->data, " %" PRId64,
                            view_axis(results, layout->panel_axis)->values[layout->panel_order[panel]]);
                fputc('\n', chart->data);
            }
    return trials;
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
    /* Viridis (van der Walt and Smith 2015): even steps to the eye, with or without colour vision, and in print. */
    fputs("\nset palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', "
          "6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')\n"
          "set cbrange [0:100]\nset cbtics 0,20,100\nset cblabel 'sequences wholly right (%)' offset 1,0\n",
          chart->script);
}

/* Grey stands for "no result" where no colour covers it. Numbers are white on dark fields, black on light ones; a star
 * marks those of fewer trials than the most. */
static void write_plot(struct chart *chart, const struct layout *layout, size_t most_trials)
{
    chart_output(chart);
    fprintf(
        chart->script,
        "plot '%s.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#cccccc', \\\n"
        "     '' using ($3 >= 0 ? $1 : NaN):2:(0.5):(0.5):3 with boxxyerror fillstyle solid 1 noborder linecolor "
        "palette",
        chart->name);
    if (!has_numbers(layout))
        return;
    size_t columns = layout->columns * layout->n_x;
    int size = columns > 12 ? 11 : columns > 6 ? 16 : 20;
    static const char *const inks[][2] = {{"$3 < 45", "white"}, {"$3 >= 45", "black"}};
    for (int i = 0; i < 2; i++)
        fprintf(
            chart->script,
            ", \\\n     '' using (%s ? $1 : NaN):2:(sprintf('%%.%df%%s', $3, $4 < %zu ? '*' : '')) with labels font "
            "',%d' textcolor rgb '%s'",
            inks[i][0], columns > 12 ? 0 : 1, most_trials, size, inks[i][1]);
}

static int draw(const struct results *results, const struct layout *layout, size_t model, struct gallery *gallery)
{
    struct chart chart;
    char name[CHART_NAME], shows[256];
    snprintf(name, sizeof name, "heatmap_%s", view_model_name(results, model));
    TRY(chart_open(gallery, name, &chart));
    size_t first = view_trial(results, model, 0, 0), n = view_n_cells(results) * view_n_repeats(results);
    struct trial_counts counts = view_count(results, first, n);
    size_t shown = layout->n_x * layout->n_y * layout->n_panels;
    struct trials trials = write_data(&chart, results, layout, model);
    snprintf(shows, sizeof shows, "Accuracy of %s, mean over %srepeats%s%s", view_model_name(results, model),
             view_n_cells(results) > shown ? "further axes and " : "",
             counts.missing + counts.failed > 0 ? "; grey: no result" : "",
             trials.fewest < trials.most && has_numbers(layout) ? "; *: of fewer repeats" : "");
    chart_titles(&chart, results, shows);
    write_axes(&chart, results, layout);
    write_panel_titles(&chart, results, layout);
    write_plot(&chart, layout, trials.most);
    return chart_close(&chart);
}

int chart_heatmap(const struct results *results, size_t model, struct gallery *gallery)
{
    size_t first = view_trial(results, model, 0, 0), n = view_n_cells(results) * view_n_repeats(results);
    struct trial_counts counts = view_count(results, first, n);
    if (counts.finished + counts.diverged == 0)
        return 0;
    struct layout layout;
    int status = layout_of(results, &layout);
    if (status == 0 && layout.n_panels > 0)
        status = draw(results, &layout, model, gallery);
    layout_free(&layout);
    return status;
}
