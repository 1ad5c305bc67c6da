/* A long table in the order of time, split into the part to train on and the part to forecast, and scaled.
 *
 * A window is n_in + n_out rows, named by its first: the input columns of the first n_in of them are known, the target
 * columns of the others are to be forecast. */
#ifndef ATTNBENCH_BASE_SERIES_H
#define ATTNBENCH_BASE_SERIES_H

#include <stddef.h>

/* How a column is scaled: by mean and standard deviation (n) of its training part. The mean is the sum of two 32-bit
 * numbers and the deviation is one, so that both can be stored beside weights. */
struct scale {
    double mean, sd;
};

static inline double scale_to_units(struct scale scale, float scaled)
{
    return (double)scaled * scale.sd + scale.mean;
}

static inline float scale_from_units(struct scale scale, double value)
{
    return (float)((value - scale.mean) / scale.sd);
}

/* Of all columns of a series. */
struct scaling {
    struct scale *inputs, *targets; /* (n_inputs), (n_targets) */
};

void scaling_free(struct scaling *scaling);

struct series {
    size_t n_rows;    /* 0: there is no series */
    size_t test_from; /* rows before it are the training part */
    int n_inputs, n_targets;
    float *inputs;  /* (n_rows, n_inputs), scaled */
    float *targets; /* (n_rows, n_targets), scaled */
    struct scaling scaling;
    double *change; /* (n_targets) mean absolute change from row to row of the training part, scaled */
};

void series_free(struct series *series);

/* Windows by their first rows. */
struct windows {
    size_t first, n;
};

/* The i-th of n that are spread evenly over the windows; of as many as there are each. */
static inline size_t window_at(struct windows windows, size_t i, size_t n)
{
    return windows.first + i * windows.n / n;
}

#endif
