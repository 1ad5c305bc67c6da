/* Markdown as GitHub reads it. */
#include "attnbench/base/text.h"
#include "attnbench/report/document.h"

#include <ctype.h>
#include <string.h>

/* An underscore within a word is no emphasis, a bracket without an address behind it no link. */
static bool has_meaning(const char *text, size_t i)
{
    if (text[i] == ']')
        return text[i + 1] != '\0' && strchr("([:", text[i + 1]) != NULL;
    if (text[i] == '_')
        return i == 0 || !isalnum((unsigned char)text[i - 1]) || !isalnum((unsigned char)text[i + 1]);
    return strchr("\\`*<>&#!~$|", text[i]) != NULL;
}

static void write_escaped(const char *text, FILE *out)
{
    char safe[4 * sizeof(struct words)];
    safe_text(text, safe, sizeof safe);
    for (size_t i = 0; safe[i] != '\0'; i++) {
        if (has_meaning(safe, i))
            fputc('\\', out);
        fputc(safe[i], out);
    }
}

static void write_paragraph(const char *text, FILE *out)
{
    size_t digits = strspn(text, "0123456789");
    const char *marks = digits > 0 ? ".)" : "-+=";
    if (strspn(text + digits, marks) > 0) { /* would begin a list */
        fwrite(text, 1, digits, out);
        fputc('\\', out);
        fputc(text[digits], out);
        text += digits + 1;
    }
    write_escaped(text, out);
    fputs("\n\n", out);
}

static void write_title(const char *title, const char *const *lines, FILE *out)
{
    fputs("# ", out);
    write_escaped(title, out);
    fputs("\n\n", out);
    for (; *lines != NULL; lines++)
        write_paragraph(*lines, out);
}

/* A line that ends in a hyphen goes on in the next. */
static void join_lines(char *text)
{
    char *end = text;
    for (const char *c = text; *c != '\0'; c++)
        if (*c != '\n')
            *end++ = *c;
        else if (end == text || end[-1] != '-')
            *end++ = ' ';
    *end = '\0';
}

static void write_header(const struct column *column, FILE *out)
{
    char header[TABLE_TEXT];
    snprintf(header, sizeof header, "%s%s%s%s", column->header, column->unit[0] != '\0' ? " (" : "", column->unit,
             column->unit[0] != '\0' ? ")" : "");
    join_lines(header);
    write_escaped(header, out);
}

static void write_table(const struct table *table, FILE *out)
{
    fputs("**", out);
    write_escaped(table->caption, out);
    fputs("**\n\n|", out);
    for (int c = 0; c < table->n_columns; c++) {
        fputc(' ', out);
        write_header(&table->columns[c], out);
        fputs(" |", out);
    }
    fputs("\n|", out);
    for (int c = 0; c < table->n_columns; c++)
        fputs(table->columns[c].alignment == RIGHT ? " ---: |" : " --- |", out);
    fputc('\n', out);
    for (size_t row = 0; row < table->n_rows; row++) {
        fputc('|', out);
        for (int c = 0; c < table->n_columns; c++) {
            char text[TABLE_TEXT] = "";
            table->columns[c].print(table, &table->columns[c], row, text);
            fputc(' ', out);
            write_escaped(text, out);
            fputs(" |", out);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
}

const struct document_kind document_markdown = {write_title, write_paragraph, write_table, TEXTS};
