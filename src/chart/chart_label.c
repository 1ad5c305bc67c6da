/* Names of models and cells in charts: whole, broken into lines where they are long. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <string.h>

/* Bytes of the text's first line: up to the last place to break at, else as much as fits. */
static size_t first_line(const char *text, int columns)
{
    char part[SAFE_TEXT];
    size_t fits = 0, stop = 0, n = strlen(text);
    for (size_t i = 1; i <= n; i++) {
        bool is_inside = i < n && ((unsigned char)text[i] & 0xC0) == 0x80; /* of a character of UTF-8 */
        if (is_inside)
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, text);
        if (display_width(part) > columns)
            break;
        fits = i;
        if (i == n || strchr(" _-,;/", text[i - 1]) != NULL)
            stop = i;
    }
    return stop > 0 ? stop : fits > 0 ? fits : n;
}

size_t chart_label_lines(const char *text, int columns, char lines[LABEL_LINES][CHART_LABEL])
{
    char safe[SAFE_TEXT];
    const char *rest = safe_text(text, safe, sizeof safe);
    size_t n = 0;
    do {
        bool is_last = n == LABEL_LINES - 1;
        char line[SAFE_TEXT];
        size_t length = is_last ? strlen(rest) : first_line(rest, columns);
        snprintf(line, sizeof line, "%.*s", (int)length, rest);
        text_cut_middle(line, columns, lines[n++], CHART_LABEL);
        rest += length;
    } while (*rest != '\0');
    return n;
}

void chart_write_label(struct chart *chart, const char *text, int columns)
{
    char lines[LABEL_LINES][CHART_LABEL];
    size_t n = chart_label_lines(text, columns, lines);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ".\"\\n\"." : "", chart->script);
        gnuplot_write_tic(chart->script, lines[i]);
    }
}

void chart_axis_label(struct chart *chart, const char *axis, const char *text, const char *options)
{
    char lines[LABEL_LINES][CHART_LABEL];
    size_t n = chart_label_lines(text, AXIS_LABEL, lines);
    fprintf(chart->script, "set %slabel ", axis);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ".\"\\n\"." : "", chart->script);
        gnuplot_write_quoted(chart->script, lines[i]);
    }
    fprintf(chart->script, "%s\n", options);
}

/* ---- The key ---- */

enum { MANY_MODELS = 6, MOST_BESIDE = 3, NARROW = 36 }; /* the key of many has a smaller font, and room of its own */

/* The lines of the longest name; 0: one would be cut. */
static size_t lines_of_key(const struct results *results, int columns)
{
    size_t most = 1;
    for (size_t model = 0; model < view_n_models(results); model++) {
        char lines[LABEL_LINES][CHART_LABEL];
        size_t n = chart_label_lines(view_model_name(results, model), columns, lines);
        if (strstr(lines[n - 1], "…") != NULL)
            return 0;
        most = n > most ? n : most;
    }
    return most;
}

static int widest_name(const struct results *results)
{
    int widest = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        int width = display_width(view_model_name(results, model));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The key stands in the middle of the axis, where gnuplot takes it to have the whole width. */
static int most_beside(const struct results *results, const struct chart *chart, size_t n_lines)
{
    enum { ROOM = 720, MARK = 80 }; /* pixels */
    int columns = widest_name(results), wide = chart->key_font > 15 ? 14 : 11;
    int entry = wide * (columns < chart->key_columns ? columns : chart->key_columns) + MARK, fit = ROOM / entry;
    return n_lines <= (size_t)fit ? 0 : fit > 1 ? fit : 1;
}

void chart_key(struct chart *chart, const struct results *results, size_t n_lines)
{
    static const int all_columns[2][2][MOST_BESIDE] = {{{RESULTS_LABEL, 30, 18}, {RESULTS_LABEL, 36, 22}},
                                                       {{NARROW, 0, 0}, {NARROW + NARROW / 4, 0, 0}}};
    const bool has_many = n_lines > MANY_MODELS, is_narrow = chart->is_narrow && widest_name(results) > NARROW;
    const int(*columns)[MOST_BESIDE] = all_columns[is_narrow];
    const int line = has_many ? 24 : 30; /* pixels */
    int height = 0;
    size_t fewest = SIZE_MAX;
    for (size_t beside = is_narrow ? 1 : MOST_BESIDE; beside > 0; beside--) {
        size_t lines = lines_of_key(results, columns[has_many][beside - 1]), rows = (n_lines + beside - 1) / beside;
        if (lines == 0 || rows * lines > fewest)
            continue;
        fewest = rows * lines;
        chart->key_columns = columns[has_many][beside - 1];
        chart->key_spacing = lines > 1 ? (double)lines + 0.25 : 1;
        height = (int)((double)rows * line * chart->key_spacing) - (has_many ? 0 : 2 * line); /* those are there */
    }
    if (has_many)
        chart->key_font = 15;
    chart->height += height > 0 ? height : 0;
    if (chart->is_narrow)
        chart->key_beside = most_beside(results, chart, n_lines);
}

void chart_write_key_name(struct chart *chart, const struct results *results, size_t model)
{
    char lines[LABEL_LINES][CHART_LABEL];
    size_t n = chart_label_lines(view_model_name(results, model),
                                 chart->key_columns > 0 ? chart->key_columns : RESULTS_LABEL, lines);
    for (size_t i = 0; i < n; i++) {
        fputs(i > 0 ? ".\"\\n\"." : "", chart->script);
        gnuplot_write_quoted(chart->script, lines[i]);
    }
}
