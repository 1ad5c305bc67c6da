#include "attnbench/paper/paper.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/tables.h"
#include "paper_methods.h"

#include <string.h>

/* The context is the analysis. */
static void print_title(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", view_model_title(analysis->results, row % analysis->n_models));
}

static void print_cell(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    (void)column;
    view_cell(analysis->results, row / analysis->n_models, text, TABLE_TEXT);
}

/* A page has room for a column each of a few axes. More share one, whose words LaTeX breaks into lines. */
static void add_model_and_cell(struct table *table)
{
    enum { MOST_AXES = 3 };
    static const struct column cell = {"cell", "", LEFT, print_cell, 0, 0};
    table->columns[0].print = print_title;
    if (table->n_columns <= 1 + MOST_AXES)
        return;
    table->n_columns = 1;
    table_add(table, &cell, 1);
}

/* A row is a cell's model, and the figure that of its comparison. The first model is compared with nothing. */
static void print_compared(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    size_t cell = row / analysis->n_models, model = row % analysis->n_models;
    if (model == 0)
        strcpy(text, "-");
    else
        field_print(table->fields[column - table->columns],
                    &analysis->comparisons[cell * analysis->n_rivals + model - 1], values_of(table->metric), text);
}

static void add_compared(struct table *table, const char *names)
{
    int first = table->n_columns;
    table_add_fields(table, OF_COMPARISON, 0, names);
    for (int c = first; c < table->n_columns; c++)
        table->columns[c].print = print_compared;
}

static void name_columns(struct table *table, int first)
{
    const struct analysis *analysis = table->context;
    bool has_axis_n = paper_has_axis(analysis->results, "n");
    for (int c = first; c < table->n_columns; c++)
        if (table->fields[c]->kind == FIELD_INTERVAL)
            table->columns[c].header = "95 % CI";
        else if (table->fields[c]->kind == FIELD_P)
            table->columns[c].header = "p";
        else if (strcmp(table->fields[c]->name, "repeats") == 0 && !has_axis_n)
            table->columns[c].header = "n";
}

static void add_columns(struct table *table, bool by_item)
{
    const struct analysis *analysis = table->context;
    int first = table->n_columns;
    table_add_fields(table, OF_CELL, 0, by_item ? "mean" : "repeats mean sd ci_*");
    if (analysis->n_rivals > 0) {
        add_compared(table, by_item ? "items_compared items_difference items_difference_new_*" : "difference");
        if (!by_item)
            add_compared(table, analysis->shows_together ? "difference_together_*" : "difference_*");
        add_compared(table, by_item ? "mcnemar_p" : "p_holm");
    }
    name_columns(table, first);
}

static void write_caption(const struct analysis *analysis, char *caption)
{
    const struct results *results = analysis->results;
    const struct metric *metric = analysis->metric;
    int n = snprintf(
        caption, TABLE_TEXT, "%.150s. %.120s%s", results->title[0] != '\0' ? results->title : results->name,
        metric->caption != NULL ? metric->caption : metric->title, metric->less_is_better ? "; less is better" : "");
    if (analysis->n_rivals > 0)
        snprintf(caption + n, TABLE_TEXT - (size_t)n, ". Differences are to %.150s", view_model_title(results, 0));
}

void paper_table_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct words methods = {.text = ""};
    struct table table =
        table_by_cell(analysis, document, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    bool by_item = paper_is_by_item(analysis);
    table.id = "results";
    table.title = "Results";
    table.label = text_is_name(analysis->results->name) ? analysis->results->name : "study";
    add_model_and_cell(&table);
    write_caption(analysis, table.caption);
    add_columns(&table, by_item);
    document->table(&table, out);
    paper_add_methods(&methods, analysis, by_item);
    document->paragraph(methods.text, out);
}
