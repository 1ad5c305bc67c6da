#include "attnbench/store/series_file.h"
#include "series_hdf5.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* By its name, in capitals or not. */
static bool is_hdf5(const char *path)
{
    const char *ending = strrchr(path, '.');
    return ending != NULL && (strcasecmp(ending, ".h5") == 0 || strcasecmp(ending, ".hdf5") == 0);
}

int series_file_read(const char *path, const struct series_columns *columns, struct series_table *out)
{
    *out = (struct series_table){0};
    if (!is_hdf5(path))
        return series_csv_read(path, columns, out);
    int status = series_hdf5_read(path, columns, out);
    if (status != 0) {
        free(out->values);
        *out = (struct series_table){0};
    }
    return status;
}
