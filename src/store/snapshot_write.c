#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/temporary.h"
#include "attnbench/base/text.h"
#include "snapshot_write.h"

#include <hdf5_hl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- figures from the journal */

/* Of a trial that is there. */
static void fill_trial(const struct journal_entry *entry, size_t i, struct results *results)
{
    bool figures = trial_has_figures(entry->status);
    results->sequences[i] = figures ? entry->sequences : 0;
    for (int32_t k = 0; k < entry->n_figures; k++)
        if (results_figures(results, entry->figures[k].metric) != NULL) /* else the study has it no more */
            results_set_figure(results, i, &entry->figures[k]);
    results->train_seconds[i] = entry->train_seconds;
    if ((size_t)entry->epochs > results->epochs)
        results->epochs = (size_t)entry->epochs;
    if (results->every > 0 && (size_t)entry->evaluations > results->evaluations)
        results->evaluations = (size_t)entry->evaluations;
    if ((size_t)entry->n_items > results->n_items)
        results->n_items = (size_t)entry->n_items;
}

/* In the study's order: that of the checksum. */
static int add_metrics(const struct journal *journal, struct results *results)
{
    bool has[METRICS_MOST] = {false};
    for (size_t i = 0; i < results->n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, results->identity[i]);
        for (int32_t k = 0; entry != NULL && k < entry->n_figures; k++)
            has[metric_index(entry->figures[k].metric)] = true;
    }
    for (size_t i = 0; results_metric_at(results, i) != NULL; i++)
        if (has[metric_index(results_metric_at(results, i))])
            TRY(results_add_figures(results, results_metric_at(results, i)));
    return 0;
}

static int fill_figures(const struct journal *journal, struct results *results)
{
    TRY(add_metrics(journal, results));
    results->evaluations = results->n_items = 0;
    results->epochs = 1; /* a file without an epoch would have empty arrays, which many readers refuse */
    for (size_t i = 0; i < results->n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, results->identity[i]);
        bool is_wanted = results->identity[i] != RESULTS_NOT_WANTED;
        if (is_wanted)
            results->status[i] = entry != NULL ? (int8_t)entry->status : TRIAL_MISSING;
        else if (results->status[i] != TRIAL_EXCLUDED)
            results->status[i] = TRIAL_NOT_WANTED;
        if (entry != NULL)
            fill_trial(entry, i, results);
    }
    if (results->n_trials > 0 && results->n_items > SNAPSHOT_MAX_VALUES / results->n_trials)
        results->n_items = 0; /* the journal alone has them */
    return results_allocate_curves(results);
}

/* ---- attributes */

static int write_root_attributes(hid_t file, const struct results *results)
{
    TRY(hdf5_write_text(file, "Conventions", "CF-1.8"));
    TRY(hdf5_write_text(file, "title", results->title));
    TRY(hdf5_write_text(file, "name", results->name));
    for (int i = 0; i < results->n_attributes; i++) {
        const struct attribute *attribute = &results->attributes[i];
        if (attribute->text != NULL)
            TRY(hdf5_write_text(file, attribute->name, attribute->text));
        else
            TRY(hdf5_write_value(file, attribute->name, H5T_IEEE_F64LE, &attribute->number));
    }
    return 0;
}

static int write_flags(hid_t dataset)
{
    static const signed char flags[] = {
        TRIAL_MISSING,    TRIAL_FINISHED,      TRIAL_DIVERGED,  TRIAL_CRASHED,
        TRIAL_NOT_WANTED, TRIAL_OUT_OF_MEMORY, TRIAL_TIMED_OUT, TRIAL_EXCLUDED,
    };
    TRY(hdf5_check(H5LTset_attribute_char(dataset, ".", "flag_values", (const char *)flags, sizeof flags), "write",
                   "flag_values"));
    return hdf5_write_text(dataset, "flag_meanings",
                           "missing finished diverged crashed not_wanted out_of_memory timed_out excluded");
}

/* ---- dimensions */

