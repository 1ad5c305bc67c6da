#include "attnbench/chart/chart.h"
#include "attnbench/analysis/curves.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/gnuplot.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const image_names[N_IMAGES] = {"png", "svg", "pdf"};

const char chart_diverged[] = "the model has diverged: its attention weights are not finite";

const char chart_viridis[] =
    "set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', "
    "6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')\n";

/* The same picture in pixels or at 1200 / 9 of them an inch: fontscale levels what a font's size means to each. Its
 * text is still readable at half the size. */
static void write_terminal(FILE *script, enum image image, int height)
{
    const double pixels_per_inch = 1200 / 9.0;
    switch (image) {
    case IMAGE_PNG:
        fprintf(script, "pngcairo noenhanced size %d,%d fontscale 1 linewidth 2 pointscale 1.6", CHART_WIDTH, height);
        break;
    case IMAGE_SVG:
        fprintf(script, "svg noenhanced size %d,%d fontscale 1.33 linewidth 2", CHART_WIDTH, height);
        break;
    default:
        fprintf(script, "pdfcairo noenhanced size %.4gin,%.4gin fontscale 0.54 linewidth 1.5 pointscale 0.9",
                CHART_WIDTH / pixels_per_inch, height / pixels_per_inch);
        break;
    }
    fputs(" font 'DejaVu Sans,19' background '#ffffff'", script);
}

static bool is_taken(const struct gallery *gallery, const char *name)
{
    for (int i = 0; i < gallery->n; i++)
        if (strcasecmp(gallery->names[i], name) == 0)
            return true;
    return false;
}

static FILE *create(const struct gallery *gallery, const char *name, const char *suffix)
{
    char *path;
    if (asprintf(&path, "%s/%s.%s", gallery->directory, name, suffix) < 0) {
        fail(EX_OSERR, "out of memory");
        return NULL;
    }
    FILE *file = fopen(path, "we");
    if (file == NULL)
        fail(EX_CANTCREAT, "%s cannot be created: %s", path, strerror(errno));
    free(path);
    return file;
}

int chart_open(struct gallery *gallery, const char *name, struct chart *out)
{
    if (gallery->n == CHARTS_MAX)
        return fail(EX_DATAERR, "the study needs more than %d charts", CHARTS_MAX);
    char wanted[CHART_NAME - 16], *unique = gallery->names[gallery->n];
    chart_file_name(name, wanted, sizeof wanted);
    snprintf(unique, CHART_NAME, "%s", wanted);
    for (int i = 2; is_taken(gallery, unique); i++)
        snprintf(unique, CHART_NAME, "%s_%d", wanted, i);

    *out = (struct chart){.gallery = gallery, .name = unique, .height = CHART_HEIGHT, .key_font = 19};
    out->script = create(gallery, unique, "gp");
    if (out->script == NULL)
        return EX_CANTCREAT;
    out->data = create(gallery, unique, "dat");
    if (out->data == NULL) {
        fclose(out->script);
        return EX_CANTCREAT;
    }
    gallery->n++;
    return 0;
}

void chart_leave_out(struct gallery *gallery, const char *name, const char *why)
{
    if (gallery->n_left_out == CHARTS_MAX)
        return;
    chart_file_name(name, gallery->left_out[gallery->n_left_out].name, CHART_NAME);
    gallery->left_out[gallery->n_left_out++].why = why;
}

/* `top`: pixels from the upper edge. */
static void write_heading(struct chart *chart, int label, const char *text, int columns, int top, const char *font)
{
    char heading[SAFE_TEXT];
    safe_text(text, heading, sizeof heading - 4);
    text_shorten(heading, columns);
    fprintf(chart->script, "set label %d ", label);
    gnuplot_write_quoted(chart->script, heading);
    fprintf(chart->script, " at screen 0.5, screen %.6g center %s\n", 1 - (double)top / chart->height, font);
}

static bool has_results(const struct results *results, size_t model)
{
    bool has = false;
    for (size_t cell = 0; !has && cell < view_n_cells(results); cell++) {
        struct trial_counts counts = view_count(results, view_trial(results, model, cell, 0), view_n_repeats(results));
        has = counts.finished + counts.diverged > 0;
    }
    return has;
}

/* What the results lack, what is left of what the chart shows, and the settings that all of it has; empty when there is
 * nothing to say. The first is never cut off. */
