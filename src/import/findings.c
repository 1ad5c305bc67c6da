#include "findings.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- levels ---- */

static void levels_free(struct levels *levels)
{
    free(levels->first);
    free(levels->of_row);
    *levels = (struct levels){0};
}

/* The level of a text, from the one of the row before on, as tables are mostly sorted; n: it is new. */
static size_t find_level(const struct levels *levels, const char *text, size_t from)
{
    for (size_t k = 0; k < levels->n; k++) {
        size_t i = (from + k) % levels->n;
        if (strcmp(levels->first[i]->text, text) == 0)
            return i;
    }
    return levels->n;
}

/* The levels of a column, at most so many; none may be empty. */
static int levels_make(const struct sheet *sheet, size_t column, const char *what, size_t most, struct levels *out)
{
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    *out = (struct levels){.column = column};
    out->first = allocate(most, sizeof *out->first);
    out->of_row = allocate(sheet->n_rows, sizeof *out->of_row);
    if (out->first == NULL || out->of_row == NULL)
        return EX_OSERR;
    for (size_t row = 0, level = 0; row < sheet->n_rows; row++) {
        const struct field *field = sheet_field(sheet, row, column);
        if (field->text[0] == '\0')
            return sheet_refuse(sheet, field, "%s is empty: each result needs its %s",
                                sheet_shown(sheet->names[column].text, name), what);
        level = find_level(out, field->text, level);
        if (level == most)
            return sheet_refuse(sheet, field, "%s is '%s': there are more than %zu %ss",
                                sheet_shown(sheet->names[column].text, name), sheet_shown(field->text, shown), most,
                                what);
        if (level == out->n)
            out->first[out->n++] = field;
        out->of_row[row] = level;
    }
    return 0;
}

/* Sorts the levels by their values, and makes one of those that have the same. */
static int sort_levels(const struct sheet *sheet, struct levels *levels, struct value *values)
{
    size_t n = levels->n;
    size_t *place = allocate(n, sizeof *place);
    bool *is_again = allocate(n, sizeof *is_again);
    struct value *sorted = allocate(n, sizeof *sorted);
    const struct field **first = allocate(n, sizeof *first);
    int status = place == NULL || is_again == NULL || sorted == NULL || first == NULL ? EX_OSERR : 0;
    for (size_t i = 0; status == 0 && i < n; i++)
        for (size_t k = 0; k < i; k++)
            is_again[i] = is_again[i] || value_is_equal(values[k], values[i]);
    for (size_t i = 0; status == 0 && i < n; i++) {
        for (size_t k = 0; k < n; k++)
            place[i] += !is_again[k] && value_compare(values[k], values[i]) < 0;
        sorted[place[i]] = values[i];
        first[place[i]] = is_again[i] ? first[place[i]] : levels->first[i];
        levels->n -= is_again[i];
    }
    for (size_t row = 0; status == 0 && row < sheet->n_rows; row++)
        levels->of_row[row] = place[levels->of_row[row]];
    if (status == 0) {
        memcpy(values, sorted, n * sizeof *values);
        memcpy(levels->first, first, n * sizeof *first);
    }
    free(place);
    free(is_again);
    free(sorted);
    free(first);
    return status;
}

/* The narrowest type that all have. */
static enum value_type type_of(const struct levels *levels)
{
    struct value value;
    enum value_type type = VALUE_INTEGER;
    for (size_t i = 0; i < levels->n; i++)
        while (type < VALUE_WORD && !value_parse(type, levels->first[i]->text, &value))
            type++;
    return type;
}

/* ---- what is a name or a value ---- */

/* Two texts that make one name, or one number. */
static int refuse_same(const struct sheet *sheet, const struct levels *levels, size_t i, size_t earlier)
{
    char shown[SHEET_SHOWN], other[SHEET_SHOWN];
    const struct field *field = levels->first[i], *before = levels->first[earlier];
    return sheet_refuse(sheet, field,
                        "'%s' is the same as '%s' on line %zu once it is a name or number: write one of them",
                        sheet_shown(field->text, shown), sheet_shown(before->text, other), before->line);
}

static int name_models(const struct sheet *sheet, struct findings *out)
{
    TRY(levels_make(sheet, out->roles.model, "model", STUDY_MAX_MODELS, &out->models));
    for (size_t i = 0; i < out->models.n; i++) {
        const char *column = roles_tail(sheet->names[out->roles.model].text);
        TRY(name_of_text(out->models.first[i]->text, column, out->names[i], sizeof out->names[i]));
        for (size_t before = 0; before < i; before++)
            if (strcmp(out->names[i], out->names[before]) == 0)
                return refuse_same(sheet, &out->models, i, before);
    }
    return 0;
}

