/* What a report shows people, tables and words, apart from how text, Markdown and LaTeX write it.
 *
 * All texts may come from a file that anyone made: each kind of document escapes them. */
#ifndef ATTNBENCH_DOCUMENT_H
#define ATTNBENCH_DOCUMENT_H

#include "attnbench/report/columns.h"

#include <stddef.h>
#include <stdio.h>

enum { TABLE_COLUMNS = 24, TABLE_TEXT = 512, TABLE_FIGURE = 64 };

/* PROSE: words of any length; in text they stand below their row. */
enum alignment { LEFT, RIGHT, PROSE };

struct table;

struct column {
    const char *header; /* where it may be broken: '\n' */
    const char *unit;   /* "": none */
    enum alignment alignment;
    /* The field of a row, into text (TABLE_TEXT bytes). */
    void (*print)(const struct table *table, const struct column *column, size_t row, char *text);
    size_t offset; /* of the field in its row, for `print` */
    int detail;    /* decimals, or which axis, for `print` */
};

struct table {
    char caption[TABLE_TEXT];
    const char *id, *title;      /* of the section of a page */
    const char *label;           /* by which LaTeX refers to it, behind "tab:"; NULL: none */
    enum medium medium;          /* what it is made for */
    const struct metric *metric; /* of the study; NULL: no column goes by it */
    const void *context;         /* for `print` */
    const void *rows;            /* (n_rows) of row_bytes each */
    size_t row_bytes, n_rows;
    int n_columns;
    struct column columns[TABLE_COLUMNS];
    const struct field *fields[TABLE_COLUMNS]; /* of each column the one it shows; NULL: none */
};

void table_add(struct table *table, const struct column *columns, size_t n);

/* Columns of the list, by their names ("mean sd ci_*"), but those that are hidden from the table's medium. A name that
 * ends in '?' is a count, or a figure, left out where it is 0, or undefined, in all rows. base: where in a row the
 * struct is that they are of. */
void table_add_fields(struct table *table, enum rows of, size_t base, const char *names);

void table_add_field(struct table *table, const struct field *field, size_t base);

/* "12.30", "[1.25, 2.50]", "0.0123", into text (TABLE_TEXT bytes); "-" where undefined. digits: as of struct field. */
void real_text(double value, int digits, char *text);
/* As many digits as `digits`, or so many more that either end is seen to lie on its side of the value. */
int digits_apart(const struct interval *interval, int digits, double value);
/* As many digits, or so many more that ends which differ are seen to, and that the figure lies in what is shown where
 * it lies in the interval; NaN: no figure. */
int digits_within(const struct interval *interval, int digits, double figure);
void interval_text(const struct interval *interval, int digits, char *text);
void p_text(double p, char *text);
void p_words(double p, char *text); /* the same in a sentence: "p = 0.0123", "p < 0.0001" */

/* The field of a row, and one that is a p. */
const void *table_field(const struct table *table, const struct column *column, size_t row);
void print_p(const struct table *table, const struct column *column, size_t row, char *text);

/* A paragraph that grows; what does not fit is cut off, and " ..." stands at the end. */
struct words {
    char text[4096];
    size_t used;
};
void words_add(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct document_kind {
    void (*title)(const char *title, const char *const *lines, FILE *out); /* lines below it, ended by NULL */
    void (*paragraph)(const char *text, FILE *out);
    void (*table)(const struct table *table, FILE *out);
    enum medium medium;
};

extern const struct document_kind document_text; /* for a terminal; paragraphs of at most 80 columns */
extern const struct document_kind document_markdown;
extern const struct document_kind document_latex; /* to be included by a document that uses booktabs */

#endif
