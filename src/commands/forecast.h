/* A forecast of a series as predict prints it. */
#ifndef ATTNBENCH_COMMANDS_FORECAST_H
#define ATTNBENCH_COMMANDS_FORECAST_H

#include "attnbench/trial/predictor.h"

#include <stdbool.h>
#include <stdio.h>

/* A line a row, in the columns' units: what was predicted, and beside it what came, unless the input was given or is
 * the table's end. */
void forecast_write(const struct predictor *predictor, bool given, FILE *out);

#endif
