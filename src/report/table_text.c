#include "safe_text.h"
#include "tables.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum figure { REPEATS, FAILED, MEAN, VARIANCE, SD, MIN, MAX, INTERVAL, N_FIGURES };

static const char *const figure_headers[N_FIGURES] = {
    "repeats", "failed", "mean (%)", "variance (%²)", "sd (%)", "min (%)", "max (%)", "95 % CI (%)",
};

/* Column 0 is the model, then come the axes that are shown, then the figures. */
struct columns {
    int n_axes, n;
    int axes[RESULTS_MAX_DIMENSIONS];
    int widths[1 + RESULTS_MAX_DIMENSIONS + N_FIGURES];
};

struct row {
    size_t model, cell;
    struct description accuracy;
    struct trial_counts counts;
};

static struct row row_of(const struct results *results, size_t model, size_t cell)
{
    return (struct row){
        .model = model,
        .cell = cell,
        .accuracy = view_accuracy(results, model, cell),
        .counts = view_count(results, view_trial(results, model, cell, 0), view_n_repeats(results)),
    };
}

static void number_text(double value, int decimals, char *out)
{
    if (isnan(value))
        strcpy(out, "-");
    else
        snprintf(out, SAFE_TEXT, "%.*f", decimals, value);
}

static void figure_text(const struct row *row, enum figure figure, char *out)
{
    const struct description *a = &row->accuracy;
    switch (figure) {
    case REPEATS:
        snprintf(out, SAFE_TEXT, "%zu", a->n);
        break;
    case FAILED:
        snprintf(out, SAFE_TEXT, "%zu", row->counts.failed);
        break;
    case MEAN:
        number_text(a->mean, 2, out);
        break;
    case VARIANCE:
        number_text(a->variance, 2, out);
        break;
    case SD:
        number_text(a->sd, 2, out);
        break;
    case MIN:
        number_text(a->min, 1, out);
        break;
    case MAX:
        number_text(a->max, 1, out);
        break;
    default:
        if (isnan(a->ci_low))
            strcpy(out, "-");
        else
            snprintf(out, SAFE_TEXT, "[%.1f, %.1f]", a->ci_low, a->ci_high);
    }
}

/* The text of one field (SAFE_TEXT bytes); row == NULL: the header. */
static void field_text(const struct results *results, const struct columns *columns, const struct row *row, int column,
                       char *out)
{
    if (column == 0) {
        safe_text(row == NULL ? "model" : view_model_name(results, row->model), out, SAFE_TEXT);
    } else if (column <= columns->n_axes) {
        int axis = columns->axes[column - 1];
        const struct dimension *dimension = view_axis(results, axis);
        if (row == NULL)
            safe_text(dimension->name, out, SAFE_TEXT);
        else
            snprintf(out, SAFE_TEXT, "%" PRId64, dimension->values[view_position(results, row->cell, axis)]);
    } else {
        enum figure figure = (enum figure)(column - 1 - columns->n_axes);
        if (row == NULL)
            snprintf(out, SAFE_TEXT, "%s", figure_headers[figure]);
        else
            figure_text(row, figure, out);
    }
}

static void widen(const struct results *results, struct columns *columns, const struct row *row)
{
    for (int c = 0; c < columns->n; c++) {
        char text[SAFE_TEXT];
        field_text(results, columns, row, c, text);
        int width = display_width(text);
        if (width > columns->widths[c])
            columns->widths[c] = width;
    }
}

/* The model's name stands left, all else right. */
static void write_row(const struct results *results, const struct columns *columns, const struct row *row, FILE *out)
{
    for (int c = 0; c < columns->n; c++) {
        char text[SAFE_TEXT];
        field_text(results, columns, row, c, text);
        int padding = columns->widths[c] - display_width(text);
        if (c == 0)
            fprintf(out, "%s%*s", text, padding, "");
        else
            fprintf(out, "  %*s%s", padding, "", text);
    }
    fputc('\n', out);
}

void table_text_write(const struct results *results, FILE *out)
{
    struct columns columns = {0};
    size_t n_cells = view_n_cells(results);
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (n_cells == 1 || view_axis(results, axis)->count > 1)
            columns.axes[columns.n_axes++] = axis;
    columns.n = 1 + columns.n_axes + N_FIGURES;

    widen(results, &columns, NULL);
    for (size_t cell = 0; cell < n_cells; cell++)
        for (size_t model = 0; model < view_n_models(results); model++) {
            struct row row = row_of(results, model, cell);
            widen(results, &columns, &row);
        }
    write_row(results, &columns, NULL, out);
    for (size_t cell = 0; cell < n_cells; cell++) /* so that rivals stand side by side */
        for (size_t model = 0; model < view_n_models(results); model++) {
            struct row row = row_of(results, model, cell);
            write_row(results, &columns, &row, out);
        }
}
