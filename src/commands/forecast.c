#include "forecast.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"

#include <math.h>
#include <string.h>

enum { COLUMN = 12, MOST_NAME = 20 };

static const char FORECAST[] = "forecast";

/* "Rows 385 to 390, from the 24 rows before them" */
static void write_title(const struct predictor *predictor, bool given, FILE *out)
{
    const struct task *task = &predictor->task;
    char rows[64];
    bool is_one = task->n_out == 1;
    size_t first = predictor->row + (size_t)task->n_in + 1;
    snprintf(rows, sizeof rows, is_one ? "Row %zu" : "Rows %zu to %zu", first, first + (size_t)task->n_out - 1);
    if (task->series == NULL)
        fprintf(out, is_one ? "The row that follows the input\n" : "The %d rows that follow the input\n", task->n_out);
    else if (given)
        fprintf(out, "%s, which follow%s the table's last\n", rows, is_one ? "s" : "");
    else
        fprintf(out, "%s, from the %d row%s before %s\n", rows, task->n_in, task->n_in == 1 ? "" : "s",
                is_one ? "it" : "them");
}

static void write_right(const char *text, int width, FILE *out)
{
    fprintf(out, "  %*s%s", width - display_width(text) > 0 ? width - display_width(text) : 0, "", text);
}

/* A column's name as it may be shown, and how wide its numbers' columns are. */
static int column_name(const char **at, char name[static SAFE_TEXT])
{
    char read[STUDY_LIST];
    list_next(at, read, sizeof read);
    safe_text(read, name, SAFE_TEXT - 4);
    text_shorten(name, MOST_NAME);
    return display_width(name) > COLUMN ? display_width(name) : COLUMN;
}

static void write_head(const struct predictor *predictor, bool given, FILE *out)
{
    char name[SAFE_TEXT];
    const char *at = predictor->trial.settings.task.targets;
    fprintf(out, "%8s", "row");
    for (int i = 0; i < predictor->task.features_out; i++) {
        int width = column_name(&at, name);
        write_right(name, width, out);
        if (!given)
            write_right(FORECAST, COLUMN, out);
    }
    fputc('\n', out);
}

/* In units; what the scaling leaves of a 0 is one. */
static void write_value(struct scale scale, float scaled, int width, FILE *out)
{
    char text[32];
    double value = scale_to_units(scale, scaled);
    if (fabs(value) < 1e-6 * scale.sd)
        value = 0;
    snprintf(text, sizeof text, "%.6g", value);
    write_right(isfinite(value) ? text : "-", width, out);
}

static void write_row(const struct predictor *predictor, bool given, int step, FILE *out)
{
    char name[SAFE_TEXT];
    const struct task *task = &predictor->task;
    const struct scale *scales = predictor_scaling(predictor)->targets;
    const char *at = predictor->trial.settings.task.targets;
    size_t before = task->series != NULL ? predictor->row + (size_t)task->n_in : 0;
    fprintf(out, "%8zu", before + (size_t)step + 1);
    for (int i = 0; i < task->features_out; i++) {
        int width = column_name(&at, name), place = step * task->features_out + i;
        if (!given)
            write_value(scales[i], predictor->expected[place], width, out);
        write_value(scales[i], predictor->predicted[place], given ? width : COLUMN, out);
    }
    fputc('\n', out);
}

void forecast_write(const struct predictor *predictor, bool given, FILE *out)
{
    write_title(predictor, given, out);
    write_head(predictor, given, out);
    for (int step = 0; step < predictor->task.n_out; step++)
        write_row(predictor, given, step, out);
    fputc('\n', out);
}
