#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/fields.h"
#include "attnbench/report/tables.h"

#include <inttypes.h>

static void write_row(const struct analysis *analysis, size_t model, size_t cell, FILE *out)
{
    const struct results *results = analysis->results;
    const struct cell_analysis *of_cell = &analysis->cells[cell * analysis->n_models + model];
    size_t i = cell * analysis->n_rivals + model - 1;
    text_write_csv(out, view_model_name(results, model));
    for (int axis = 0; axis < view_n_axes(results); axis++)
        fprintf(out, ",%" PRId64, view_axis(results, axis)->values[view_position(results, cell, axis)]);
    fields_write_csv(cell_fields, of_cell, out);
    fputc(',', out);
    if (model > 0)
        text_write_csv(out, view_model_name(results, 0));
    fields_write_csv(comparison_fields, model > 0 ? &analysis->comparisons[i] : NULL, out);
    fields_write_csv(further_cell_fields, of_cell, out);
    fields_write_csv(sooner_fields, model > 0 ? &analysis->sooner[i] : NULL, out);
    fields_write_csv(spread_fields, of_cell, out);
    fputc('\n', out);
}

void table_csv_write(const struct analysis *analysis, FILE *out)
{
    fputs("model", out);
    for (int axis = 0; axis < view_n_axes(analysis->results); axis++) {
        fputc(',', out);
        text_write_csv(out, view_axis(analysis->results, axis)->name);
    }
    fields_write_csv_header(cell_fields, out);
    fputs(",against", out);
    fields_write_csv_header(comparison_fields, out);
    fields_write_csv_header(further_cell_fields, out);
    fields_write_csv_header(sooner_fields, out);
    fields_write_csv_header(spread_fields, out);
    fputc('\n', out);
    for (size_t cell = 0; cell < analysis->n_cells; cell++)
        for (size_t model = 0; model < analysis->n_models; model++)
            write_row(analysis, model, cell, out);
}
