#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "snapshot.h"

#include <errno.h>
#include <hdf5_hl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far more than a study may have, and little enough to allocate on a file's word. */
enum { MAX_MODELS = 1000 };

/* ---- shapes */

/* A chunk is read whole. */
static int check_chunk(hid_t dataset, const char *name)
{
    hid_t creation = H5I_INVALID_HID;
    hsize_t chunk[H5S_MAX_RANK], values = 1;
    int status = hdf5_take(H5Dget_create_plist(dataset), &creation, "read the properties of", name);
    if (status == 0 && H5Pget_layout(creation) == H5D_CHUNKED) {
        int rank = H5Pget_chunk(creation, H5S_MAX_RANK, chunk);
        for (int d = 0; d < rank && values <= SNAPSHOT_MAX_VALUES; d++)
            if (__builtin_mul_overflow(values, chunk[d], &values))
                values = HSIZE_UNDEF;
        if (rank < 1 || values > SNAPSHOT_MAX_VALUES)
            status = fail(EX_DATAERR, "%s has chunks of more than %d values", name, SNAPSHOT_MAX_VALUES);
    }
    return hdf5_close(status, creation);
}

/* At least one value in the n dimensions, and not too many. */
static int check_values(const char *name, int n, const hsize_t *dims)
{
    hsize_t values = 1;
    for (int d = 0; d < n; d++)
        if (dims[d] == 0 || __builtin_mul_overflow(values, dims[d], &values) || values > SNAPSHOT_MAX_VALUES)
            return fail(EX_DATAERR, "%s has no values or more than %d", name, SNAPSHOT_MAX_VALUES);
    return 0;
}

/* Rank and values within bounds. Traces are read one at a time: trials and epochs have a bound each. */
static int bounded_shape(hid_t dataset, const char *name, bool is_trace, int min_rank, int max_rank, int *rank,
                         hsize_t *dims)
{
    TRY(hdf5_shape(dataset, name, rank, dims));
    if (*rank < min_rank || *rank > max_rank)
        return fail(EX_DATAERR, "%s has %d dimensions instead of %d to %d", name, *rank, min_rank, max_rank);
    TRY(check_values(name, *rank - is_trace, dims));
    TRY(check_values(name, is_trace, dims + *rank - is_trace));
    return check_chunk(dataset, name);
}

static int check_type(hid_t dataset, const char *name, hid_t wanted)
{
    hid_t type = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_type(dataset), &type, "read the type of", name);
    if (status == 0 && H5Tequal(type, wanted) <= 0)
        status = fail(EX_DATAERR, "%s has values of another type", name);
    return hdf5_close(status, type);
}

/* ---- texts */

/* `text` may be NULL: that is how an empty one comes back. */
int snapshot_copy_text(char *out, size_t size, const char *text, const char *name)
{
    if (!text_copy(out, size, text != NULL ? text : "") || !text_is_printable(out))
        return fail(EX_DATAERR, "%s has a text that is longer than %zu bytes or not printable", name, size - 1);
    return 0;
}

int snapshot_check_text_type(hid_t type, const char *name)
{
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) <= 0)
        return fail(EX_DATAERR, "%s has values that are not texts of variable length", name);
    return 0;
}

static int read_pointers(hid_t dataset, const char *name, hid_t type, char **pointers)
{
    hid_t stored = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_type(dataset), &stored, "read the type of", name);
    if (status == 0)
        status = snapshot_check_text_type(stored, name);
    if (status == 0)
        status = hdf5_check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers), "read", name);
    return hdf5_close(status, stored);
}

/* Texts of less than `size` bytes to every `stride` bytes of out. */
static int copy_texts(hid_t dataset, const char *name, size_t count, char *out, size_t stride, size_t size)
{
    hid_t type = H5I_INVALID_HID;
    char **pointers = allocate(count, sizeof *pointers);
    if (pointers == NULL)
        return EX_OSERR;
    int status = hdf5_text_type(&type);
    if (status == 0)
        status = read_pointers(dataset, name, type, pointers);
    for (size_t i = 0; i < count; i++) {
        if (status == 0)
            status = snapshot_copy_text(out + i * stride, size, pointers[i], name);
        H5free_memory(pointers[i]);
    }
    free(pointers);
    return hdf5_close(status, type);
}

