/* Pairs as integer datasets of an HDF5 file. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/hdf5/hdf5_child.h"
#include "pair_file.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shape {
    uint64_t rows, columns;
};

static int check_shape(const char *name, struct shape shape)
{
    if (shape.rows < 1 || shape.rows > PAIR_TABLE_MOST_ROWS)
        return fail(EX_DATAERR, "%s has %" PRIu64 " pairs: it must have from 1 to %d", name, shape.rows,
                    PAIR_TABLE_MOST_ROWS);
    if (shape.columns < 1 || shape.columns > PAIR_TABLE_MOST_STEPS)
        return fail(EX_DATAERR, "%s has pairs of %" PRIu64 " steps: it must have from 1 to %d", name, shape.columns,
                    PAIR_TABLE_MOST_STEPS);
    return 0;
}

/* A dataset's shape (rows, columns), within the bounds of a table. */
static int shape_of(hid_t dataset, const char *name, struct shape *out)
{
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(hdf5_shape(dataset, name, &rank, dims));
    if (rank != 2)
        return fail(EX_DATAERR, "%s has %d dimension%s: it must have 2, pairs and steps", name, rank,
                    rank == 1 ? "" : "s");
    *out = (struct shape){.rows = dims[0], .columns = dims[1]};
    return check_shape(name, *out);
}

/* What a dataset is read as: nothing of a whole number is cut off unseen. */
static int integers_of(hid_t dataset, const char *name, bool *is_unsigned)
{
    hid_t type = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_type(dataset), &type, "read the type of", name);
    if (status == 0 && H5Tget_class(type) != H5T_INTEGER)
        status = fail(EX_DATAERR, "%s does not hold whole numbers", name);
    *is_unsigned = status == 0 && H5Tget_sign(type) == H5T_SGN_NONE;
    return hdf5_close(status, type);
}

/* Pairs that are read, sent and taken at a time: a file may be larger than the child's memory. */
static size_t block_rows(int columns)
{
    enum { BLOCK_VALUES = 1 << 20 };
    return BLOCK_VALUES / (size_t)columns;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- the child's side */

struct block {
    const char *name;
    size_t first_row, rows;
    int columns;
    bool is_unsigned;
    int64_t *read; /* (rows, columns): 64-bit numbers; the greatest of unsigned ones look negative */
    int32_t *sent; /* (rows, columns) */
};

static int refuse_value(const struct block *block, size_t row, size_t column, int64_t value)
{
    char text[32];
    if (block->is_unsigned)
        snprintf(text, sizeof text, "%" PRIu64, (uint64_t)value);
    else
        snprintf(text, sizeof text, "%" PRId64, value);
    return fail(EX_DATAERR, "%s, row %zu, column %zu is %s: it must be from 0 to %d", block->name, row, column, text,
                PAIR_TABLE_MOST_VALUE);
}

static int check_values(const struct block *block, struct pair_table *table)
{
    for (size_t i = 0; i < block->rows * (size_t)block->columns; i++) {
        size_t row = block->first_row + i / (size_t)block->columns + 1, column = i % (size_t)block->columns + 1;
        if (block->read[i] < 0 || block->read[i] > PAIR_TABLE_MOST_VALUE)
            return refuse_value(block, row, column, block->read[i]);
        block->sent[i] = (int32_t)block->read[i];
        if (block->sent[i] <= table->greatest && table->greatest_place[0] != '\0')
            continue;
        table->greatest = block->sent[i];
        snprintf(table->greatest_place, sizeof table->greatest_place, ": %s, row %zu, column %zu", block->name, row,
                 column);
    }
    return 0;
}

static int read_block(hid_t dataset, const struct block *block)
{
    const hsize_t start[2] = {block->first_row, 0}, count[2] = {block->rows, (hsize_t)block->columns};
    hid_t file_space = H5I_INVALID_HID, memory_space = H5I_INVALID_HID;
    int status;
    TRY_ELSE(done, hdf5_take(H5Dget_space(dataset), &file_space, "read the shape of", block->name));
    TRY_ELSE(done, hdf5_take(H5Screate_simple(2, count, NULL), &memory_space, "describe", block->name));
    TRY_ELSE(done, hdf5_check(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start, NULL, count, NULL), "select",
                              block->name));
    status = hdf5_check(H5Dread(dataset, block->is_unsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64, memory_space,
                                file_space, H5P_DEFAULT, block->read),
                        "read", block->name);
done:
    status = hdf5_close(status, memory_space);
    return hdf5_close(status, file_space);
}

static int send_blocks(hid_t dataset, struct block *block, size_t rows, struct channel *channel,
                       struct pair_table *table)
{
    size_t most = block_rows(block->columns);
    for (block->first_row = 0; block->first_row < rows; block->first_row += block->rows) {
        block->rows = smaller(most, rows - block->first_row);
        TRY(read_block(dataset, block));
        TRY(check_values(block, table));
        TRY(channel_send(channel, block->sent, block->rows * (size_t)block->columns * sizeof *block->sent));
    }
    return 0;
}

