/* Single sequences and what a trained model makes of them: where it looks, or the curve that it gives back. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Panels beside each other, of one coordinate system: sequence i begins at i * step. */
static const double GAP = 0.25; /* of a panel's width */

static void write_shows(const struct results *results, const struct decoded *decoded, const char *what, char *out,
                        size_t size)
{
    char title[CHART_LABEL], cell[512];
    chart_model_name(results, decoded->model, TITLE_NAME_ALONE, title);
    chart_first_cell(results, cell, sizeof cell);
    snprintf(out, size, "%s %s, repeat %" PRId64 "%s", what, title, decoded->repeat, cell);
}

static void write_title(struct chart *chart, size_t i, const char *title, double x, double y)
{
    fprintf(chart->script, "set label %zu '%s' at first %.6g, first %.6g center font ',16'\n", i + 4, title, x, y);
}

/* ---- Attention, with the tokens on the axes ---- */

enum { MOST_TOKENS = 60, MOST_NUMBERED = 18, MOST_UPRIGHT = 30 }; /* input steps of all sequences */

enum { TOKEN_BYTES = 96, TOKEN_COLUMNS = 12 };

/* Of texts, as it stands in them; a blank as such can be seen. */
static const char *token_text(const struct vocabulary *vocabulary, float value, char out[static TOKEN_BYTES])
{
    if (is_padding(value) || vocabulary->n == 0 || value < 0 || value >= (float)vocabulary->n) {
        snprintf(out, TOKEN_BYTES, is_padding(value) ? "-" : "%.0f", (double)value);
        return out;
    }
    const char *token = vocabulary->tokens[(size_t)value];
    return text_cut_middle(strcmp(token, " ") == 0              ? "' '"
                           : strcmp(token, TOKEN_END_TEXT) == 0 ? "(end)"
                           : value == TOKEN_UNKNOWN             ? "(unknown)"
                                                                : token,
                           TOKEN_COLUMNS, out, TOKEN_BYTES);
}

/* "expected/predicted" of a step; of padding nothing is predicted. */
static const char *row_text(const struct decoded *decoded, size_t step, char out[static 2 * TOKEN_BYTES])
{
    char expected[TOKEN_BYTES], predicted[TOKEN_BYTES];
    const struct vocabulary *vocabulary = &decoded->vocabulary[1];
    if (is_padding(decoded->expected[step]))
        return token_text(vocabulary, PADDING, out);
    snprintf(out, 2 * TOKEN_BYTES, "%s/%s", token_text(vocabulary, decoded->expected[step], expected),
             token_text(vocabulary, decoded->predicted[step], predicted));
    return out;
}

static bool is_right_step(const struct decoded *decoded, size_t step)
{
    float expected = decoded->expected[step];
    bool is_unknown = decoded->vocabulary[1].n > 0 && expected == TOKEN_UNKNOWN; /* it is never right */
    return is_padding(expected) || (expected == decoded->predicted[step] && !is_unknown);
}

/* Where the labels of rows and columns have room. */
struct token_layout {
    int font;
    double gap, step, column; /* between panels, from one to the next, in columns; pixels of a column */
    bool upright;             /* tokens below the columns; else they are turned */
};

/* Characters of the widest "expected/predicted", and of the widest input token. */
static void measure(const struct decoded *decoded, int *row, int *token)
{
    char text[2 * TOKEN_BYTES];
    *row = *token = 0;
    for (size_t i = 0; i < decoded->n * decoded->steps; i++) {
        int length = display_width(row_text(decoded, i, text));
        *row = length > *row ? length : *row;
    }
    for (size_t i = 0; i < decoded->n * decoded->n_in; i++) {
        int length = display_width(token_text(&decoded->vocabulary[0], decoded->input[i], text));
        *token = length > *token ? length : *token;
    }
}

/* False: labels of this font would cover each other. */
static bool lay_out(const struct decoded *decoded, int font, struct token_layout *out)
{
    const double width = 985, character = 0.9 * font, n = (double)decoded->n, n_in = (double)decoded->n_in;
    int row, token;
    measure(decoded, &row, &token);
    double labels = row * character + 8; /* pixels between two panels */
    if (n * labels >= width)
        return false;
    double gap = fmax(GAP * n_in + 1, labels * n * n_in / (width - n * labels)), column = width / n / (n_in + gap);
    bool upright = decoded->n * decoded->n_in <= MOST_UPRIGHT && column >= token * character + 6;
    *out = (struct token_layout){font, gap, n_in + gap, column, upright};
    return column >= font;
}

/* In large letters only where none need be turned. */
static bool find_layout(const struct decoded *decoded, struct token_layout *out)
{
    enum { LARGE = 16, SMALL = 12, MOST_LARGE_ROWS = 16 };
    if (decoded->steps <= MOST_LARGE_ROWS && lay_out(decoded, LARGE, out) && out->upright)
        return true;
    return lay_out(decoded, SMALL, out);
}