/* A vector of `count` texts into *out: (count) of `stride` bytes each. */
static int read_texts(hid_t file, const char *name, size_t count, void **out, size_t stride)
{
    hid_t dataset = H5I_INVALID_HID;
    hsize_t dims[H5S_MAX_RANK];
    int status, rank;
    TRY_ELSE(done, hdf5_open_dataset(file, name, &dataset));
    TRY_ELSE(done, bounded_shape(dataset, name, false, 1, 1, &rank, dims));
    if (dims[0] != count) {
        status = fail(EX_DATAERR, "%s has %llu values instead of %zu", name, (unsigned long long)dims[0], count);
        goto done;
    }
    *out = allocate(count, stride);
    status = *out == NULL ? EX_OSERR : copy_texts(dataset, name, count, *out, stride, stride);
done:
    return hdf5_close(status, dataset);
}

/* ---- dimensions */

static herr_t take_scale_name(hid_t dataset, unsigned dimension, hid_t scale, void *name)
{
    (void)dataset;
    (void)dimension;
    return H5DSget_scale_name(scale, name, RESULTS_LABEL) > 0 ? 1 : -1;
}

static int check_vector(hid_t dataset, const char *name, size_t count)
{
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(bounded_shape(dataset, name, false, 1, 1, &rank, dims));
    return dims[0] == count ? 0 : fail(EX_DATAERR, "%s has not as many values as its dimension", name);
}

static int read_words(hid_t dataset, struct dimension *out)
{
    for (size_t i = 0; i < out->count; i++)
        out->values[i].type = VALUE_WORD;
    return copy_texts(dataset, out->name, out->count, out->values[0].word, sizeof *out->values, VALUE_WORD_BYTES);
}

static int read_numbers(hid_t dataset, bool is_real, struct dimension *out)
{
    double *numbers = allocate(out->count, sizeof *numbers); /* or whole ones in their place */
    if (numbers == NULL)
        return EX_OSERR;
    hid_t type = is_real ? H5T_IEEE_F64LE : H5T_STD_I64LE;
    int status = hdf5_check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers), "read", out->name);
    for (size_t i = 0; i < out->count && status == 0; i++) {
        out->values[i].type = is_real ? VALUE_REAL : VALUE_INTEGER;
        memcpy(&out->values[i].integer, &numbers[i], sizeof *numbers);
    }
    free(numbers);
    return status;
}

/* Whole numbers, unless it holds texts or real numbers. */
static int read_values(hid_t file, struct dimension *out)
{
    hid_t dataset = H5I_INVALID_HID, type = H5I_INVALID_HID;
    int status;
    TRY_ELSE(done, hdf5_open_dataset(file, out->name, &dataset));
    TRY_ELSE(done, check_vector(dataset, out->name, out->count));
    TRY_ELSE(done, hdf5_take(H5Dget_type(dataset), &type, "read the type of", out->name));
    H5T_class_t class = H5Tget_class(type);
    if (class != H5T_STRING)
        TRY_ELSE(done, check_type(dataset, out->name, class == H5T_FLOAT ? H5T_IEEE_F64LE : H5T_STD_I64LE));
    out->values = allocate(out->count, sizeof *out->values);
    status = out->values == NULL   ? EX_OSERR
             : class == H5T_STRING ? read_words(dataset, out)
                                   : read_numbers(dataset, class == H5T_FLOAT, out);
done:
    status = hdf5_close(status, type);
    return hdf5_close(status, dataset);
}

static int read_models(hid_t file, struct dimension *out)
{
    void *labels = NULL, *titles = NULL;
    int status = read_texts(file, "model", out->count, &labels, sizeof *out->labels);
    out->labels = labels; /* results_free releases them after a failure too */
    if (status == 0)
        status = read_texts(file, "model_title", out->count, &titles, sizeof *out->titles);
    out->titles = titles;
    return status;
}

