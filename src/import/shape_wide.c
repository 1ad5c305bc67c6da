#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "roles.h"
#include "shape.h"
#include "attnbench/sheet/sheet_maker.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How a wide table's columns are read. */
struct widths {
    const char *header; /* the name of what the columns hold */
    bool is_repeats;
    size_t prefix; /* bytes of their names that all share, before a number */
    bool *is_kept; /* (n_columns) */
};

static bool has_column(const struct sheet *wide, const char *name)
{
    return roles_column(wide, name) != NO_COLUMN;
}

/* What an option names and no column has. */
static int take_header(const struct sheet *wide, const char *name, struct widths *out)
{
    if (name == NULL || has_column(wide, name))
        return 0;
    if (out->header != NULL)
        return fail(EX_USAGE, "--wide: %s has neither a column %s nor %s: the columns can be one of the two",
                    wide->path, out->header, name);
    out->header = name;
    return 0;
}

static int find_header(const struct sheet *wide, const struct import_options *options, struct widths *out)
{
    TRY(take_header(wide, options->model, out));
    for (int a = 0; a < options->n_axes; a++)
        TRY(take_header(wide, options->axes[a], out));
    const char *before = out->header;
    bool is_unnamed = roles_without_repeats(options);
    TRY(take_header(wide, is_unnamed ? NULL : options->repeat, out));
    out->is_repeats = out->header != before;
    if (out->header != NULL)
        return 0;
    if (options->model == NULL && roles_plain(wide, PLAIN_MODEL) == NO_COLUMN) {
        out->header = "model";
        return 0;
    }
    if (is_unnamed || (options->repeat == NULL && roles_plain(wide, PLAIN_REPEAT) == NO_COLUMN)) {
        out->header = "repeat";
        out->is_repeats = true;
        return 0;
    }
    return fail(EX_USAGE,
                "--wide: %s has columns of models and repeats: say what the others are, such as --axis dataset",
                wide->path);
}

static void keep(const struct sheet *wide, const char *name, size_t plain, bool *is_kept)
{
    size_t column = name != NULL ? roles_column(wide, name) : plain;
    if (column != NO_COLUMN)
        is_kept[column] = true;
}

/* What a reader makes of the others, and is no result. */
static bool is_summary(const char *name)
{
    static const char *const words[] = {"mean", "average", "avg",      "avg.",   "std",    "sd",  "stdev",
                                        "std.", "var",     "variance", "median", "min",    "max", "total",
                                        "sum",  "se",      "sem",      "ci",     "overall"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(roles_tail(name), words[i]) == 0)
            return true;
    return false;
}

/* Bytes in front of the digits that the name ends with; its length where it ends with none. */
static size_t prefix_of(const char *name)
{
    size_t length = strlen(name), start = length;
    while (start > 0 && isdigit((unsigned char)name[start - 1]))
        start--;
    return start;
}

/* "seed_" of seed_0, seed_1, …; nothing where the columns differ in more. */
static size_t shared_prefix(const struct sheet *wide, const bool *is_kept)
{
    const char *first = NULL;
    size_t prefix = 0;
    for (size_t k = 0; k < wide->n_columns; k++) {
        const char *name = wide->names[k].text;
        if (is_kept[k])
            continue;
        if (first == NULL)
            prefix = prefix_of(first = name);
        if (name[prefix_of(name)] == '\0' || prefix_of(name) != prefix || strncmp(name, first, prefix) != 0)
            return 0;
    }
    return prefix;
}

/* Whether an earlier one of the others has its name: their numbers would be the same results. */
static bool stands_twice(const struct sheet *wide, const bool *is_kept, size_t column)
{
    bool twice = false;
    for (size_t k = 0; k < column; k++)
        twice = twice || (!is_kept[k] && strcmp(wide->names[k].text, wide->names[column].text) == 0);
    return twice && !is_kept[column];
}

static int find_kept(const struct sheet *wide, const struct import_options *options, struct widths *out)
{
    size_t n = 0;
    char name[SHEET_SHOWN];
    keep(wide, options->model, roles_plain(wide, PLAIN_MODEL), out->is_kept);
    keep(wide, roles_without_repeats(options) ? NULL : options->repeat, roles_plain(wide, PLAIN_REPEAT), out->is_kept);
    keep(wide, options->of, NO_COLUMN, out->is_kept);
    if (options->n_axes == 0)
        keep(wide, NULL, roles_plain(wide, PLAIN_AXIS), out->is_kept);
    for (int a = 0; a < options->n_axes; a++)
        keep(wide, options->axes[a], NO_COLUMN, out->is_kept);
    for (size_t k = 0; k < wide->n_columns; k++) {
        n += !out->is_kept[k];
        if (!out->is_kept[k] && is_summary(wide->names[k].text))
            return sheet_refuse(wide, &wide->names[k],
                                "column %s is no %s, but made of the others: take it out of the table",
                                sheet_shown(wide->names[k].text, name), out->header);
    }
    for (size_t k = 0; k < wide->n_columns; k++)
        if (stands_twice(wide, out->is_kept, k))
            return sheet_refuse(wide, &wide->names[k], "column '%s' stands twice",
                                sheet_shown(wide->names[k].text, name));
    if (n == 0)
        return fail(EX_USAGE, "--wide: no columns of %s are left in %s", out->header, wide->path);
    out->prefix = out->is_repeats ? shared_prefix(wide, out->is_kept) : 0;
    return 0;
}

static int add_row(const struct sheet *wide, const struct widths *widths, size_t row, size_t column,
                   struct sheet_maker *maker)
{
    size_t n = 0;
    struct field header = wide->names[column];
    header.text += widths->prefix;
    for (size_t k = 0; k < wide->n_columns; k++)
        if (widths->is_kept[k])
            TRY(sheet_add_field(maker, n++, *sheet_field(wide, row, k)));
    TRY(sheet_add_field(maker, n++, header));
    TRY(sheet_add_field(maker, n, *sheet_field(wide, row, column)));
    maker->sheet->n_rows++;
    return 0;
}

static int lengthen(const struct sheet *wide, const char *metric, const struct widths *widths,
                    struct sheet_maker *maker)
{
    for (size_t k = 0; k < wide->n_columns; k++)
        if (widths->is_kept[k])
            TRY(sheet_add_column(maker, wide->names[k]));
    TRY(sheet_add_column(maker, (struct field){widths->header, 1, 1}));
    TRY(sheet_add_column(maker, (struct field){metric, 1, 1}));
    for (size_t row = 0; row < wide->n_rows; row++)
        for (size_t k = 0; k < wide->n_columns; k++)
            if (!widths->is_kept[k])
                TRY(add_row(wide, widths, row, k, maker));
    return sheet_finish(maker);
}

int shape_lengthen(const struct sheet *wide, const struct import_options *options, struct sheet *out)
{
    struct widths widths = {.is_kept = allocate(wide->n_columns, sizeof *widths.is_kept)};
    struct sheet_maker maker = {.sheet = out};
    *out = (struct sheet){.path = wide->path};
    if (widths.is_kept == NULL)
        return EX_OSERR;
    int status = options->n_metrics == 1
                     ? find_header(wide, options, &widths)
                     : fail(EX_USAGE, "--wide: say what the numbers are, such as --metric accuracy");
    if (status == 0)
        status = find_kept(wide, options, &widths);
    if (status == 0)
        status = lengthen(wide, options->metrics[0], &widths, &maker);
    free(maker.placed);
    free(widths.is_kept);
    return status;
}
