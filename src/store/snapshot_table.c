#include "attnbench/base/error.h"
#include "snapshot.h"

#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = RESULTS_MAX_DIMENSIONS + 6 + 3 * RESULTS_MAX_FIGURES, BATCH_ROWS = 512 };

/* The columns, and room for some rows. */
struct table {
    int n_fields;
    const char *names[MAX_FIELDS];
    size_t offsets[MAX_FIELDS], sizes[MAX_FIELDS], row_bytes;
    const void *values[MAX_FIELDS]; /* (trials) of these sizes; NULL: of dimensions, and of the reason */
    hid_t types[MAX_FIELDS];
    hid_t label_type, word_type, reason_type;
    size_t next_failure; /* of the rows to come; its column is there where a trial failed */
    unsigned char *rows; /* (BATCH_ROWS, row_bytes) */
    size_t n_rows, n_written;
};

static void add_field(struct table *table, const char *name, hid_t type, size_t bytes, const void *values)
{
    int i = table->n_fields++;
    table->names[i] = name;
    table->types[i] = type;
    table->sizes[i] = bytes;
    table->values[i] = values;
    table->offsets[i] = table->row_bytes;
    table->row_bytes += bytes;
}

/* Of fixed length. */
static int make_text_type(size_t bytes, hid_t *out)
{
    TRY(hdf5_take(H5Tcopy(H5T_C_S1), out, "make", "the type of names"));
    return hdf5_check(H5Tset_size(*out, bytes), "make", "the type of names");
}

static void add_figure_fields(struct table *table, const struct figures *figures)
{
    add_field(table, figures->metric->name, H5T_IEEE_F64LE, sizeof *figures->values, figures->values);
    if (figures->hits == NULL)
        return;
    add_field(table, figures->metric->hits, H5T_STD_I32LE, sizeof *figures->hits, figures->hits);
    add_field(table, figures->metric->of, H5T_STD_I32LE, sizeof *figures->of, figures->of);
}

static int set_up(struct table *table, const struct results *results)
{
    *table =
        (struct table){.label_type = H5I_INVALID_HID, .word_type = H5I_INVALID_HID, .reason_type = H5I_INVALID_HID};
    TRY(make_text_type(RESULTS_LABEL, &table->label_type));
    TRY(make_text_type(VALUE_WORD_BYTES, &table->word_type));
    for (int d = 0; d < results->n_dimensions; d++) {
        const struct dimension *dimension = &results->dimensions[d];
        if (dimension->labels != NULL)
            add_field(table, dimension->name, table->label_type, RESULTS_LABEL, NULL);
        else if (dimension->values[0].type == VALUE_WORD)
            add_field(table, dimension->name, table->word_type, VALUE_WORD_BYTES, NULL);
        else
            add_field(table, dimension->name, dimension->values[0].type == VALUE_REAL ? H5T_IEEE_F64LE : H5T_STD_I64LE,
                      sizeof(int64_t), NULL);
    }
    const struct figures *accuracy = &results->figures[0], *rmse = &results->figures[1];
    add_field(table, "status", H5T_STD_I8LE, sizeof *results->status, results->status);
    if (results_find_metric(results, "accuracy") == accuracy->metric) {
        add_field(table, "accuracy", H5T_IEEE_F64LE, sizeof *accuracy->values, accuracy->values);
        add_field(table, "correct", H5T_STD_I32LE, sizeof *accuracy->hits, accuracy->hits);
    }
    add_field(table, "sequences", H5T_STD_I32LE, sizeof *results->sequences, results->sequences);
    add_field(table, "train_seconds", H5T_IEEE_F64LE, sizeof *results->train_seconds, results->train_seconds);
    if (results_find_metric(results, "rmse") == rmse->metric)
        add_field(table, "rmse", H5T_IEEE_F64LE, sizeof *rmse->values, rmse->values);
    add_field(table, "chance", H5T_IEEE_F64LE, sizeof *results->chance, results->chance);
    for (size_t i = 2; i < results->n_figures; i++)
        add_figure_fields(table, &results->figures[i]);
    if (results->n_failures > 0) {
        TRY(make_text_type(RECORD_REASON, &table->reason_type));
        add_field(table, "reason", table->reason_type, RECORD_REASON, NULL);
    }
    table->rows = allocate(BATCH_ROWS, table->row_bytes);
    return table->rows == NULL ? EX_OSERR : 0;
}

static void add_row(struct table *table, const struct results *results, size_t trial)
{
    unsigned char *row = table->rows + table->n_rows++ * table->row_bytes;
    int field = 0;
    for (int d = 0; d < results->n_dimensions; d++, field++) {
        const struct dimension *dimension = &results->dimensions[d];
        size_t i = results_position(results, trial, d);
        const void *value = dimension->labels != NULL ? (const void *)dimension->labels[i] : dimension->values[i].word;
        memcpy(row + table->offsets[field], value, table->sizes[field]);
    }
    for (; field < table->n_fields && table->values[field] != NULL; field++) {
        const char *values = table->values[field];
        memcpy(row + table->offsets[field], values + trial * table->sizes[field], table->sizes[field]);
    }
    if (table->next_failure < results->n_failures && results->failures[table->next_failure].trial == trial)
        memcpy(row + table->offsets[field], results->failures[table->next_failure++].reason, RECORD_REASON);
    else if (field < table->n_fields)
        memset(row + table->offsets[field], 0, RECORD_REASON);
}

static int write_rows(struct table *table, hid_t group)
{
    herr_t result;
    if (table->n_rows == 0)
        return 0;
    if (table->n_written == 0)
        result = H5TBmake_table("one row a trial", group, "trials", (hsize_t)table->n_fields, table->n_rows,
                                table->row_bytes, table->names, table->offsets, table->types, BATCH_ROWS, NULL, 1,
                                table->rows);
    else
        result = H5TBappend_records(group, "trials", table->n_rows, table->row_bytes, table->offsets, table->sizes,
                                    table->rows);
    table->n_written += table->n_rows;
    table->n_rows = 0;
    return hdf5_check(result, "write", "/table/trials");
}

static int write_trials(struct table *table, hid_t group, const struct results *results)
{
    for (size_t i = 0; i < results->n_trials; i++) {
        if (results->status[i] != TRIAL_MISSING && trial_is_wanted(results->status[i]))
            add_row(table, results, i);
        if (table->n_rows == BATCH_ROWS)
            TRY(write_rows(table, group));
    }
    return write_rows(table, group);
}

int snapshot_write_table(hid_t file, const struct results *results)
{
    hid_t group = H5I_INVALID_HID;
    struct table table;
    int status;
    TRY_ELSE(done, set_up(&table, results));
    TRY_ELSE(done, hdf5_create_group(file, "table", &group));
    status = write_trials(&table, group, results);
done:
    free(table.rows);
    status = hdf5_close(status, table.label_type);
    status = hdf5_close(status, table.word_type);
    status = hdf5_close(status, table.reason_type);
    return hdf5_close(status, group);
}
