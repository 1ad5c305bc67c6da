/* The table of all cells of a grid together. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <string.h>

/* The context is the analysis. */
static void print_name(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct analysis *analysis = table->context;
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", view_model_name(analysis->results, row));
}

/* The first model has no verdict. */
static void print_standing(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct comparison *comparison = table_field(table, column, row);
    strcpy(text, row == 0 ? "-" : standing_text(comparison->verdict));
}

void overall_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column name = {"model", "", LEFT, print_name, 0, 0};
    if (analysis->overall == NULL)
        return;
    struct table table = {.id = "all-cells",
                          .title = "All cells together",
                          .medium = document->medium,
                          .metric = analysis->metric,
                          .context = analysis,
                          .rows = analysis->overall,
                          .row_bytes = sizeof *analysis->overall,
                          .n_rows = analysis->n_models};
    snprintf(table.caption, sizeof table.caption,
             "All %zu cells together: means of their figures in the repeats that all cells have", analysis->n_cells);
    if (analysis->n_rivals > 0) {
        size_t used = strlen(table.caption);
        snprintf(table.caption + used, sizeof table.caption - used, ", and against %s",
                 view_model_name(analysis->results, 0));
    }
    table_add(&table, &name, 1);
    table_add_fields(&table, OF_OVERALL, 0, "repeats mean ci_* any_shape_*?");
    if (analysis->n_rivals > 0) {
        table_add_fields(&table, OF_COMPARISON, offsetof(struct overall, difference),
                         "difference difference_* p_holm verdict");
        table.columns[table.n_columns - 1].print = print_standing;
    }
    document->table(&table, out);
}
