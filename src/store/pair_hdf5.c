/* Pairs as integer datasets of an HDF5 file. */
#include "attnbench/error.h"
#include "hdf5_calls.h"
#include "pair_file.h"

#include <stdlib.h>
#include <string.h>

/* A dataset's shape (rows, columns), checked against the bounds of a table. */
static int shape_of(hid_t dataset, const char *name, size_t *rows, int *columns)
{
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(hdf5_shape(dataset, name, &rank, dims));
    if (rank != 2 || dims[0] < 1 || dims[0] > PAIR_TABLE_MOST_ROWS || dims[1] < 1 || dims[1] > PAIR_TABLE_MOST_STEPS)
        return fail(EX_DATAERR, "%s must have 2 dimensions: up to %d pairs of up to %d steps", name,
                    PAIR_TABLE_MOST_ROWS, PAIR_TABLE_MOST_STEPS);
    *rows = dims[0];
    *columns = (int)dims[1];
    return 0;
}

static int check_integers(hid_t dataset, const char *name)
{
    hid_t type = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_type(dataset), &type, "read the type of", name);
    if (status == 0 && H5Tget_class(type) != H5T_INTEGER)
        status = fail(EX_DATAERR, "%s does not hold whole numbers", name);
    return hdf5_close(status, type);
}

static int check_values(const char *name, const int64_t *values, size_t rows, int columns, int32_t *out,
                        struct pair_table *table)
{
    for (size_t i = 0; i < rows * (size_t)columns; i++) {
        size_t row = i / (size_t)columns + 1, column = i % (size_t)columns + 1;
        if (values[i] < 0 || values[i] > PAIR_TABLE_MOST_VALUE)
            return fail(EX_DATAERR, "%s, row %zu, column %zu is %lld: it must be from 0 to %d", name, row, column,
                        (long long)values[i], PAIR_TABLE_MOST_VALUE);
        out[i] = (int32_t)values[i];
        if (out[i] <= table->greatest && table->greatest_place[0] != '\0')
            continue;
        table->greatest = out[i];
        snprintf(table->greatest_place, sizeof table->greatest_place, "%s, row %zu, column %zu", name, row, column);
    }
    return 0;
}

/* Reads as 64-bit numbers, so that nothing is cut off unseen. */
static int read_values(hid_t dataset, const char *name, size_t rows, int columns, int32_t **out,
                       struct pair_table *table)
{
    size_t row_bytes = (size_t)columns * sizeof(int64_t);
    int64_t *values = allocate(rows, row_bytes);
    *out = allocate(rows, (size_t)columns * sizeof **out);
    int status = values == NULL || *out == NULL ? EX_OSERR : check_integers(dataset, name);
    if (status == 0)
        status = hdf5_check(H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "read", name);
    if (status == 0)
        status = check_values(name, values, rows, columns, *out, table);
    free(values);
    return status;
}

/* One of the four datasets. *rows and *columns are 0, or what the others have made them. */
static int read_dataset(hid_t file, const char *name, size_t *rows, int *columns, int32_t **out,
                        struct pair_table *table)
{
    hid_t dataset = H5I_INVALID_HID;
    size_t found_rows;
    int found_columns, status;
    TRY_ELSE(done, hdf5_open_dataset(file, name, &dataset));
    TRY_ELSE(done, shape_of(dataset, name, &found_rows, &found_columns));
    if ((*rows != 0 && *rows != found_rows) || (*columns != 0 && *columns != found_columns)) {
        status = fail(EX_DATAERR, "%s has %zu pairs of %d steps, unlike the other datasets", name, found_rows,
                      found_columns);
        goto done;
    }
    *rows = found_rows;
    *columns = found_columns;
    status = read_values(dataset, name, *rows, *columns, out, table);
done:
    return hdf5_close(status, dataset);
}

static int read_content(hid_t file, struct pair_table *out)
{
    struct pair_rows *train = &out->train, *evaluate = &out->evaluate;
    TRY(read_dataset(file, "train/input", &train->n, &out->n_in, &train->input, out));
    TRY(read_dataset(file, "train/target", &train->n, &out->n_out, &train->target, out));
    TRY(read_dataset(file, "evaluate/input", &evaluate->n, &out->n_in, &evaluate->input, out));
    return read_dataset(file, "evaluate/target", &evaluate->n, &out->n_out, &evaluate->target, out);
}

int pair_hdf5_read(const char *path, struct pair_table *out)
{
    hid_t file = H5I_INVALID_HID;
    hdf5_prepare();
    int status = hdf5_open_file(path, &file);
    if (status == EX_NOINPUT)
        return status;
    if (status == 0)
        status = read_content(file, out);
    status = hdf5_close(status, file);
    return status == 0 || status == EX_OSERR ? status : hdf5_fail_file(EX_DATAERR, path, "");
}
