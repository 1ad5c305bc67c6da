#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/columns.h"
#include "attnbench/report/tables.h"

/* The next field that has a column, from `field` on. */
static const struct field *column_from(const struct field *field, const struct results *results)
{
    while (field->name != NULL && (field->of == OF_OVERALL || !field_is_shown(field, results)))
        field++;
    return field;
}

/* The study's own metrics come last. */
static void write_own(const struct results *results, const void *row, FILE *out)
{
    for (size_t i = 0; i < results->own.n; i++)
        for (size_t k = 0; k < METRIC_FIELDS; k++)
            if (row != NULL)
                field_write_csv(&metric_fields(results->own.rows[i])[k], row, out);
            else
                field_write_csv_header(&metric_fields(results->own.rows[i])[k], out);
}

/* Before it stands whom the model is compared with. */
static bool is_first_of_comparison(const struct field *field)
{
    const struct field *first = fields;
    while (first->of != OF_COMPARISON)
        first++;
    return field == first;
}

static void write_row(const struct analysis *analysis, size_t model, size_t cell, FILE *out)
{
    const struct results *results = analysis->results;
    size_t i = cell * analysis->n_rivals + model - 1;
    char value[VALUE_TEXT];
    const void *rows[] = {[OF_CELL] = &analysis->cells[cell * analysis->n_models + model],
                          [OF_COMPARISON] = model > 0 ? &analysis->comparisons[i] : NULL,
                          [OF_SOONER] = model > 0 ? &analysis->sooner[i] : NULL};
    text_write_csv(out, view_model_name(results, model));
    for (int axis = 0; axis < view_n_axes(results); axis++)
        fprintf(out, ",%s", value_print(view_value(results, cell, axis), value));
    for (const struct field *field = column_from(fields, results); field->name != NULL;
         field = column_from(field + 1, results)) {
        if (is_first_of_comparison(field)) {
            fputc(',', out);
            text_write_csv(out, model > 0 ? view_model_name(results, 0) : "");
        }
        field_write_csv(field, rows[field->of], out);
    }
    write_own(results, rows[OF_CELL], out);
    fputc('\n', out);
}

void table_csv_write(const struct analysis *analysis, FILE *out)
{
    fputs("model", out);
    for (int axis = 0; axis < view_n_axes(analysis->results); axis++) {
        fputc(',', out);
        text_write_csv(out, view_axis(analysis->results, axis)->name);
    }
    for (const struct field *field = column_from(fields, analysis->results); field->name != NULL;
         field = column_from(field + 1, analysis->results)) {
        fputs(is_first_of_comparison(field) ? ",against" : "", out);
        field_write_csv_header(field, out);
    }
    write_own(analysis->results, NULL, out);
    fputc('\n', out);
    for (size_t cell = 0; cell < analysis->n_cells; cell++)
        for (size_t model = 0; model < analysis->n_models; model++)
            write_row(analysis, model, cell, out);
}
