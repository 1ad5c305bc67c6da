#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

/* The context is the analysis. */
static void print_model(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    size_t models_per_cell = table->n_rows / analysis->n_cells;
    (void)column;
    snprintf(text, TABLE_TEXT, "%s",
             view_model_name(analysis->results, analysis->n_models - models_per_cell + row % models_per_cell));
}

static void print_axis(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    size_t cell = row / (table->n_rows / analysis->n_cells);
    char value[VALUE_TEXT];
    snprintf(text, TABLE_TEXT, "%s", value_print(view_value(analysis->results, cell, column->detail), value));
}

struct table table_by_cell(const struct analysis *analysis, const struct document_kind *document, const void *rows,
                           size_t row_bytes, size_t models_per_cell)
{
    static const struct column model = {"model", "", LEFT, print_model, 0, 0};
    struct table table = {.medium = document->medium,
                          .metric = analysis->metric,
                          .context = analysis,
                          .rows = rows,
                          .row_bytes = row_bytes,
                          .n_rows = analysis->n_cells * models_per_cell};
    table_add(&table, &model, 1);
    for (int i = 0; i < view_n_axes(analysis->results); i++) {
        const struct dimension *axis = view_axis(analysis->results, i);
        bool of_words = axis->values[0].type == VALUE_WORD;
        const struct column column = {axis->name, "", of_words ? LEFT : RIGHT, print_axis, 0, i};
        if (axis->count > 1) /* the others stand below the title */
            table_add(&table, &column, 1);
    }
    return table;
}
