/* LaTeX to be included by a document: tables by booktabs, long ones by longtable. */
#include "attnbench/base/text.h"
#include "attnbench/report/document.h"
#include "table_layout.h"

#include <ctype.h>
#include <string.h>

enum { MOST_ROWS_OF_A_PAGE = 40, MOST_OF_A_LINE = 20 };

/* What a byte of text stands for, where that is not the byte. */
static const char *const replacements[128] = {
    ['\\'] = "\\textbackslash{}",
    ['{'] = "\\{",
    ['}'] = "\\}",
    ['$'] = "\\$",
    ['&'] = "\\&",
    ['%'] = "\\%",
    ['#'] = "\\#",
    ['_'] = "\\_",
    ['^'] = "\\textasciicircum{}",
    ['~'] = "\\textasciitilde{}",
    ['<'] = "\\textless{}",
    ['>'] = "\\textgreater{}",
    ['|'] = "\\textbar{}",
    ['"'] = "\\char34{}",
    ['`'] = "{`}",
    ['['] = "{[}", /* else \\ would take it for its option */
    [']'] = "{]}",
    ['*'] = "{*}",
    ['\n'] = "\\\\", /* within \shortstack; elsewhere none is left */
};

static bool is_minus(const char *text, size_t i)
{
    bool starts = i == 0 || text[i - 1] == ' ' || text[i - 1] == '[';
    return text[i] == '-' && starts && isdigit((unsigned char)text[i + 1]);
}

/* Two of these in a row would become one character. */
static bool is_ligature(const char *text, size_t i)
{
    return strchr("-,'", text[i]) != NULL && text[i + 1] == text[i];
}

static void write_text(const char *text, FILE *out)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (is_minus(text, i))
            fputs("$-$", out);
        else if (is_ligature(text, i))
            fprintf(out, "{%c}", byte);
        else if (byte < 128 && replacements[byte] != NULL)
            fputs(replacements[byte], out);
        else
            fputc(byte, out);
    }
}

static void write_escaped(const char *text, FILE *out)
{
    char safe[4 * sizeof(struct words)];
    write_text(safe_text(text, safe, sizeof safe), out);
}

/* A line may have wide gaps but never runs into the margin, as one with a digest or a long name would else. */
static void write_paragraph(const char *text, FILE *out)
{
    fputs("{\\sloppy ", out);
    write_escaped(text, out);
    fputs("\\par}\n\n", out);
}

static void write_title(const char *title, const char *const *lines, FILE *out)
{
    fputs("% To be included where \\usepackage{booktabs,longtable} stands before \\begin{document}; characters beyond\n"
          "% Latin letters need XeLaTeX or LuaLaTeX and a font that has them.\n"
          "\\section*{",
          out);
    write_escaped(title, out);
    fputs("}\n\n", out);
    for (; *lines != NULL; lines++)
        write_paragraph(*lines, out);
}

/* Prose stands below its row, so it comes last and has no header. */
static int n_aligned(const struct table *table)
{
    int n = 0;
    while (n < table->n_columns && table->columns[n].alignment != PROSE)
        n++;
    return n;
}

/* Where a table would not fit else, wide words are broken into lines: titles, long names. Where it then would not
 * either, an interval's ends stand one above the other. */
struct shape {
    int width; /* in characters */
    bool broken[TABLE_COLUMNS], stacked[TABLE_COLUMNS];
};

/* A text 345 pt wide, the article class's, is filled by so many characters. */
enum { FOOTNOTESIZE = 80, SCRIPTSIZE = 92, TINY = 102 };

static struct shape shape_of(const struct table *table)
{
    struct layout layout = table_lay_out(table, NULL);
    struct shape shape = {.width = table_width(&layout)};
    bool fits = shape.width <= FOOTNOTESIZE;
    for (int c = 0; c < n_aligned(table) && !fits; c++) {
        shape.broken[c] = table->columns[c].alignment == LEFT && layout.widths[c] > MOST_OF_A_LINE;
        shape.width -= shape.broken[c] ? layout.widths[c] - MOST_OF_A_LINE : 0;
    }
    bool too_wide = shape.width > TINY;
    for (int c = 0; c < n_aligned(table) && too_wide; c++) {
        shape.stacked[c] = table->fields[c] != NULL && table->fields[c]->kind == FIELD_INTERVAL;
        shape.width -= shape.stacked[c] ? layout.widths[c] / 2 : 0;
    }
    return shape;
}

