/* The traces of study.h5: all of them, or their digest. */
#include "attnbench/base/error.h"
#include "attnbench/base/memory.h"
#include "attnbench/base/text.h"
#include "snapshot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool snapshot_in_digest(const struct results *results, size_t trial)
{
    return results->status[trial] != TRIAL_MISSING && trial_is_wanted(results->status[trial]);
}

/* ---- sending: whether there are none, else those of all trials that are there, loss and accuracy of one after another
 */

/* The two datasets of traces, and room for one trace. */
struct traces {
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    hid_t datasets[2], file_space, memory_space;
    float *values; /* (epochs) */
};

static int send_trial(const struct traces *traces, const struct results *results, size_t trial, struct channel *channel)
{
    TRY(snapshot_select_row(results, trial, results->epochs, traces->file_space));
    for (int i = 0; i < 2; i++) {
        TRY(hdf5_check(H5Dread(traces->datasets[i], H5T_IEEE_F32LE, traces->memory_space, traces->file_space,
                               H5P_DEFAULT, traces->values),
                       "read", traces->arrays[i].name));
        TRY(channel_send(channel, traces->values, results->epochs * sizeof *traces->values));
    }
    return 0;
}

/* Commands and imported results have none. */
static int find_whether_none(const struct traces *traces, const struct results *results, unsigned char *none)
{
    H5D_space_status_t status = H5D_SPACE_STATUS_ERROR;
    *none = 1;
    for (int i = 0; i < 2 && results->epochs > 0; i++) {
        TRY(hdf5_check(H5Dget_space_status(traces->datasets[i], &status), "read", traces->arrays[i].name));
        *none &= status == H5D_SPACE_STATUS_NOT_ALLOCATED;
    }
    return 0;
}

