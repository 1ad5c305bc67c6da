/* Tables of other shapes as long ones: a row a result. */
#ifndef ATTNBENCH_IMPORT_SHAPE_H
#define ATTNBENCH_IMPORT_SHAPE_H

#include "attnbench/import/import.h"
#include "attnbench/sheet/sheet.h"

/* A wide table, whose further columns are the models, the repeats, or an axis: what the options or plain names find no
 * column for. The long one has its kept columns, then what names the others, then their numbers; its texts lie in the
 * wide one. EX_USAGE: it is not plain what the columns are; EX_DATAERR: one of them is made of others. */
int shape_lengthen(const struct sheet *wide, const struct import_options *options, struct sheet *out);

/* The items of a table's results. */
struct import_items {
    size_t n;         /* places for them, by their numbers; 0: the table has none */
    size_t n_skipped; /* rows without a figure, which were left out */
    float *values;    /* (rows of the folded table, n); NaN: the result has none of it. Owned: free */
};

#define IMPORT_ITEMS "its items" /* the last column of a folded table: how many a result has */

/* A table with a row an item, options->item its column, as one with a row a result: its figure is the sum of its items
 * where all are 0 or 1, and 1 is better unless something else is said; else their mean. Sets the options for it; its
 * texts lie in the other. The statuses of shape_lengthen. */
int shape_fold_items(const struct sheet *sheet, struct import_options *options, struct import_items *items,
                     struct sheet *out);

/* What hyperfine --export-json writes: a row a run, with command, parameters and seconds. Of a command that has its
 * parameters' values in it, these become {NAME}, so that it is one model. The statuses of sheet_read. */
int shape_read_hyperfine(const char *path, struct sheet *out);

#endif