static void write_token_tics(struct chart *chart, const struct decoded *decoded, const struct token_layout *layout)
{
    const char *separator = "";
    char text[TOKEN_BYTES];
    fprintf(chart->script, "set xtics scale 0%s font ',%d' (", layout->upright ? "" : " rotate by 90 right",
            layout->font);
    for (size_t i = 0; i < decoded->n; i++)
        for (size_t j = 0; j < decoded->n_in; j++) {
            fputs(separator, chart->script);
            gnuplot_write_quoted(chart->script,
                                 token_text(&decoded->vocabulary[0], decoded->input[i * decoded->n_in + j], text));
            fprintf(chart->script, " %.6g", layout->step * (double)i + (double)j + 1);
            separator = ", ";
        }
    fputs(")\nunset ytics\n", chart->script);
}

/* "expected/predicted" left of each row; bold where they differ. */
static void write_row_labels(struct chart *chart, const struct decoded *decoded, const struct token_layout *layout)
{
    size_t label = 100;
    char text[2 * TOKEN_BYTES];
    for (size_t i = 0; i < decoded->n; i++)
        for (size_t t = 0; t < decoded->steps; t++) {
            size_t step = i * decoded->steps + t;
            fprintf(chart->script, "set label %zu ", label++);
            gnuplot_write_quoted(chart->script, row_text(decoded, step, text));
            fprintf(chart->script, " at first %.6g, first %zu right font 'DejaVu Sans%s,%d'\n",
                    layout->step * (double)i + 0.4, t + 1, is_right_step(decoded, step) ? "" : " Bold", layout->font);
        }
}

static void write_attention_plot(struct chart *chart, const struct decoded *decoded, const struct token_layout *layout)
{
    const double large = 44, small = 36; /* pixels that a weight needs */
    chart_output(chart);
    fprintf(chart->script, "plot '%s.dat' using 1:3:", chart->name);
    chart_write_cell(chart, (const char *const[]){"$1", "$4"}, decoded->n_in,
                     layout->step * (double)decoded->n / CELLS_WIDTH);
    chart_write_cell(chart, (const char *const[]){"$3", "$3"}, decoded->steps, (double)decoded->steps / CELLS_HEIGHT);
    fputs("5 with boxxyerror fillstyle solid 1 noborder linecolor palette", chart->script);
    if (decoded->n * decoded->n_in > MOST_NUMBERED || layout->column < small)
        return;
    fputs(", \\\n     '' using 1:3:(sprintf('%.2f', $5)):", chart->script);
    chart_write_ink(chart, "$5", 0.45, layout->column < large ? 11 : 13);
}

static void write_attention_data(struct chart *chart, const struct decoded *decoded, double step)
{
    fputs("# place_x sequence output_step input_step weight input expected predicted\n", chart->data);
    for (size_t i = 0; i < decoded->n; i++)
        for (size_t t = 0; t < decoded->steps; t++)
            for (size_t j = 0; j < decoded->n_in; j++)
                fprintf(chart->data, "%.6g %zu %zu %zu %.6g %.0f %.0f %.0f\n", step * (double)i + (double)j + 1, i + 1,
                        t + 1, j + 1, (double)decoded->attention[(i * decoded->steps + t) * decoded->n_in + j],
                        (double)decoded->input[i * decoded->n_in + j],
                        (double)decoded->expected[i * decoded->steps + t],
                        (double)decoded->predicted[i * decoded->steps + t]);
}

static bool is_right(const struct decoded *decoded, size_t i)
{
    for (size_t t = i * decoded->steps; t < (i + 1) * decoded->steps; t++)
        if (!is_right_step(decoded, t))
            return false;
    return true;
}

static bool is_finite(const struct decoded *decoded)
{
    for (size_t i = 0; i < decoded->n * decoded->steps * decoded->n_in; i++)
        if (!isfinite(decoded->attention[i]))
            return false;
    return true;
}

int chart_attention_tokens(const struct results *results, const struct decoded *decoded, struct gallery *gallery)
{
    struct chart chart;
    struct token_layout layout;
    char name[CHART_NAME], shows[1024];
    if (decoded->attention == NULL || decoded->is_real || decoded->n * decoded->n_in > MOST_TOKENS)
        return 0;
    chart_name(results, "attention_tokens", decoded->model, CHART_ALONE, name);
    if (!is_finite(decoded) || !find_layout(decoded, &layout)) {
        chart_leave_out(gallery, name, is_finite(decoded) ? "its tokens would cover each other" : chart_diverged);
        return 0;
    }
    write_shows(results, decoded, "Attention weights in single sequences of", shows, sizeof shows);
    TRY(chart_open(gallery, name, &chart));
    write_attention_data(&chart, decoded, layout.step);
    chart_titles(&chart, results, shows);
    fprintf(
        chart.script,
        "set key off noautotitle\nunset grid\nset border 0\nset lmargin at screen 0.05\nset rmargin at screen 0.87\n"
        "set xrange [%.6g:%.6g]\nset yrange [%zu.5:%.6g] noreverse\nset xlabel 'input tokens'\n"
        "set ylabel 'output steps: expected/predicted token'\n%sset cbrange [0:1]\n"
        "set cblabel 'attention weight' offset 1,0\n",
        0.5 - layout.gap, layout.step * (double)(decoded->n - 1) + (double)decoded->n_in + 0.5, decoded->steps,
        0.5 - 0.08 * (double)decoded->steps, chart_viridis);
    write_token_tics(&chart, decoded, &layout);
    write_row_labels(&chart, decoded, &layout);
    for (size_t i = 0; i < decoded->n; i++)
        write_title(&chart, i, is_right(decoded, i) ? "right" : "wrong",
                    layout.step * (double)i + (double)(decoded->n_in + 1) / 2, 0.5 - 0.04 * (double)decoded->steps);
    write_attention_plot(&chart, decoded, &layout);
    return chart_close(&chart);
}

