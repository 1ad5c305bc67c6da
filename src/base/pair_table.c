#include "attnbench/pair_table.h"

#include "attnbench/error.h"
#include "attnbench/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void rows_free(struct pair_rows *rows)
{
    free(rows->input);
    free(rows->target);
}

void pair_table_free(struct pair_table *table)
{
    rows_free(&table->train);
    rows_free(&table->evaluate);
    *table = (struct pair_table){0};
}

int pair_table_checksum(const char *path, uint64_t *out)
{
    char bytes[64 * 1024];
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    *out = HASH_START;
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        *out = hash_bytes(*out, bytes, n);
    int status = ferror(file) ? fail(EX_NOINPUT, "%s: %s", path, strerror(errno)) : 0;
    fclose(file);
    return status;
}
