/* What the models of a study forecast of a series: from stored models to the charts. */
#ifndef ATTNBENCH_BASE_FORECASTS_H
#define ATTNBENCH_BASE_FORECASTS_H

#include <stddef.h>

enum { FORECAST_WINDOWS = 3, FORECAST_NAME = 64, FORECAST_MODELS = 16 };

/* Of one model, repeat 0 of the study's first cell. */
struct forecast_of {
    size_t model;
    double *shown; /* (FORECAST_WINDOWS, n_out) of the first target column, in its units */
    double
        *errors; /* (n_out, n_columns) absolute, mean over the windows, over the training part's mean change (MASE) */
};

/* n_models 0: there are none. */
struct forecasts {
    size_t n_models, n_out;
    size_t n_before;                /* rows before the forecasts that are shown: the last of the n_in */
    size_t n_columns;               /* that are forecast */
    size_t n_windows;               /* of the test part, that the errors are of */
    size_t rows[FORECAST_WINDOWS];  /* first rows, from 1, that are forecast in the windows shown */
    char (*columns)[FORECAST_NAME]; /* (n_columns) names, safe to show, cut off */
    double *before;                 /* (FORECAST_WINDOWS, n_before) of the first column */
    double *truth;                  /* (FORECAST_WINDOWS, n_out) */
    struct forecast_of of[FORECAST_MODELS];
};

void forecasts_free(struct forecasts *forecasts);

#endif
