/* What forests and maps draw: rows of intervals, and figures of cells. */
#ifndef ATTNBENCH_FORESTS_H
#define ATTNBENCH_FORESTS_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/curves.h"

struct forest_row {
    size_t label; /* the cell, or the model */
    size_t model; /* gives colour and mark */
    double value; /* NaN: nothing to show */
    struct interval interval;
    bool is_decided;
};

enum forest_kind {
    FOREST_DIFFERENCES,  /* (n_cells, n_rivals): of the means; decided by Holm's p */
    FOREST_IMPROVEMENTS, /* the same: P(better) in percent; decided where its interval leaves out 50 */
    FOREST_MEANS,        /* (n_cells, n_models) */
};

/* Allocates *out, which the caller frees. EX_OSERR. */
int forest_rows(const struct analysis *analysis, enum forest_kind kind, struct forest_row **out);

/* Of all repeats' figures and the intervals of their means. */
struct extent repeats_extent(const struct analysis *analysis);

/* What an axis shows of all repeats' figures, of means with intervals, and of means alone: the same for all models. */
struct axis_range repeats_range(const struct analysis *analysis);
struct axis_range means_range(const struct analysis *analysis);
struct axis_range maps_range(const struct analysis *analysis);

/* Of a map, one place: the mean of its cells' figures, over the axes that the map does not show. */
struct map_field {
    double value;           /* NaN when there is no result */
    size_t n_cells, trials; /* that have results; of a difference, pairs of trials */
    enum verdict verdict;   /* of a difference: what all its cells say; undecided when they do not agree */
};

/* One cell as such a place: a model's mean; or the difference to the first model. */
struct map_field map_mean(const struct analysis *analysis, size_t cell, size_t model);
struct map_field map_difference(const struct analysis *analysis, size_t cell, size_t rival);

/* Adds a cell to a place, which begins as {NAN}. */
void map_add(struct map_field *field, const struct map_field *cell);

/* Of a difference that has no clear verdict, for want of repeats too. */
bool map_is_unclear(const struct map_field *field);

#endif
