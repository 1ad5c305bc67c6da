/* A series as datasets of an HDF5 file, one a column. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/hdf5/hdf5_child.h"
#include "series_hdf5.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What both sides go through: the times, where there are any, then the columns. */
struct reading {
    const struct series_columns *columns;
    uint64_t n_rows; /* 0: not known yet */
    struct series_table *out;
};

static size_t n_columns(const struct reading *reading)
{
    return reading->columns->n + (reading->columns->time[0] != '\0');
}

static const char *name_of(const struct reading *reading, size_t k)
{
    return k < reading->columns->n ? reading->columns->names[k] : reading->columns->time;
}

static int check_rows(const char *name, uint64_t rows, const struct reading *reading)
{
    if (rows < 1 || rows > SERIES_MOST_ROWS)
        return fail(EX_DATAERR, "%s has %" PRIu64 " rows: it must have from 1 to %d", name, rows, SERIES_MOST_ROWS);
    if (reading->n_rows != 0 && rows != reading->n_rows)
        return fail(EX_DATAERR, "%s has %" PRIu64 " rows, unlike %s, which has %" PRIu64, name, rows,
                    name_of(reading, 0), reading->n_rows);
    return 0;
}

/* Of a time the next one must be greater; values are checked for themselves. */
static int check_values(const struct reading *reading, size_t k, const double *values)
{
    const char *name = name_of(reading, k);
    bool is_time = k == reading->columns->n;
    for (size_t row = 0; row < reading->n_rows; row++) {
        if (!series_value_is_good(values[row]))
            return fail(EX_DATAERR, "%s, row %zu, is %g: it must be a number from -%g to %g", name, row + 1,
                        values[row], SERIES_MOST_VALUE, SERIES_MOST_VALUE);
        if (is_time && row > 0 && !(values[row] > values[row - 1]))
            return fail(EX_DATAERR, "%s, row %zu, is %.17g, and the row above it has %.17g: times must rise", name,
                        row + 1, values[row], values[row - 1]);
    }
    return 0;
}

/* ---- the child's side */

static int check_numbers(hid_t dataset, const char *name)
{
    hid_t type = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_type(dataset), &type, "read the type of", name);
    if (status == 0 && H5Tget_class(type) != H5T_INTEGER && H5Tget_class(type) != H5T_FLOAT)
        status = fail(EX_DATAERR, "%s does not hold numbers", name);
    return hdf5_close(status, type);
}

static int send_rows(hid_t dataset, const char *name, struct reading *reading, struct channel *channel)
{
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(check_numbers(dataset, name));
    TRY(hdf5_shape(dataset, name, &rank, dims));
    if (rank != 1)
        return fail(EX_DATAERR, "%s has %d dimensions: a column has 1, its rows", name, rank);
    TRY(check_rows(name, dims[0], reading));
    reading->n_rows = dims[0];
    return channel_send(channel, &reading->n_rows, sizeof reading->n_rows);
}

static int send_column(hid_t file, size_t k, struct reading *reading, struct channel *channel)
{
    const char *name = name_of(reading, k);
    hid_t dataset = H5I_INVALID_HID;
    double *values = NULL;
    int status;
    TRY_ELSE(done, hdf5_open_dataset(file, name, &dataset));
    TRY_ELSE(done, send_rows(dataset, name, reading, channel));
    values = allocate(reading->n_rows, sizeof *values);
    status = EX_OSERR;
    if (values == NULL)
        goto done;
    TRY_ELSE(done,
             hdf5_check(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "read", name));
    TRY_ELSE(done, check_values(reading, k, values));
    status = channel_send(channel, values, reading->n_rows * sizeof *values);
done:
    free(values);
    return hdf5_close(status, dataset);
}

static int send_content(hid_t file, struct channel *channel, void *what)
{
    struct reading *reading = what;
    for (size_t k = 0; k < n_columns(reading); k++)
        TRY(send_column(file, k, reading, channel));
    return 0;
}

/* ---- the parent's side */

static int take_column(size_t k, struct reading *reading, struct channel *channel)
{
    const char *name = name_of(reading, k);
    size_t width = reading->columns->n;
    uint64_t rows;
    TRY(channel_take(channel, name, &rows, sizeof rows));
    TRY(check_rows(name, rows, reading));
    reading->n_rows = rows;
    reading->out->n_rows = (size_t)rows;
    if (reading->out->values == NULL)
        reading->out->values = allocate((size_t)rows, width * sizeof *reading->out->values);
    double *values = allocate((size_t)rows, sizeof *values);
    int status = reading->out->values == NULL || values == NULL
                     ? EX_OSERR
                     : channel_take(channel, name, values, (size_t)rows * sizeof *values);
    if (status == 0)
        status = check_values(reading, k, values);
    for (size_t row = 0; status == 0 && k < width && row < rows; row++)
        reading->out->values[row * width + k] = values[row];
    free(values);
    return status;
}

static int take_content(struct channel *channel, void *what)
{
    struct reading *reading = what;
    for (size_t k = 0; k < n_columns(reading); k++)
        TRY(take_column(k, reading, channel));
    return 0;
}

int series_hdf5_read(const char *path, const struct series_columns *columns, struct series_table *out)
{
    const struct exchange content = {send_content, take_content};
    struct reading reading = {.columns = columns, .out = out};
    return hdf5_read_path_in_child(path, &content, &reading);
}
