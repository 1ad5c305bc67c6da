/* The part of study.h5 that is copied from the journal trial by trial: traces and items. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "snapshot_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The two datasets of traces, and room for one trial's. */
struct traces {
    hid_t loss, accuracy, file_space, memory_space;
    float *padded;                                     /* (epochs) */
    hid_t items, items_file_space, items_memory_space; /* invalid where no trial has items */
    float *items_padded;                               /* (n_items) */
    unsigned char *buffer;
    size_t buffer_bytes;
};

/* dataset: invalid where the file gets no traces, which count in its digest all the same.
 * A whole chunk at once, NaN after a shorter trace's end: it goes to the file without waiting in a cache. A trial
 * without a trace takes no room in the file. */
static int write_trace(struct traces *traces, hid_t dataset, const char *name, const float *trace, size_t epochs,
                       size_t all_epochs, uint64_t *hash)
{
    if (epochs > 0)
        memcpy(traces->padded, trace, epochs * sizeof *trace);
    for (size_t i = epochs; i < all_epochs; i++)
        traces->padded[i] = NAN;
    *hash = hash_bytes(*hash, traces->padded, all_epochs * sizeof *traces->padded);
    if (epochs == 0 || dataset == H5I_INVALID_HID)
        return 0;
    return hdf5_check(
        H5Dwrite(dataset, H5T_IEEE_F32LE, traces->memory_space, traces->file_space, H5P_DEFAULT, traces->padded),
        "write", name);
}

/* The held-out curves are short: they wait in memory until they are written with the other arrays. */
static void take_curves(const struct trial_result *trial, const struct results *results, size_t i)
{
    size_t n = (size_t)trial->evaluations;
    if (n == 0 || n > results->evaluations)
        return;
    memcpy(results->held_out_accuracy + i * results->evaluations, trial->held_out_accuracy, n * sizeof(float));
    memcpy(results->held_out_loss + i * results->evaluations, trial->held_out_loss, n * sizeof(float));
}

/* They are not in the digest: the figures that they add up to are. */
static int write_items(struct traces *traces, const struct results *results, size_t i, const struct trial_result *trial)
{
    size_t n = (size_t)trial->n_items;
    if (n == 0 || n > results->n_items)
        return 0;
    for (size_t k = 0; k < results->n_items; k++)
        traces->items_padded[k] = k < n ? result_item(trial, (int32_t)k) : NAN;
    TRY(snapshot_select_row(results, i, results->n_items, traces->items_file_space));
    return hdf5_check(H5Dwrite(traces->items, H5T_IEEE_F32LE, traces->items_memory_space, traces->items_file_space,
                               H5P_DEFAULT, traces->items_padded),
                      "write", SNAPSHOT_ITEMS);
}

static int copy_traces(struct traces *traces, const struct journal *journal, struct results *results)
{
    uint64_t hash = HASH_START;
    for (size_t i = 0; i < results->n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, results->identity[i]);
        struct trial_result trial = {0};
        if (!snapshot_in_digest(results, i))
            continue;
        TRY(journal_read(journal, entry, &traces->buffer, &traces->buffer_bytes, &trial));
        if (!results->no_traces)
            TRY(snapshot_select_row(results, i, results->epochs, traces->file_space));
        size_t epochs = (size_t)trial.epochs;
        hash = snapshot_hash_figures(hash, results, i);
        TRY(write_trace(traces, traces->loss, "train_loss", trial.train_loss, epochs, results->epochs, &hash));
        TRY(write_trace(traces, traces->accuracy, "train_accuracy", trial.train_accuracy, epochs, results->epochs,
                        &hash));
        take_curves(&trial, results, i);
        TRY(write_items(traces, results, i, &trial));
        hash = snapshot_hash_further_figures(hash, results, i);
    }
    results->digest = results->stored_digest = hash;
    return 0;
}

static int create_traces(const struct writer *writer, struct traces *traces)
{
    hsize_t epochs = writer->results->epochs;
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    snapshot_arrays(writer->results, arrays);
    TRY(writer_create_array(writer, &arrays[0], &traces->loss));
    TRY(writer_create_array(writer, &arrays[1], &traces->accuracy));
    TRY(hdf5_take(H5Dget_space(traces->loss), &traces->file_space, "describe", "a trace"));
    return hdf5_take(H5Screate_simple(1, &epochs, NULL), &traces->memory_space, "describe", "a trace");
}

static int create_items(const struct writer *writer, struct traces *traces)
{
    hsize_t n = writer->results->n_items;
    if (n == 0)
        return 0;
    const struct snapshot_array array = snapshot_items_array();
    traces->items_padded = allocate(n, sizeof *traces->items_padded);
    if (traces->items_padded == NULL)
        return EX_OSERR;
    TRY(writer_create_array(writer, &array, &traces->items));
    TRY(hdf5_take(H5Dget_space(traces->items), &traces->items_file_space, "describe", SNAPSHOT_ITEMS));
    return hdf5_take(H5Screate_simple(1, &n, NULL), &traces->items_memory_space, "describe", SNAPSHOT_ITEMS);
}

int writer_write_traces(const struct writer *writer, const struct journal *journal)
{
    struct results *results = writer->results;
    struct traces traces = {.loss = H5I_INVALID_HID,
                            .accuracy = H5I_INVALID_HID,
                            .file_space = H5I_INVALID_HID,
                            .memory_space = H5I_INVALID_HID,
                            .items = H5I_INVALID_HID,
                            .items_file_space = H5I_INVALID_HID,
                            .items_memory_space = H5I_INVALID_HID};
    int status = 0;
    if (!results->no_traces)
        TRY_ELSE(done, create_traces(writer, &traces));
    TRY_ELSE(done, create_items(writer, &traces));
    traces.padded = allocate(results->epochs, sizeof *traces.padded);
    status = traces.padded == NULL ? EX_OSERR : copy_traces(&traces, journal, results);
done:
    free(traces.padded);
    free(traces.items_padded);
    free(traces.buffer);
    status = hdf5_close(status, traces.items_memory_space);
    status = hdf5_close(status, traces.items_file_space);
    status = hdf5_close(status, traces.items);
    status = hdf5_close(status, traces.memory_space);
    status = hdf5_close(status, traces.file_space);
    status = hdf5_close(status, traces.accuracy);
    return hdf5_close(status, traces.loss);
}