static void write_caption(const struct results *results, const char *rest, FILE *out)
{
    char fixed[SAFE_TEXT];
    const char *separator = "";
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    size_t there = counts.finished + counts.diverged, n_without = 0;
    if (there < counts.wanted) {
        if (results->folder.n_parts > 0)
            fprintf(out, "part %lld of %lld: ", (long long)results->folder.part, (long long)results->folder.n_parts);
        else
            fputs("incomplete: ", out);
        fprintf(out, "%zu of %zu trials", there, counts.wanted);
        for (size_t model = 0; model < view_n_models(results); model++)
            if (!has_results(results, model))
                fprintf(out, "%s%s", n_without++ == 0 ? ", no result yet of " : ", ", view_model_name(results, model));
        separator = "; ";
    }
    if (rest[0] != '\0') {
        fprintf(out, "%s%s", separator, rest);
        separator = "; ";
    }
    if (view_fixed(results, fixed, sizeof fixed)[0] != '\0')
        fprintf(out, "%s%s", separator, fixed);
}

/* Behind it, in short, what was learned, where there is room. */
static void add_setup(const struct results *results, int columns, char *caption, size_t size)
{
    char setup[SAFE_TEXT];
    const char *separator = caption[0] != '\0' ? "; " : "";
    view_setup(results, SETUP_LINE_SHORT, setup, sizeof setup);
    size_t used = strlen(caption);
    if (display_width(caption) + display_width(separator) + display_width(setup) <= columns && setup[0] != '\0')
        text_append(caption, size, &used, "%s%s", separator, setup);
}

enum { TITLE_COLUMNS = 74, SHOWS_COLUMNS = 96, CAPTION_COLUMNS = 108 }; /* what fits the width */

int chart_columns_of_two(const char *others)
{
    enum { WIDE = 8 }; /* as names have wide letters */
    char line[SAFE_TEXT];
    snprintf(line, sizeof line, "%s", others);
    char *cut = strrchr(line, ';');
    if (cut != NULL)
        *cut = '\0';
    int columns = (SHOWS_COLUMNS - WIDE - display_width(line)) / 2;
    return columns < TITLE_NAME ? TITLE_NAME : columns < TITLE_NAME_ALONE ? columns : TITLE_NAME_ALONE;
}

/* Cuts what is too long for a line at its last semicolon; returns what stood behind it. */
static const char *cut_to_width(char *shows)
{
    char *cut = display_width(shows) > SHOWS_COLUMNS ? strrchr(shows, ';') : NULL;
    if (cut == NULL)
        return "";
    *cut = '\0';
    return cut + strlen("; ");
}

uint64_t chart_digest(const struct results *results)
{
    return results->digest != 0 ? results->digest : results->stored_digest;
}

void chart_titles(struct chart *chart, const struct results *results, const char *what)
{
    char caption[4 * SAFE_TEXT] = "", shows[SAFE_TEXT], spacing[32] = "", beside[32] = "";
    FILE *stream = fmemopen(caption, sizeof caption, "w");
    snprintf(shows, sizeof shows, "%s", what);
    const char *rest = cut_to_width(shows);
    if (stream != NULL) {
        write_caption(results, rest, stream);
        fclose(stream);
    }
    add_setup(results, CAPTION_COLUMNS, caption, sizeof caption);
    if (chart->key_spacing > 1)
        snprintf(spacing, sizeof spacing, " spacing %.3g", chart->key_spacing);
    if (chart->key_beside > 0)
        snprintf(beside, sizeof beside, " maxcols %d", chart->key_beside);
    fprintf(chart->script,
            CHART_FIRST_LINE "\n" CHART_DIGEST "\n"
                             "set encoding utf8\n"
                             "set border 3 linecolor rgb '#444444' linewidth 0.7\n"
                             "set tics nomirror out\n"
                             "set format '%%.10g'\n"
                             "set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5\n"
                             "set key below center horizontal%s Left reverse height 0.7 samplen 3%s font ',%d'\n"
                             "set tmargin at screen %.6g\n"
                             "set rmargin at screen 0.96\n",
            chart->name, chart->name, chart->name, chart_digest(results), beside, spacing, chart->key_font,
            1 - (caption[0] != '\0' ? 140.0 : 112.0) / chart->height);
    write_heading(chart, 1, results->title[0] != '\0' ? results->title : results->name, TITLE_COLUMNS, 36,
                  "font ',22'");
    write_heading(chart, 2, shows, SHOWS_COLUMNS, 76, "font ',17' textcolor rgb '#444444'");
    if (caption[0] != '\0')
        write_heading(chart, 3, caption, CAPTION_COLUMNS, 110, "font ',15' textcolor rgb '#444444'");
}

