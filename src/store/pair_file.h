/* The other format of pair_file.h. */
#ifndef ATTNBENCH_STORE_PAIR_FILE_H
#define ATTNBENCH_STORE_PAIR_FILE_H

#include "attnbench/store/pair_file.h"

/* As pair_csv_read. */
int pair_hdf5_read(const char *path, struct pair_table *out);

#endif
