/* The two formats of pair_file.h. */
#ifndef ATTNBENCH_STORE_PAIR_FILE_H
#define ATTNBENCH_STORE_PAIR_FILE_H

#include "attnbench/store/pair_file.h"

/* Fill an empty table; after a failure the caller frees it. */
int pair_csv_read(const char *path, struct pair_table *out);
int pair_hdf5_read(const char *path, struct pair_table *out);

#endif