static void write_output(struct chart *chart, enum image image, const char *command)
{
    fputs("set terminal ", chart->script);
    write_terminal(chart->script, image, chart->height);
    fprintf(chart->script, "\nset output '%s.%s'\n%s", chart->name, image_names[image], command);
}

static enum image first_image(const struct gallery *gallery)
{
    enum image image = 0;
    while (image < N_IMAGES - 1 && !gallery->images[image])
        image++;
    return image;
}

void chart_output(struct chart *chart)
{
    write_output(chart, first_image(chart->gallery), "");
}

int chart_close(struct chart *chart)
{
    fputc('\n', chart->script);
    for (enum image image = first_image(chart->gallery) + 1; image < N_IMAGES; image++)
        if (chart->gallery->images[image])
            write_output(chart, image, "replot\n");
    fputs("set output\n", chart->script);
    bool whole = !ferror(chart->script) && !ferror(chart->data);
    whole &= fclose(chart->script) == 0;
    whole &= fclose(chart->data) == 0;
    if (!whole)
        return fail(EX_IOERR, "%s/%s.gp and .dat cannot be written whole", chart->gallery->directory, chart->name);
    return 0;
}

const char *chart_colour(size_t i)
{
    static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
    return colours[i % (sizeof colours / sizeof *colours)];
}

const char *chart_dash(size_t i)
{
    static const char *const dashes[] = {"solid", "(14,4)", "(3,3)", "(14,3,3,3)", "(7,3)"};
    return dashes[i % (sizeof dashes / sizeof *dashes)];
}

int chart_mark(size_t i)
{
    static const int marks[] = {7, 5, 9, 13, 11, 15}; /* filled: circle, square, triangles, diamond, pentagon */
    return marks[i % (sizeof marks / sizeof *marks)];
}

const char *chart_model_name(const struct results *results, size_t model, int columns, char name[CHART_LABEL])
{
    return text_cut_middle(view_model_name(results, model), columns, name, CHART_LABEL);
}

static bool is_simultaneous(const struct point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(points[i].simultaneous.low))
            return true;
    return false;
}

void chart_line_data(struct chart *chart, const struct results *results, size_t model, const struct point *points,
                     size_t n)
{
    char name[SAFE_TEXT];
    bool simultaneous = is_simultaneous(points, n);
    fprintf(chart->data, "# model %s\n# x mean ci_low ci_high repeats%s\n",
            safe_text(view_model_name(results, model), name, sizeof name),
            simultaneous ? " simultaneous_low simultaneous_high" : "");
    for (size_t i = 0; i < n; i++) {
        fprintf(chart->data, "%.10g %.10g %.10g %.10g %zu", points[i].x, points[i].mean, points[i].ci.low,
                points[i].ci.high, points[i].n);
        if (simultaneous)
            fprintf(chart->data, " %.10g %.10g", points[i].simultaneous.low, points[i].simultaneous.high);
        fputc('\n', chart->data);
    }
    fputs("\n\n", chart->data);
}

static void write_band(struct chart *chart, size_t model, int block, const int columns[2], double opacity,
                       const char *clamp)
{
    fprintf(chart->script,
            "'%s.dat' index %d using 1:(%s($%d)):(%s($%d)) with filledcurves fillstyle transparent solid %.2g noborder "
            "linecolor rgb '%s' notitle, \\\n     ",
            chart->name, block, clamp, columns[0], clamp, columns[1], opacity, chart_colour(model));
}

/* Bars and marks of one line: at each point, or at a few that no other line has. */
static void write_bars(struct chart *chart, size_t model, int block, const char *every, const struct line_style *style)
{
    fprintf(chart->script,
            "'%s.dat' %s index %d using %s:($5 > 1 ? $2 : NaN):(%s($3)):(%s($4)) with yerrorbars pointtype 0 "
            "linecolor rgb '%s' notitle, \\\n     ",
            chart->name, every, block, style->x != NULL ? style->x : "1", style->clamp, style->clamp,
            chart_colour(model));
}

