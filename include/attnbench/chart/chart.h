/* What all charts share: their files, the look, and the order in which a script is written:
 * chart_open, chart_titles, own settings, chart_output, one plot command, chart_close. */
#ifndef ATTNBENCH_CHART_H
#define ATTNBENCH_CHART_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/curves.h"
#include "attnbench/chart/asked_models.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

enum { CHART_NAME = 224, CHARTS_MAX = 128, CHART_WIDTH = 1200, CHART_HEIGHT = 800, CHART_LABEL = 160 };
enum image { IMAGE_PNG, IMAGE_SVG, IMAGE_PDF, N_IMAGES };

extern const char *const image_names[N_IMAGES]; /* "png", … */

/* The charts of one study. */
struct gallery {
    const char *directory;     /* where the files are made; they are called by their names alone */
    int lock;                  /* of that folder, a descriptor */
    bool images[N_IMAGES];     /* which are wanted */
    char study[RESULTS_LABEL]; /* its name, as chart_file_name has it */
    uint64_t digest;           /* chart_digest of its results */
    int n;
    char names[CHARTS_MAX][CHART_NAME];
    uint64_t drawings[CHARTS_MAX]; /* what each depends on: plot_take_drawings */
    int n_undrawn;
    char undrawn[CHARTS_MAX][CHART_NAME]; /* charts that the study has, and that cannot be drawn now */
    int n_left_out;
    struct {
        char name[CHART_NAME];
        const char *why;
    } left_out[CHARTS_MAX]; /* charts of studies of this shape, for which this one has no figures */
};

struct chart {
    struct gallery *gallery;
    const char *name;    /* of its files, without the suffix */
    FILE *script, *data; /* NAME.gp, NAME.dat */
    int height;          /* pixels, where the width is CHART_WIDTH; to be changed before chart_titles */
    int key_font;        /* points */
    int key_columns;     /* of a line of a name in the key; 0: as wide as it is */
    int key_beside;      /* names side by side at the most; 0: as gnuplot finds them to fit */
    double key_spacing;  /* from entry to entry, in lines */
    bool is_narrow;      /* the axis has long names, which leave less room for the key below it */
};

/* "KIND_MODEL", or "KIND_MODEL_against_OTHER", where this can be read in one way only; else
 * "KIND_model=MODEL[,against=OTHER]", for no model's name has = or a comma. No two charts of a study have one name, not
 * even where the file system takes A for a: see docs/charts.md. */
#define CHART_ALONE SIZE_MAX
void chart_name(const struct results *results, const char *kind, size_t model, size_t against, char out[CHART_NAME]);

/* Any text as a part of a file's name: what is not [A-Za-z0-9._=,-] becomes '_'. */
void chart_file_name(const char *text, char *out, size_t size);

/* Adds a chart of the gallery. The name may hold anything: chart_file_name. EX_CANTCREAT. */
int chart_open(struct gallery *gallery, const char *name, struct chart *out);

/* Notes that there is nothing to show in a chart; `why` must live as long as the gallery: a constant, or of results. */
void chart_leave_out(struct gallery *gallery, const char *name, const char *why);
extern const char chart_diverged[]; /* why: the model's attention is not finite */

/* The first line of each script, and one that says which results it shows. */
#define CHART_FIRST_LINE "# Draws %s; run `gnuplot %s.gp` in this folder. Data: %s.dat"
#define CHART_DIGEST "# Results: digest %016" PRIx64
uint64_t chart_digest(const struct results *results);

/* The study's title above, what the chart shows below it, then the fixed settings and what is missing. What the chart
 * shows may go on there behind its last "; ". */
void chart_titles(struct chart *chart, const struct results *results, const char *what);

/* From here on the script draws into the first image; the plot command must follow. */
void chart_output(struct chart *chart);

/* Draws the other images and closes both files. EX_IOERR. */
int chart_close(struct chart *chart);

/* Colour-blind safe colour (Okabe and Ito 2008), dash and mark of the i-th model. */
const char *chart_colour(size_t i);
const char *chart_dash(size_t i);
int chart_mark(size_t i);

/* Writes the data of one model's line, as the next block of the data file. */
void chart_line_data(struct chart *chart, const struct results *results, size_t model, const struct point *points,
                     size_t n);

struct line_style {
    const char *clamp; /* a function of the script that keeps intervals in bounds */
    bool marks;        /* a mark and the interval's ends at each point, which stay visible without a neighbour */
    bool crowded;      /* more than MOST_BANDS lines: no bands. Without `marks`, some points have mark and bar */
    bool bare;         /* no bars either */
    bool loose;        /* no line from point to point, as between words */
    size_t n_lines;    /* if crowded: each line's marks stand elsewhere */
    const char *x;     /* gnuplot's expression for x; NULL: x as it is */
};

