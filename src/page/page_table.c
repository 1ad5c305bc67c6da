#include "page_table.h"
#include "attnbench/analysis/view.h"
#include "page_parts.h"

#include <inttypes.h>

/* A row has about 200 bytes. Long tables are laid out when they are seen. */
enum { MOST_ROWS = 4000, LONG = 300 };

static int axes_of(const struct page_table *table, const struct results *results, int *axes)
{
    return table->n_cells > 1 ? page_varied_axes(results, axes) : 0;
}

static void write_header(const struct page_table *table, const struct results *results, FILE *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n_axes = axes_of(table, results, axes);
    fprintf(out, "<thead><tr><th scope=\"col\" class=\"t\">%s</th>", table->first_heading);
    for (int a = 0; a < n_axes; a++) {
        fputs("<th scope=\"col\">", out);
        page_write_text(view_axis(results, axes[a])->name, out);
        fputs("</th>", out);
    }
    for (size_t i = 0; i < table->n_columns; i++)
        fprintf(out, "<th scope=\"col\"%s>%s</th>", table->columns[i].is_text ? " class=\"t\"" : "",
                table->columns[i].heading);
    fputs("</tr></thead>\n", out);
}

static void write_row(const struct page_table *table, const struct results *results, size_t row, FILE *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n_axes = axes_of(table, results, axes);
    size_t cell = row / table->per_cell;
    fputs("<tr><th scope=\"row\">", out);
    table->write_first(results, row % table->per_cell, out);
    fputs("</th>", out);
    for (int a = 0; a < n_axes; a++)
        fprintf(out, "<td>%" PRId64 "</td>",
                view_axis(results, axes[a])->values[view_position(results, cell, axes[a])]);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct page_column *column = &table->columns[i];
        fputs(column->is_text ? "<td class=\"t\">" : "<td>", out);
        column->write((const char *)table->rows + row * table->row_size + column->offset, out);
        fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

static void write_meanings(const struct page_table *table, FILE *out)
{
    fputs("<details><summary>What the columns mean</summary>\n<dl>\n", out);
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].meaning != NULL)
            fprintf(out, "<dt>%s</dt><dd>%s</dd>\n", table->columns[i].heading, table->columns[i].meaning);
    fputs("</dl>\n</details>\n", out);
}

void page_table_write(const struct page_table *table, const struct results *results, FILE *out)
{
    size_t n_rows = table->n_cells * table->per_cell, n_shown = n_rows < MOST_ROWS ? n_rows : MOST_ROWS;
    fprintf(out, "<section id=\"%s\">\n<h2>%s</h2>\n", table->id, table->caption);
    if (table->is_to_first) {
        fputs("<p>Each model less ", out);
        page_write_model(results, 0, out);
        fputs(".</p>\n", out);
    }
    if (n_shown < n_rows)
        fprintf(out,
                "<p class=\"gap\">These are the first %zu of %zu rows; <code>attnbench report DIR --format csv</code> "
                "writes all.</p>\n",
                n_shown, n_rows);
    fprintf(out, "<div class=\"box%s\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n<table class=\"sort\">\n",
            n_shown > LONG ? " long" : "", table->caption);
    write_header(table, results, out);
    fputs("<tbody>\n", out);
    for (size_t row = 0; row < n_shown; row++)
        write_row(table, results, row, out);
    fputs("</tbody>\n</table>\n</div>\n", out);
    write_meanings(table, out);
    fputs("</section>\n", out);
}
