/* A series as CSV: columns by their names, each value with its place. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/series/series_table.h"
#include "attnbench/sheet/sheet.h"
#include "series_date.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool series_value_is_good(double value)
{
    return fabs(value) <= SERIES_MOST_VALUE; /* not so of NaN */
}

/* ---- Columns ---- */

static int refuse_column(const struct sheet *sheet, const char *name)
{
    enum { MOST = 64 };
    const char *names[MOST];
    char wanted[SHEET_SHOWN], found[SHEET_SHOWN], all[400];
    size_t n = sheet->n_columns < MOST ? sheet->n_columns : MOST;
    for (size_t k = 0; k < n; k++)
        names[k] = sheet->names[k].text;
    const char *nearest = text_nearest(name, names, n);
    sheet_shown(name, wanted);
    if (nearest != NULL)
        return sheet_refuse(sheet, &sheet->names[0], "there is no column '%s': did you mean '%s'?", wanted,
                            sheet_shown(nearest, found));
    return sheet_refuse(
        sheet, &sheet->names[0], "there is no column '%s': it must be %s", wanted,
        safe_text(text_alternatives(names, n, all, sizeof all / 4), all + sizeof all / 4, sizeof all - sizeof all / 4));
}

static int find_column(const struct sheet *sheet, const char *name, size_t *out)
{
    size_t n = 0;
    char wanted[SHEET_SHOWN];
    for (size_t k = 0; k < sheet->n_columns; k++) {
        if (strcmp(sheet->names[k].text, name) != 0)
            continue;
        if (n++ > 0)
            return sheet_refuse(sheet, &sheet->names[k], "column '%s' stands here a second time",
                                sheet_shown(name, wanted));
        *out = k;
    }
    return n > 0 ? 0 : refuse_column(sheet, name);
}

/* ---- Values ---- */

static bool is_missing(const char *text)
{
    static const char *const words[] = {"", "NA", "N/A", "NaN", "null", "none", "?", "-", "."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

static int read_value(const struct sheet *sheet, const struct field *field, const char *name, size_t row, double *out)
{
    char column[SHEET_SHOWN], found[SHEET_SHOWN], advice[SHEET_ADVICE];
    sheet_shown(name, column);
    sheet_shown(field->text, found);
    if (is_missing(field->text))
        return sheet_refuse(sheet, field, "row %zu: %s is missing ('%s'): fill it in, or leave its row out", row + 1,
                            column, found);
    if (!text_to_real(field->text, out))
        return sheet_number_advice(field->text, advice)
                   ? sheet_refuse(sheet, field, "row %zu: %s is '%s', %s", row + 1, column, found, advice)
                   : sheet_refuse(sheet, field, "row %zu: %s is '%s': it must be a number, such as -1.5", row + 1,
                                  column, found);
    if (!series_value_is_good(*out))
        return sheet_refuse(sheet, field, "row %zu: %s is %s: it must be from -%g to %g", row + 1, column, found,
                            SERIES_MOST_VALUE, SERIES_MOST_VALUE);
    return 0;
}

/* ---- Times ---- */

struct moment {
    bool is_number;
    double number;
    struct series_date date; /* where it is no number */
    const char *text;
};

static int read_moment(const struct sheet *sheet, const struct field *field, size_t row, struct moment *out)
{
    char found[SHEET_SHOWN];
    *out = (struct moment){.text = field->text};
    out->is_number = text_to_real(field->text, &out->number) && isfinite(out->number);
    const char *problem = out->is_number ? NULL : series_date_read(field->text, &out->date);
    if (problem == NULL)
        return 0;
    return sheet_refuse(sheet, field, "row %zu: the time is '%s': %s", row + 1, sheet_shown(field->text, found),
                        problem);
}

static int compare(const struct moment *a, const struct moment *b)
{
    return a->is_number ? (a->number > b->number) - (a->number < b->number) : series_date_compare(&a->date, &b->date);
}

/* By clocks that were set back, an hour comes twice: times without a zone then fall, or stand twice. */
static const char *advice_on_clocks(const struct moment *before, const struct moment *now)
{
    enum { MOST_SET_BACK = 120 }; /* minutes */
    bool by_clock = !now->is_number && now->date.has_time && before->date.has_time && !now->date.has_zone;
    return by_clock && before->date.minutes - now->date.minutes <= MOST_SET_BACK
               ? "; where clocks were set back, write the zone too, such as +01:00"
               : "";
}

static int check_order(const struct sheet *sheet, const struct field *field, size_t row, const struct moment *before,
                       const struct moment *now)
{
    char found[SHEET_SHOWN], earlier[SHEET_SHOWN];
    sheet_shown(now->text, found);
    sheet_shown(before->text, earlier);
    if (now->is_number != before->is_number)
        return sheet_refuse(sheet, field, "row %zu: the time %s is not of one form with %s above it", row + 1, found,
                            earlier);
    if (now->date.has_zone != before->date.has_zone)
        return sheet_refuse(sheet, field,
                            "row %zu: the time %s has %s time zone, unlike %s above it: write one in all rows, or in "
                            "none",
                            row + 1, found, now->date.has_zone ? "a" : "no", earlier);
    int order = compare(before, now);
    if (order == 0 && strcmp(before->text, now->text) != 0)
        return sheet_refuse(sheet, field, "row %zu: the time %s is the same as %s above it: each row has its own",
                            row + 1, found, earlier);
    if (order == 0)
        return sheet_refuse(sheet, field, "row %zu: the time %s stands twice: each row has its own%s", row + 1, found,
                            advice_on_clocks(before, now));
    if (order > 0)
        return sheet_refuse(sheet, field, "row %zu: the time %s is before %s above it: sort the rows by time%s",
                            row + 1, found, earlier, advice_on_clocks(before, now));
    return 0;
}

static int check_times(const struct sheet *sheet, const char *name)
{
    size_t column = 0;
    struct moment before = {0}, now;
    TRY(find_column(sheet, name, &column));
    for (size_t row = 0; row < sheet->n_rows; row++, before = now) {
        const struct field *field = sheet_field(sheet, row, column);
        TRY(read_moment(sheet, field, row, &now));
        if (row > 0)
            TRY(check_order(sheet, field, row, &before, &now));
    }
    return 0;
}

/* ---- The whole ---- */

static int take(const struct sheet *sheet, const struct series_columns *columns, struct series_table *out)
{
    size_t column = 0, n = columns->n;
    if (columns->time[0] != '\0')
        TRY(check_times(sheet, columns->time));
    out->n_rows = sheet->n_rows;
    out->values = allocate(sheet->n_rows * n, sizeof *out->values);
    if (out->values == NULL)
        return EX_OSERR;
    for (size_t k = 0; k < n; k++) {
        TRY(find_column(sheet, columns->names[k], &column));
        for (size_t row = 0; row < sheet->n_rows; row++)
            TRY(read_value(sheet, sheet_field(sheet, row, column), columns->names[k], row, &out->values[row * n + k]));
    }
    return 0;
}

int series_csv_read(const char *path, const struct series_columns *columns, struct series_table *out)
{
    struct sheet sheet;
    *out = (struct series_table){0};
    TRY(sheet_read(path, &sheet));
    int status = sheet.n_rows > SERIES_MOST_ROWS
                     ? fail(EX_DATAERR, "%s has %zu rows: at most %d", path, sheet.n_rows, SERIES_MOST_ROWS)
                     : take(&sheet, columns, out);
    sheet_free(&sheet);
    if (status != 0) {
        free(out->values);
        *out = (struct series_table){0};
    }
    return status;
}
