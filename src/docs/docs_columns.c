/* The columns of reports as a table in Markdown. */
#include "attnbench/report/columns.h"
#include "docs.h"

#include <string.h>

/* "`t_low`, `t_high`", and in brackets what no program is shown. */
static void write_names(const struct field *field, FILE *out)
{
    int stem = (int)strcspn(field->name, "*");
    if ((field->hidden & PROGRAMS) != 0)
        fputs("| ", out);
    else if (field->kind == FIELD_INTERVAL)
        fprintf(out, "| `%.*slow`, `%.*shigh` ", stem, field->name, stem, field->name);
    else
        fprintf(out, "| `%s` ", field->name);
}

static void write_heading(const struct field *field, FILE *out)
{
    fputs("| ", out);
    for (const char *c = field->heading != NULL ? field->heading : ""; *c != '\0'; c++)
        if (*c != '\n')
            fputc(*c, out);
        else if (c[-1] != '-')
            fputc(' ', out);
    if (field->unit != NULL)
        fprintf(out, " (%s)", field->unit);
    fputs(field->heading != NULL ? " " : "", out);
}

void columns_write(FILE *out)
{
    static const char *const titles[] = {[OF_CELL] = "A model in a cell",
                                         [OF_COMPARISON] = "A model against the first, in a cell",
                                         [OF_SOONER] = "Who learns sooner, the model or the first, in a cell",
                                         [OF_OVERALL] = "All cells of a grid together (`all_cells` of JSON)"};
    for (enum rows of = OF_CELL; of <= OF_OVERALL; of++) {
        fprintf(out, "%s%s:\n\n| CSV, JSON | in tables | what it is |\n|---|---|---|\n", of > OF_CELL ? "\n" : "",
                titles[of]);
        for (const struct field *field = fields; field->name != NULL; field++) {
            if (field->of != of)
                continue;
            write_names(field, out);
            write_heading(field, out);
            fprintf(out, "| %s |\n", field->meaning);
        }
    }
}
