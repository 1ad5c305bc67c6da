/* The columns of a long table, as a file has them. */
#ifndef ATTNBENCH_SERIES_TABLE_H
#define ATTNBENCH_SERIES_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { SERIES_MOST_ROWS = 10 * 1000 * 1000, SERIES_MOST_COLUMNS = 1000, SERIES_NAME = 128 };
#define SERIES_MOST_VALUE 1e30

/* What is wanted of a table: a column may be named twice. */
struct series_columns {
    const char *time; /* the column of times, which must rise; "": rows are in their order */
    size_t n;
    char (*names)[SERIES_NAME]; /* (n) */
};

struct series_table {
    size_t n_rows;
    double *values; /* (n_rows, n) in the order of the names; the caller frees */
};

/* Whether it may stand in a series: finite, and no more than SERIES_MOST_VALUE. */
bool series_value_is_good(double value);

/* Reads a CSV file, with whatever sheet_read takes. Times are numbers, or dates as ISO 8601 writes them. The statuses
 * of sheet_read; EX_DATAERR, with line and column: a column is not there, a value is missing or no number, times do not
 * rise. Times with zones are moments, whatever their zones; all have one, or none. */
int series_csv_read(const char *path, const struct series_columns *columns, struct series_table *out);

#endif
