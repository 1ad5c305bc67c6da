#include "learning.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

const double learning_thresholds[LEARNING_THRESHOLDS] = {0.5, 0.9};

/* The fewest epochs that can be seen; 0: there are none. */
static size_t fewest_epochs(const struct results *results)
{
    bool in_training = results->train_accuracy != NULL && results->epochs >= EPOCHS_WINDOW;
    if (results->evaluations == 0 && !in_training)
        return 0;
    return (size_t)epochs_counted_from(results->evaluations > 0 ? results->every : 0);
}

size_t learning_time(const struct results *results, size_t trial, double threshold)
{
    size_t n = results->evaluations;
    if (n > 0)
        return (size_t)results->every * epochs_to_threshold(results->held_out_accuracy + trial * n, n, 1, threshold);
    return epochs_to_threshold(results->train_accuracy + trial * results->epochs, results->epochs, EPOCHS_WINDOW,
                               threshold);
}

double learning_restricted_time(const struct results *results, size_t trial, double threshold)
{
    if (!view_has_accuracy(results, trial) || fewest_epochs(results) == 0)
        return NAN;
    size_t time = learning_time(results, trial, threshold);
    return (double)(time > 0 ? time : results->epochs);
}

static double mean_of(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    return sum / (double)n;
}

double learning_loss_fall(const struct results *results, size_t trial)
{
    size_t tenth = results->epochs / 10 > 0 ? results->epochs / 10 : 1;
    if (results->train_loss == NULL)
        return NAN;
    const float *loss = results->train_loss + trial * results->epochs;
    return mean_of(loss, tenth) - mean_of(loss + results->epochs - tenth, tenth);
}

/* Of all repeats that have an accuracy; returns how many. times: (repeats). */
static size_t times_of(const struct results *results, size_t model, size_t cell, double threshold, size_t *times)
{
    size_t n = 0;
    for (size_t repeat = 0; repeat < view_n_repeats(results) && fewest_epochs(results) > 0; repeat++) {
        size_t trial = view_trial(results, model, cell, repeat);
        if (view_has_accuracy(results, trial))
            times[n++] = learning_time(results, trial, threshold);
    }
    return n;
}

int learning_of(const struct results *results, size_t model, size_t cell, struct learning out[LEARNING_THRESHOLDS])
{
    size_t *times = allocate(view_n_repeats(results), sizeof *times);
    if (times == NULL)
        return EX_OSERR;
    for (int i = 0; i < LEARNING_THRESHOLDS; i++) {
        out[i] = (struct learning){.median_epochs = NAN, .fewest = fewest_epochs(results)};
        out[i].n = times_of(results, model, cell, learning_thresholds[i], times);
        if (out[i].n > 0)
            out[i].median_epochs = median_time(times, out[i].n, &out[i].n_reached);
    }
    free(times);
    return 0;
}

int learning_compare(const struct analysis *analysis, size_t model, size_t cell, struct learning_comparison *out)
{
    const struct results *results = analysis->results;
    size_t repeats = view_n_repeats(results), *times = allocate(2 * repeats, sizeof *times);
    if (times == NULL)
        return EX_OSERR;
    bool independent = view_data_vary(results, 0) && view_data_vary(results, model);
    int status = 0;
    for (int i = 0; i < LEARNING_THRESHOLDS && status == 0; i++) {
        size_t n_first = times_of(results, 0, cell, learning_thresholds[i], times);
        size_t n_other = times_of(results, model, cell, learning_thresholds[i], times + repeats);
        if (!independent)
            n_first = n_other = 0; /* times of one set of pairs: nothing to test by */
        status = sooner_make(times + repeats, n_other, times, n_first, analysis_looks(analysis, cell), &out->to[i]);
    }
    free(times);
    return status;
}
