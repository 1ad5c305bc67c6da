#include "attnbench/analysis/forests.h"
#include "attnbench/base/error.h"

#include <math.h>

static struct forest_row row_of_means(const struct analysis *analysis, size_t i)
{
    const struct estimate *accuracy = &analysis->cells[i].figure;
    size_t cell = i / analysis->n_models, model = i % analysis->n_models;
    return (struct forest_row){analysis->n_cells == 1 ? model : cell, model, accuracy->mean, accuracy->ci, true};
}

static struct forest_row row_of_rivals(const struct analysis *analysis, enum forest_kind kind, size_t i)
{
    const struct comparison *comparison = &analysis->comparisons[i];
    const struct interval *better = &comparison->improvement_ci;
    struct forest_row row = {
        .label = i / analysis->n_rivals, .model = i % analysis->n_rivals + 1, .value = NAN, .interval = {NAN, NAN}};
    if (comparison->n == 0)
        return row;
    if (kind == FOREST_DIFFERENCES) {
        row.value = comparison->difference;
        row.interval = comparison->ci;
        row.is_decided = verdict_is_clear(comparison->verdict);
    } else {
        row.value = 100 * comparison->improvement;
        row.interval = (struct interval){100 * better->low, 100 * better->high};
        row.is_decided = row.interval.low > 50 || row.interval.high < 50;
    }
    return row;
}

int forest_rows(const struct analysis *analysis, enum forest_kind kind, struct forest_row **out)
{
    size_t n = analysis->n_cells * (kind == FOREST_MEANS ? analysis->n_models : analysis->n_rivals);
    *out = allocate(n, sizeof **out);
    if (*out == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        (*out)[i] = kind == FOREST_MEANS ? row_of_means(analysis, i) : row_of_rivals(analysis, kind, i);
    return 0;
}

static struct extent extent_of(const struct analysis *analysis, bool of_repeats, bool of_intervals)
{
    struct extent extent = extent_of_none;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        const struct estimate *figure = &analysis->cells[i].figure;
        if (figure->n == 0)
            continue;
        struct interval ci = of_intervals ? figure->ci : (struct interval){NAN, NAN};
        extent_add(&extent, of_repeats ? figure->min : figure->mean, ci);
        extent_add(&extent, of_repeats ? figure->max : figure->mean, ci);
    }
    return extent;
}

static struct axis_range range_of(const struct analysis *analysis, bool of_repeats, bool of_intervals)
{
    const struct extent extent = extent_of(analysis, of_repeats, of_intervals);
    return extent_range(&extent, analysis->metric);
}

struct extent repeats_extent(const struct analysis *analysis)
{
    return extent_of(analysis, true, true);
}

struct axis_range repeats_range(const struct analysis *analysis)
{
    return range_of(analysis, true, true);
}

struct axis_range means_range(const struct analysis *analysis)
{
    return range_of(analysis, false, true);
}

struct axis_range maps_range(const struct analysis *analysis)
{
    return range_of(analysis, false, false);
}

struct map_field map_mean(const struct analysis *analysis, size_t cell, size_t model)
{
    const struct estimate *accuracy = &analysis->cells[cell * analysis->n_models + model].figure;
    return (struct map_field){accuracy->mean, accuracy->n > 0, accuracy->n, VERDICT_SUPPORTED};
}

struct map_field map_difference(const struct analysis *analysis, size_t cell, size_t rival)
{
    const struct comparison *comparison = &analysis->comparisons[cell * analysis->n_rivals + rival];
    return (struct map_field){comparison->difference, comparison->n > 0, comparison->n, comparison->verdict};
}

void map_add(struct map_field *field, const struct map_field *cell)
{
    if (cell->trials == 0)
        return;
    field->verdict = field->n_cells == 0 || field->verdict == cell->verdict ? cell->verdict : VERDICT_UNDECIDED;
    field->value =
        ((field->n_cells > 0 ? field->value : 0) * (double)field->n_cells + cell->value) / (double)(field->n_cells + 1);
    field->n_cells++;
    field->trials += cell->trials;
}

bool map_is_unclear(const struct map_field *field)
{
    return field->n_cells > 0 && !verdict_is_clear(field->verdict);
}
