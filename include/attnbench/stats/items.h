/* Trainings by items: what n trainings made of the same m items, such as the rows of a test set. Pure.
 *
 * y_ri = mean + training_r + item_i + rest_ri, trainings and items drawn at random (two-way random effects, one value a
 * cell), so a mean is unsure by both. "New" figures hold for further trainings and further items, "these" for further
 * trainings and the very items. docs/statistics.md has the equations, and how often they hold. */
#ifndef ATTNBENCH_ITEMS_H
#define ATTNBENCH_ITEMS_H

#include "attnbench/stats/interval.h"
#include "attnbench/looks/looks.h"

#include <stdbool.h>
#include <stddef.h>

/* Values, (n, m), a row a training; each is finite. Not owned. */
struct item_table {
    const double *values;
    size_t n, m;
};

/* What the values are: right 1 and wrong 0, whose figures are in percent and points, or any numbers. */
enum item_values { ITEMS_RIGHT_OR_WRONG, ITEMS_REAL };

/* NaN where undefined: of a single training what is about trainings; of real values that do not vary the intervals. */
struct item_mean {
    size_t n, items; /* trainings and items; 0: there are none */
    size_t given;    /* items that some of the trainings have; 0: not looked for */
    double mean;
    struct interval of_new, of_these;
    double of_training, of_item, of_rest; /* variances of one value, at least 0, in the unit squared */
};

struct item_difference {
    size_t items, given; /* 0: there are none; as of struct item_mean */
    double figure;
    struct interval of_new, of_these;
    double p_new, p_new_holm, p_these; /* two-sided; p_new_holm: of a family, set by item_differences_adjust */
    /* Two single trainings, right or wrong: items that only the one gets right, and McNemar's exact two-sided p. */
    double only_a, only_b, p_mcnemar;
};

extern const struct item_mean item_mean_undefined;
extern const struct item_difference item_difference_undefined;

/* looks: at growing data, as of comparison_make. EX_OSERR. */
int item_mean_make(const struct item_table *table, enum item_values kind, struct looks looks, struct item_mean *out);

/* a less b, of the same items. paired: row i of both go together, as many of each. EX_OSERR. */
int item_difference_make(const struct item_table *a, const struct item_table *b, enum item_values kind, bool paired,
                         struct looks looks, struct item_difference *out);

/* p_new_holm of those that are `stride` bytes apart and one family: what has items, but no p, counts as undecided.
 * EX_OSERR. */
int item_differences_adjust(struct item_difference *first, size_t n, size_t stride);

#endif
