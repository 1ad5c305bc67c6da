/* What study.h5 has of each evaluated sequence. */
#include "attnbench/base/error.h"
#include "snapshot.h"

#include <math.h>
#include <stdlib.h>

/* ---- sending: how many a trial has, then those of each trial that has figures */

static int send_rows(hid_t dataset, const struct results *results, struct channel *channel)
{
    hid_t file_space = H5I_INVALID_HID, memory_space = H5I_INVALID_HID;
    hsize_t n = results->n_items;
    int status;
    float *row = allocate(n, sizeof *row);
    if (row == NULL)
        return EX_OSERR;
    TRY_ELSE(done, hdf5_take(H5Dget_space(dataset), &file_space, "read the shape of", SNAPSHOT_ITEMS));
    TRY_ELSE(done, hdf5_take(H5Screate_simple(1, &n, NULL), &memory_space, "describe", SNAPSHOT_ITEMS));
    for (size_t i = 0; i < results->n_trials; i++) {
        if (!trial_has_figures(results->status[i]))
            continue;
        TRY_ELSE(done, snapshot_select_row(results, i, n, file_space));
        TRY_ELSE(done, hdf5_check(H5Dread(dataset, H5T_IEEE_F32LE, memory_space, file_space, H5P_DEFAULT, row), "read",
                                  SNAPSHOT_ITEMS));
        TRY_ELSE(done, channel_send(channel, row, n * sizeof *row));
    }
    status = 0;
done:
    free(row);
    status = hdf5_close(status, memory_space);
    return hdf5_close(status, file_space);
}

/* The last dimension; the others are checked with it. */
static int open_items(hid_t file, struct results *results, hid_t *dataset)
{
    const struct snapshot_array array = snapshot_items_array();
    hsize_t dims[H5S_MAX_RANK];
    int rank;
    TRY(hdf5_open_dataset(file, SNAPSHOT_ITEMS, dataset));
    TRY(hdf5_shape(*dataset, SNAPSHOT_ITEMS, &rank, dims));
    if (rank != results->n_dimensions + 1 || dims[rank - 1] > RECORD_ITEMS)
        return fail(EX_DATAERR, "%s has not the shape of the study's grid", SNAPSHOT_ITEMS);
    results->n_items = dims[rank - 1];
    TRY(hdf5_close(0, *dataset));
    return snapshot_open_array(file, &array, results, dataset);
}

static int send_items(hid_t file, struct channel *channel, void *what)
{
    struct results *results = what;
    hid_t dataset = H5I_INVALID_HID;
    bool there;
    uint64_t n = 0;
    int status;
    TRY(snapshot_is_there(file, SNAPSHOT_ITEMS, &there));
    if (!there)
        return channel_send(channel, &n, sizeof n);
    TRY_ELSE(done, open_items(file, results, &dataset));
    n = results->n_items;
    TRY_ELSE(done, channel_send(channel, &n, sizeof n));
    status = send_rows(dataset, results, channel);
done:
    return hdf5_close(status, dataset);
}

/* ---- taking them */

/* How many items a trial has, and their sum. */
struct total {
    size_t n;
    double sum;
};

static struct total total_of(const struct results *results, size_t trial)
{
    struct total total = {0, 0};
    for (size_t i = 0; i < results->n_items; i++) {
        float value = results->items[trial * results->n_items + i];
        total.sum += isnan(value) ? 0 : (double)value;
        total.n += !isnan(value);
    }
    return total;
}

/* A count that is made of as many items is their sum. */
static int check_counts(const struct results *results, size_t trial)
{
    const struct figures *accuracy = &results->figures[0];
    struct total total = total_of(results, trial);
    if (results->own.n > 0 || total.n != (size_t)accuracy->of[trial] || isnan(accuracy->values[trial]) ||
        total.sum == accuracy->hits[trial])
        return 0;
    return fail(EX_DATAERR, "a trial with %d of %d %s correct has items of which %g are", accuracy->hits[trial],
                accuracy->of[trial], accuracy->metric->counted, total.sum);
}

/* Every trial that has items and a figure has the figure of its items, and there is one. */
static bool is_of_items(const struct results *results, const struct metric *metric)
{
    const double rounding = 1e-5; /* items are of single precision */
    const struct figures *figures = results_figures(results, metric);
    size_t n = 0;
    for (size_t i = 0; i < results->n_trials && figures != NULL; i++) {
        struct total total = total_of(results, i);
        double value = figures->values[i], mean = total.sum / (double)total.n;
        if (total.n == 0 || !isfinite(value))
            continue;
        if (figures->hits != NULL ? total.n != (size_t)figures->of[i] || total.sum != figures->hits[i]
                                  : fabs(mean - value) > rounding * fmax(1, fabs(value)))
            return false;
        n++;
    }
    return n > 0;
}

static const struct metric *metric_of_items(const struct results *results)
{
    const struct figures *accuracy = &results->figures[0];
    if (results->own.n > 0 && is_of_items(results, results->metric))
        return results->metric;
    for (size_t i = 0; i < results->own.n; i++)
        if (is_of_items(results, results->own.rows[i]))
            return results->own.rows[i];
    for (size_t i = 0; i < results->n_trials && results->own.n == 0; i++)
        if (accuracy->of[i] > 0 && !isnan(accuracy->values[i]))
            return accuracy->metric;
    return results->own.n == 0 && results->metric == metric_at(METRIC_RMSE) ? results->metric : NULL;
}

static int take_items(struct channel *channel, void *what)
{
    struct results *results = what;
    uint64_t n;
    TRY(channel_take(channel, SNAPSHOT_ITEMS, &n, sizeof n));
    if (n > RECORD_ITEMS || n > SNAPSHOT_MAX_VALUES / results->n_trials)
        return fail(EX_DATAERR, "%s has %llu items a trial", SNAPSHOT_ITEMS, (unsigned long long)n);
    free(results->items);
    results->items = NULL;
    results->n_items = n;
    if (n == 0)
        return 0;
    results->items = allocate(results->n_trials * n, sizeof *results->items);
    if (results->items == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++) {
        float *row = results->items + i * n;
        for (size_t k = 0; k < n; k++)
            row[k] = NAN;
        if (!trial_has_figures(results->status[i]))
            continue;
        TRY(channel_take(channel, SNAPSHOT_ITEMS, row, n * sizeof *row));
        TRY(check_counts(results, i));
    }
    results->item_metric = metric_of_items(results);
    return 0;
}

int snapshot_load_items(const char *directory, struct results *results)
{
    const struct exchange items = {send_items, take_items};
    return snapshot_exchange(directory, &items, results);
}
