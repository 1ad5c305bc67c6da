/* The tables with a row for each cell and model. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

static const char counts[] = "repeats failed crashed? out_of_memory? timed_out? diverged? missing?";

/* A table of cells; the caller adds its columns. */
static struct table table_of(const struct analysis *analysis, const struct document_kind *document, const char *id,
                             const char *title, const char *caption)
{
    struct table table =
        table_by_cell(analysis, document, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    table.id = id;
    table.title = title;
    snprintf(table.caption, sizeof table.caption, "%s", caption);
    return table;
}

/* Of which Student's t does not hold where figures are skewed (docs/statistics.md). */
static bool has_few(const struct analysis *analysis)
{
    bool few = false;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        few = few || (analysis->cells[i].figure.n > 1 && analysis->cells[i].figure.n < T_LEAST_REPEATS);
    return few && analysis->metric->kind != METRIC_COUNTS;
}

static void write_figures(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    const struct metric *metric = analysis->metric;
    char caption[TABLE_TEXT];
    snprintf(caption, sizeof caption, "%s%s", metric->caption,
             has_few(analysis) ? "; intervals of fewer than 10 repeats are short where figures are skewed" : "");
    struct table table = table_of(analysis, document, metric->name, metric->title, caption);
    table_add_fields(&table, OF_CELL, 0, counts);
    table_add_fields(&table, OF_CELL, 0, "mean sd min max ci_* any_shape_*?");
    document->table(&table, out);
}

/* Whether a trial has a figure of it. */
static bool is_measured(const struct analysis *analysis, size_t metric)
{
    bool any = false;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        any = any || analysis->cells[i].metrics[metric].n > 0;
    return any;
}

/* The metrics that the study is not about. */
static void write_further(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct table table = table_of(analysis, document, "further", "Further figures", "Further figures, as means");
    int n_columns = table.n_columns;
    for (size_t i = 0; metric_at(i) != NULL; i++) {
        char names[TABLE_TEXT];
        const char *name = metric_at(i)->name;
        const struct field *fields_of_it = metric_fields(metric_at(i));
        if (metric_at(i) == analysis->metric || !is_measured(analysis, i))
            continue;
        snprintf(names, sizeof names, "%s %s_* %s_repeats", name, name, name);
        if (!metric_is_own(metric_at(i)))
            table_add_fields(&table, OF_CELL, 0, names);
        for (size_t k = 0; metric_is_own(metric_at(i)) && k < METRIC_FIELDS; k++)
            if (k != METRIC_FIELD_SD)
                table_add_field(&table, &fields_of_it[k], 0);
    }
    if (table.n_columns > n_columns)
        document->table(&table, out);
}

static void write_middle(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    bool has_chance = metric_index(analysis->metric) == METRIC_ACCURACY;
    struct table table =
        table_of(analysis, document, "middle", "Middle",
                 has_chance ? "Middle of the repeats, what one further training will give, and what guessing gets"
                            : "Middle of the repeats, and what one further training will give");
    table_add_fields(&table, OF_CELL, 0, "median interquartile_mean prediction_*");
    table_add_fields(&table, OF_CELL, 0, has_chance ? "chance" : "");
    document->table(&table, out);
}

/* ---- variance ---- */

static bool any_varied(const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models; model++)
        if (strcmp(analysis->cells[model].varied, VARIES_WHOLLY) != 0)
            return true;
    return false;
}

/* Where simulated studies had the true variance in the interval less often. */
static bool any_near_end(const struct analysis *analysis)
{
    bool near = false;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        const struct estimate *figure = &analysis->cells[i].figure;
        near = near || fmin(figure->mean, 100 - figure->mean) < T_LEAST_MARGIN;
    }
    return near && metric_is_percent(analysis->metric);
}

static bool has_parts(const struct analysis *analysis)
{
    const int *whole = analysis->questions.whole;
    for (size_t model = 0; whole != NULL && model < analysis->n_models; model++)
        if (whole[model] >= 0 && whole[model] != (int)model)
            return true;
    return false;
}

/* Of steps the part of the evaluation is not known. */
static bool has_evaluation(const struct analysis *analysis)
{
    return analysis->metric->kind == METRIC_COUNTS && !analysis->metric->is_clustered;
}

static void write_variance(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    char caption[TABLE_TEXT];
    snprintf(caption, sizeof caption, "Variance of the repeats and its sources; intervals from %d repeats on%s",
             VARIANCE_LEAST_REPEATS, any_near_end(analysis) ? ", a little short near 0 and 100 %" : "");
    struct table table = table_of(analysis, document, "variance", "Variance", caption);
    table_add_fields(&table, OF_CELL, 0, any_varied(analysis) ? "varied" : "");
    table_add_fields(&table, OF_CELL, 0, "variance variance_*");
    table_add_fields(&table, OF_CELL, 0, has_evaluation(analysis) ? "training_variance evaluation_variance" : "");
    table_add_fields(&table, OF_CELL, 0, has_parts(analysis) ? "variance_ratio variance_ratio_*" : "");
    document->table(&table, out);
}

static void write_intervals(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct table table =
        table_of(analysis, document, "intervals", "Other intervals",
                 analysis->has_looks ? "Other 95 % intervals of the mean, each as if of one look"
                                     : "Other 95 % intervals of the mean, for comparison with other work");
    table_add_fields(&table, OF_CELL, 0, "t_* t_holds bca_* bca_holds");
    document->table(&table, out);
}

/* ---- learning ---- */

static bool has_traces(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].learning[0].n > 0)
            return true;
    return false;
}

static void write_learning(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct table table = table_of(
        analysis, document, "learning", "Learning",
        analysis->results->evaluations > 0
            ? "Learning: epochs until 50 % and 90 % of the held-out sequences were wholly right"
            : "Learning: epochs until 50 % and 90 % of the steps, padding too, were right in training, means of "
              "100 epochs");
    table_add_fields(&table, OF_CELL, 0, "traced epochs_to_50 never_50 epochs_to_90 never_90");
    if (has_traces(analysis))
        document->table(&table, out);
}

void accuracy_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    write_figures(analysis, document, out);
    apart_write(analysis, document, out);
    reached_write(analysis, document, out);
    write_further(analysis, document, out);
    write_middle(analysis, document, out);
    write_variance(analysis, document, out);
    item_means_write(analysis, document, out);
    if (analysis->metric->kind == METRIC_COUNTS)
        write_intervals(analysis, document, out);
    write_learning(analysis, document, out);
}