static int send_values(hid_t dataset, const char *name, size_t rows, int columns, struct channel *channel,
                       struct pair_table *table)
{
    size_t most = smaller(block_rows(columns), rows) * (size_t)columns;
    struct block block = {.name = name, .columns = columns};
    block.read = allocate(most, sizeof *block.read);
    block.sent = allocate(most, sizeof *block.sent);
    int status = block.read == NULL || block.sent == NULL ? EX_OSERR : integers_of(dataset, name, &block.is_unsigned);
    if (status == 0)
        status = send_blocks(dataset, &block, rows, channel, table);
    free(block.read);
    free(block.sent);
    return status;
}

/* ---- Both sides name the four datasets in one order. */

struct part {
    const char *name;
    size_t *rows; /* here and in columns 0, or what the other datasets have made it */
    int *columns;
    int32_t **values; /* (rows, columns) */
};

enum { N_PARTS = 4 };

static void list_parts(struct pair_table *table, struct part parts[static N_PARTS])
{
    struct pair_rows *train = &table->train, *evaluate = &table->evaluate;
    parts[0] = (struct part){"train/input", &train->n, &table->n_in, &train->input};
    parts[1] = (struct part){"train/target", &train->n, &table->n_out, &train->target};
    parts[2] = (struct part){"evaluate/input", &evaluate->n, &table->n_in, &evaluate->input};
    parts[3] = (struct part){"evaluate/target", &evaluate->n, &table->n_out, &evaluate->target};
}

static int set_shape(const struct part *part, struct shape shape)
{
    if ((*part->rows != 0 && *part->rows != shape.rows) ||
        (*part->columns != 0 && (uint64_t)*part->columns != shape.columns))
        return fail(EX_DATAERR, "%s has %zu pairs of %d steps, unlike the other datasets", part->name,
                    (size_t)shape.rows, (int)shape.columns);
    *part->rows = (size_t)shape.rows;
    *part->columns = (int)shape.columns;
    return 0;
}

static int send_part(hid_t file, const struct part *part, struct channel *channel, struct pair_table *table)
{
    hid_t dataset = H5I_INVALID_HID;
    struct shape shape;
    int status;
    TRY_ELSE(done, hdf5_open_dataset(file, part->name, &dataset));
    TRY_ELSE(done, shape_of(dataset, part->name, &shape));
    TRY_ELSE(done, set_shape(part, shape));
    TRY_ELSE(done, channel_send(channel, &shape, sizeof shape));
    status = send_values(dataset, part->name, *part->rows, *part->columns, channel, table);
done:
    return hdf5_close(status, dataset);
}

struct greatest {
    int64_t value;
    char place[sizeof((struct pair_table *)0)->greatest_place];
};

static int send_content(hid_t file, struct channel *channel, void *what)
{
    struct pair_table *table = what;
    struct greatest greatest = {0};
    struct part parts[N_PARTS];
    list_parts(table, parts);
    for (int i = 0; i < N_PARTS; i++)
        TRY(send_part(file, &parts[i], channel, table));
    greatest.value = table->greatest;
    text_copy(greatest.place, sizeof greatest.place, table->greatest_place);
    return channel_send(channel, &greatest, sizeof greatest);
}

/* ---- the parent's side */

static int take_values(struct channel *channel, const struct part *part)
{
    size_t columns = (size_t)*part->columns, most = block_rows(*part->columns), rows;
    for (size_t row = 0; row < *part->rows; row += rows) {
        rows = smaller(most, *part->rows - row);
        int32_t *values = *part->values + row * columns;
        TRY(channel_take(channel, part->name, values, rows * columns * sizeof *values));
        for (size_t i = 0; i < rows * columns; i++)
            if (values[i] < 0 || values[i] > PAIR_TABLE_MOST_VALUE)
                return fail(EX_DATAERR, "%s has the value %d: it must be from 0 to %d", part->name, values[i],
                            PAIR_TABLE_MOST_VALUE);
    }
    return 0;
}

static int take_part(struct channel *channel, const struct part *part)
{
    struct shape shape;
    TRY(channel_take(channel, part->name, &shape, sizeof shape));
    TRY(check_shape(part->name, shape));
    TRY(set_shape(part, shape));
    *part->values = allocate(*part->rows, (size_t)*part->columns * sizeof **part->values);
    return *part->values == NULL ? EX_OSERR : take_values(channel, part);
}

static int take_content(struct channel *channel, void *what)
{
    struct pair_table *table = what;
    struct greatest greatest;
    struct part parts[N_PARTS];
    list_parts(table, parts);
    for (int i = 0; i < N_PARTS; i++)
        TRY(take_part(channel, &parts[i]));
    TRY(channel_take(channel, "the greatest value", &greatest, sizeof greatest));
    if (memchr(greatest.place, 0, sizeof greatest.place) == NULL || greatest.value < 0 ||
        greatest.value > PAIR_TABLE_MOST_VALUE)
        return fail(EX_DATAERR, "its greatest value makes no sense");
    table->greatest = (int32_t)greatest.value;
    text_copy(table->greatest_place, sizeof table->greatest_place, greatest.place);
    return 0;
}

int pair_hdf5_read(const char *path, struct pair_table *out)
{
    const struct exchange content = {send_content, take_content};
    return hdf5_read_path_in_child(path, &content, out);
}
