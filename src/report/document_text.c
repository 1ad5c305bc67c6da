#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/report/document.h"
#include "table_layout.h"

#include <stdlib.h>
#include <string.h>

enum { PARAGRAPH_COLUMNS = 80, PROSE_INDENT = 4 };

/* Broken at blanks, with every line indented. `text` is safe. */
static void write_wrapped(char *text, int indent, FILE *out)
{
    char *rest;
    int column = 0;
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        int width = display_width(word);
        if (column > 0 && column + 1 + width > PARAGRAPH_COLUMNS) {
            fputc('\n', out);
            column = 0;
        }
        column += fprintf(out, "%*s", column > 0 ? 1 : indent, "") + width;
        fputs(word, out);
    }
    fputc('\n', out);
}

static void write_paragraph(const char *paragraph, FILE *out)
{
    char text[4 * sizeof(struct words)];
    safe_text(paragraph, text, sizeof text);
    write_wrapped(text, 0, out);
}

static void write_title(const char *title, const char *const *lines, FILE *out)
{
    char text[4 * TABLE_TEXT];
    fprintf(out, "%s\n", safe_text(title, text, sizeof text));
    for (; *lines != NULL; lines++)
        write_paragraph(*lines, out);
    fputc('\n', out);
}

/* ---- tables ---- */

/* Blanks wait until something follows them, so that no line ends in one. */
static void write_field(const struct table *table, const struct layout *layout, int c, const char *text, int *blanks,
                        FILE *out)
{
    int padding = layout->widths[c] - display_width(text);
    bool right = table->columns[c].alignment == RIGHT;
    if (c > 0)
        *blanks += TABLE_GAP;
    if (right)
        *blanks += padding;
    if (text[0] != '\0') {
        fprintf(out, "%*s%s", *blanks, "", text);
        *blanks = 0;
    }
    if (!right)
        *blanks += padding;
}

static void write_header(const struct table *table, const struct layout *layout, FILE *out)
{
    for (int line = 0; line < layout->header_lines + layout->units; line++) {
        int blanks = 0;
        for (int c = 0; c <= layout->last; c++) {
            char text[TABLE_TEXT] = "";
            if (table->columns[c].alignment == PROSE)
                continue;
            if (line < layout->header_lines)
                table_header_line(layout, &table->columns[c], line, text);
            write_field(table, layout, c, line < layout->header_lines ? text : table->columns[c].unit, &blanks, out);
        }
        fputc('\n', out);
    }
}

static void write_prose(const struct table *table, size_t row, FILE *out)
{
    for (int c = 0; c < table->n_columns; c++) {
        char text[SAFE_FIELD], line[5 * TABLE_TEXT];
        if (table->columns[c].alignment != PROSE)
            continue;
        table_field_text(table, &table->columns[c], row, text);
        if (text[0] == '\0')
            continue;
        snprintf(line, sizeof line, "%s: %s", table->columns[c].header, text);
        write_wrapped(line, PROSE_INDENT, out);
    }
}

/* `texts`: all fields, one after another; NULL, for want of memory: each is made again. */
static void write_rows(const struct table *table, const struct layout *layout, const char *texts, FILE *out)
{
    for (size_t row = 0; row < table->n_rows; row++) {
        int blanks = 0;
        for (int c = 0; c <= layout->last; c++) {
            char text[SAFE_FIELD];
            if (table->columns[c].alignment == PROSE)
                continue;
            if (texts == NULL)
                table_field_text(table, &table->columns[c], row, text);
            write_field(table, layout, c, texts == NULL ? text : texts, &blanks, out);
            texts += texts == NULL ? 0 : strlen(texts) + 1;
        }
        fputc('\n', out);
        write_prose(table, row, out);
    }
}

static void write_table(const struct table *table, FILE *out)
{
    char *texts = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&texts, &bytes);
    struct layout layout = table_lay_out(table, stream);
    bool is_whole = stream != NULL && ferror(stream) == 0;
    is_whole = (stream == NULL || fclose(stream) == 0) && is_whole;
    write_paragraph(table->caption, out);
    write_header(table, &layout, out);
    write_rows(table, &layout, is_whole ? texts : NULL, out);
    fputc('\n', out);
    free(texts);
}

const struct document_kind document_text = {write_title, write_paragraph, write_table, TEXTS};
