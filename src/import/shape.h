/* Tables of other shapes as long ones: a row a result. */
#ifndef ATTNBENCH_IMPORT_SHAPE_H
#define ATTNBENCH_IMPORT_SHAPE_H

#include "attnbench/import/import.h"
#include "attnbench/sheet/sheet.h"

/* A wide table, whose further columns are the models, the repeats, or an axis: what the options or plain names find no
 * column for. The long one has its kept columns, then what names the others, then their numbers; its texts lie in the
 * wide one. EX_USAGE: it is not plain what the columns are; EX_DATAERR: one of them is made of others. */
int shape_lengthen(const struct sheet *wide, const struct import_options *options, struct sheet *out);

/* What hyperfine --export-json writes: a row a run, with command, parameters and seconds. Of a command that has its
 * parameters' values in it, these become {NAME}, so that it is one model. The statuses of sheet_read. */
int shape_read_hyperfine(const char *path, struct sheet *out);

#endif