/* Writes one line's part of the plot command: bands, where there are intervals, and the line. */
void chart_line(struct chart *chart, const struct results *results, size_t model, int block, const struct point *points,
                size_t n, const struct line_style *style);

/* A model's name, cut to at most `columns` (text_cut_middle). */
const char *chart_model_name(const struct results *results, size_t model, int columns, char name[CHART_LABEL]);

/* Columns of each of two names in what a chart shows, which is `others` without them: as many as its line has. What
 * stands there behind the last "; " may go on another line. */
int chart_columns_of_two(const char *others);

/* Columns of a name in a title at the least, of the longest that a title may have alone, and of a line on an axis. */
enum { TITLE_NAME = 20, TITLE_NAME_ALONE = 36, AXIS_NAME = 36 };

/* A text as lines of at most so many columns, broken behind blanks and _ - , ; / where it can be. What three lines do
 * not hold is cut in the middle of the last, as names differ at their ends. Returns how many there are, 1 or more. */
enum { LABEL_LINES = 3 };
size_t chart_label_lines(const char *text, int columns, char lines[LABEL_LINES][CHART_LABEL]);

enum { AXIS_LABEL = 48 }; /* columns that fit beside an axis */
/* What stands at the axis "x", "y" or "cb", in lines where it is long; `options` of gnuplot follow it. */
void chart_axis_label(struct chart *chart, const char *axis, const char *text, const char *options);

/* The same as gnuplot's expression of a tic's label; and a model's name as the key shows it. */
void chart_write_label(struct chart *chart, const char *text, int columns);
void chart_write_key_name(struct chart *chart, const struct results *results, size_t model);

/* Makes room for a key of so many lines, each of a model, and picks how many names stand side by side; to be called
 * before chart_titles. */
void chart_key(struct chart *chart, const struct results *results, size_t n_lines);

/* "; n_in 4, n_out 1": what the titles do not say of the first cell. */
void chart_first_cell(const struct results *results, char *out, size_t size);

/* Tics of a logarithmic axis, "x", "y" or "cb": at 1, 2 and 5, or at powers of ten, so that they stand clear. */
void chart_decades(struct chart *chart, const char *axis, const struct axis_range *range);

/* The axis, 'x' or 'y', is the metric, and clamp() keeps intervals in the range. */
void chart_metric_axis(struct chart *chart, char axis, const struct metric *metric, const struct axis_range *range);

/* Viridis (van der Walt and Smith 2015): even steps to the eye, with or without colour vision, and in print. */
extern const char chart_viridis[];

enum { CELLS_WIDTH = 850, CELLS_HEIGHT = 500 }; /* pixels that cells side by side have at least, all together */

/* Parts of a plot command for cells side by side. First "LOW:HIGH:" of a cell at `place`, the `counter`-th of n: it
 * reaches a little under the next one, which is drawn over it, for between cells that only touch a hairline of the
 * ground would shine through. names: place, counter. pixel: its size where a cell has 1. */
void chart_write_cell(struct chart *chart, const char *const names[2], size_t n, double pixel);

/* The ends of "… using x:y:text:": white on what is below `dark`, black elsewhere. Never undefined: gnuplot 5.4 crashes
 * at labels of which none is defined. */
void chart_write_ink(struct chart *chart, const char *value, double dark, int font);

/* The charts. Each opens none, and returns 0, when there is nothing to show; why is then noted, unless it has no place
 * in such a study. */
int chart_courses(const struct results *results, struct gallery *gallery); /* over the epochs */
int chart_repeats(const struct analysis *analysis, struct gallery *gallery);
int chart_by_axis(const struct results *results, int axis, struct gallery *gallery);
int chart_heatmap(const struct analysis *analysis, size_t model, struct gallery *gallery);
int chart_heatmap_difference(const struct analysis *analysis, size_t rival, struct gallery *gallery);
/* Model against another; at the end of all epochs, or at equal training time. */
int chart_frontier(const struct analysis *analysis, size_t model, size_t against, bool at_equal_time,
                   struct gallery *gallery);
int chart_profiles(const struct results *results, struct gallery *gallery);
int chart_means(const struct analysis *analysis, struct gallery *gallery);
int chart_differences(const struct analysis *analysis, struct gallery *gallery);
int chart_improvement(const struct analysis *analysis, struct gallery *gallery);
int chart_attention(const struct results *results, const struct attention_map *map, struct gallery *gallery);
int chart_attention_tokens(const struct results *results, const struct decoded *decoded, struct gallery *gallery);
/* Windows of a series, and what models forecast there; their errors by step ahead, and by column, where there are
 * several. Of all models, by these names. */
extern const char chart_of_windows[], chart_of_steps[], chart_of_columns[];
int chart_forecasts(const struct results *results, const struct forecasts *forecasts, struct gallery *gallery);
int chart_sines(const struct results *results, const struct decoded *decoded, struct gallery *gallery);

#endif
