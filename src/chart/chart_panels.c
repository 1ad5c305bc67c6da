#include "chart_panels.h"
#include "attnbench/analysis/curves.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PANELS = 9, MOST_TICS = 12, MOST_NUMBERED_COLUMNS = 20 };

/* How the words of an axis stand, in a smaller font: of so many columns, or in lines of so many, or turned. 0: all
 * values as they are. */
struct words {
    int columns;
    bool are_in_lines, are_turned;
};

enum { WIDE_COLUMN = 14, WORD_COLUMN = 12 }; /* pixels of a character in the axis's font, and in the smaller one */

/* Columns of the longest word; 0: there are numbers. */
static int widest_word(const struct dimension *axis)
{
    int widest = 0;
    for (size_t i = 0; axis_has_words(axis) && i < axis->count; i++) {
        char text[VALUE_TEXT];
        int width = display_width(value_print(axis->values[i], text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static struct words words_beside(const struct dimension *axis)
{
    enum { SHORT = 8 };
    int widest = widest_word(axis);
    return (struct words){.columns = widest <= SHORT ? 0 : widest < TITLE_NAME ? widest : TITLE_NAME};
}

/* Below places of this width, in pixels. */
static struct words words_below(const struct dimension *axis, double width)
{
    enum { LEAST = 9 };
    int columns = (int)(width / WORD_COLUMN) - 1;
    if (WIDE_COLUMN * (widest_word(axis) + 1) <= width)
        return (struct words){0};
    return columns < LEAST ? (struct words){.columns = TITLE_NAME, .are_turned = true}
                           : (struct words){.columns = columns, .are_in_lines = true};
}

/* A third axis with too many values for panels shares fields, as do further axes. */
int panels_make(const struct results *results, double right, struct panels *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n = axes_by_size(results, axes);
    *out = (struct panels){.results = results, .right = right};
    if (n < 2)
        return 0;
    out->x_axis = axes[0];
    out->y_axis = axes[1];
    out->panel_axis = n > 2 && view_axis(results, axes[2])->count <= MOST_PANELS ? axes[2] : -1;
    TRY(axis_sorted(view_axis(results, out->x_axis), &out->x_order));
    TRY(axis_sorted(view_axis(results, out->y_axis), &out->y_order));
    if (out->panel_axis >= 0)
        TRY(axis_sorted(view_axis(results, out->panel_axis), &out->panel_order));
    out->n_x = view_axis(results, out->x_axis)->count;
    out->n_y = view_axis(results, out->y_axis)->count;
    out->n_panels = out->panel_axis < 0 ? 1 : view_axis(results, out->panel_axis)->count;
    out->columns = out->n_panels <= 3 ? out->n_panels : (size_t)ceil(sqrt((double)out->n_panels));
    out->rows = (out->n_panels + out->columns - 1) / out->columns;
    int columns = words_beside(view_axis(results, out->y_axis)).columns;
    out->left = (double)(PANELS_LEFT + (columns > 0 ? WORD_COLUMN * columns : 0)) / CHART_WIDTH;
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

void panels_averaged(const struct panels *panels, const char *before, char out[static CHART_LABEL])
{
    size_t used = 0;
    out[0] = '\0';
    for (int axis = 0; axis < view_n_axes(panels->results); axis++)
        if (view_axis(panels->results, axis)->count > 1 && axis != panels->x_axis && axis != panels->y_axis &&
            axis != panels->panel_axis)
            text_append(out, CHART_LABEL, &used, "%s%s", used == 0 ? before : ", ",
                        view_axis(panels->results, axis)->name);
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

static void write_value(const struct results *results, int axis, size_t i, FILE *out)
{
    char text[VALUE_TEXT];
    fprintf(out, " %s", value_print(view_axis(results, axis)->values[i], text));
}

void panels_write_values(const struct panels *panels, size_t field, FILE *out)
{
    const struct results *results = panels->results;
    write_value(results, panels->x_axis, panels->x_order[field % panels->n_x], out);
    write_value(results, panels->y_axis, panels->y_order[field / panels->n_x % panels->n_y], out);
    if (panels->panel_axis >= 0)
        write_value(results, panels->panel_axis, panels->panel_order[panel_of(panels, field)], out);
}

static double span_x(const struct panels *panels)
{
    return (double)(panels->columns - 1) * panels->step_x + (double)panels->n_x;
}

/* With room for the titles of the topmost panels. */
static double span_y(const struct panels *panels)
{
    return (double)(panels->rows - 1) * panels->step_y + (double)panels->n_y * (panels->n_panels > 1 ? 1.12 : 1);
}

double panels_field_width(const struct panels *panels)
{
    return CHART_WIDTH * (panels->right - panels->left) / span_x(panels);
}

double panels_field_height(const struct panels *panels)
{
    const double share = 0.55;
    return CHART_HEIGHT * share / span_y(panels);
}

/* In sizes of the font, DejaVu Sans. */
static double width_of(const char *text)
{
    double width = 0;
    for (; *text != '\0'; text++)
        width += *text == '+' ? 0.84 : *text == '.' ? 0.32 : strchr("()-", *text) != NULL ? 0.39 : 0.64;
    return width;
}

void panels_add_number(struct panels *panels, const struct number *number)
{
    for (int more = 0; more < 2; more++) {
        char text[64];
        snprintf(text, sizeof text, number->is_signed ? "%s%+.*f%s%s" : "%s%.*f%s%s", number->in_brackets ? "(" : "",
                 panels->fewest_decimals + more, number->value, number->is_starred ? "*" : "",
                 number->in_brackets ? ")" : "");
        panels->widest[more] = fmax(panels->widest[more], width_of(text));
    }
}

/* Points. */
static double fitting_font(const struct panels *panels, int more)
{
    const double pixels = 96.0 / 72, filled = 0.92;
    size_t columns = panels->columns * panels->n_x;
    double wanted = fmin(columns > 6 ? 16 : 20, filled * panels_field_height(panels) / pixels);
    return fmin(wanted, filled * panels_field_width(panels) / pixels / fmax(panels->widest[more], 1));
}

static bool has_room(const struct panels *panels)
{
    enum { WANTED = 13 };
    return fitting_font(panels, 1) >= WANTED;
}

int panels_decimals(const struct panels *panels)
{
    return panels->fewest_decimals + has_room(panels);
}

int panels_font(const struct panels *panels)
{
    enum { LEAST = 9 };
    int font = (int)fitting_font(panels, has_room(panels));
    return font < LEAST || panels->columns * panels->n_x > MOST_NUMBERED_COLUMNS ? 0 : font;
}

static void write_label(struct chart *chart, struct value value, struct words words)
{
    char text[VALUE_TEXT], name[CHART_LABEL];
    value_print(value, text);
    if (words.columns == 0)
        fprintf(chart->script, "'%s'", text);
    else if (words.are_in_lines)
        chart_write_label(chart, text, words.columns);
    else
        gnuplot_write_tic(chart->script, text_cut_middle(text, words.columns, name, sizeof name));
}

static const char *style_of(struct words words)
{
    return words.columns == 0 ? "" : words.are_turned ? " rotate by 40 right font ',15'" : " font ',15'";
}

/* Labels of one axis's values, repeated for each column or row of panels; every k-th when there are many. */
static void write_tics(struct chart *chart, const char *which, const struct dimension *axis, const size_t *order,
                       size_t n_panels, double step, size_t every, struct words words)
{
    fprintf(chart->script, "set %s scale 0%s (", which, style_of(words));
    for (size_t panel = 0; panel < n_panels; panel++)
        for (size_t i = 0; i < axis->count; i += every) {
            fputs(panel + i == 0 ? "" : ", ", chart->script);
            write_label(chart, axis->values[order[i]], words);
            fprintf(chart->script, " %.6g", (double)panel * step + (double)i);
        }
    fputs(")\n", chart->script);
}

/* Every how many values have a label, of so many panels side by side. */
static size_t tics_every(const struct dimension *axis, size_t n_panels)
{
    return (axis->count * n_panels + MOST_TICS - 1) / MOST_TICS;
}

/* How the values of x stand below the panels, and every how many of them. */
static struct words words_below_panels(const struct panels *panels, size_t *every)
{
    enum { TURNED = 36 }; /* pixels along the axis */
    const struct dimension *x = view_axis(panels->results, panels->x_axis);
    const double width = panels_field_width(panels);
    const size_t wanted = tics_every(x, panels->columns);
    const struct words words = words_below(x, width * (double)(axis_has_words(x) ? 1 : wanted));
    *every = words.are_turned ? (size_t)ceil(TURNED / width) : axis_has_words(x) ? 1 : wanted;
    return words;
}

/* x tics, which in columns that the last row does not fill stand below the row before. */
static struct words write_x_tics(struct chart *chart, const struct panels *panels)
{
    const struct dimension *x = view_axis(panels->results, panels->x_axis);
    size_t filled = panels->n_panels - (panels->rows - 1) * panels->columns;
    size_t every, label = 20; /* behind the titles of the panels */
    const struct words words = words_below_panels(panels, &every);
    write_tics(chart, "xtics", x, panels->x_order, filled, panels->step_x, every, words);
    for (size_t column = filled; column < panels->columns; column++)
        for (size_t i = 0; i < x->count; i += every) {
            fprintf(chart->script, "set label %zu ", label++);
            write_label(chart, x->values[panels->x_order[i]], words);
            fprintf(chart->script, " at first %.6g, first %.6g%s%s offset 0,-1 textcolor rgb '#444444'\n",
                    (double)column * panels->step_x + (double)i, panels->step_y - 0.5,
                    words.are_turned ? "" : " center", style_of(words));
        }
    return words;
}

static void write_panel_titles(struct chart *chart, const struct panels *panels)
{
    if (panels->panel_axis < 0 || panels->columns == 0)
        return;
    const struct dimension *axis = view_axis(panels->results, panels->panel_axis);
    const int columns =
        panels->columns == 1 ? RESULTS_LABEL : (int)(panels_field_width(panels) * panels->step_x / (WIDE_COLUMN + 2));
    for (size_t panel = 0; panel < panels->n_panels; panel++) {
        char title[2 * RESULTS_LABEL] = "", shown[CHART_LABEL];
        size_t used = 0;
        cell_append(title, sizeof title, &used, cell_as_words, axis->name, axis->values[panels->panel_order[panel]]);
        fprintf(chart->script, "set label %zu ", panel + 4); /* 1 to 3 are the headings */
        gnuplot_write_quoted(chart->script, text_cut_middle(title, columns, shown, sizeof shown));
        fprintf(chart->script, " at first %.6g, first %.6g center offset 0,0.7\n",
                left_of(panels, panel) + (double)(panels->n_x - 1) / 2,
                bottom_of(panels, panel) + (double)panels->n_y - 0.5);
    }
}

enum { LINES_HEIGHT = 72 }; /* pixels of three lines of words */

void panels_write_axes(struct chart *chart, const struct panels *panels)
{
    const struct dimension *x = view_axis(panels->results, panels->x_axis);
    const struct dimension *y = view_axis(panels->results, panels->y_axis);
    fprintf(chart->script, "unset grid\nset border 0\nset xrange [-0.5:%.6g]\nset yrange [-0.5:%.6g]\n",
            span_x(panels) - 0.5, span_y(panels) - 0.5);
    const struct words below = write_x_tics(chart, panels);
    struct words beside = words_beside(y);
    beside.are_in_lines = panels_field_height(panels) >= LINES_HEIGHT;
    write_tics(chart, "ytics", y, panels->y_order, panels->rows, panels->step_y, tics_every(y, 1), beside);
    /* Room is left for one line of words alone. */
    fputs(below.are_in_lines ? "set xlabel \"\\n\\n\"." : "set xlabel ", chart->script);
    gnuplot_write_quoted(chart->script, axis_label(x));
    fputs("\nset ylabel ", chart->script);
    gnuplot_write_quoted(chart->script, axis_label(y));
    fputc('\n', chart->script);
    write_panel_titles(chart, panels);
}
