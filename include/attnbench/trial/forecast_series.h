/* Forecasts of a series by the models of a study. */
#ifndef ATTNBENCH_TRIAL_FORECAST_SERIES_H
#define ATTNBENCH_TRIAL_FORECAST_SERIES_H

#include "attnbench/base/decoded.h"
#include "attnbench/base/forecasts.h"
#include "attnbench/study/study.h"

/* Adds those of one model, repeat 0 of the study's first cell, to what is empty at first; forecasts_free in any case.
 */
struct stored forecasts_add(const char *directory, const struct study *study, int model, struct forecasts *out);

#endif
