#include "found.h"
#include "attnbench/base/text.h"

#include <math.h>

enum { SHOWN_LEVELS = 6, ROLE_WIDTH = 9, COLUMN_WIDTH = 16 };

static const char *column_name(const struct findings *findings, size_t column, char buffer[static SHEET_SHOWN])
{
    return sheet_shown(findings->sheet->names[column].text, buffer);
}

static void write_role(const struct findings *findings, const char *role, size_t column, FILE *out)
{
    char name[SHEET_SHOWN];
    fprintf(out, "  %-*s %-*s ", ROLE_WIDTH, role, COLUMN_WIDTH, column_name(findings, column, name));
}

/* "5: a, b, c, …" */
static void write_count(size_t n, FILE *out)
{
    fprintf(out, "%zu%s", n, n > 0 ? ": " : "");
}

static void write_separator(size_t i, FILE *out)
{
    fputs(i == 0 ? "" : ", ", out);
}

static void write_models(const struct findings *findings, FILE *out)
{
    write_role(findings, "model", findings->roles.model, out);
    write_count(findings->models.n, out);
    for (size_t i = 0; i < findings->models.n; i++) {
        write_separator(i, out);
        fputs(findings->names[i], out);
    }
    putc('\n', out);
}

static void write_repeats(const struct findings *findings, FILE *out)
{
    if (findings->repeats.n == 0) {
        fprintf(out, "  %-*s %-*s %zu at most, not paired\n", ROLE_WIDTH, "repeat", COLUMN_WIDTH, "none",
                findings->n_repeats);
        return;
    }
    write_role(findings, "repeat", findings->roles.repeat, out);
    write_count(findings->repeats.n, out);
    for (size_t i = 0; i < findings->repeats.n && i < SHOWN_LEVELS; i++) {
        write_separator(i, out);
        fputs(findings->repeat_names[i], out);
    }
    fputs(findings->repeats.n > SHOWN_LEVELS ? ", …\n" : "\n", out);
}

static void write_axis(const struct findings *findings, const struct found_axis *axis, FILE *out)
{
    char value[VALUE_TEXT];
    write_role(findings, "axis", axis->levels.column, out);
    write_count(axis->levels.n, out);
    for (size_t i = 0; i < axis->levels.n && i < SHOWN_LEVELS; i++) {
        write_separator(i, out);
        fputs(value_print(axis->values[i], value), out);
    }
    fputs(axis->levels.n > SHOWN_LEVELS ? ", …\n" : "\n", out);
}

static void write_measure(const struct findings *findings, const struct measure *measure, FILE *out)
{
    static const char *const kinds[] = {"counts", "", "numbers from 0 on", "numbers"};
    write_role(findings, "metric", measure->column, out);
    if (measure->kind == METRIC_BOUNDED)
        fprintf(out, "%s from 0 to %g", measure->is_percent ? "percents" : "fractions", measure->most);
    else
        fputs(kinds[measure->kind], out);
    fprintf(out, ", %s is better\n", measure->less_is_better ? "lower" : "higher");
}

static void write_left_out(const struct findings *findings, FILE *out)
{
    char name[SHEET_SHOWN];
    size_t n = 0;
    for (size_t k = 0; k < findings->sheet->n_columns; k++)
        if (!roles_has(&findings->roles, k) && findings->sheet->names[k].text[0] != '\0')
            fprintf(out, "%s%s", n++ > 0 ? ", " : "  left out  ", column_name(findings, k, name));
    fputs(n > 0 ? "\n" : "", out);
}

/* "not there 3: the first is MLP dataset=SVHN repeat 99" */
static void write_missing(const struct findings *findings, FILE *out)
{
    char cell[STUDY_CELL_TEXT] = "";
    size_t used = 0, rest = findings->first_missing.cell;
    struct value values[STUDY_MAX_AXES];
    if (findings->n_missing == 0)
        return;
    for (int a = findings->roles.n_axes - 1; a >= 0; a--) {
        const struct found_axis *axis = &findings->axes[a];
        values[a] = axis->values[rest % axis->levels.n];
        rest /= axis->levels.n;
    }
    for (int a = 0; a < findings->roles.n_axes; a++)
        cell_append(cell, sizeof cell, &used, cell_as_argument, findings->axes[a].name, values[a]);
    fprintf(out, "  %-*s %zu of %zu results, the first %s%s%s repeat %s\n", ROLE_WIDTH, "not there",
            findings->n_missing, findings->models.n * findings->n_cells * findings->repeats.n,
            findings->names[findings->first_missing.model], used > 0 ? " " : "", cell,
            findings->repeat_names[findings->first_missing.repeat]);
}

void found_write(const struct findings *findings, FILE *out)
{
    const struct roles *roles = &findings->roles;
    size_t n = 0;
    for (size_t row = 0; row < findings->sheet->n_rows; row++)
        n += findings_has(findings, row) || findings->missing_fails;
    fprintf(out, "%s: %zu result%s\n", findings->sheet->path, n, n == 1 ? "" : "s");
    write_models(findings, out);
    write_repeats(findings, out);
    for (int a = 0; a < roles->n_axes; a++)
        write_axis(findings, &findings->axes[a], out);
    for (int i = 0; i < roles->n_metrics; i++)
        write_measure(findings, &findings->measures[i], out);
    if (roles->of != NO_COLUMN) {
        write_role(findings, "of", roles->of, out);
        fputs("what is counted\n", out);
    } else if (roles->of_all > 0) {
        fprintf(out, "  %-*s %lld\n", ROLE_WIDTH, "of", (long long)roles->of_all);
    }
    if (findings->items != NULL && findings->items->n_skipped > 0)
        fprintf(out, "  %-*s %zu item%s without a figure\n", ROLE_WIDTH, "left out", findings->items->n_skipped,
                findings->items->n_skipped == 1 ? "" : "s");
    write_left_out(findings, out);
    write_missing(findings, out);
}