static const char *small(const struct shape *shape)
{
    return shape->width <= FOOTNOTESIZE ? "\\footnotesize\\setlength{\\tabcolsep}{4pt}"
           : shape->width <= SCRIPTSIZE ? "\\scriptsize\\setlength{\\tabcolsep}{2.5pt}"
           : shape->width <= TINY       ? "\\tiny\\setlength{\\tabcolsep}{2pt}"
                                        : "\\tiny\\setlength{\\tabcolsep}{1pt}";
}

static void write_header(const struct table *table, FILE *out)
{
    for (int c = 0; c < n_aligned(table); c++) {
        const struct column *column = &table->columns[c];
        char header[TABLE_TEXT];
        bool unit = column->unit[0] != '\0';
        snprintf(header, sizeof header, "%s%s%s%s", column->header, unit ? "\n(" : "", column->unit, unit ? ")" : "");
        fprintf(out, "%s\\shortstack[%c]{", c > 0 ? " & " : "", column->alignment == RIGHT ? 'r' : 'l');
        write_text(header, out);
        fputc('}', out);
    }
    fputs(" \\\\\n\\midrule\n", out);
}

static void write_prose(const struct table *table, const struct column *column, size_t row, FILE *out)
{
    char text[TABLE_TEXT] = "";
    column->print(table, column, row, text);
    if (text[0] == '\0')
        return;
    fprintf(out, "\\multicolumn{%d}{@{\\quad}p{0.9\\textwidth}}{", n_aligned(table));
    write_escaped(column->header, out);
    fputs(": ", out);
    write_escaped(text, out);
    fputs("} \\\\\n", out);
}

static void write_stacked(char *text, FILE *out)
{
    char *gap = strrchr(text, ' ');
    if (gap != NULL)
        *gap = '\n';
    fputs("\\shortstack[r]{", out);
    write_text(text, out);
    fputc('}', out);
}

static void write_rows(const struct table *table, const struct shape *shape, FILE *out)
{
    for (size_t row = 0; row < table->n_rows; row++) {
        int n = n_aligned(table);
        for (int c = 0; c < n; c++) {
            char text[TABLE_TEXT] = "";
            table->columns[c].print(table, &table->columns[c], row, text);
            fprintf(out, "%s%s", c > 0 ? " & " : "", shape->broken[c] ? "\\rightskip=0pt plus 1fil " : "");
            if (shape->stacked[c])
                write_stacked(text, out);
            else
                write_escaped(text, out);
        }
        fputs(" \\\\\n", out);
        for (int c = n; c < table->n_columns; c++)
            write_prose(table, &table->columns[c], row, out);
    }
    fputs("\\bottomrule\n", out);
}

static void write_alignments(const struct table *table, const struct shape *shape, FILE *out)
{
    fputc('{', out);
    for (int c = 0; c < n_aligned(table); c++)
        if (shape->broken[c])
            fprintf(out, "p{%dem}", MOST_OF_A_LINE / 2);
        else
            fputc(table->columns[c].alignment == RIGHT ? 'r' : 'l', out);
    fputs("}\n", out);
}

static void write_caption(const struct table *table, FILE *out)
{
    fputs("\\caption{", out);
    write_escaped(table->caption, out);
    fputc('}', out);
    if (table->label != NULL)
        fprintf(out, "\\label{tab:%s}", table->label);
}

static void write_long_table(const struct table *table, const struct shape *shape, FILE *out)
{
    fprintf(out, "{\\sloppy%s\n\\begin{longtable}", small(shape));
    write_alignments(table, shape, out);
    write_caption(table, out);
    fputs(" \\\\\n\\toprule\n", out);
    write_header(table, out);
    fputs("\\endfirsthead\n\\toprule\n", out);
    write_header(table, out);
    fputs("\\endhead\n", out);
    write_rows(table, shape, out);
    fputs("\\end{longtable}}\n\n", out);
}

static void write_table(const struct table *table, FILE *out)
{
    const struct shape of_table = shape_of(table), *shape = &of_table;
    if (table->n_rows > MOST_ROWS_OF_A_PAGE) {
        write_long_table(table, shape, out);
        return;
    }
    fprintf(out, "\\begin{table}[htbp]\n\\centering\\sloppy%s\\setlength{\\belowcaptionskip}{4pt}\n", small(shape));
    write_caption(table, out);
    fputs("\n\\begin{tabular}", out);
    write_alignments(table, shape, out);
    fputs("\\toprule\n", out);
    write_header(table, out);
    write_rows(table, shape, out);
    fputs("\\end{tabular}\n\\end{table}\n\n", out);
}

const struct document_kind document_latex = {write_title, write_paragraph, write_table, TEXTS};
