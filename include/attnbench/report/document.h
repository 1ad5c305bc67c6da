/* What a report shows people, tables and words, apart from how text, Markdown and LaTeX write it.
 *
 * All texts may come from a file that anyone made: each kind of document escapes them. */
#ifndef ATTNBENCH_DOCUMENT_H
#define ATTNBENCH_DOCUMENT_H

#include "attnbench/stats/estimate.h"

#include <stddef.h>
#include <stdio.h>

enum { TABLE_COLUMNS = 24, TABLE_TEXT = 512, TABLE_FIGURE = 32 };

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
    const void *context; /* for `print` */
    const void *rows;    /* (n_rows) of row_bytes each */
    size_t row_bytes, n_rows;
    int n_columns;
    struct column columns[TABLE_COLUMNS];
};

void table_add(struct table *table, const struct column *columns, size_t n);

/* Fields by their offset: size_t, double with `detail` decimals, struct interval likewise, p value. */
void print_count(const struct table *table, const struct column *column, size_t row, char *text);
void print_real(const struct table *table, const struct column *column, size_t row, char *text);
void print_interval(const struct table *table, const struct column *column, size_t row, char *text);
void print_p(const struct table *table, const struct column *column, size_t row, char *text);
void interval_text(const struct interval *interval, int decimals, char *text); /* "[1.25, 2.50]", or "-" */
double unsigned_zero(double value,
                     int decimals); /* 0 where the value rounds to it, so that it is shown without a sign */
const void *table_field(const struct table *table, const struct column *column, size_t row);

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
};

extern const struct document_kind document_text; /* for a terminal; paragraphs of at most 80 columns */
extern const struct document_kind document_markdown;
extern const struct document_kind document_latex; /* to be included by a document that uses booktabs */

#endif
