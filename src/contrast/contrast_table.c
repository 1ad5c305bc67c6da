/* The table of two studies' rows, or of several in order. Its context is the rows. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/columns.h"
#include "contrast_parts.h"

#include <string.h>

#define FIELD(place) offsetof(struct contrast_row, place)

bool contrast_is_identical(const struct contrast *contrast)
{
    return contrast->studies[0]->digest == contrast->studies[1]->digest;
}

bool contrast_row_is_equal(const struct contrast_row *row)
{
    return row->equal && row->comparison.n > 0 && !verdict_is_clear(row->comparison.verdict);
}

const char *contrast_row_model(const struct contrast_row *row)
{
    return view_model_name(row->contrast->studies[0], row->model[0]);
}

struct value contrast_row_value(const struct contrast_row *row, int axis)
{
    return view_value(row->contrast->studies[0], row->cell[0], axis);
}

static const struct contrast_row *row_of(const struct table *table, size_t row)
{
    const struct contrast_rows *rows = table->context;
    return &rows->rows[row];
}

static void print_study(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", row_of(table, row)->contrast->names[1]);
}

static void print_model(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", contrast_row_model(row_of(table, row)));
}

static void print_axis(const struct table *table, const struct column *column, size_t row, char *text)
{
    char value[VALUE_TEXT];
    snprintf(text, TABLE_TEXT, "%s", value_print(contrast_row_value(row_of(table, row), column->detail), value));
}

static void print_repeats(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct contrast_row *contrasted = row_of(table, row);
    (void)column;
    if (contrasted->comparison.paired)
        snprintf(text, TABLE_TEXT, "%zu pair%s", contrasted->n[0], contrasted->n[0] == 1 ? "" : "s");
    else
        snprintf(text, TABLE_TEXT, "%zu, %zu", contrasted->n[0], contrasted->n[1]);
}

static void print_mean(const struct table *table, const struct column *column, size_t row, char *text)
{
    real_text(row_of(table, row)->mean[column->detail], (int[]){2, 4, -5}[values_of(table->metric)], text);
}

/* The same bits leave nothing to be unsure of. */
static void print_ci(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct interval *ci = &row_of(table, row)->comparison.ci;
    (void)column;
    if (contrast_is_identical(row_of(table, row)->contrast))
        strcpy(text, "-");
    else
        interval_text(ci, digits_apart(ci, (int[]){1, 4, -5}[values_of(table->metric)], 0), text);
}

static void print_standing(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct contrast_rows *rows = table->context;
    const struct contrast_row *contrasted = row_of(table, row);
    (void)column;
    if (contrast_is_identical(contrasted->contrast))
        strcpy(text, "identical");
    else if (contrast_row_is_equal(contrasted))
        strcpy(text, "equal");
    else
        snprintf(text, TABLE_TEXT, "%s%s",
                 verdict_is_clear(contrasted->comparison.verdict) && !rows->of_several ? "B " : "",
                 standing_text(contrasted->comparison.verdict));
}

static bool varies(const struct contrast_rows *rows, int axis)
{
    for (size_t i = 0; i < rows->n; i++)
        for (int side = 0; side < 2; side++)
            if (view_axis(rows->rows[i].contrast->studies[side], axis)->count > 1)
                return true;
    return false;
}

static bool all_are_identical(const struct contrast_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (!contrast_is_identical(rows->rows[i].contrast))
            return false;
    return true;
}

void contrast_table_write(const struct contrast_rows *rows, const struct document_kind *document, FILE *out)
{
    const struct contrast *first = rows->rows[0].contrast;
    bool several = rows->of_several;
    const char *unit = field_unit(field_find(OF_CELL, "mean"), first->metric);
    const struct column study = {"study", "", LEFT, print_study, 0, 0}, model = {"model", "", LEFT, print_model, 0, 0};
    const struct column means[] = {{"repeats", "", RIGHT, print_repeats, 0, 0},
                                   {several ? "before" : "A", unit, RIGHT, print_mean, 0, 0},
                                   {several ? "after" : "B", unit, RIGHT, print_mean, 0, 1}};
    struct table table = {.medium = TEXTS,
                          .metric = first->metric,
                          .context = rows,
                          .rows = rows->rows,
                          .row_bytes = sizeof *rows->rows,
                          .n_rows = rows->n};
    snprintf(table.caption, sizeof table.caption, "%s, as means%s%s", first->metric->caption,
             several ? "; each study against the one before" : "",
             rows->n > 1 && !all_are_identical(rows)
                 ? "; intervals are each row's own, p and verdict are Holm's over all rows"
                 : "");
    if (several)
        table_add(&table, &study, 1);
    table_add(&table, &model, 1);
    for (int i = 0; i < view_n_axes(first->studies[0]); i++) {
        const struct column column = {view_axis(first->studies[0], i)->name, "", RIGHT, print_axis, 0, i};
        if (varies(rows, i))
            table_add(&table, &column, 1);
    }
    table_add(&table, means, sizeof means / sizeof *means);
    int to_first = table.n_columns;
    table_add_fields(&table, OF_COMPARISON, FIELD(comparison), "difference difference_* p_holm verdict");
    table.columns[to_first].header = several ? "change" : "B - A";
    table.columns[to_first + 1].print = print_ci;
    table.columns[to_first + 3].print = print_standing;
    document->table(&table, out);
}
