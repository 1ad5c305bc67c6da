/* The report's tables on the page, where they sort by their headers if the script runs. */
#include "attnbench/base/text.h"
#include "attnbench/page/page.h"
#include "attnbench/report/tables.h"
#include "page_parts.h"

#include <ctype.h>
#include <string.h>

/* A row has about 150 bytes, and a model has one in up to ten tables. Long tables are laid out when they are seen. */
enum { MOST_ROWS = 2000, LONG = 300 };

/* "mean (%)" */
static void write_heading(const struct column *column, FILE *out)
{
    char heading[TABLE_TEXT], *end = heading;
    for (const char *c = column->header; *c != '\0' && end < heading + sizeof heading - 1; c++)
        if (*c != '\n')
            *end++ = *c;
        else if (end > heading && end[-1] != '-')
            *end++ = ' ';
    *end = '\0';
    page_write_text(heading, out);
    if (column->unit[0] == '\0')
        return;
    fputs(" (", out);
    page_write_text(column->unit, out);
    fputc(')', out);
}

static void write_header(const struct table *table, FILE *out)
{
    fputs("<thead><tr>", out);
    for (int c = 0; c < table->n_columns; c++) {
        fprintf(out, "<th scope=\"col\"%s>", table->columns[c].alignment == RIGHT ? "" : " class=\"t\"");
        write_heading(&table->columns[c], out);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n", out);
}

/* With a typographic minus, and a dash where there is nothing. */
static void write_figure(const char *text, FILE *out)
{
    char shown[2 * TABLE_TEXT] = "–";
    size_t used = 0;
    for (const char *c = text; *c != '\0' && strcmp(text, "-") != 0; c++) {
        bool is_minus = *c == '-' && isdigit((unsigned char)c[1]) && (c == text || !isalnum((unsigned char)c[-1]));
        text_append(shown, sizeof shown, &used, "%.*s", is_minus ? (int)strlen("−") : 1, is_minus ? "−" : c);
    }
    page_write_text(shown, out);
}

static void write_row(const struct table *table, size_t row, FILE *out)
{
    fputs("<tr>", out);
    for (int c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        char text[TABLE_TEXT] = "";
        column->print(table, column, row, text);
        if (c == 0) { /* isolated, so that a name written from right to left does not turn what stands beside it */
            fputs("<th scope=\"row\"><bdi>", out);
            page_write_text(text, out);
            fputs("</bdi></th>", out);
            continue;
        }
        fputs(column->alignment == RIGHT ? "<td>" : "<td class=\"t\">", out);
        (table->fields[c] != NULL ? write_figure : page_write_text)(text, out);
        fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

static void write_meanings(const struct table *table, FILE *out)
{
    fputs("<details><summary>What the columns mean</summary>\n<dl>\n", out);
    for (int c = 0; c < table->n_columns; c++) {
        if (table->fields[c] == NULL)
            continue;
        fputs("<dt>", out);
        write_heading(&table->columns[c], out);
        fputs("</dt><dd>", out);
        page_write_text(table->fields[c]->meaning, out);
        fputs("</dd>\n", out);
    }
    fputs("</dl>\n</details>\n", out);
}

static void write_table(const struct table *table, FILE *out)
{
    size_t n_shown = table->n_rows < MOST_ROWS ? table->n_rows : MOST_ROWS;
    fprintf(out, "<section id=\"%s\">\n<h2>%s</h2>\n<p>", table->id, table->title);
    page_write_text(table->caption, out);
    fputs(".</p>\n", out);
    if (n_shown < table->n_rows)
        fprintf(out,
                "<p class=\"gap\">These are the first %zu of %zu rows; <code>attnbench report DIR --format csv</code> "
                "writes all.</p>\n",
                n_shown, table->n_rows);
    fprintf(out, "<div class=\"box%s\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n<table class=\"sort\">\n",
            n_shown > LONG ? " long" : "", table->title);
    write_header(table, out);
    fputs("<tbody>\n", out);
    for (size_t row = 0; row < n_shown; row++)
        write_row(table, row, out);
    fputs("</tbody>\n</table>\n</div>\n", out);
    write_meanings(table, out);
    fputs("</section>\n", out);
}

const struct document_kind document_page = {NULL, NULL, write_table, PAGES};

void page_write_tables(const struct analysis *analysis, FILE *out)
{
    overall_write(analysis, &document_page, out);
    accuracy_tables_write(analysis, &document_page, out);
    comparison_tables_write(analysis, &document_page, out);
}
