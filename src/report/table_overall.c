/* The table of all cells of a grid together. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/fields.h"
#include "attnbench/report/tables.h"

#include <string.h>

#define FIELD(place) offsetof(struct overall, place)
#define N(array) (sizeof(array) / sizeof *(array))

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
    strcpy(text, row == 0 ? "-" : standing_text(*(const enum verdict *)table_field(table, column, row)));
}

void overall_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column names[] = {
        {"model", "", LEFT, print_name, 0, 0},
        {"repeats", "", RIGHT, print_count, FIELD(repeats), 0},
    };
    static const struct column of_accuracies[] = {
        {"mean", "%", RIGHT, print_real, FIELD(mean), 2},
        {"95 % CI", "%", RIGHT, print_interval, FIELD(ci), 1},
        {"difference", "points", RIGHT, print_real, FIELD(difference.difference), 2},
        {"95 % CI", "points", RIGHT, print_interval, FIELD(difference.ci), 1},
    };
    static const struct column of_errors[] = {
        {"mean", "", RIGHT, print_real, FIELD(mean), 4},
        {"95 % CI", "", RIGHT, print_interval, FIELD(ci), 4},
        {"difference", "", RIGHT, print_real, FIELD(difference.difference), 4},
        {"95 % CI", "", RIGHT, print_interval, FIELD(difference.ci), 4},
    };
    static const struct column verdicts[] = {
        {"p (Holm)", "", RIGHT, print_p, FIELD(difference.p_holm), 0},
        {"verdict", "", LEFT, print_standing, FIELD(difference.verdict), 0},
    };
    if (analysis->overall == NULL)
        return;
    struct table table = {.context = analysis,
                          .rows = analysis->overall,
                          .row_bytes = sizeof *analysis->overall,
                          .n_rows = analysis->n_models};
    snprintf(table.caption, sizeof table.caption,
             "All %zu cells together: means of their %s in the repeats that all cells have", analysis->n_cells,
             analysis->is_real ? "errors" : "accuracies");
    if (analysis->n_rivals > 0) {
        size_t used = strlen(table.caption);
        snprintf(table.caption + used, sizeof table.caption - used, ", and against %s",
                 view_model_name(analysis->results, 0));
    }
    table_add(&table, names, N(names));
    table_add(&table, analysis->is_real ? of_errors : of_accuracies, analysis->n_rivals > 0 ? N(of_errors) : 2);
    table_add(&table, verdicts, analysis->n_rivals > 0 ? N(verdicts) : 0);
    document->table(&table, out);
}
