/* The page: one HTML file that needs nothing else. All parts write to `out` and leave errors in its error flag. */
#ifndef ATTNBENCH_PAGE_PARTS_H
#define ATTNBENCH_PAGE_PARTS_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/curves.h"
#include <stdio.h>

/* The sections, in the page's order. Each leaves itself out when it has nothing to say. */
void page_write_answer(const struct analysis *analysis, FILE *out);
void page_write_claims(const struct analysis *analysis, FILE *out);
void page_write_tables(const struct analysis *analysis, FILE *out);
void page_write_reproduction(const struct results *results, FILE *out);
void page_write_provenance(const struct results *results, FILE *out);

/* page.css and page.js, embedded by embed.sh: the only style and script that the page may have. Their hashes (SHA-256,
 * base64) stand in its policy. */
extern const char page_style[], page_style_hash[], page_script[], page_script_hash[];

/* ---- Text ---- */

/* Escaped for HTML, in text and in quoted attributes; what a terminal may not be shown (text.h) neither. */
void page_write_text(const char *text, FILE *out);
void page_write_lines(const char *text, FILE *out); /* the same, with its line ends */
void page_write_model(const struct results *results, size_t model, FILE *out);

/* A figure of the metric, or a difference of two, without its unit: of percents "12.30", "+12.30" with so many
 * decimals, or as text_figure where it is wide; of others two digits more than decimals. "–" where it is not finite; no
 * sign on what rounds to 0. Returns text. */
enum { PAGE_FIGURE = 64 };
const char *page_figure_text(const struct metric *metric, bool of_difference, int decimals, double value,
                             char text[PAGE_FIGURE]);

/* The same with two decimals; "10.00 to 12.50"; "0.0123" or "< 0.0001". */
void page_write_figure(const struct metric *metric, bool of_difference, double value, FILE *out);
void page_write_interval(const struct metric *metric, bool of_difference, struct interval interval, FILE *out);

/* "attention − baseline", not escaped, into buffer; returns buffer. */
const char *page_couple_text(const struct results *results, size_t rival, char *buffer, size_t size);

/* ---- Figures: inline SVG, in units of 1/400 of its width ---- */

enum { FIGURE_WIDTH = 400, FIGURE_TEXT = 1024 };

struct scale {
    double low, high;        /* of what is shown */
    double from, to;         /* where they stand */
    bool logarithmic, whole; /* whole: of whole numbers */
    bool loose;              /* of words, which no line joins */
};

/* Round numbers around low..high. */
struct scale scale_around(double low, double high, double from, double to);
struct scale scale_of_range(const struct axis_range *range, double from, double to); /* round numbers too */
double scale_at(const struct scale *scale, double value);                            /* kept between from and to */

void figure_begin(const char *id, double height, const char *title, const char *shows, FILE *out);
void figure_end(FILE *out);

/* At most so many columns of the text. */
void figure_text(double x, double y, const char *classes, const char *text, int columns, FILE *out);
void figure_text_turned(double x, double y, const char *classes, const char *text, int columns, FILE *out);
void figure_x_axis(const struct scale *x, double top, double bottom, const char *label, FILE *out);
void figure_y_axis(const struct scale *y, double left, double right, const char *label, FILE *out);

/* Draws the key of the models that have any of their n points, when `draw`; returns its height. */
double figure_key(const struct results *results, const struct point *points, size_t n, bool draw, FILE *out);

/* The models' lines, points (n_models, n), with bands where there are intervals; bars and marks when the lines are
 * many, marks when the points are few. */
void figure_lines(const struct scale *x, const struct scale *y, const struct point *points, size_t n_models, size_t n,
                  FILE *out);

/* One kind of figure each. */
void figure_repeats(const struct analysis *analysis, FILE *out);
void figure_numbers(const struct analysis *analysis, FILE *out); /* of every repeat, in words */
void figure_epochs(const struct analysis *analysis, FILE *out);
void figure_by_axis(const struct analysis *analysis, int axis, FILE *out);
void figure_forests(const struct analysis *analysis, FILE *out);
void figure_maps(const struct analysis *analysis, FILE *out);
void figure_left_out(const char *what, const char *why, FILE *out);

#endif
