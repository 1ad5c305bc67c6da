/* The traces of study.h5: all of them, or their digest. */
#include "attnbench/error.h"
#include "attnbench/memory.h"
#include "attnbench/text.h"
#include "snapshot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int read_traces(hid_t file, struct results *results)
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
    for (size_t i = 0; i < snapshot_n_arrays; i++)
        if (snapshot_arrays[i].is_trace)
            TRY(snapshot_read_array(file, &snapshot_arrays[i], results));
    return 0;
}

/* The trial's place in the grid (its model's name, the values of its axes, its repeat) and its figures. */
static uint64_t hash_figures(uint64_t hash, const struct results *results, size_t trial)
{
    for (int d = 0; d < results->n_dimensions; d++) {
        const struct dimension *dimension = &results->dimensions[d];
        size_t i = results_position(results, trial, d);
        if (dimension->labels != NULL)
            hash = hash_text(hash, dimension->labels[i]);
        else
            hash = hash_bytes(hash, &dimension->values[i], sizeof dimension->values[i]);
    }
    hash = hash_bytes(hash, &results->status[trial], sizeof results->status[trial]);
    hash = hash_bytes(hash, &results->correct[trial], sizeof results->correct[trial]);
    return hash_bytes(hash, &results->sequences[trial], sizeof results->sequences[trial]);
}

/* Those that not every study has. */
static uint64_t hash_further_figures(uint64_t hash, const struct results *results, size_t trial)
{
    size_t n = results->evaluations;
    if (!isnan(results->rmse[trial]))
        hash = hash_bytes(hash, &results->rmse[trial], sizeof results->rmse[trial]);
    if (n == 0)
        return hash;
    hash = hash_bytes(hash, results->held_out_accuracy + trial * n, n * sizeof *results->held_out_accuracy);
    return hash_bytes(hash, results->held_out_loss + trial * n, n * sizeof *results->held_out_loss);
}

/* The two datasets of traces, and room for one trace. */
struct traces {
    hid_t datasets[2], file_space, memory_space;
    float *values; /* (epochs) */
};

static int hash_traces(const struct traces *traces, const struct results *results, size_t trial, uint64_t *hash)
{
    TRY(snapshot_select_trace(results, trial, traces->file_space));
    for (int i = 0; i < 2; i++) {
        TRY(hdf5_check(H5Dread(traces->datasets[i], H5T_IEEE_F32LE, traces->memory_space, traces->file_space,
                               H5P_DEFAULT, traces->values),
                       "read", "a trace"));
        *hash = hash_bytes(*hash, traces->values, results->epochs * sizeof *traces->values);
    }
    return 0;
}

static int hash_trials(const struct traces *traces, struct results *results)
{
    uint64_t hash = HASH_START;
    for (size_t i = 0; i < results->n_trials; i++) {
        if (results->status[i] == TRIAL_MISSING || results->status[i] == TRIAL_NOT_WANTED)
            continue;
        hash = hash_figures(hash, results, i);
        TRY(hash_traces(traces, results, i, &hash));
        hash = hash_further_figures(hash, results, i);
    }
    results->digest = hash;
    return 0;
}

static int read_digest(hid_t file, struct results *results)
{
    struct traces traces = {{H5I_INVALID_HID, H5I_INVALID_HID}, H5I_INVALID_HID, H5I_INVALID_HID, NULL};
    hsize_t epochs = results->epochs;
    int status;
    TRY_ELSE(done, snapshot_open_array(file, &snapshot_arrays[0], results, &traces.datasets[0]));
    TRY_ELSE(done, snapshot_open_array(file, &snapshot_arrays[1], results, &traces.datasets[1]));
    TRY_ELSE(done, hdf5_take(H5Dget_space(traces.datasets[0]), &traces.file_space, "read the shape of", "a trace"));
    TRY_ELSE(done, hdf5_take(H5Screate_simple(1, &epochs, NULL), &traces.memory_space, "describe", "a trace"));
    traces.values = allocate(results->epochs, sizeof *traces.values);
    status = traces.values == NULL ? EX_OSERR : hash_trials(&traces, results);
done:
    free(traces.values);
    status = hdf5_close(status, traces.memory_space);
    status = hdf5_close(status, traces.file_space);
    status = hdf5_close(status, traces.datasets[1]);
    return hdf5_close(status, traces.datasets[0]);
}

int snapshot_load_traces(const char *directory, struct results *results)
{
    return snapshot_with_file(directory, read_traces, results);
}

int snapshot_load_digest(const char *directory, struct results *results)
{
    return snapshot_with_file(directory, read_digest, results);
}