static int make_axis(const struct sheet *sheet, size_t column, const char *metric, struct found_axis *out)
{
    const char *name = sheet->names[column].text;
    TRY(name_of_column(name, metric, out->name, sizeof out->name));
    TRY(levels_make(sheet, column, "value", STUDY_MAX_AXIS_VALUES, &out->levels));
    out->type = type_of(&out->levels);
    for (size_t i = 0; i < out->levels.n; i++) {
        char word[VALUE_WORD_BYTES];
        const char *text = out->levels.first[i]->text;
        if (out->type == VALUE_WORD) {
            TRY(name_of_text(text, roles_tail(name), word, sizeof word));
            text = word;
        }
        value_parse(out->type, text, &out->values[i]);
        for (size_t before = 0; out->type == VALUE_WORD && before < i; before++)
            if (value_is_equal(out->values[i], out->values[before]))
                return refuse_same(sheet, &out->levels, i, before);
    }
    return out->type == VALUE_WORD ? 0 : sort_levels(sheet, &out->levels, out->values);
}

/* Whole numbers, be they written 1 or 1.0, as values; false when there is anything else. */
static bool are_whole(const struct levels *levels, struct value *values)
{
    const double most = 0x1p53;
    for (size_t i = 0; i < levels->n; i++) {
        double number;
        if (!text_to_real(levels->first[i]->text, &number) || number != floor(number) || fabs(number) > most)
            return false;
        values[i] = value_integer((int64_t)number);
    }
    return true;
}

/* Repeats are paired by their names. Those that are whole numbers are sorted. */
static int name_repeats(const struct sheet *sheet, struct findings *out)
{
    static struct value values[STUDY_MAX_REPEAT_NAMES];
    struct levels *levels = &out->repeats;
    char number[VALUE_TEXT];
    TRY(levels_make(sheet, out->roles.repeat, "repeat", STUDY_MAX_REPEAT_NAMES, levels));
    bool is_whole = are_whole(levels, values);
    if (is_whole)
        TRY(sort_levels(sheet, levels, values));
    out->repeat_names = allocate(levels->n, sizeof *out->repeat_names);
    if (out->repeat_names == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < levels->n; i++) {
        if (is_whole) {
            text_copy(out->repeat_names[i], sizeof *out->repeat_names, value_print(values[i], number));
            continue;
        }
        TRY(name_of_text(levels->first[i]->text, roles_tail(sheet->names[levels->column].text), out->repeat_names[i],
                         sizeof *out->repeat_names));
        for (size_t before = 0; before < i; before++)
            if (strcmp(out->repeat_names[i], out->repeat_names[before]) == 0)
                return refuse_same(sheet, levels, i, before);
    }
    return 0;
}

/* ---- each result once ---- */

/* The cell of a row, as the study counts them. */
static size_t cell_of(const struct findings *findings, size_t row)
{
    size_t cell = 0;
    for (int a = 0; a < findings->roles.n_axes; a++)
        cell = cell * findings->axes[a].levels.n + findings->axes[a].levels.of_row[row];
    return cell;
}

bool findings_has(const struct findings *findings, size_t row)
{
    return !isnan(findings->measures[0].rows[row].value);
}

/* Names of columns without a role in which both rows differ, which may tell them apart: "lr, batch". */
static size_t name_differences(const struct findings *findings, size_t row, size_t other, char *buffer, size_t size)
{
    enum { MOST = 3 };
    const struct sheet *sheet = findings->sheet;
    char name[SHEET_SHOWN];
    size_t n = 0, used = 0;
    for (size_t k = 0; k < sheet->n_columns && n < MOST; k++)
        if (!roles_has(&findings->roles, k) &&
            strcmp(sheet_field(sheet, row, k)->text, sheet_field(sheet, other, k)->text) != 0)
            text_append(buffer, size, &used, "%s%s", n++ > 0 ? ", " : "", sheet_shown(sheet->names[k].text, name));
    return n;
}