static int send_trials(struct traces *traces, const struct results *results, struct channel *channel)
{
    unsigned char none;
    TRY(find_whether_none(traces, results, &none));
    TRY(channel_send(channel, &none, sizeof none));
    if (none != 0)
        return 0;
    traces->values = allocate(results->epochs, sizeof *traces->values);
    if (traces->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        if (snapshot_in_digest(results, i))
            TRY(send_trial(traces, results, i, channel));
    return 0;
}

static int send_traces(hid_t file, struct channel *channel, void *what)
{
    struct traces traces = {
        .datasets = {H5I_INVALID_HID, H5I_INVALID_HID}, .file_space = H5I_INVALID_HID, .memory_space = H5I_INVALID_HID};
    const struct results *results = what;
    hsize_t epochs = results->epochs;
    int status;
    snapshot_arrays(results, traces.arrays);
    TRY_ELSE(done, snapshot_open_array(file, &traces.arrays[0], results, &traces.datasets[0]));
    TRY_ELSE(done, snapshot_open_array(file, &traces.arrays[1], results, &traces.datasets[1]));
    TRY_ELSE(done, hdf5_take(H5Dget_space(traces.datasets[0]), &traces.file_space, "read the shape of", "a trace"));
    TRY_ELSE(done, hdf5_take(H5Screate_simple(1, &epochs, NULL), &traces.memory_space, "describe", "a trace"));
    status = send_trials(&traces, results, channel);
done:
    free(traces.values);
    status = hdf5_close(status, traces.memory_space);
    status = hdf5_close(status, traces.file_space);
    status = hdf5_close(status, traces.datasets[1]);
    return hdf5_close(status, traces.datasets[0]);
}

/* ---- taking them */

static int take_trial(struct channel *channel, size_t trial, size_t epochs, float *loss, float *accuracy)
{
    char name[64];
    snprintf(name, sizeof name, "train_loss of trial %zu", trial);
    TRY(channel_take(channel, name, loss, epochs * sizeof *loss));
    snprintf(name, sizeof name, "train_accuracy of trial %zu", trial);
    return channel_take(channel, name, accuracy, epochs * sizeof *accuracy);
}

static int allocate_traces(struct results *results)
{
    size_t values = results->n_trials * results->epochs; /* both were bounded */
    double bytes = 2 * sizeof(float) * (double)values;
    char text[32];
    free(results->train_loss);
    free(results->train_accuracy);
    results->train_loss = results->train_accuracy = NULL;
    if (bytes <= memory_available()) {
        results->train_loss = allocate(values, sizeof *results->train_loss);
        results->train_accuracy = allocate(values, sizeof *results->train_accuracy);
    }
    if (results->train_loss == NULL || results->train_accuracy == NULL)
        return fail(EX_OSERR, "the traces of %zu trials need %s of memory, more than is free", results->n_trials,
                    text_bytes(bytes, text, sizeof text));
    return 0;
}

/* The trial's place in the grid (its model's name, the values of its axes, its repeat) and its counts of sequences. */
uint64_t snapshot_hash_figures(uint64_t hash, const struct results *results, size_t trial)
{
    for (int d = 0; d < results->n_dimensions; d++) {
        const struct dimension *dimension = &results->dimensions[d];
        size_t i = results_position(results, trial, d);
        if (dimension->labels != NULL)
            hash = hash_text(hash, dimension->labels[i]);
        else if (dimension->values[i].type == VALUE_WORD)
            hash = hash_text(hash, dimension->values[i].word);
        else
            hash = hash_bytes(hash, &dimension->values[i].integer, sizeof dimension->values[i].integer);
    }
    hash = hash_bytes(hash, &results->status[trial], sizeof results->status[trial]);
    hash = hash_bytes(hash, &results->figures[0].hits[trial], sizeof *results->figures[0].hits);
    return hash_bytes(hash, &results->sequences[trial], sizeof results->sequences[trial]);
}

/* Those that not every study has. */
uint64_t snapshot_hash_further_figures(uint64_t hash, const struct results *results, size_t trial)
{
    size_t n = results->evaluations;
    for (size_t i = 1; i < results->n_figures; i++) {
        const struct figures *figures = &results->figures[i];
        if (!figures->metric->outside_digest && !isnan(figures->values[trial]))
            hash = hash_bytes(hash, &figures->values[trial], sizeof figures->values[trial]);
    }
    if (n == 0)
        return hash;
    hash = hash_bytes(hash, results->held_out_accuracy + trial * n, n * sizeof *results->held_out_accuracy);
    return hash_bytes(hash, results->held_out_loss + trial * n, n * sizeof *results->held_out_loss);
}

/* Where a trial's traces go: their place in results, or room for one trial. */
struct taking {
    struct results *results;
    float *loss, *accuracy;
    unsigned char keeps_all, none;
};

static int take_trial_into(struct channel *channel, const struct taking *taking, size_t trial, uint64_t *hash)
{
    struct results *results = taking->results;
    size_t epochs = results->epochs, at = taking->keeps_all ? trial * epochs : 0;
    float *loss = taking->loss + at, *accuracy = taking->accuracy + at;
    bool is_there = snapshot_in_digest(results, trial), is_read = is_there && taking->none == 0;
    if (is_read)
        TRY(take_trial(channel, trial, epochs, loss, accuracy));
    for (size_t epoch = 0; epoch < epochs && !is_read && (is_there || taking->keeps_all); epoch++)
        loss[epoch] = accuracy[epoch] = NAN;
    if (!is_there)
        return 0;
    *hash = snapshot_hash_figures(*hash, results, trial);
    *hash = hash_bytes(*hash, loss, epochs * sizeof *loss);
    *hash = hash_bytes(*hash, accuracy, epochs * sizeof *accuracy);
    *hash = snapshot_hash_further_figures(*hash, results, trial);
    return 0;
}

static int take_trials(struct channel *channel, struct taking *taking)
{
    struct results *results = taking->results;
    uint64_t hash = HASH_START;
    TRY(channel_take(channel, "whether there are traces", &taking->none, sizeof taking->none));
    for (size_t i = 0; i < results->n_trials; i++)
        TRY(take_trial_into(channel, taking, i, &hash));
    if (results->stored_digest != 0 && results->stored_digest != hash)
        return fail(EX_DATAERR, "its figures have the digest %016" PRIx64 ", when they were written %016" PRIx64, hash,
                    results->stored_digest);
    results->digest = hash;
    return 0;
}

static int take_traces(struct channel *channel, void *what)
{
    struct results *results = what;
    struct taking taking = {results, results->train_loss, results->train_accuracy, 1, 0};
    return take_trials(channel, &taking);
}

static int take_digest(struct channel *channel, void *what)
{
    struct results *results = what;
    float *traces = allocate(2 * results->epochs, sizeof *traces);
    struct taking taking = {results, traces, traces + results->epochs, 0, 0};
    int status = traces == NULL ? EX_OSERR : take_trials(channel, &taking);
    free(traces);
    return status;
}

/* Without traces nothing can be counted again. */
static int take_stored_digest(const char *directory, struct results *results)
{
    if (results->stored_digest == 0)
        return fail(EX_DATAERR, "%s/" SNAPSHOT_FILE " has neither traces nor a digest", directory);
    results->digest = results->stored_digest;
    snprintf(results->traces_missing, sizeof results->traces_missing,
             "the losses and accuracies of its epochs were left out of %.256s/" SNAPSHOT_FILE, directory);
    return 0;
}

int snapshot_load_traces(const char *directory, struct results *results)
{
    const struct exchange traces = {send_traces, take_traces};
    if (results->no_traces)
        return take_stored_digest(directory, results);
    TRY(allocate_traces(results));
    return snapshot_exchange(directory, &traces, results);
}

int snapshot_load_digest(const char *directory, struct results *results)
{
    const struct exchange digest = {send_traces, take_digest};
    if (results->no_traces)
        return take_stored_digest(directory, results);
    return snapshot_exchange(directory, &digest, results);
}

int snapshot_load_some(const char *directory, struct results *results)
{
    const double most_bytes = 1e9;
    double bytes = 2.0 * sizeof *results->train_loss * (double)results->n_trials * (double)results->epochs;
    char text[32], most[32];
    TRY(snapshot_load_items(directory, results));
    int status = bytes <= most_bytes
                     ? snapshot_load_traces(directory, results)
                     : fail(EX_OSERR, "the traces of %zu trials take %s of memory, more than %s", results->n_trials,
                            text_bytes(bytes, text, sizeof text), text_bytes(most_bytes, most, sizeof most));
    if (status != EX_OSERR)
        return status;
    text_copy(results->traces_missing, sizeof results->traces_missing, error_message());
    free(results->train_loss);
    free(results->train_accuracy);
    results->train_loss = results->train_accuracy = NULL;
    return snapshot_load_digest(directory, results);
}
