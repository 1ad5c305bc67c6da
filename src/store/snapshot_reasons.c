/* Why trials failed: in study.h5 the texts `reason` over all trials. Those of others are "-", and written: R ends with
 * a signal where a text of variable length is empty, and HDF5 cannot read one that only a fill value gives. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "snapshot.h"

#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

static const char name[] = "reason", none[] = "-";

static bool has_failed(const struct results *results, size_t trial)
{
    return trial_has_failed(results->status[trial]);
}

/* The trials, once every status is there. */
static int allocate_failures(struct results *results)
{
    size_t n = 0;
    for (size_t i = 0; i < results->n_trials; i++)
        n += has_failed(results, i);
    free(results->failures); /* of an earlier state of the same results */
    results->n_failures = 0;
    results->failures = allocate(n > 0 ? n : 1, sizeof *results->failures);
    if (results->failures == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        if (has_failed(results, i))
            results->failures[results->n_failures++].trial = i;
    return 0;
}

int snapshot_fill_reasons(const struct journal *journal, struct results *results)
{
    unsigned char *buffer = NULL;
    size_t bytes = 0;
    int status = allocate_failures(results);
    for (size_t i = 0; i < results->n_failures && status == 0; i++) {
        struct trial_result trial;
        struct failure *failure = &results->failures[i];
        status =
            journal_read(journal, journal_find(journal, results->identity[failure->trial]), &buffer, &bytes, &trial);
        if (status == 0)
            safe_text(trial.reason, failure->reason, sizeof failure->reason);
    }
    free(buffer);
    return status;
}

uint64_t snapshot_hash_reasons(uint64_t hash, const struct results *results)
{
    for (size_t i = 0; i < results->n_failures; i++)
        hash = results->failures[i].reason[0] != '\0' ? hash_text(hash, results->failures[i].reason) : hash;
    return hash;
}

/* ---- the file */

/* Of all failed trials, in a space of one dimension and in the file's. */
static int select_failures(const struct results *results, hid_t file_space, hid_t *memory_space)
{
    hsize_t n = results->n_failures;
    size_t rank = (size_t)results->n_dimensions;
    hsize_t *places = allocate(n, rank * sizeof *places);
    if (places == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        for (size_t d = 0; d < rank; d++)
            places[i * rank + d] = results_position(results, results->failures[i].trial, (int)d);
    int status = hdf5_check(H5Sselect_elements(file_space, H5S_SELECT_SET, n, places), "select", name);
    if (status == 0)
        status = hdf5_take(H5Screate_simple(1, &n, NULL), memory_space, "describe", name);
    free(places);
    return status;
}

static int create(hid_t file, const struct results *results, hid_t type, hid_t *out)
{
    hid_t creation = H5I_INVALID_HID, space = H5I_INVALID_HID;
    hsize_t dims[RESULTS_MAX_DIMENSIONS];
    int status;
    for (int d = 0; d < results->n_dimensions; d++)
        dims[d] = results->dimensions[d].count;
    TRY_ELSE(done, hdf5_take(H5Screate_simple(results->n_dimensions, dims, NULL), &space, "describe", name));
    TRY_ELSE(done, hdf5_dataset_properties(&creation));
    status = hdf5_take(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), out, "create", name);
done:
    status = hdf5_close(status, creation);
    return hdf5_close(status, space);
}

static int write_texts(hid_t dataset, hid_t type, const struct results *results)
{
    const char **texts = allocate(results->n_trials, sizeof *texts);
    if (texts == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        texts[i] = none;
    for (size_t i = 0; i < results->n_failures; i++)
        if (results->failures[i].reason[0] != '\0')
            texts[results->failures[i].trial] = results->failures[i].reason;
    int status = hdf5_check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts), "write", name);
    free(texts);
    return status;
}