/* The dimensions of `status`: those of every array over trials. */
static int read_dimensions(hid_t file, hid_t dataset, struct results *out)
{
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(bounded_shape(dataset, "status", false, 2, RESULTS_MAX_DIMENSIONS, &rank, dims));
    if (dims[0] > MAX_MODELS)
        return fail(EX_DATAERR, "it has %llu models: at most %d", (unsigned long long)dims[0], MAX_MODELS);
    for (int d = 0; d < rank; d++) {
        struct dimension *dimension = &out->dimensions[d];
        if (H5DSiterate_scales(dataset, (unsigned)d, NULL, take_scale_name, dimension->name) <= 0)
            return fail(EX_DATAERR, "dimension %d of status has no name", d);
        bool model = strcmp(dimension->name, "model") == 0, repeat = strcmp(dimension->name, "repeat") == 0;
        if (model != (d == 0) || repeat != (d == rank - 1))
            return fail(EX_DATAERR, "dimension %d of status is %s: model is the first, repeat the last", d,
                        dimension->name);
        dimension->count = dims[d];
        out->n_dimensions = d + 1;
        TRY(model ? read_models(file, dimension) : read_values(file, dimension));
    }
    return results_allocate(out);
}

/* ---- arrays */

int snapshot_check_shape(hid_t dataset, const struct snapshot_array *array, const struct results *results)
{
    hsize_t wanted[SNAPSHOT_MAX_RANK], dims[H5S_MAX_RANK];
    int found, rank = snapshot_dims(results, array, wanted);
    TRY(bounded_shape(dataset, array->name, array->is_trace || array->is_curve || array->is_items, 1, SNAPSHOT_MAX_RANK,
                      &found, dims));
    if (found != rank || memcmp(dims, wanted, (size_t)rank * sizeof *dims) != 0)
        return fail(EX_DATAERR, "%s has not the shape of the study's grid", array->name);
    return 0;
}

int snapshot_open_array(hid_t file, const struct snapshot_array *array, const struct results *results, hid_t *out)
{
    TRY(hdf5_open_dataset(file, array->name, out));
    TRY(snapshot_check_shape(*out, array, results));
    return check_type(*out, array->name, snapshot_type(array->type));
}

int snapshot_is_there(hid_t file, const char *name, bool *there)
{
    htri_t exists = H5Lexists(file, name, H5P_DEFAULT);
    *there = exists > 0;
    return hdf5_check(exists, "look for", name);
}

static int read_array(hid_t file, const struct snapshot_array *array, struct results *results)
{
    hid_t dataset = H5I_INVALID_HID;
    bool there = true;
    if (array->is_optional)
        TRY(snapshot_is_there(file, array->name, &there));
    if (!there)
        return 0;
    int status = snapshot_open_array(file, array, results, &dataset);
    if (status == 0)
        status = hdf5_check(H5Dread(dataset, snapshot_type(array->type), H5S_ALL, H5S_ALL, H5P_DEFAULT, array->values),
                            "read", array->name);
    return hdf5_close(status, dataset);
}

/* The number of epochs, which `status` does not tell: of the traces, or where they were left out of their dimension. */
static int read_epochs(hid_t file, struct results *out)
{
    hid_t dataset = H5I_INVALID_HID;
    hsize_t dims[H5S_MAX_RANK];
    htri_t left_out = H5Aexists(file, RESULTS_NO_TRACES);
    TRY(hdf5_check(left_out, "look for the attribute", RESULTS_NO_TRACES));
    const char *name = left_out > 0 ? "epoch" : "train_loss";
    int rank, wanted = left_out > 0 ? 1 : out->n_dimensions + 1;
    int status = hdf5_open_dataset(file, name, &dataset);
    if (status == 0)
        status = bounded_shape(dataset, name, true, wanted, wanted, &rank, dims);
    if (status == 0)
        out->epochs = dims[rank - 1];
    return hdf5_close(status, dataset);
}

/* Which metrics the file has figures of. */
static int read_metrics(hid_t file, struct results *out)
{
    bool there;
    TRY(snapshot_read_own_metrics(file, out));
    TRY(snapshot_is_there(file, "rmse", &there));
    out->metric = metric_at(there ? METRIC_RMSE : METRIC_ACCURACY);
    for (size_t i = 0; results_metric_at(out, i) != NULL; i++) {
        const struct metric *metric = results_metric_at(out, i);
        TRY(snapshot_is_there(file, metric->name, &there));
        if (there && metric->source == METRIC_EVALUATED && results_find_metric(out, metric->name) == metric)
            TRY(results_add_figures(out, metric));
    }
    TRY(snapshot_is_there(file, "attention_last_3", &there));
    return there ? results_allocate_attention(out) : 0;
}

