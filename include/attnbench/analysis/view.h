/* Results by model, cell and repeat. Axes are the dimensions between "model" and "repeat"; a cell counts through them,
 * the last one fastest, but for cells that the study leaves out: these are not there. */
#ifndef ATTNBENCH_VIEW_H
#define ATTNBENCH_VIEW_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/store/results.h"

struct trial_counts {
    size_t finished, diverged, failed, missing;
    size_t wanted;                            /* all of these */
    size_t without_figure;                    /* of those that diverged: without a finite figure */
    size_t unmeasured;                        /* of those evaluated: the study's metric was not measured */
    size_t crashed, out_of_memory, timed_out; /* what failed */
};

size_t view_n_models(const struct results *results);
size_t view_n_repeats(const struct results *results);
size_t view_n_cells(const struct results *results);
int view_n_axes(const struct results *results);
const struct dimension *view_axis(const struct results *results, int axis);
const char *view_model_name(const struct results *results, size_t model);
const char *view_model_title(const struct results *results, size_t model); /* its name when it has no title */

/* How many axes have several values; they are in `axes` (RESULTS_MAX_DIMENSIONS), in the study's order. */
int view_varied_axes(const struct results *results, int *axes);

/* The cell's values on these axes, "n_in 5, n_out 2", into buffer; returns buffer. The same of all axes of several
 * values, which tell the cells apart, and of those of one value, which say what all cells share. */
const char *view_cell_text(const struct results *results, size_t cell, const int *axes, int n, char *buffer,
                           size_t size);
const char *view_cell(const struct results *results, size_t cell, char *buffer, size_t size);
const char *view_fixed(const struct results *results, char *buffer, size_t size);

/* What was learned and how (results->setup), a line each: task, training, units; or in short what all models share,
 * "task echo, source fresh, epochs 5000, batch 1"; "" where there is nothing to say. Into buffer; returns buffer. */
enum setup_line {
    SETUP_LINE_TASK,
    SETUP_LINE_TRAINING,
    SETUP_LINE_UNITS,
    N_SETUP_LINES,
    SETUP_LINE_SHORT = N_SETUP_LINES
};
const char *view_setup(const struct results *results, enum setup_line line, char *buffer, size_t size);

/* The index of the model of this name, or of the value on the axis; false when there is none. */
bool view_find_model(const struct results *results, const char *name, size_t *out);
bool view_find_value(const struct dimension *axis, struct value value, size_t *out);

/* Whether answers are right or wrong: the study is about counts, or a trial has an accuracy. */
bool view_is_right_or_wrong(const struct results *results);
bool view_has_built_in(const struct results *results); /* not commands or imported results alone */

/* A trial's figure of a metric: measured, or made of its traces or weights. Its value is NaN where there is none, or
 * none that is finite. */
struct figure view_figure_of(const struct results *results, const struct metric *metric, size_t trial);

/* What a figure must be, or better, for a training to have got there (the metric `reached`); NaN: the study says
 * nothing of it. */
double view_reached(const struct results *results);

/* The value of the study's metric, and whether there is an accuracy. */
double view_figure(const struct results *results, size_t trial);
bool view_has_accuracy(const struct results *results, size_t trial);

/* The figures of a model's repeats in a cell, as far as there are any; with `both` only of repeats that this model has
 * too. EX_OSERR; repeats_free. */
int view_repeats(const struct results *results, const struct metric *metric, size_t model, size_t cell,
                 const size_t *both, struct repeats *out);

/* Index of a trial in the arrays. */
size_t view_trial(const struct results *results, size_t model, size_t cell, size_t repeat);

/* Which of the axis's values the cell has: an index into its values; and that value. */
size_t view_position(const struct results *results, size_t cell, int axis);
struct value view_value(const struct results *results, size_t cell, int axis);

/* The cell of these positions on the axes; false when the study leaves it out. */
bool view_find_cell(const struct results *results, const size_t *positions, size_t *out);

/* The trials first … first + n - 1 by status; one whose figure is not finite has diverged, whatever its losses. */
struct trial_counts view_count(const struct results *results, size_t first, size_t n);

/* "3 missing, 2 failed: 1 crashed, 1 timed out" into buffer; returns buffer. */
const char *view_gaps(const struct trial_counts *counts, char *buffer, size_t size);

/* "these are the results of part 2 of 3, and …": where the others are; "" of a whole study. Into buffer; returns
 * buffer.
 */
const char *view_part(const struct results *results, char *buffer, size_t size);

/* "3 of 4 trials diverged (…): …", without a stop, into buffer; returns buffer. */
const char *view_diverged(const struct results *results, const struct trial_counts *counts, char *buffer, size_t size);

/* The looks at growing data that were made of a cell's figures. */
struct looks view_cell_looks(const struct results *results, size_t cell);

/* "95 %": the level of the cells' intervals, which is higher of more looks than one; "97.7 to 99.2 %" where cells made
 * different looks. */
enum { VIEW_LEVEL = 32 };
const char *view_level(const struct results *results, char text[static VIEW_LEVEL]);

/* "97.1": a level below 1 as a percentage, of so many significant digits, and of more (up to 5) where it would read as
 * 100; "above 99.999" where these do. Returns text. */
const char *view_percent(double level, int digits, char text[static VIEW_LEVEL]);

/* "init, data": what differs between the model's repeats, as study.h5 has it; VARIES_WHOLLY where it has nothing. */
void view_varied(const struct results *results, size_t model, char out[static VARIED_TEXT]);

/* "OpenBLAS 0.3.21 SkylakeX", on which the figures' last bits depend; "" where no model of the study uses it. Returns
 * out. */
const char *view_openblas(const struct results *results, char out[static SAFE_TEXT]);

/* Which repeats are partners. */
enum partners {
    PAIRED_BY_STREAMS, /* of the same number, that drew from the same random numbers */
    PAIRED_BY_NAME,    /* imported, of the same name */
    NOT_PAIRED         /* none: imported, without names */
};
enum partners view_partners(const struct results *results);

/* Whether each repeat of the model was evaluated on other sequences. */
bool view_data_vary(const struct results *results, size_t model);

#endif