static int refuse_double(const struct findings *findings, size_t row, size_t other)
{
    const struct sheet *sheet = findings->sheet;
    const struct roles *roles = &findings->roles;
    bool is_named = roles->repeat != NO_COLUMN;
    char differences[4 * SHEET_SHOWN] = "";
    const struct field *field = sheet_field(sheet, row, is_named ? roles->repeat : roles->model);
    const struct field *number = sheet_field(sheet, row, roles->metrics[0]);
    size_t line = sheet_field(sheet, other, roles->metrics[0])->line;
    field = field->line == number->line ? field : number; /* of a wide table one is in the line of names */
    size_t n = name_differences(findings, row, other, differences, sizeof differences);
    const char *what = is_named ? "model, axes and repeat" : "model and axes";
    const char *remedy = is_named ? "" : "; repeats need a column with their names, --repeat COLUMN, or --repeat none";
    if (n == 0)
        return sheet_refuse(sheet, field, "this row repeats the %s of line %zu%s", what, line, remedy);
    return sheet_refuse(sheet, field,
                        "this row repeats the %s of line %zu and differs in %s: is that an axis, --axis?%s", what, line,
                        differences, remedy);
}

/* The trials of the rows, as the study counts them; repeats without names are counted in the order of the rows. */
static int place_rows(struct findings *out, bool may_count)
{
    size_t n_rows = out->sheet->n_rows, n_groups = out->models.n * out->n_cells;
    bool is_named = out->repeats.n > 0;
    size_t n_places = n_groups * (is_named ? out->repeats.n : 1);
    size_t *seen = allocate(n_places, sizeof *seen), *count = allocate(n_groups, sizeof *count);
    int status = seen == NULL || count == NULL ? EX_OSERR : 0;
    for (size_t row = 0; status == 0 && row < n_rows; row++) {
        size_t group = out->models.of_row[row] * out->n_cells + cell_of(out, row);
        size_t place = is_named ? group * out->repeats.n + out->repeats.of_row[row] : group;
        out->repeat[row] = is_named ? out->repeats.of_row[row] : count[group];
        if (!findings_has(out, row) && !out->missing_fails)
            continue;
        if (seen[place] > 0 && !may_count)
            status = refuse_double(out, row, seen[place] - 1);
        seen[place] = row + 1;
        count[group]++;
        out->n_repeats = out->repeat[row] + 1 > out->n_repeats ? out->repeat[row] + 1 : out->n_repeats;
    }
    for (size_t place = n_places; status == 0 && is_named && place-- > 0;)
        if (seen[place] == 0) {
            out->n_missing++;
            out->first_missing.model = place / out->repeats.n / out->n_cells;
            out->first_missing.cell = place / out->repeats.n % out->n_cells;
            out->first_missing.repeat = place % out->repeats.n;
        }
    if (is_named)
        out->n_repeats = out->repeats.n;
    free(seen);
    free(count);
    return status;
}

/* ---- the whole ---- */

static int check_size(const struct findings *findings)
{
    double n = (double)findings->models.n * (findings->repeats.n > 0 ? (double)findings->repeats.n : 1);
    for (int a = 0; a < findings->roles.n_axes; a++)
        n *= (double)findings->axes[a].levels.n;
    if (n <= STUDY_MAX_TRIALS)
        return 0;
    return fail(EX_DATAERR, "%s: its models, axes and repeats make %.0f combinations: at most %d are allowed",
                findings->sheet->path, n, STUDY_MAX_TRIALS);
}

int findings_make(const struct sheet *sheet, const struct import_options *options, struct findings *out)
{
    *out = (struct findings){.sheet = sheet, .n_cells = 1};
    out->missing_fails = options->missing != NULL && strcmp(options->missing, "fail") == 0;
    TRY(roles_find(sheet, options, &out->roles));
    for (int i = 0; i < out->roles.n_metrics; i++)
        TRY(measure_make(sheet, &out->roles, i, options, &out->measures[i]));
    TRY(name_models(sheet, out));
    for (int a = 0; a < out->roles.n_axes; a++) {
        TRY(make_axis(sheet, out->roles.axes[a], out->measures[0].name, &out->axes[a]));
        out->n_cells *= out->axes[a].levels.n;
    }
    if (out->roles.repeat != NO_COLUMN)
        TRY(name_repeats(sheet, out));
    TRY(check_size(out));
    out->repeat = allocate(sheet->n_rows, sizeof *out->repeat);
    return out->repeat == NULL ? EX_OSERR : place_rows(out, roles_without_repeats(options));
}

void findings_set_metrics(struct findings *findings)
{
    for (int i = 0; i < findings->roles.n_metrics; i++)
        findings->measures[i].metric = metric_find(findings->measures[i].name);
}

void findings_free(struct findings *findings)
{
    levels_free(&findings->models);
    levels_free(&findings->repeats);
    for (int a = 0; a < findings->roles.n_axes; a++)
        levels_free(&findings->axes[a].levels);
    for (int i = 0; i < findings->roles.n_metrics; i++)
        measure_free(&findings->measures[i]);
    free(findings->repeat_names);
    free(findings->repeat);
}
