/* A table of the page that sorts by its headers where the script runs. */
#ifndef ATTNBENCH_PAGE_TABLE_H
#define ATTNBENCH_PAGE_TABLE_H

#include "attnbench/store/results.h"
#include <stdbool.h>
#include <stdio.h>

/* A field of what the row stands for, how it is written, and what it means: said below the table. */
struct page_column {
    const char *heading, *meaning;
    size_t offset;
    void (*write)(const void *field, FILE *out);
    bool is_text;
};

struct page_table {
    const char *id, *caption, *first_heading;
    void (*write_first)(const struct results *results, size_t index, FILE *out); /* what heads a row */
    bool is_to_first;                                                            /* compares with the first model */
    size_t n_cells, per_cell;                                                    /* rows: n_cells * per_cell */
    const void *rows;                                                            /* what they stand for */
    size_t row_size, n_columns;
    const struct page_column *columns;
};

void page_table_write(const struct page_table *table, const struct results *results, FILE *out);

#endif
