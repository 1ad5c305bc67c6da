#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/sheet/sheet_maker.h"
#include "measures.h"
#include "numbers.h"
#include "roles.h"
#include "shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 32 }; /* bytes of a number that is made */

/* A table with a row an item, on its way to one with a row a result. */
struct folding {
    const struct sheet *sheet;
    struct roles roles;
    size_t item;    /* the column */
    size_t *result; /* (n_rows): of which result the row is, */
    size_t *number; /* (n_rows): and of which item */
    size_t *first;  /* (n_results): its first row */
    size_t n_results;
    bool are_right_or_wrong;
};

static bool is_same_result(const struct folding *folding, size_t a, size_t b)
{
    const struct roles *roles = &folding->roles;
    for (size_t k = 0; k < folding->sheet->n_columns; k++) {
        bool tells = k == roles->model || k == roles->repeat;
        for (int axis = 0; axis < roles->n_axes; axis++)
            tells = tells || k == roles->axes[axis];
        if (tells && strcmp(sheet_field(folding->sheet, a, k)->text, sheet_field(folding->sheet, b, k)->text) != 0)
            return false;
    }
    return true;
}

/* Tables are mostly sorted: the search goes on from where the row before was. */
static void find_results(struct folding *folding)
{
    for (size_t row = 0, at = 0; row < folding->sheet->n_rows; row++) {
        size_t n = folding->n_results, k = 0;
        while (k < n && !is_same_result(folding, row, folding->first[(at + k) % n]))
            k++;
        at = k < n ? (at + k) % n : n;
        if (at == n)
            folding->first[folding->n_results++] = row;
        folding->result[row] = at;
    }
}

/* Items are whole numbers, which mean the same in all tables and folders. */
static int number_items(struct folding *folding, size_t *n_items)
{
    const struct sheet *sheet = folding->sheet;
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    *n_items = 0;
    for (size_t row = 0; row < sheet->n_rows; row++) {
        const struct field *field = sheet_field(sheet, row, folding->item);
        int64_t number;
        if (!text_to_integer(field->text, &number) || number < 0 || number >= RECORD_ITEMS)
            return sheet_refuse(sheet, field, "%s is '%s': number the items from 0 to %d, the same in all tables",
                                sheet_shown(sheet->names[folding->item].text, name), sheet_shown(field->text, shown),
                                RECORD_ITEMS - 1);
        folding->number[row] = (size_t)number;
        *n_items = (size_t)number + 1 > *n_items ? (size_t)number + 1 : *n_items;
    }
    return 0;
}

/* The value of each row; one item of a result comes once. skips: those without a figure. */
static int take_values(struct folding *folding, bool skips, struct import_items *out)
{
    const struct sheet *sheet = folding->sheet;
    size_t metric = folding->roles.metrics[0];
    char shown[SHEET_SHOWN];
    folding->are_right_or_wrong = true;
    for (size_t i = 0; i < folding->n_results * out->n; i++)
        out->values[i] = NAN;
    for (size_t row = 0; row < sheet->n_rows; row++) {
        const struct field *field = sheet_field(sheet, row, metric), *item = sheet_field(sheet, row, folding->item);
        float *place = &out->values[folding->result[row] * out->n + folding->number[row]];
        double value;
        enum given given = number_read(field->text, &value);
        if (given == GIVEN_MISSING && skips) {
            out->n_skipped++;
            continue;
        }
        if (given != GIVEN_NUMBER)
            return number_refuse(sheet, field, sheet->names[metric].text, true);
        if (!isnan(*place))
            return sheet_refuse(sheet, item, "item '%s' stands twice in a result", sheet_shown(item->text, shown));
        *place = (float)value;
        folding->are_right_or_wrong = folding->are_right_or_wrong && (value == 0 || value == 1);
    }
    return 0;
}

/* The sum of a result's items, or their mean. */
static void write_figure(const struct folding *folding, const struct import_items *items, size_t result, char *figure,
                         char *of)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < items->n; i++) {
        float value = items->values[result * items->n + i];
        sum += isnan(value) ? 0 : (double)value;
        n += !isnan(value);
    }
    double mean = sum / (double)n; /* without an item there is no figure, and no sum of 0 */
    snprintf(figure, NUMBER, "%.17g", folding->are_right_or_wrong && n > 0 ? sum : mean);
    snprintf(of, NUMBER, "%zu", n);
}

