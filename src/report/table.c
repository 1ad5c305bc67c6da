#include "attnbench/base/text.h"
#include "attnbench/report/document.h"
#include "attnbench/stats/estimate.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

void table_add(struct table *table, const struct column *columns, size_t n)
{
    for (size_t i = 0; i < n && table->n_columns < TABLE_COLUMNS; i++)
        table->columns[table->n_columns++] = columns[i];
}

const void *table_field(const struct table *table, const struct column *column, size_t row)
{
    return (const char *)table->rows + row * table->row_bytes + column->offset;
}

void print_count(const struct table *table, const struct column *column, size_t row, char *text)
{
    snprintf(text, TABLE_TEXT, "%zu", *(const size_t *)table_field(table, column, row));
}

double unsigned_zero(double value, int decimals)
{
    char text[8];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    return strspn(text, "-0.") == strlen(text) ? 0 : value;
}

void print_real(const struct table *table, const struct column *column, size_t row, char *text)
{
    double value = *(const double *)table_field(table, column, row);
    text_figure(unsigned_zero(value, column->detail), column->detail, text, TABLE_TEXT);
}

void print_interval(const struct table *table, const struct column *column, size_t row, char *text)
{
    interval_text(table_field(table, column, row), column->detail, text);
}

void interval_text(const struct interval *interval, int decimals, char *text)
{
    char low[TABLE_FIGURE], high[TABLE_FIGURE];
    text_figure(unsigned_zero(interval->low, decimals), decimals, low, sizeof low);
    text_figure(unsigned_zero(interval->high, decimals), decimals, high, sizeof high);
    if (isfinite(interval->low) && isfinite(interval->high))
        snprintf(text, TABLE_TEXT, "[%s, %s]", low, high);
    else
        strcpy(text, "-");
}

void print_p(const struct table *table, const struct column *column, size_t row, char *text)
{
    double p = *(const double *)table_field(table, column, row);
    if (isnan(p))
        strcpy(text, "-");
    else if (p < 0.0001)
        strcpy(text, "<0.0001");
    else
        snprintf(text, TABLE_TEXT, "%.4f", p);
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
