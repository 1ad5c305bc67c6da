/* The list of columns for programs. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/base/text.h"
#include "attnbench/report/columns.h"

#include <math.h>
#include <string.h>

const struct field *field_find(enum rows of, const char *name)
{
    const struct field *field = fields;
    while (field->of != of || strcmp(field->name, name) != 0)
        field++;
    return field;
}

/* Whether programs find nothing there. */
static bool is_undefined(const struct field *field, const void *row)
{
    const struct cell_analysis *cell = row;
    return row == NULL || ((field->hidden & UNLESS_PERCENT) != 0 && cell->metric->is_always_measured);
}

static bool is_for_programs(const struct field *field, enum rows of)
{
    return field->of == of && (field->hidden & PROGRAMS) == 0;
}

/* The name of one end of an interval, for which `side` stands. */
static const char *name_of(const struct field *field, const char *side, char name[64])
{
    snprintf(name, 64, "%.*s%s", (int)strcspn(field->name, "*"), field->name, side);
    return name;
}

void field_write_csv_header(const struct field *field, FILE *out)
{
    char low[64], high[64];
    if (field->kind == FIELD_INTERVAL)
        fprintf(out, ",%s,%s", name_of(field, "low", low), name_of(field, "high", high));
    else
        fprintf(out, ",%s", field->name);
}

static void write_csv_real(double value, FILE *out)
{
    if (isfinite(value))
        fprintf(out, "%.10g", value);
}

static void write_csv(const struct field *field, const void *place, FILE *out)
{
    switch (field->kind) {
    case FIELD_COUNT:
        fprintf(out, "%zu", *(const size_t *)place);
        break;
    case FIELD_COUNT_IF_ANY:
        if (*(const size_t *)place > 0)
            fprintf(out, "%zu", *(const size_t *)place);
        break;
    case FIELD_REAL:
    case FIELD_P:
        write_csv_real(*(const double *)place, out);
        break;
    case FIELD_INTERVAL:
        write_csv_real(((const double *)place)[0], out);
        fputc(',', out);
        write_csv_real(((const double *)place)[1], out);
        break;
    case FIELD_FLAG:
        fputs(*(const bool *)place ? "1" : "0", out);
        break;
    case FIELD_TEXT:
        text_write_csv(out, place);
        break;
    case FIELD_STANDING:
        fputs(standing_text(*(const enum verdict *)place), out);
    }
}

void field_write_csv(const struct field *field, const void *row, FILE *out)
{
    fputc(',', out);
    if (!is_undefined(field, row))
        write_csv(field, (const char *)row + field->offset, out);
    else if (field->kind == FIELD_INTERVAL)
        fputc(',', out);
    else if (field->kind == FIELD_FLAG && row != NULL)
        fputc('0', out);
}

void fields_write_csv_header(enum rows of, FILE *out)
{
    for (const struct field *field = fields; field->name != NULL; field++)
        if (is_for_programs(field, of))
            field_write_csv_header(field, out);
}

void fields_write_csv(enum rows of, const void *row, FILE *out)
{
    for (const struct field *field = fields; field->name != NULL; field++)
        if (is_for_programs(field, of))
            field_write_csv(field, row, out);
}

static void write_json(const struct field *field, const void *place, struct json *json)
{
    char low[64], high[64];
    switch (field->kind) {
    case FIELD_COUNT:
    case FIELD_COUNT_IF_ANY:
        if (field->kind == FIELD_COUNT || *(const size_t *)place > 0)
            json_integer(json, field->name, (long long)*(const size_t *)place);
        else
            json_real(json, field->name, NAN);
        break;
    case FIELD_REAL:
    case FIELD_P:
        json_real(json, field->name, *(const double *)place);
        break;
    case FIELD_INTERVAL:
        json_real(json, name_of(field, "low", low), ((const double *)place)[0]);
        json_real(json, name_of(field, "high", high), ((const double *)place)[1]);
        break;
    case FIELD_FLAG:
        json_flag(json, field->name, *(const bool *)place);
        break;
    case FIELD_TEXT:
        json_text(json, field->name, place);
        break;
    case FIELD_STANDING:
        json_text(json, field->name, standing_text(*(const enum verdict *)place));
    }
}

void field_write_json(const struct field *field, const void *row, struct json *json)
{
    static const struct interval nothing = {NAN, NAN};
    static const bool no = false;
    if (!is_undefined(field, row))
        write_json(field, (const char *)row + field->offset, json);
    else
        write_json(field, field->kind == FIELD_FLAG ? (const void *)&no : &nothing, json);
}

void fields_write_json(enum rows of, const void *row, struct json *json)
{
    for (const struct field *field = fields; field->name != NULL; field++)
        if (is_for_programs(field, of))
            field_write_json(field, row, json);
}