void chart_line(struct chart *chart, const struct results *results, size_t model, int block, const struct point *points,
                size_t n, const struct line_style *style)
{
    enum { MARKED = 7 }; /* points of a long line */
    bool has_interval = false, thinned = style->crowded && !style->marks;
    char every[64] = "";
    size_t step = n / MARKED + 1;
    for (size_t i = 0; i < n; i++)
        has_interval |= isfinite(points[i].ci.low);
    if (thinned)
        snprintf(every, sizeof every, "every %zu::%zu", step, (size_t)block * step / style->n_lines);
    fputs(block == 0 ? "plot " : ", \\\n     ", chart->script);
    if (is_simultaneous(points, n) && !style->crowded)
        write_band(chart, model, block, (const int[]){6, 7}, 0.13, style->clamp);
    if (has_interval && !style->crowded)
        write_band(chart, model, block, (const int[]){3, 4}, 0.25, style->clamp);
    if (has_interval && (style->marks || style->crowded) && !style->bare)
        write_bars(chart, model, block, every, style);
    const char *x = style->x != NULL ? style->x : "1", *colour = chart_colour(model), *dash = chart_dash(model);
    if (thinned)
        fprintf(chart->script,
                "'%s.dat' index %d using %s:2 with lines linewidth 1.5 dashtype %s linecolor rgb '%s' notitle, "
                "\\\n     '' %s index %d using %s:2 with points pointtype %d linecolor rgb '%s' notitle, "
                "\\\n     NaN with linespoints pointtype %d ",
                chart->name, block, x, dash, colour, every, block, x, chart_mark(model), colour, chart_mark(model));
    else if (style->marks)
        fprintf(chart->script, "'%s.dat' index %d using %s:2 with %spoints pointtype %d ", chart->name, block, x,
                style->loose ? "" : "lines", chart_mark(model));
    else
        fprintf(chart->script, "'%s.dat' index %d using %s:2 with lines ", chart->name, block, x);
    if (!style->loose)
        fprintf(chart->script, "linewidth 1.5 dashtype %s ", dash);
    fprintf(chart->script, "linecolor rgb '%s' title ", colour);
    chart_write_key_name(chart, results, model);
}

void chart_first_cell(const struct results *results, char *out, size_t size)
{
    char cell[CHART_LABEL];
    view_cell(results, 0, cell, sizeof cell);
    snprintf(out, size, "%s%s", cell[0] != '\0' ? "; " : "", cell);
}

void chart_decades(struct chart *chart, const char *axis, const struct axis_range *range)
{
    enum { MOST_DECADES = 8 };
    const double wide = 1.6 * 1.15 * 1e4;
    const char *separator = "";
    int first = (int)floor(log10(range->low)), last = (int)ceil(log10(range->high));
    int every = (last - first) / MOST_DECADES + 1;
    fprintf(chart->script, "set format %s '%%g'\nset %stics (", axis, axis);
    for (int exponent = first - first % every; exponent <= last; exponent += every)
        for (int digit = 1; digit <= 5; digit = digit == 2 ? 5 : digit == 5 ? 10 : 2) {
            if (digit > 1 && range->high / range->low > wide)
                break;
            fprintf(chart->script, "%s%.3g", separator, digit * pow(10, exponent));
            separator = ", ";
        }
    fputs(")\n", chart->script);
}

void chart_metric_axis(struct chart *chart, char axis, const struct metric *metric, const struct axis_range *range)
{
    char label[CHART_LABEL];
    chart_axis_label(chart, (const char[]){axis, '\0'}, metric_axis(metric, false, label, sizeof label), "");
    if (range->logarithmic)
        fprintf(chart->script, "set logscale %c\n", axis);
    if (metric_is_percent(metric))
        fprintf(chart->script, "set %crange [-2:102]\nset %ctics 0,20,100\n", axis, axis);
    else
        fprintf(chart->script, "set %crange [%.6g:%.6g]\n", axis, range->low, range->high);
    if (range->logarithmic)
        chart_decades(chart, (const char[]){axis, '\0'}, range);
    fprintf(chart->script, "clamp(v) = v < %.6g ? %.6g : v > %.6g ? %.6g : v\n", range->low, range->low, range->high,
            range->high);
}

void chart_write_cell(struct chart *chart, const char *const names[2], size_t n, double pixel)
{
    fprintf(chart->script, "(%s-0.5):(%s+(%s < %zu ? %.4g : 0.5)):", names[0], names[0], names[1], n,
            0.5 + 1.2 * pixel);
}

void chart_write_ink(struct chart *chart, const char *value, double dark, int font)
{
    fprintf(chart->script, "(%s < %.6g ? 0xffffff : 0) with labels font ',%d' textcolor rgb variable", value, dark,
            font);
}
