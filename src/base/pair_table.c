#include "attnbench/base/pair_table.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void rows_free(struct pair_rows *rows)
{
    free(rows->input);
    free(rows->target);
}

void pair_table_free(struct pair_table *table)
{
    rows_free(&table->train);
    rows_free(&table->evaluate);
    series_free(&table->series);
    vocabulary_free(&table->vocabulary[0]);
    vocabulary_free(&table->vocabulary[1]);
    *table = (struct pair_table){0};
}

double pair_table_bytes(const struct pair_table *table)
{
    const struct series *series = &table->series;
    double pairs = (double)(table->n_in + table->n_out) * (double)(table->train.n + table->evaluate.n);
    return sizeof(int32_t) * pairs + sizeof(float) * (double)series->n_rows * (series->n_inputs + series->n_targets);
}

int pair_table_checksum(const char *path, uint64_t *out)
{
    char bytes[64 * 1024];
    ssize_t n;
    int file;
    TRY(file_open_regular(path, &file));
    *out = HASH_START;
    while ((n = TEMP_FAILURE_RETRY(read(file, bytes, sizeof bytes))) > 0)
        *out = hash_bytes(*out, bytes, (size_t)n);
    int status = n < 0 ? fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno)) : 0;
    close(file);
    return status;
}

int pair_table_check_same(const char *path, const char *wanted)
{
    uint64_t hash;
    char checksum[24];
    TRY(pair_table_checksum(path, &hash));
    snprintf(checksum, sizeof checksum, "%016" PRIx64, hash);
    if (strcmp(checksum, wanted) == 0)
        return 0;
    return fail(EX_DATAERR, "%s has the checksum %s, not %s: its data have changed since the study was started", path,
                checksum, wanted);
}