int snapshot_write_reasons(hid_t file, const hid_t *scales, const struct results *results)
{
    hid_t type = H5I_INVALID_HID, dataset = H5I_INVALID_HID;
    int status;
    if (results->n_failures == 0)
        return 0;
    TRY_ELSE(done, hdf5_text_type(&type));
    TRY_ELSE(done, create(file, results, type, &dataset));
    for (int d = 0; d < results->n_dimensions; d++)
        TRY_ELSE(done, hdf5_check(H5DSattach_scale(dataset, scales[d], (unsigned)d), "attach a dimension to", name));
    TRY_ELSE(done, hdf5_write_text(dataset, "long_name", "why the trial failed"));
    status = write_texts(dataset, type, results);
done:
    status = hdf5_close(status, dataset);
    return hdf5_close(status, type);
}

static int read_texts(hid_t dataset, hid_t type, struct results *results, hid_t memory_space, hid_t file_space)
{
    char **texts = allocate(results->n_failures, sizeof *texts);
    if (texts == NULL)
        return EX_OSERR;
    int status = hdf5_check(H5Dread(dataset, type, memory_space, file_space, H5P_DEFAULT, texts), "read", name);
    for (size_t i = 0; i < results->n_failures; i++) {
        if (status == 0 && texts[i] != NULL && strcmp(texts[i], none) != 0 &&
            !text_copy(results->failures[i].reason, sizeof results->failures[i].reason, texts[i]))
            status = fail(EX_DATAERR, "%s has a text that is longer than %d bytes", name, RECORD_REASON - 1);
        H5free_memory(texts[i]);
    }
    free(texts);
    return status;
}

/* Its shape and type: those of the trials, and texts of variable length. */
static int check(hid_t dataset, const struct results *results)
{
    const struct snapshot_array array = {.name = name};
    hid_t type = H5I_INVALID_HID;
    TRY(snapshot_check_shape(dataset, &array, results));
    int status = hdf5_take(H5Dget_type(dataset), &type, "read the type of", name);
    if (status == 0 && (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) <= 0))
        status = fail(EX_DATAERR, "%s has values that are not texts of variable length", name);
    return hdf5_close(status, type);
}

int snapshot_read_reasons(hid_t file, struct results *results)
{
    hid_t type = H5I_INVALID_HID, space = H5I_INVALID_HID, memory = H5I_INVALID_HID, dataset = H5I_INVALID_HID;
    int status;
    TRY(allocate_failures(results));
    if (results->n_failures == 0 || H5Lexists(file, name, H5P_DEFAULT) <= 0) /* earlier versions have none */
        return 0;
    TRY_ELSE(done, hdf5_open_dataset(file, name, &dataset));
    TRY_ELSE(done, check(dataset, results));
    TRY_ELSE(done, hdf5_take(H5Dget_space(dataset), &space, "describe", name));
    TRY_ELSE(done, select_failures(results, space, &memory));
    TRY_ELSE(done, hdf5_text_type(&type));
    status = read_texts(dataset, type, results, memory, space);
done:
    status = hdf5_close(status, dataset);
    status = hdf5_close(status, memory);
    status = hdf5_close(status, space);
    return hdf5_close(status, type);
}

/* ---- on the way from the child that reads it */

int snapshot_send_reasons(struct channel *channel, const struct results *results)
{
    for (size_t i = 0; i < results->n_failures; i++)
        TRY(channel_send(channel, results->failures[i].reason, sizeof results->failures[i].reason));
    return 0;
}

int snapshot_take_reasons(struct channel *channel, struct results *results)
{
    TRY(allocate_failures(results));
    for (size_t i = 0; i < results->n_failures; i++) {
        char *reason = results->failures[i].reason;
        TRY(channel_take(channel, name, reason, RECORD_REASON));
        if (memchr(reason, 0, RECORD_REASON) == NULL || !text_is_printable(reason))
            return fail(EX_DATAERR, "%s has a text that is not printable", name);
    }
    return 0;
}
