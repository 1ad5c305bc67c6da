#include "pair_file.h"
#include "attnbench/base/error.h"
#include "attnbench/task/pair_csv.h"

#include <string.h>
#include <strings.h>

/* In capitals or not. */
static int ends_with(const char *path, const char *end)
{
    size_t length = strlen(path), wanted = strlen(end);
    return length > wanted && strcasecmp(path + length - wanted, end) == 0;
}

int pair_file_read(const char *path, struct pair_table *out)
{
    int status;
    *out = (struct pair_table){0};
    if (ends_with(path, ".csv"))
        status = pair_csv_read(path, out);
    else if (ends_with(path, ".h5") || ends_with(path, ".hdf5"))
        status = pair_hdf5_read(path, out);
    else
        return fail(EX_DATAERR, "%s: its name must end with .csv, .h5 or .hdf5", path);
    if (status == 0 && (out->train.n == 0 || out->evaluate.n == 0))
        status = fail(EX_DATAERR, "%s: %zu pairs to train on and %zu to evaluate: it needs both", path, out->train.n,
                      out->evaluate.n);
    if (status != 0)
        pair_table_free(out);
    return status;
}
