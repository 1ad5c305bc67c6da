/* Pairs as a comma-separated file: a format of pair_file.h. */
#ifndef ATTNBENCH_PAIR_CSV_H
#define ATTNBENCH_PAIR_CSV_H

#include "attnbench/base/pair_table.h"

/* Fills an empty table; after a failure the caller frees it. The statuses of pair_file_read. */
int pair_csv_read(const char *path, struct pair_table *out);

#endif
