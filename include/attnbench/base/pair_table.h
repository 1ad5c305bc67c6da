/* A user's own data: sequence pairs, as rows of whole numbers, be it of texts' tokens; or a series, of which pairs are
 * windows. */
#ifndef ATTNBENCH_PAIR_TABLE_H
#define ATTNBENCH_PAIR_TABLE_H

#include "attnbench/base/series.h"
#include "attnbench/base/vocabulary.h"
#include <stddef.h>
#include <stdint.h>

struct pair_rows {
    size_t n;
    int32_t *input;  /* (n, n_in); -1 behind a sequence that is shorter */
    int32_t *target; /* (n, n_out) */
};

struct pair_table {
    int n_in, n_out;
    struct pair_rows train, evaluate;
    int32_t greatest;                /* of all values, the least of which is 0 or more */
    char greatest_place[96];         /* where it stands, as a message has it behind the file: ":17:12: out2", or in HDF5
                                      * ": train/input, row 2, column 3" */
    struct vocabulary vocabulary[2]; /* of texts: of inputs, and of targets; else none */
    size_t left_out;                 /* pairs of texts that are too long for n_in or n_out */
    struct series series;            /* of the task series, which has none of the above */
};
enum { PAIR_TABLE_MOST_ROWS = 10 * 1000 * 1000, PAIR_TABLE_MOST_VALUE = 99999, PAIR_TABLE_MOST_STEPS = 1000 };

void pair_table_free(struct pair_table *table);

/* Bytes of memory that it takes. */
double pair_table_bytes(const struct pair_table *table);

/* Hash of the file's bytes, which tells whether the data are still the same. EX_NOINPUT; EX_DATAERR: it is not a
 * regular file. */
int pair_table_checksum(const char *path, uint64_t *out);

/* Whether it is the one wanted, 16 hexadecimal digits. EX_NOINPUT; EX_DATAERR: it is not. */
int pair_table_check_same(const char *path, const char *wanted);

#endif
