#include "attnbench/journal/record_layout.h" /* refuses machines that are not little-endian */
#include "snapshot.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Arrays being listed. */
struct list {
    struct snapshot_array *arrays;
    size_t n;
};

static struct snapshot_array *add(struct list *list, const char *name, const char *long_name, const char *units,
                                  enum array_type type, void *values)
{
    struct snapshot_array *array = &list->arrays[list->n++];
    *array = (struct snapshot_array){.name = name, .units = units, .type = type, .has_fill = true, .values = values};
    snprintf(array->long_name, sizeof array->long_name, "%s", long_name);
    return array;
}

static struct snapshot_array *add_values(struct list *list, const struct figures *figures)
{
    const struct metric *metric = figures->metric;
    return add(list, metric->name, metric->meaning, metric_is_percent(metric) ? "percent" : "1", ARRAY_FLOAT64,
               figures->values);
}

static struct snapshot_array *add_hits(struct list *list, const struct figures *figures)
{
    struct snapshot_array *array = add(list, figures->metric->hits, "", "1", ARRAY_INT32, figures->hits);
    snprintf(array->long_name, sizeof array->long_name, "number of %s", figures->metric->meaning);
    array->counted = figures->values;
    return array;
}

static void add_of(struct list *list, const struct figures *figures)
{
    struct snapshot_array *array = add(list, figures->metric->of, "", "1", ARRAY_INT32, figures->of);
    snprintf(array->long_name, sizeof array->long_name, "number of evaluated %s", figures->metric->counted);
    array->counted = figures->values;
    array->is_optional = true;
}

static void add_traces(struct list *list)
{
    add(list, "train_loss", "mean loss of each epoch's batches, before their update", "1", ARRAY_FLOAT32, NULL)
        ->is_trace = true;
    add(list, "train_accuracy", "share of the steps of each epoch's batches decoded right", "1", ARRAY_FLOAT32, NULL)
        ->is_trace = true;
}

static void add_curve(struct list *list, const char *name, const char *long_name, void *values)
{
    struct snapshot_array *array = add(list, name, long_name, "1", ARRAY_FLOAT32, values);
    array->is_curve = array->is_optional = true;
}

/* Accuracy and rmse are there in each file, but for studies with metrics of their own, which may have these names. */
static bool is_left_out(const struct results *results, const struct figures *figures)
{
    return results_find_metric(results, figures->metric->name) != figures->metric;
}

/* Metrics after accuracy and rmse. A file has the values of each that some trial gave, be none of them finite: so the
 * checksum is of the same arrays when they are read. */
static void add_further(struct list *list, const struct results *results)
{
    for (size_t i = 2; i < results->n_figures; i++) {
        add_values(list, &results->figures[i]);
        if (results->figures[i].hits == NULL)
            continue;
        add_hits(list, &results->figures[i])->is_optional = true;
        add_of(list, &results->figures[i]);
    }
}

/* status and identity are known of every trial, missing ones too: without a _FillValue readers keep them integers. */
size_t snapshot_arrays(const struct results *results, struct snapshot_array out[SNAPSHOT_MAX_ARRAYS])
{
    struct list list = {out, 0};
    const struct figures *accuracy = &results->figures[0], *rmse = &results->figures[1];
    assert(accuracy->metric != NULL && rmse->metric != NULL);
    add_traces(&list);
    if (!is_left_out(results, accuracy))
        add_values(&list, accuracy)->is_optional = results->own.n > 0;
    if (!is_left_out(results, rmse))
        add_values(&list, rmse)->is_optional = true;
    add(&list, "chance", "evaluated sequences that guessing would get wholly right", "percent", ARRAY_FLOAT64,
        results->chance)
        ->is_optional = true;
    add_curve(&list, "held_out_accuracy", "share of the held-out sequences that are wholly right",
              results->held_out_accuracy);
    add_curve(&list, "held_out_loss", "mean loss of the held-out sequences", results->held_out_loss);
    add(&list, "attention_last_3", metric_built_in("attention_last_3")->meaning, "percent", ARRAY_FLOAT64,
        results->attention_last_3)
        ->is_optional = true;
    if (!is_left_out(results, accuracy))
        add_hits(&list, accuracy)->is_optional = results->own.n > 0;
    add(&list, "sequences", "number of evaluated sequences", "1", ARRAY_INT32, results->sequences);
    add(&list, "train_seconds", "time of the training", "s", ARRAY_FLOAT64, results->train_seconds);
    add(&list, "status", "state of the trial", NULL, ARRAY_INT8, results->status)->has_fill = false;
    add(&list, "identity", "hash of model, cell and repeat", NULL, ARRAY_UINT64, results->identity)->has_fill = false;
    add_further(&list, results);
    return list.n;
}

bool results_has_array(const char *name, const struct metric_set *own)
{
    static const char *const dimensions[] = {"model", "model_title", "repeat",       "epoch",      SNAPSHOT_EVALUATIONS,
                                             "table", "reason",      SNAPSHOT_ITEMS, SNAPSHOT_ITEM};
    bool has = false;
    int32_t count = 0;
    struct results results = {.own = *own}; /* of every metric that the study may have */
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    const struct metric *metric;
    for (size_t i = 0; (metric = results_metric_at(&results, i)) != NULL; i++)
        if (metric->source == METRIC_EVALUATED && (i <= METRIC_RMSE || metric_is_own(metric) == (own->n > 0)))
            results.figures[results.n_figures++] =
                (struct figures){.metric = metric, .hits = metric->hits != NULL ? &count : NULL};
    size_t n = snapshot_arrays(&results, arrays);
    for (size_t i = 0; i < n; i++)
        has = has || strcmp(arrays[i].name, name) == 0;
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
        has = has || strcmp(dimensions[i], name) == 0;
    return has;
}

struct snapshot_array snapshot_items_array(void)
{
    return (struct snapshot_array){
        .name = SNAPSHOT_ITEMS,
        .long_name =
            "of each evaluated sequence or item: right 1, wrong 0; of real values the squared error; or its value",
        .units = "1",
        .type = ARRAY_FLOAT32,
        .is_items = true,
        .has_fill = true,
    };
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
    if (array->is_items)
        dims[rank++] = results->n_items;
    return rank;
}

bool snapshot_has_values(const struct results *results, const struct snapshot_array *array)
{
    const double *values = array->counted != NULL ? array->counted : array->values;
    if (array->is_curve)
        return results->evaluations > 0;
    if (values != NULL && values == results->attention_last_3)
        return true; /* also when the weights of no trial say anything */
    if (strcmp(array->name, results->metric->name) == 0)
        return true; /* also before a trial has one, or when none is finite */
    for (size_t i = 0; i < results->n_trials && values != NULL; i++)
        if (!isnan(values[i]))
            return true;
    return false;
}

int snapshot_select_row(const struct results *results, size_t trial, size_t n, hid_t space)
{
    hsize_t start[SNAPSHOT_MAX_RANK] = {0}, count[SNAPSHOT_MAX_RANK];
    int last = results->n_dimensions;
    for (int d = 0; d < last; d++) {
        start[d] = results_position(results, trial, d);
        count[d] = 1;
    }
    count[last] = n;
    return hdf5_check(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL), "select",
                      "a trial's values");
}
