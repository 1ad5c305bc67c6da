/* How wide a table is, in columns of a terminal. */
#ifndef ATTNBENCH_TABLE_LAYOUT_H
#define ATTNBENCH_TABLE_LAYOUT_H

#include "attnbench/report/document.h"

#include <stdbool.h>

enum { TABLE_GAP = 2, SAFE_FIELD = 4 * TABLE_TEXT };

/* What stands at the head of a column: the lines of its name, set low, and its unit. */
struct layout {
    int header_lines; /* without the units */
    bool units;
    int last; /* column: nothing is padded behind it */
    int widths[TABLE_COLUMNS];
};

/* Into texts, unless it is NULL, all fields that are no prose, row by row, each ended by a byte 0: making one takes
 * long. */
struct layout table_lay_out(const struct table *table, FILE *texts);

/* Of all columns that are no prose, with the gaps between them. */
int table_width(const struct layout *layout);

/* The header's line that stands in `line` of the layout's, "" above it, into text (TABLE_TEXT bytes). */
void table_header_line(const struct layout *layout, const struct column *column, int line, char *text);

/* A field as a terminal may be shown it, into safe (SAFE_FIELD bytes). */
void table_field_text(const struct table *table, const struct column *column, size_t row, char *safe);

#endif