/* All columns but the item's; of the others without a role the result's first row has its say. Then of how many. */
static int fold(const struct folding *folding, const struct import_items *items, struct sheet_maker *maker)
{
    const struct sheet *sheet = folding->sheet;
    char *texts = maker->sheet->made;
    for (size_t k = 0; k < sheet->n_columns; k++)
        if (k != folding->item)
            TRY(sheet_add_column(maker, sheet->names[k]));
    TRY(sheet_add_column(maker, (struct field){IMPORT_ITEMS, 1, 1}));
    for (size_t result = 0; result < folding->n_results; result++) {
        char *figure = texts + 2 * result * NUMBER, *of = figure + NUMBER;
        size_t n = 0, row = folding->first[result];
        write_figure(folding, items, result, figure, of);
        for (size_t k = 0; k < sheet->n_columns; k++) {
            struct field field = *sheet_field(sheet, row, k);
            if (k == folding->roles.metrics[0])
                field.text = figure;
            if (k != folding->item)
                TRY(sheet_add_field(maker, n++, field));
        }
        TRY(sheet_add_field(maker, n, (struct field){of, sheet_field(sheet, row, 0)->line, 1}));
        maker->sheet->n_rows++;
    }
    return sheet_finish(maker);
}

static int find_columns(const struct sheet *sheet, const struct import_options *options, struct folding *out)
{
    char names[512];
    out->item = roles_column(sheet, options->item);
    if (out->item == NO_COLUMN)
        return fail(EX_USAGE, "--item %s: %s has no such column; it has %s", options->item, sheet->path,
                    roles_names(sheet, names, sizeof names));
    if (options->n_metrics > 1 || options->of != NULL)
        return fail(EX_USAGE, "--item: the figure of a result is that of its items: give one --metric, and no --of");
    if (options->missing != NULL && strcmp(options->missing, "skip") != 0)
        return fail(EX_USAGE, "--item: an item without a figure can only be left out, --missing skip");
    TRY(roles_find(sheet, options, &out->roles));
    return roles_has(&out->roles, out->item)
               ? fail(EX_USAGE, "--item %s: the column has another role already", options->item)
               : 0;
}

static int allocate_rows(const struct sheet *sheet, struct folding *out)
{
    out->result = allocate(sheet->n_rows, sizeof *out->result);
    out->number = allocate(sheet->n_rows, sizeof *out->number);
    out->first = allocate(sheet->n_rows, sizeof *out->first);
    return out->result == NULL || out->number == NULL || out->first == NULL ? EX_OSERR : 0;
}

/* Room for the items of all results: a table may have few rows, and yet no two of the same item. */
static int allocate_values(const struct folding *folding, struct import_items *out)
{
    const size_t most = 200 * 1000 * 1000;
    if (out->n > most / folding->n_results)
        return fail(EX_DATAERR, "%s: %zu results of %zu items are more than %zu", folding->sheet->path,
                    folding->n_results, out->n, most);
    out->values = allocate(folding->n_results * out->n, sizeof *out->values);
    return out->values == NULL ? EX_OSERR : 0;
}

int shape_fold_items(const struct sheet *sheet, struct import_options *options, struct import_items *items,
                     struct sheet *out)
{
    struct folding folding = {.sheet = sheet};
    struct sheet_maker maker = {.sheet = out};
    int status;
    *out = (struct sheet){.path = sheet->path};
    TRY_ELSE(done, find_columns(sheet, options, &folding));
    TRY_ELSE(done, allocate_rows(sheet, &folding));
    find_results(&folding);
    TRY_ELSE(done, number_items(&folding, &items->n));
    TRY_ELSE(done, allocate_values(&folding, items));
    TRY_ELSE(done, take_values(&folding, options->missing != NULL, items));
    out->made = allocate(folding.n_results, 2 * NUMBER);
    status = out->made == NULL ? EX_OSERR : fold(&folding, items, &maker);
    options->metrics[0] = sheet->names[folding.roles.metrics[0]].text;
    options->n_metrics = 1;
    options->of = folding.are_right_or_wrong ? IMPORT_ITEMS : NULL;
    if (folding.are_right_or_wrong && options->better == NULL && measure_better(options->metrics[0]) == BETTER_UNKNOWN)
        options->better = "higher";
done:
    free(maker.placed);
    free(folding.result);
    free(folding.number);
    free(folding.first);
    return status;
}
