#include "attnbench/text.h"
#include "tables.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>

static void write_number(FILE *out, double value)
{
    if (isnan(value))
        fputc(',', out);
    else
        fprintf(out, ",%.10g", value);
}

static void write_row(const struct results *results, size_t model, size_t cell, FILE *out)
{
    text_write_csv(out, view_model_name(results, model));
    for (int axis = 0; axis < view_n_axes(results); axis++)
        fprintf(out, ",%" PRId64, view_axis(results, axis)->values[view_position(results, cell, axis)]);

    struct trial_counts counts = view_count(results, view_trial(results, model, cell, 0), view_n_repeats(results));
    struct description a = view_accuracy(results, model, cell);
    fprintf(out, ",%zu,%zu", a.n, counts.failed);
    const double figures[] = {a.mean, a.variance, a.sd, a.min, a.max, a.ci_low, a.ci_high};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        write_number(out, figures[i]);
    fputc('\n', out);
}

void table_csv_write(const struct results *results, FILE *out)
{
    fputs("model", out);
    for (int axis = 0; axis < view_n_axes(results); axis++) {
        fputc(',', out);
        text_write_csv(out, view_axis(results, axis)->name);
    }
    fputs(",repeats,failed,mean,variance,sd,min,max,ci_low,ci_high\n", out);
    for (size_t cell = 0; cell < view_n_cells(results); cell++)
        for (size_t model = 0; model < view_n_models(results); model++)
            write_row(results, model, cell, out);
}
