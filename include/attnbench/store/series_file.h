/* Reads a long table: CSV (.csv, .tsv, .txt; series_csv_read), or HDF5 (.h5, .hdf5): a dataset of numbers with one
 * dimension for each column, all of one length. */
#ifndef ATTNBENCH_SERIES_FILE_H
#define ATTNBENCH_SERIES_FILE_H

#include "attnbench/series/series_table.h"

/* The caller frees out->values. EX_NOINPUT: no such file; EX_DATAERR: with the place of what is wrong; EX_OSERR. */
int series_file_read(const char *path, const struct series_columns *columns, struct series_table *out);

#endif