/* How many evaluations of held-out pairs there are, if any, and after how many epochs each. */
static int read_evaluations(hid_t file, struct results *out)
{
    bool there;
    hid_t dataset = H5I_INVALID_HID;
    hsize_t dims[H5S_MAX_RANK] = {0};
    int rank, status;
    struct dimension evaluations = {.name = SNAPSHOT_EVALUATIONS};
    TRY(snapshot_is_there(file, SNAPSHOT_EVALUATIONS, &there));
    if (!there)
        return 0;
    status = hdf5_open_dataset(file, SNAPSHOT_EVALUATIONS, &dataset);
    if (status == 0)
        status = bounded_shape(dataset, SNAPSHOT_EVALUATIONS, false, 1, 1, &rank, dims);
    TRY(hdf5_close(status, dataset));
    evaluations.count = dims[0];
    status = read_values(file, &evaluations);
    bool are_whole = status == 0 && evaluations.values != NULL && evaluations.values[0].type == VALUE_INTEGER;
    if (status == 0 && (!are_whole || evaluations.values[0].integer < 1))
        status = fail(EX_DATAERR, "%s begins with an epoch before the first", SNAPSHOT_EVALUATIONS);
    if (status == 0) {
        out->evaluations = evaluations.count;
        out->every = evaluations.values[0].integer;
        status = results_allocate_curves(out);
    }
    free(evaluations.values);
    return status;
}

static int read_grid(hid_t file, struct results *out)
{
    hid_t status_array = H5I_INVALID_HID;
    int status = hdf5_open_dataset(file, "status", &status_array);
    if (status == 0)
        status = read_dimensions(file, status_array, out);
    TRY(hdf5_close(status, status_array));
    TRY(read_metrics(file, out));
    TRY(read_epochs(file, out));
    return read_evaluations(file, out);
}

/* ---- the file */

static int send_content(hid_t file, struct channel *channel, void *results)
{
    struct results *out = results;
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    TRY(read_grid(file, out));
    TRY(snapshot_send_grid(channel, out));
    size_t n = snapshot_arrays(out, arrays);
    for (size_t i = 0; i < n; i++)
        if (!arrays[i].is_trace) {
            TRY(read_array(file, &arrays[i], out));
            TRY(snapshot_send_array(channel, &arrays[i], out));
        }
    TRY(snapshot_read_reasons(file, out));
    TRY(snapshot_send_reasons(channel, out));
    TRY(snapshot_read_attributes(file, out));
    return snapshot_send_attributes(channel, out);
}

static int take_content(struct channel *channel, void *results)
{
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    TRY(snapshot_take_grid(channel, results));
    size_t n = snapshot_arrays(results, arrays);
    for (size_t i = 0; i < n; i++)
        if (!arrays[i].is_trace)
            TRY(snapshot_take_array(channel, &arrays[i], results));
    TRY(snapshot_check_figures(results));
    TRY(snapshot_take_reasons(channel, results));
    TRY(snapshot_take_attributes(channel, results));
    struct results *taken = results;
    taken->no_traces = results_attribute(taken, RESULTS_NO_TRACES) != NULL;
    TRY(snapshot_check_checksum(taken));
    const char *metric = results_text(taken, RESULTS_METRIC);
    const struct metric *named = metric != NULL ? results_find_metric(taken, metric) : NULL;
    results_set_metric(taken, named != NULL ? named : taken->metric);
    return results_find_cells(taken);
}

int snapshot_exchange(const char *directory, const struct exchange *exchange, struct results *results)
{
    char path[PATH_MAX];
    int file;
    TRY(path_join(path, sizeof path, directory, SNAPSHOT_FILE));
    if (results->snapshot == NULL) {
        TRY(file_open_regular(path, &file));
        results->snapshot = fdopen(file, "rb");
    }
    if (results->snapshot == NULL)
        return fail(EX_OSERR, "cannot read %s: %s", path, strerror(errno));
    return hdf5_read_in_child(fileno(results->snapshot), path, ": damaged, or not written by attnbench", exchange,
                              results);
}

int snapshot_read(const char *directory, struct results *out)
{
    const struct exchange content = {send_content, take_content};
    *out = (struct results){0};
    int status = snapshot_exchange(directory, &content, out);
    if (status != 0)
        results_free(out);
    return status;
}

const char *snapshot_library_version(char *buffer, size_t size)
{
    unsigned major = 0, minor = 0, release = 0;
    hdf5_prepare();
    H5get_libversion(&major, &minor, &release);
    snprintf(buffer, size, "%u.%u.%u", major, minor, release);
    return buffer;
}
