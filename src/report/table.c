#include "attnbench/base/text.h"
#include "attnbench/report/document.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- figures as text ---- */

/* Whole numbers of more digits than these stand as they are: 251232, not 2.5123e+05. */
static void significant_text(double value, int digits, char *text)
{
    const int most_whole = 12, shortened = 4; /* digits of figures that are only an estimate: variances */
    bool is_whole = digits > shortened && fabs(value) >= pow(10, digits) && fabs(value) < pow(10, most_whole);
    snprintf(text, TABLE_TEXT, is_whole ? "%.*f" : "%.*g", is_whole ? 0 : digits, value);
}

void real_text(double value, int digits, char *text)
{
    char shown[TABLE_FIGURE];
    if (digits >= 0)
        snprintf(shown, sizeof shown, "%.*f", digits, value);
    if (!isfinite(value))
        strcpy(text, "-");
    else if (digits < 0)
        significant_text(value, -digits, text);
    else
        text_figure(strspn(shown, "-0.") == strlen(shown) ? 0 : value, digits, text, TABLE_TEXT); /* no "-0.00" */
}

static double as_shown(double value, int digits)
{
    char text[TABLE_TEXT];
    real_text(value, digits, text);
    return strtod(text, NULL);
}

static bool is_apart(double end, int digits, double value)
{
    double shown = as_shown(end, digits);
    return !isfinite(end) || ((end > value) == (shown > value) && (end < value) == (shown < value));
}

static bool are_apart(const struct interval *interval, int digits, double value)
{
    return is_apart(interval->low, digits, value) && is_apart(interval->high, digits, value);
}

static bool is_within(const struct interval *interval, int digits, double figure)
{
    double low = as_shown(interval->low, digits), high = as_shown(interval->high, digits);
    bool has_figure = interval->low <= figure && figure <= interval->high;
    return !(interval->low < interval->high) || (low < high && (!has_figure || (low <= figure && figure <= high)));
}

/* The least number of digits that suffices, or if none does the one asked for. */
static int enough_digits(bool (*suffices)(const struct interval *interval, int digits, double value),
                         const struct interval *interval, int digits, double value)
{
    enum { MOST_MORE = 6 };
    int more = 0, sign = digits < 0 ? -1 : 1;
    while (more < MOST_MORE && !suffices(interval, digits + sign * more, value))
        more++;
    return digits + (more < MOST_MORE ? sign * more : 0);
}

int digits_apart(const struct interval *interval, int digits, double value)
{
    return enough_digits(are_apart, interval, digits, value);
}

int digits_within(const struct interval *interval, int digits, double figure)
{
    return enough_digits(is_within, interval, digits, figure);
}

void interval_text(const struct interval *interval, int digits, char *text)
{
    char low[TABLE_TEXT], high[TABLE_TEXT];
    real_text(interval->low, digits, low);
    real_text(interval->high, digits, high);
    if (isfinite(interval->low) && isfinite(interval->high))
        snprintf(text, TABLE_TEXT, "[%.*s, %.*s]", TABLE_FIGURE, low, TABLE_FIGURE, high);
    else
        strcpy(text, "-");
}

void p_text(double p, char *text)
{
    if (isnan(p))
        strcpy(text, "-");
    else if (p < 0.0001)
        strcpy(text, "< 0.0001");
    else
        snprintf(text, TABLE_TEXT, "%.4f", p);
}

void p_words(double p, char *text)
{
    char figure[TABLE_TEXT];
    p_text(p, figure);
    snprintf(text, TABLE_TEXT, "p %s%.*s", figure[0] == '<' ? "" : "= ", TABLE_FIGURE, figure);
}

/* ---- columns ---- */

void table_add(struct table *table, const struct column *columns, size_t n)
{
    for (size_t i = 0; i < n && table->n_columns < TABLE_COLUMNS; i++)
        table->columns[table->n_columns++] = columns[i];
}

const void *table_field(const struct table *table, const struct column *column, size_t row)
{
    return (const char *)table->rows + row * table->row_bytes + column->offset;
}

static void print_field(const struct table *table, const struct column *column, size_t row, char *text)
{
    field_print(table->fields[column - table->columns], table_field(table, column, row), values_of(table->metric),
                text);
}

/* A count that is 0 everywhere says nothing, nor does what is undefined everywhere. */
static bool is_there(const struct table *table, const struct field *field, size_t base)
{
    bool is_count = field->kind == FIELD_COUNT, found = false;
    for (size_t row = 0; row < table->n_rows && !found; row++) {
        const void *place = (const char *)table->rows + row * table->row_bytes + base + field->offset;
        found =
            is_count ? *(const size_t *)place > 0 : !isnan(*(const double *)place); /* an interval begins with one */
    }
    return found;
}

void table_add_field(struct table *table, const struct field *field, size_t base)
{
    bool is_words = field->kind == FIELD_TEXT || field->kind == FIELD_STANDING || field->kind == FIELD_FLAG;
    table->fields[table->n_columns] = field;
    table_add(table,
              &(struct column){field->heading, field_unit(field, table->metric), is_words ? LEFT : RIGHT, print_field,
                               base, 0},
              1);
}

void table_add_fields(struct table *table, enum rows of, size_t base, const char *names)
{
    while (*names != '\0') {
        char name[TABLE_FIGURE];
        size_t length = strcspn(names, " ");
        bool if_any = names[length - 1] == '?';
        snprintf(name, sizeof name, "%.*s", (int)length - if_any, names);
        const struct field *field = field_find(of, name);
        if ((field->hidden & table->medium) == 0 && (!if_any || is_there(table, field, base)))
            table_add_field(table, field, base);
        names += length + strspn(names + length, " ");
    }
}

void print_p(const struct table *table, const struct column *column, size_t row, char *text)
{
    p_text(*(const double *)table_field(table, column, row), text);
}

void words_add(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_append_list(words->text, sizeof words->text, &words->used, format, arguments);
    va_end(arguments);
    const char cut[] = " ...";
    if (words->used == sizeof words->text - 1)
        memcpy(words->text + words->used - strlen(cut), cut, sizeof cut);
}
