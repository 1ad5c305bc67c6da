/* Series as HDF5: a format of series_file.h. */
#ifndef ATTNBENCH_SERIES_HDF5_H
#define ATTNBENCH_SERIES_HDF5_H

#include "attnbench/series/series_table.h"

/* Fills an empty table; after a failure the caller frees it. The statuses of series_file_read. */
int series_hdf5_read(const char *path, const struct series_columns *columns, struct series_table *out);

#endif