/* ---- Sines: noisy, clean and predicted ---- */

static double panel_step(const struct decoded *decoded)
{
    return (double)decoded->n_in * (1 + GAP);
}

static double rmse_of(const struct decoded *decoded, size_t i)
{
    double sum = 0;
    for (size_t t = i * decoded->steps; t < (i + 1) * decoded->steps; t++) {
        double error = (double)decoded->predicted[t] - (double)decoded->expected[t];
        sum += error * error;
    }
    return sqrt(sum / (double)decoded->steps);
}

/* "RMSE 0.123", "RMSE 1.2e+30", "diverged". */
static void write_error(double rmse, char *out, size_t size)
{
    const double huge = 1e4;
    if (!isfinite(rmse))
        snprintf(out, size, "diverged");
    else
        snprintf(out, size, rmse < huge ? "RMSE %.3f" : "RMSE %.3g", rmse);
}

/* A block a sequence; lines end between them. Returns the largest magnitude. */
static double write_sine_data(struct chart *chart, const struct decoded *decoded)
{
    double largest = 0;
    fputs("# place_x sequence step noisy clean predicted\n", chart->data);
    for (size_t i = 0; i < decoded->n; i++) {
        for (size_t t = 0; t < decoded->steps; t++) {
            const double values[] = {(double)decoded->input[i * decoded->n_in + t],
                                     (double)decoded->expected[i * decoded->steps + t],
                                     (double)decoded->predicted[i * decoded->steps + t]};
            fprintf(chart->data, "%.6g %zu %zu", panel_step(decoded) * (double)i + (double)t + 1, i + 1, t + 1);
            for (int k = 0; k < 3; k++) {
                fprintf(chart->data, " %.6g", isfinite(values[k]) ? values[k] : NAN);
                largest = isfinite(values[k]) ? fmax(largest, fabs(values[k])) : largest;
            }
            fputc('\n', chart->data);
        }
        fputc('\n', chart->data);
    }
    return largest;
}

/* First and last step, and the middle one, of each panel; each once. */
static void write_step_tics(struct chart *chart, const struct decoded *decoded)
{
    const size_t steps[] = {1, (decoded->steps + 1) / 2, decoded->steps};
    fputs("set xtics (", chart->script);
    for (size_t i = 0; i < decoded->n; i++)
        for (size_t k = 0; k < 3; k++)
            if (k == 0 || steps[k] > steps[k - 1])
                fprintf(chart->script, "%s'%zu' %.6g", i + k > 0 ? ", " : "", steps[k],
                        panel_step(decoded) * (double)i + (double)steps[k]);
    fputs(")\n", chart->script);
}

int chart_sines(const struct results *results, const struct decoded *decoded, struct gallery *gallery)
{
    struct chart chart;
    char name[CHART_NAME], shows[1024], title[64];
    if (!decoded->is_real || decoded->steps != decoded->n_in)
        return 0;
    chart_name(results, "sines", decoded->model, CHART_ALONE, name);
    write_shows(results, decoded, "New sequences: noisy, clean, and as predicted by", shows, sizeof shows);
    TRY(chart_open(gallery, name, &chart));
    double largest = write_sine_data(&chart, decoded), top = largest > 0 ? 1.15 * largest : 1;
    chart_titles(&chart, results, shows);
    fprintf(chart.script,
            "set border 2\nset xrange [0.5:%.6g]\nset yrange [%.6g:%.6g]\nset xlabel 'step'\nset ylabel 'value'\n",
            panel_step(decoded) * (double)(decoded->n - 1) + (double)decoded->n_in + 0.5, -top, top);
    write_step_tics(&chart, decoded);
    for (size_t i = 0; i < decoded->n; i++) {
        write_error(rmse_of(decoded, i), title, sizeof title);
        write_title(&chart, i, title, panel_step(decoded) * (double)i + (double)(decoded->n_in + 1) / 2, 0.95 * top);
    }
    chart_output(&chart);
    fprintf(
        chart.script,
        "plot '%s.dat' using 1:4 with points pointtype 6 pointsize 0.7 linecolor rgb '#888888' title 'noisy (input)', "
        "\\\n     '' using 1:5 with lines linecolor rgb 'black' dashtype (6,4) title 'clean (expected)', \\\n"
        "     '' using 1:6 with lines linecolor rgb '%s' title 'predicted'",
        chart.name, chart_colour(decoded->model));
    return chart_close(&chart);
}
