/* Reads a user's own sequence pairs.
 *
 * CSV: a header "part,in1,…,inT,out1,…,outL", then a pair a line, whose part is train or evaluate. HDF5 (.h5, .hdf5):
 * integer datasets train/input (n, T), train/target (n, L), evaluate/input and evaluate/target. */
#ifndef ATTNBENCH_PAIR_FILE_H
#define ATTNBENCH_PAIR_FILE_H

#include "attnbench/base/pair_table.h"

/* The caller frees with pair_table_free. EX_NOINPUT: no such file; EX_DATAERR: with the place of what is wrong;
 * EX_OSERR. */
int pair_file_read(const char *path, struct pair_table *out);

#endif
