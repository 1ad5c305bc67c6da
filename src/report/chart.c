#include "chart.h"
#include "attnbench/error.h"
#include "gnuplot.h"
#include "safe_text.h"
#include "view.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const image_names[N_IMAGES] = {"png", "svg", "pdf"};

/* The same picture at 1200 x 800 pixels or 9 x 6 inches: fontscale levels what a font's size means to each. Its text is
 * still readable at half the size. */
static const char *const terminals[N_IMAGES] = {
    "pngcairo noenhanced size 1200,800 font 'DejaVu Sans,19' fontscale 1 linewidth 2 pointscale 1.6 background "
    "'#ffffff'",
    "svg noenhanced size 1200,800 font 'DejaVu Sans,19' fontscale 1.33 linewidth 2 background '#ffffff'",
    "pdfcairo noenhanced size 9in,6in font 'DejaVu Sans,19' fontscale 0.54 linewidth 1.5 pointscale 0.9 background "
    "'#ffffff'",
};

static void sanitize(const char *name, char *out, size_t size)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    snprintf(out, size, "%s", name);
    for (char *c = out; *c != '\0'; c++)
        if (strchr(allowed, *c) == NULL)
            *c = '_';
}

static bool is_taken(const struct gallery *gallery, const char *name)
{
    for (int i = 0; i < gallery->n; i++)
        if (strcmp(gallery->names[i], name) == 0)
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
    sanitize(name, wanted, sizeof wanted);
    snprintf(unique, CHART_NAME, "%s", wanted);
    for (int i = 2; is_taken(gallery, unique); i++)
        snprintf(unique, CHART_NAME, "%s_%d", wanted, i);

    *out = (struct chart){.gallery = gallery, .name = unique};
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

static void write_heading(struct chart *chart, int label, const char *text, int columns, const char *place)
{
    char heading[SAFE_TEXT];
    safe_text(text, heading, sizeof heading - 4);
    text_shorten(heading, columns);
    fprintf(chart->script, "set label %d ", label);
    gnuplot_write_quoted(chart->script, heading);
    fprintf(chart->script, " at screen 0.5, screen %s\n", place);
}

static bool has_results(const struct results *results, size_t model)
{
    size_t n = view_n_cells(results) * view_n_repeats(results);
    struct trial_counts counts = view_count(results, view_trial(results, model, 0, 0), n);
    return counts.finished + counts.diverged > 0;
}

/* The settings that all of the chart has, and what it lacks; empty when there is nothing to say. */
static void write_caption(const struct results *results, FILE *out)
{
    char fixed[SAFE_TEXT];
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    size_t there = counts.finished + counts.diverged, n_without = 0;
    const char *separator = fputs(view_fixed(results, fixed, sizeof fixed), out) >= 0 && fixed[0] != '\0' ? "; " : "";
    if (there == results->n_trials)
        return;
    fprintf(out, "%sincomplete: %zu of %zu trials", separator, there, results->n_trials);
    for (size_t model = 0; model < view_n_models(results); model++)
        if (!has_results(results, model))
            fprintf(out, "%s%s", n_without++ == 0 ? "; no result yet: " : ", ", view_model_name(results, model));
}

void chart_titles(struct chart *chart, const struct results *results, const char *shows)
{
    enum { TITLE_COLUMNS = 74, SHOWS_COLUMNS = 96, CAPTION_COLUMNS = 108 }; /* what fits the width */
    char caption[4 * SAFE_TEXT] = "";
    FILE *stream = fmemopen(caption, sizeof caption, "w");
    if (stream != NULL) {
        write_caption(results, stream);
        fclose(stream);
    }
    fprintf(chart->script,
            "# Draws %s; run `gnuplot %s.gp` in this folder. Data: %s.dat\n"
            "set encoding utf8\n"
            "set border 3 linecolor rgb '#444444' linewidth 0.7\n"
            "set tics nomirror out\n"
            "set format '%%.10g'\n"
            "set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5\n"
            "set key below center horizontal Left reverse height 0.7 samplen 3\n"
            "set tmargin at screen %s\n"
            "set rmargin at screen 0.96\n",
            chart->name, chart->name, chart->name, caption[0] != '\0' ? "0.825" : "0.86");
    write_heading(chart, 1, results->title[0] != '\0' ? results->title : results->name, TITLE_COLUMNS,
                  "0.955 center font ',22'");
    write_heading(chart, 2, shows, SHOWS_COLUMNS, "0.905 center font ',17' textcolor rgb '#444444'");
    if (caption[0] != '\0')
        write_heading(chart, 3, caption, CAPTION_COLUMNS, "0.862 center font ',15' textcolor rgb '#444444'");
}

static void write_output(struct chart *chart, enum image image, const char *command)
{
    fprintf(chart->script, "set terminal %s\nset output '%s.%s'\n%s", terminals[image], chart->name, image_names[image],
            command);
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

bool chart_has_points(const struct point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (points[i].n > 0)
            return true;
    return false;
}

void chart_line_data(struct chart *chart, const struct results *results, size_t model, const struct point *points,
                     size_t n)
{
    char name[SAFE_TEXT];
    fprintf(chart->data, "# model %s\n# x mean ci_low ci_high repeats\n",
            safe_text(view_model_name(results, model), name, sizeof name));
    for (size_t i = 0; i < n; i++)
        fprintf(chart->data, "%.10g %.10g %.10g %.10g %zu\n", points[i].x, points[i].mean, points[i].low,
                points[i].high, points[i].n);
    fputs("\n\n", chart->data);
}

void chart_line(struct chart *chart, const struct results *results, size_t model, int block, const struct point *points,
                size_t n, const struct line_style *style)
{
    const char *x = style->x != NULL ? style->x : "1";
    bool has_interval = false;
    for (size_t i = 0; i < n; i++)
        has_interval |= isfinite(points[i].low);
    fputs(block == 0 ? "plot " : ", \\\n     ", chart->script);
    if (has_interval && !style->marks_only)
        fprintf(chart->script,
                "'%s.dat' index %d using 1:(%s($3)):(%s($4)) with filledcurves "
                "fillstyle transparent solid 0.2 noborder linecolor rgb '%s' notitle, \\\n     ",
                chart->name, block, style->clamp, style->clamp, chart_colour(model));
    if (has_interval && style->marks)
        fprintf(chart->script,
                "'%s.dat' index %d using %s:($5 > 1 ? $2 : NaN):(%s($3)):(%s($4)) with yerrorbars pointtype 0 "
                "linecolor rgb '%s' notitle, \\\n     ",
                chart->name, block, x, style->clamp, style->clamp, chart_colour(model));
    fprintf(chart->script, "'%s.dat' index %d using %s:2 with ", chart->name, block, x);
    if (style->marks)
        fprintf(chart->script, "linespoints pointtype %d ", chart_mark(model));
    else
        fputs("lines ", chart->script);
    fprintf(chart->script, "linewidth 1.5 dashtype %s linecolor rgb '%s' title ", chart_dash(model),
            chart_colour(model));
    gnuplot_write_quoted(chart->script, view_model_name(results, model));
}

const char *chart_repeats(const struct point *points, size_t n, char *buffer, size_t size)
{
    size_t fewest = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        if (points[i].n == 0)
            continue;
        fewest = fewest == 0 || points[i].n < fewest ? points[i].n : fewest;
        most = points[i].n > most ? points[i].n : most;
    }
    if (fewest == most)
        snprintf(buffer, size, "%zu repeat%s", most, most == 1 ? "" : "s");
    else
        snprintf(buffer, size, "%zu to %zu repeats", fewest, most);
    return buffer;
}

const char *chart_axis_label(const struct dimension *axis)
{
    static const char *const labels[][2] = {
        {"n_in", "input length n_in (values)"},           {"n_out", "values to reproduce n_out"},
        {"cardinality", "cardinality (distinct values)"}, {"units", "units of a layer"},
        {"batch", "batch size (sequence pairs)"},         {"epochs", "training epochs"},
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(axis->name, labels[i][0]) == 0)
            return labels[i][1];
    return axis->name;
}

int chart_sorted(const struct dimension *axis, size_t **out)
{
    size_t *order = allocate(axis->count, sizeof *order);
    if (order == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < axis->count; i++) { /* by insertion: axes are short */
        size_t j = i;
        for (; j > 0 && axis->values[order[j - 1]] > axis->values[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    *out = order;
    return 0;
}
