/* A series of a table: split by time, scaled, and cut into windows. */
#ifndef ATTNBENCH_SERIES_MAKE_H
#define ATTNBENCH_SERIES_MAKE_H

#include "attnbench/base/series.h"
#include "attnbench/series/series_table.h"

/* The table's first columns are the inputs, the other n_targets the targets. The last test_share of the rows, rounded,
 * are the test part. The caller frees with series_free. EX_DATAERR: a part is empty, or a column is constant in the
 * training part, or has values there that drown the others; EX_OSERR. */
int series_make(const char *path, const struct series_columns *columns, const struct series_table *table, int n_targets,
                double test_share, struct series *out);

/* Windows whose targets all lie in the training part, and in the test part: there inputs may reach back before it.
 * n 0: there is none. */
struct windows series_train_windows(const struct series *series, size_t n_in, size_t n_out);
struct windows series_test_windows(const struct series *series, size_t n_in, size_t n_out);

/* A window's inputs (n_in, D) and targets (n_out, G), scaled. */
void series_take(const struct series *series, size_t row, size_t n_in, size_t n_out, float *input, float *target);

/* The forecast of the n_out rows from `from` on that repeats what was `period` rows before, the last period known:
 * period 1 is the last value again. from >= period. out: (n_out, G), scaled. */
void series_repeat(const struct series *series, size_t from, size_t period, size_t n_out, float *out);

/* How far forecasts are from what came, over all windows, steps and target columns. */
struct series_score {
    double rmse, mae; /* in the columns' own units */
    double mase;      /* mean over columns: absolute error over the training part's mean absolute change from row to row
                       * (Hyndman and Koehler 2006) */
    double skill; /* 1 - mean squared error over that of the last value again, errors scaled (Murphy 1988); NaN where
                   * the last value again is never wrong */
};

/* Of n windows by their first rows; forecasts (n, n_out, G), scaled. Of what is not finite all is infinitely bad. */
struct series_score series_score(const struct series *series, size_t n_in, size_t n_out, size_t n, const size_t *rows,
                                 const float *forecasts);

#endif
