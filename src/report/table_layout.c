/* How wide a table is, in columns of a terminal. */
#include "table_layout.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"

#include <string.h>

static int lines_of(const char *header)
{
    int lines = 1;
    for (; *header != '\0'; header++)
        lines += *header == '\n';
    return lines;
}

void table_header_line(const struct layout *layout, const struct column *column, int line, char *text)
{
    const char *start = column->header;
    line -= layout->header_lines - lines_of(start);
    for (; line > 0; line--)
        start = strchr(start, '\n') + 1;
    snprintf(text, TABLE_TEXT, "%.*s", line < 0 ? 0 : (int)strcspn(start, "\n"), start);
}

void table_field_text(const struct table *table, const struct column *column, size_t row, char *safe)
{
    char text[TABLE_TEXT] = "";
    column->print(table, column, row, text);
    safe_text(text, safe, SAFE_FIELD);
}

static void widen(int *width, const char *text)
{
    int needed = display_width(text);
    if (needed > *width)
        *width = needed;
}

static void lay_out_header(const struct table *table, int c, struct layout *layout)
{
    const struct column *column = &table->columns[c];
    for (int line = 0; line < layout->header_lines; line++) {
        char header[TABLE_TEXT];
        table_header_line(layout, column, line, header);
        widen(&layout->widths[c], header);
    }
    widen(&layout->widths[c], column->unit);
}

static void lay_out_rows(const struct table *table, struct layout *layout, FILE *texts)
{
    for (size_t row = 0; row < table->n_rows; row++)
        for (int c = 0; c <= layout->last; c++) {
            char text[SAFE_FIELD];
            if (table->columns[c].alignment == PROSE)
                continue;
            table_field_text(table, &table->columns[c], row, text);
            widen(&layout->widths[c], text);
            if (texts != NULL)
                fwrite(text, strlen(text) + 1, 1, texts);
        }
}

struct layout table_lay_out(const struct table *table, FILE *texts)
{
    struct layout layout = {0};
    for (int c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        int lines = lines_of(column->header);
        if (column->alignment == PROSE)
            continue;
        if (lines > layout.header_lines)
            layout.header_lines = lines;
        layout.units = layout.units || column->unit[0] != '\0';
        layout.last = c;
    }
    for (int c = 0; c < table->n_columns; c++)
        if (table->columns[c].alignment != PROSE)
            lay_out_header(table, c, &layout);
    lay_out_rows(table, &layout, texts);
    return layout;
}

int table_width(const struct layout *layout)
{
    int width = 0;
    for (int c = 0; c <= layout->last; c++)
        width += layout->widths[c] + (c > 0 && layout->widths[c] > 0 ? TABLE_GAP : 0);
    return width;
}
