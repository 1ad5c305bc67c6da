/* What makers of tables share. */
#ifndef ATTNBENCH_SHEET_MAKER_H
#define ATTNBENCH_SHEET_MAKER_H

#include "attnbench/sheet/sheet.h"

/* A table that is being read. */
struct sheet_maker {
    struct sheet *sheet;
    size_t column_room, field_room;
    struct placed {
        size_t row, column;
        struct field field;
    } * placed; /* (n_placed): what was read, by its place */
    size_t n_placed;
};

/* A further column; EX_DATAERR when there are too many, EX_OSERR. */
int sheet_add_column(struct sheet_maker *maker, struct field name);

/* A field of the row that is being read, the n_rows-th. EX_DATAERR when there are too many, EX_OSERR. */
int sheet_add_field(struct sheet_maker *maker, size_t column, struct field field);

/* Puts what was read in its place. What an object lacks is empty, and stands where its first field does. EX_DATAERR: a
 * field stands twice, or there are too many; EX_OSERR. maker.placed is the caller's to free. */
int sheet_finish(struct sheet_maker *maker);

/* The readers, from the first byte of the text, which they change. */
int sheet_read_csv(struct sheet_maker *maker, char *text);
int sheet_read_json(struct sheet_maker *maker, char *text);

#endif
