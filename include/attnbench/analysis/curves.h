/* The lines of charts: means over the repeats with their intervals, over epochs or over an axis of the grid. Computed
 * here once; gnuplot's charts and the page only draw them. */
#ifndef ATTNBENCH_CURVES_H
#define ATTNBENCH_CURVES_H

#include "attnbench/stats/estimate.h"
#include "attnbench/metric/metric.h"
#include "attnbench/store/results.h"

#include <stdbool.h>

/* A mean over repeats at x. */
struct point {
    double x, mean;
    struct interval ci;           /* 95 %, of this point alone; NaN below two repeats */
    struct interval simultaneous; /* 95 %, of all points of the line at once; NaN where there is none */
    size_t n;                     /* repeats */
};

/* True if any of the points has a repeat behind it. */
bool points_any(const struct point *points, size_t n);

/* How many of the lines, points (n_lines, n), have a point. */
size_t points_n_lines(const struct point *points, size_t n_lines, size_t n);

enum { MOST_BANDS = 3 }; /* lines whose bands can be told apart; more have bars, at a few points each */

/* "10 repeats", "8 to 10 repeats": how many stand behind the points, over all of them that have any. */
const char *points_repeats(const struct point *points, size_t n, char *buffer, size_t size);

/* ---- Over epochs: a study of one cell ---- */

enum course_kind { COURSE_LOSS, COURSE_ACCURACY, COURSE_HELD_OUT_ACCURACY, COURSE_HELD_OUT_LOSS, N_COURSES };

/* What the curves of one chart are of: values (trials, length), each of `step` epochs more. */
struct course {
    const char *name, *title; /* "held_out_loss", "Loss on held-out pairs" */
    const char *percent_of;   /* what the accuracy counts; NULL: a loss */
    const float *values;      /* not owned; NULL: the results have none */
    size_t length;
    double step, scale;
};
struct course course_of(const struct results *results, enum course_kind kind);

/* What an axis of losses is called: "loss (nats per step)"; that of programs alone is not known. */
const char *course_loss_label(const struct results *results);

/* A trace of single batches is noise to the eye: windows of 1, 2, 5, 10, … values are averaged, so that at most 100
 * points remain. */
struct curves {
    size_t n_models, n_windows, window; /* window: values averaged to a point */
    double step;                        /* epochs between values */
    struct point *points;               /* (n_models, n_windows); the caller frees */
};

/* What is not finite is left out of its window. EX_OSERR. */
int curves_make(const struct results *results, const struct course *course, struct curves *out);

/* "; pointwise 95 % band": what the curves' bands or bars are; "" where there are none. */
const char *curves_intervals(const struct curves *curves);

/* What an axis shows. A wide range of losses, or of a positive metric, is read on a logarithmic one. */
struct axis_range {
    double low, high;
    bool logarithmic;
};
struct axis_range curves_loss_range(const struct curves *curves);

/* From the least to the greatest of figures, and of these and the ends of their intervals. */
struct extent {
    double least, most, low, high;
};
extern const struct extent extent_of_none;
void extent_add(struct extent *extent, double figure, struct interval ci); /* passes over NaN */

/* What an axis of the metric shows: percents whole, others around what there is, no further than their bounds. */
struct axis_range extent_range(const struct extent *extent, const struct metric *metric);
struct axis_range points_range(const struct point *points, size_t n, const struct metric *metric);

/* ---- Over an axis of the grid ---- */

/* Indices of the axis's values, smallest number first; words stay in the study's order. EX_OSERR; the caller frees. */
int axis_sorted(const struct dimension *axis, size_t **out);

/* Where the i-th of the sorted values stands on an axis: a number at itself, a word at i. */
bool axis_has_words(const struct dimension *axis);
double axis_place(const struct dimension *axis, const size_t *order, size_t i);

/* How charts name an axis of the grid, with its unit. */
const char *axis_label(const struct dimension *axis);

/* Whether the values, in this order, stand more evenly on a logarithmic axis, as those that double from one to the
 * next. */
bool axis_is_logarithmic(const struct dimension *axis, const size_t *order);

/* The axes that have several values into axes (RESULTS_MAX_DIMENSIONS), largest first, of equals the first; returns how
 * many. */
int axes_by_size(const struct results *results, int *axes);

/* Accuracy by the values of one axis, over the others and the repeats that all cells of a value have. */
struct averages {
    struct point *points; /* (models, values of the axis in `order`); the caller frees */
    bool left_out;        /* not every repeat that has figures is in them */
};

/* EX_OSERR: then out->points must be freed too. */
int averages_make(const struct results *results, int axis, const size_t *order, struct averages *out);

#endif