static int write_vector(hid_t file, const char *name, hid_t type, size_t count, const void *values, hid_t *out)
{
    hid_t space = H5I_INVALID_HID, creation = H5I_INVALID_HID;
    hsize_t dims[] = {count};
    int status;
    TRY_ELSE(done, hdf5_take(H5Screate_simple(1, dims, NULL), &space, "describe", name));
    TRY_ELSE(done, hdf5_dataset_properties(&creation));
    TRY_ELSE(done,
             hdf5_take(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), out, "create", name));
    status = hdf5_check(H5Dwrite(*out, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write", name);
done:
    status = hdf5_close(status, creation);
    return hdf5_close(status, space);
}

/* `count` texts of `stride` bytes each. */
static int write_texts(hid_t file, const char *name, size_t count, const char *texts, size_t stride, hid_t *out)
{
    hid_t type = H5I_INVALID_HID;
    const char **pointers = allocate(count, sizeof *pointers);
    if (pointers == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < count; i++)
        pointers[i] = texts + i * stride;
    int status = hdf5_text_type(&type);
    if (status == 0)
        status = write_vector(file, name, type, count, pointers, out);
    free(pointers);
    return hdf5_close(status, type);
}

static int make_scale(hid_t dataset, const char *name, const char *long_name)
{
    TRY(hdf5_check(H5DSset_scale(dataset, name), "make a dimension of", name));
    return hdf5_write_text(dataset, "long_name", long_name);
}

static int write_titles(const struct writer *writer, const struct dimension *models)
{
    hid_t titles = H5I_INVALID_HID;
    int status = write_texts(writer->file, "model_title", models->count, models->titles[0], RESULTS_TITLE, &titles);
    if (status == 0)
        status = hdf5_check(H5DSattach_scale(titles, writer->scales[0], 0), "attach a dimension to", "model_title");
    if (status == 0)
        status = hdf5_write_text(titles, "long_name", "title of the model");
    return hdf5_close(status, titles);
}

/* n numbers: step, 2 step, … */
static int write_steps(hid_t file, const char *name, const char *long_name, size_t n, int64_t step, hid_t *scale)
{
    int64_t *values = allocate(n, sizeof *values);
    if (values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        values[i] = ((int64_t)i + 1) * step;
    int status = write_vector(file, name, H5T_STD_I64LE, n, values, scale);
    free(values);
    return status != 0 ? status : make_scale(*scale, name, long_name);
}

static int write_epochs(struct writer *writer)
{
    const struct results *results = writer->results;
    if (results->evaluations > 0)
        TRY(write_steps(writer->file, SNAPSHOT_EVALUATIONS, "epoch after which the held-out pairs were evaluated",
                        results->evaluations, results->every, &writer->evaluation_scale));
    if (results->n_items > 0)
        TRY(write_steps(writer->file, SNAPSHOT_ITEM, "number of the evaluated sequence, or the item, from 1",
                        results->n_items, 1, &writer->item_scale));
    return write_steps(writer->file, "epoch", "epoch of the training", results->epochs, 1,
                       &writer->scales[results->n_dimensions]);
}

/* Of one type each: whole numbers, double precision, or texts of variable length. */
static int write_values(hid_t file, const struct dimension *dimension, hid_t *scale)
{
    size_t n = dimension->count;
    if (dimension->values[0].type == VALUE_WORD)
        return write_texts(file, dimension->name, n, dimension->values[0].word, sizeof *dimension->values, scale);
    bool is_real = dimension->values[0].type == VALUE_REAL;
    int64_t *numbers = allocate(n, sizeof *numbers); /* or the bits of real ones */
    if (numbers == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        memcpy(&numbers[i], &dimension->values[i].integer, sizeof *numbers);
    int status = write_vector(file, dimension->name, is_real ? H5T_IEEE_F64LE : H5T_STD_I64LE, n, numbers, scale);
    free(numbers);
    return status;
}

static int write_dimensions(struct writer *writer)
{
    const struct results *results = writer->results;
    for (int d = 0; d < results->n_dimensions; d++) {
        const struct dimension *dimension = &results->dimensions[d];
        char long_name[RESULTS_LABEL + 32];
        snprintf(long_name, sizeof long_name, "%s of the trial", dimension->name);
        if (dimension->labels != NULL)
            TRY(write_texts(writer->file, dimension->name, dimension->count, dimension->labels[0], RESULTS_LABEL,
                            &writer->scales[d]));
        else
            TRY(write_values(writer->file, dimension, &writer->scales[d]));
        TRY(make_scale(writer->scales[d], dimension->name, long_name));
        if (dimension->titles != NULL)
            TRY(write_titles(writer, dimension));
    }
    return write_epochs(writer);
}

/* ---- arrays */

/* A trace a chunk; of other arrays as many of the last dimensions as make a chunk of at most 64 K values. */
static void choose_chunk(const struct snapshot_array *array, int rank, const hsize_t *dims, hsize_t *chunk)
{
    hsize_t most = array->is_trace || array->is_items ? dims[rank - 1] : 65536, values = 1;
    for (int d = rank - 1; d >= 0; d--) {
        hsize_t room = most / values;
        chunk[d] = dims[d] < room ? dims[d] : room;
        values *= chunk[d];
    }
}

static int array_properties(const struct snapshot_array *array, int rank, const hsize_t *dims, hid_t *out)
{
    enum { DEFLATE_LEVEL = 1 }; /* traces: 84 % and 32 % of their bytes left; level 4: 83 % and 29 % */
    hsize_t chunk[SNAPSHOT_MAX_RANK];
    choose_chunk(array, rank, dims, chunk);
    TRY(hdf5_dataset_properties(out));
    TRY(hdf5_check(H5Pset_chunk(*out, rank, chunk), "set the chunks of", array->name));
    TRY(hdf5_check(H5Pset_shuffle(*out), "set the filters of", array->name));
    TRY(hdf5_check(H5Pset_deflate(*out, DEFLATE_LEVEL), "set the filters of", array->name));
    TRY(hdf5_check(H5Pset_fletcher32(*out), "set the filters of", array->name));
    return hdf5_check(H5Pset_fill_value(*out, snapshot_type(array->type), snapshot_fill(array->type)),
                      "set the fill value of", array->name);
}

static int describe_array(const struct writer *writer, const struct snapshot_array *array, int rank, hid_t dataset)
{
    for (int d = 0; d < rank; d++) {
        hid_t scale = d < writer->results->n_dimensions ? writer->scales[d]
                      : array->is_curve                 ? writer->evaluation_scale
                      : array->is_items                 ? writer->item_scale
                                                        : writer->scales[d];
        TRY(hdf5_check(H5DSattach_scale(dataset, scale, (unsigned)d), "attach a dimension to", array->name));
    }
    if (array->has_fill)
        TRY(hdf5_write_value(dataset, "_FillValue", snapshot_type(array->type), snapshot_fill(array->type)));
    TRY(hdf5_write_text(dataset, "long_name", array->long_name));
    if (array->units != NULL)
        TRY(hdf5_write_text(dataset, "units", array->units));
    return array->type == ARRAY_INT8 ? write_flags(dataset) : 0;
}

int writer_create_array(const struct writer *writer, const struct snapshot_array *array, hid_t *out)
{
    hid_t space = H5I_INVALID_HID, creation = H5I_INVALID_HID;
    hsize_t dims[SNAPSHOT_MAX_RANK];
    int status, rank = snapshot_dims(writer->results, array, dims);
    TRY_ELSE(done, hdf5_take(H5Screate_simple(rank, dims, NULL), &space, "describe", array->name));
    TRY_ELSE(done, array_properties(array, rank, dims, &creation));
    TRY_ELSE(done, hdf5_take(H5Dcreate2(writer->file, array->name, snapshot_type(array->type), space, H5P_DEFAULT,
                                        creation, H5P_DEFAULT),
                             out, "create", array->name));
    status = describe_array(writer, array, rank, *out);
done:
    status = hdf5_close(status, creation);
    return hdf5_close(status, space);
}

/* Counts that there are none of are absent in the file, not 0. */
static int write_counts(hid_t dataset, const struct snapshot_array *array, const struct results *results)
{
    const int32_t *counts = array->values;
    int32_t *known = allocate(results->n_trials, sizeof *known);
    if (known == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++) {
        bool is_counted = array->counted != NULL ? !isnan(array->counted[i]) : trial_has_figures(results->status[i]);
        known[i] = is_counted ? counts[i] : SNAPSHOT_NO_COUNT;
    }
    int status = hdf5_check(H5Dwrite(dataset, snapshot_type(array->type), H5S_ALL, H5S_ALL, H5P_DEFAULT, known),
                            "write", array->name);
    free(known);
    return status;
}

static int write_array(const struct writer *writer, const struct snapshot_array *array)
{
    hid_t dataset = H5I_INVALID_HID;
    int status = writer_create_array(writer, array, &dataset);
    if (status == 0 && array->type == ARRAY_INT32)
        status = write_counts(dataset, array, writer->results);
    else if (status == 0)
        status = hdf5_check(H5Dwrite(dataset, snapshot_type(array->type), H5S_ALL, H5S_ALL, H5P_DEFAULT, array->values),
                            "write", array->name);
    return hdf5_close(status, dataset);
}

/* ---- the file */

static bool is_written(const struct results *results, const struct snapshot_array *array)
{
    return array->is_trace ? !results->no_traces : !array->is_optional || snapshot_has_values(results, array);
}

static int write_hash(hid_t file, const char *name, uint64_t hash)
{
    char text[32];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    return hdf5_write_text(file, name, text);
}

static int write_content(struct writer *writer, const struct journal *journal)
{
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    TRY(write_root_attributes(writer->file, writer->results));
    TRY(write_dimensions(writer));
    TRY(writer_write_traces(writer, journal));
    size_t n = snapshot_arrays(writer->results, arrays);
    for (size_t i = 0; i < n; i++)
        if (!arrays[i].is_trace && is_written(writer->results, &arrays[i]))
            TRY(write_array(writer, &arrays[i]));
    TRY(snapshot_write_reasons(writer->file, writer->scales, writer->results));
    TRY(write_hash(writer->file, SNAPSHOT_DIGEST, writer->results->digest));
    TRY(write_hash(writer->file, SNAPSHOT_CHECKSUM, snapshot_checksum(writer->results)));
    return snapshot_write_table(writer->file, writer->results);
}

static int write_file(const char *path, const struct journal *journal, struct results *results)
{
    struct writer writer = {.file = H5I_INVALID_HID,
                            .results = results,
                            .evaluation_scale = H5I_INVALID_HID,
                            .item_scale = H5I_INVALID_HID};
    for (int d = 0; d < SNAPSHOT_MAX_RANK; d++)
        writer.scales[d] = H5I_INVALID_HID;
    TRY(hdf5_create_file(path, &writer.file));
    int status = write_content(&writer, journal);
    for (int d = 0; d < SNAPSHOT_MAX_RANK; d++)
        status = hdf5_close(status, writer.scales[d]);
    status = hdf5_close(status, writer.evaluation_scale);
    status = hdf5_close(status, writer.item_scale);
    return hdf5_close(status, writer.file);
}

/* ---- reading back */

static int check_shape(hid_t file, const struct results *results, const struct snapshot_array *array, hid_t *dataset)
{
    hsize_t wanted[SNAPSHOT_MAX_RANK], dims[H5S_MAX_RANK];
    int found, rank = snapshot_dims(results, array, wanted);
    TRY(hdf5_open_dataset(file, array->name, dataset));
    TRY(hdf5_shape(*dataset, array->name, &found, dims));
    if (found != rank || memcmp(dims, wanted, (size_t)rank * sizeof *dims) != 0)
        return fail(EX_IOERR, "%s has not the shape it was written with", array->name);
    return 0;
}

static int check_status(hid_t dataset, const struct results *results)
{
    int8_t *stored = allocate(results->n_trials, sizeof *stored);
    if (stored == NULL)
        return EX_OSERR;
    int status = hdf5_check(H5Dread(dataset, H5T_STD_I8LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, stored), "read", "status");
    if (status == 0 && memcmp(stored, results->status, results->n_trials) != 0)
        status = fail(EX_IOERR, "status has not the values it was written with");
    free(stored);
    return status;
}

static int check_file(const char *path, const struct results *results)
{
    hid_t file = H5I_INVALID_HID;
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    int status = hdf5_open_file(path, &file);
    size_t n = snapshot_arrays(results, arrays);
    for (size_t i = 0; i < n && status == 0; i++) {
        hid_t dataset = H5I_INVALID_HID;
        if (!is_written(results, &arrays[i]))
            continue;
        status = check_shape(file, results, &arrays[i], &dataset);
        if (status == 0 && arrays[i].type == ARRAY_INT8)
            status = check_status(dataset, results);
        status = hdf5_close(status, dataset);
    }
    return hdf5_close(status, file);
}

/* is_own: it is the journal's folder, whose lease must be held. */
static int write_snapshot(const char *directory, const struct journal *journal, bool is_own, struct results *results)
{
    char path[PATH_MAX], temporary[PATH_MAX];
    TRY(path_join(path, sizeof path, directory, SNAPSHOT_FILE));
    TRY(temporary_name(temporary, sizeof temporary, path));
    TRY(is_own ? journal_check(journal) : 0);
    hdf5_prepare();
    TRY(fill_figures(journal, results));
    TRY(snapshot_fill_reasons(journal, results));
    int status = write_file(temporary, journal, results);
    if (status == 0)
        status = check_file(temporary, results);
    if (status == 0 && is_own) /* writing may have taken long */
        status = journal_check(journal);
    return temporary_finish(status, temporary, path);
}

int snapshot_write(const char *directory, const struct journal *journal, struct results *results)
{
    return write_snapshot(directory, journal, true, results);
}

int snapshot_write_copy(const char *directory, const struct journal *journal, struct results *results)
{
    return write_snapshot(directory, journal, false, results);
}
