#include "attnbench/journal/record_layout.h" /* refuses machines that are not little-endian */
#include "snapshot.h"

#include <math.h>
#include <string.h>

#define AT(member) offsetof(struct results, member)

/* status and identity are known of every trial, missing ones too: without a _FillValue readers keep them integers. */
const struct snapshot_array snapshot_arrays[] = {
    {"train_loss", "mean loss of each epoch's batches, before their update", "1", ARRAY_FLOAT32, true, false, false,
     true, AT(train_loss)},
    {"train_accuracy", "share of the steps of each epoch's batches decoded right", "1", ARRAY_FLOAT32, true, false,
     false, true, AT(train_accuracy)},
    {"accuracy", "evaluated sequences that are wholly right", "percent", ARRAY_FLOAT64, false, false, false, true,
     AT(accuracy)},
    {"rmse", "root mean squared error over sequences and steps", "1", ARRAY_FLOAT64, false, false, true, true,
     AT(rmse)},
    {"chance", "evaluated sequences that guessing would get wholly right", "percent", ARRAY_FLOAT64, false, false, true,
     true, AT(chance)},
    {"held_out_accuracy", "share of the held-out sequences that are wholly right", "1", ARRAY_FLOAT32, false, true,
     true, true, AT(held_out_accuracy)},
    {"held_out_loss", "mean loss of the held-out sequences", "1", ARRAY_FLOAT32, false, true, true, true,
     AT(held_out_loss)},
    {"attention_last_3", "attention on the last 3 input steps while values are given back", "percent", ARRAY_FLOAT64,
     false, false, true, true, AT(attention_last_3)},
    {"correct", "number of evaluated sequences that are wholly right", "1", ARRAY_INT32, false, false, false, true,
     AT(correct)},
    {"sequences", "number of evaluated sequences", "1", ARRAY_INT32, false, false, false, true, AT(sequences)},
    {"train_seconds", "time of the training", "s", ARRAY_FLOAT64, false, false, false, true, AT(train_seconds)},
    {"status", "state of the trial", NULL, ARRAY_INT8, false, false, false, false, AT(status)},
    {"identity", "hash of model, cell and repeat", NULL, ARRAY_UINT64, false, false, false, false, AT(identity)},
};
const size_t snapshot_n_arrays = sizeof snapshot_arrays / sizeof *snapshot_arrays;

bool results_has_array(const char *name)
{
    static const char *const dimensions[] = {"model", "model_title", "repeat", "epoch", SNAPSHOT_EVALUATIONS,
                                             "table", "reason"};
    bool has = false;
    for (size_t i = 0; i < snapshot_n_arrays; i++)
        has = has || strcmp(snapshot_arrays[i].name, name) == 0;
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
        has = has || strcmp(dimensions[i], name) == 0;
    return has;
}

hid_t snapshot_type(enum array_type type)
{
    switch (type) {
    case ARRAY_INT8:
        return H5T_STD_I8LE;
    case ARRAY_INT32:
        return H5T_STD_I32LE;
    case ARRAY_UINT64:
        return H5T_STD_U64LE;
    case ARRAY_FLOAT32:
        return H5T_IEEE_F32LE;
    default:
        return H5T_IEEE_F64LE;
    }
}

size_t snapshot_value_bytes(enum array_type type)
{
    switch (type) {
    case ARRAY_INT8:
        return sizeof(int8_t);
    case ARRAY_INT32:
    case ARRAY_FLOAT32:
        return sizeof(int32_t);
    default:
        return sizeof(int64_t);
    }
}

const void *snapshot_fill(enum array_type type)
{
    static const int8_t missing = TRIAL_MISSING;
    static const int32_t no_count = SNAPSHOT_NO_COUNT;
    static const uint64_t no_identity = 0;
    static const float nan32 = NAN;
    static const double nan64 = NAN;
    switch (type) {
    case ARRAY_INT8:
        return &missing;
    case ARRAY_INT32:
        return &no_count;
    case ARRAY_UINT64:
        return &no_identity;
    case ARRAY_FLOAT32:
        return &nan32;
    default:
        return &nan64;
    }
}

int snapshot_dims(const struct results *results, const struct snapshot_array *array, hsize_t *dims)
{
    int rank = 0;
    while (rank < results->n_dimensions) {
        dims[rank] = results->dimensions[rank].count;
        rank++;
    }
    if (array->is_trace)
        dims[rank++] = results->epochs;
    if (array->is_curve)
        dims[rank++] = results->evaluations;
    return rank;
}

bool snapshot_has_values(const struct results *results, const struct snapshot_array *array)
{
    if (array->is_curve)
        return results->evaluations > 0;
    if (array->offset == AT(rmse))
        return results->is_real; /* also before a trial has one, or when none is finite */
    if (array->offset == AT(attention_last_3))
        return results->attention_last_3 != NULL; /* also when the weights of no trial say anything */
    const double *values;
    memcpy(&values, (const char *)results + array->offset, sizeof values);
    for (size_t i = 0; i < results->n_trials && values != NULL; i++)
        if (!isnan(values[i]))
            return true;
    return false;
}

int snapshot_select_trace(const struct results *results, size_t trial, hid_t space)
{
    hsize_t start[SNAPSHOT_MAX_RANK] = {0}, count[SNAPSHOT_MAX_RANK];
    int epoch = results->n_dimensions;
    for (int d = 0; d < epoch; d++) {
        start[d] = results_position(results, trial, d);
        count[d] = 1;
    }
    count[epoch] = results->epochs;
    return hdf5_check(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL), "select", "a trace");
}
