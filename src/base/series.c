#include "attnbench/base/series.h"

#include <stdlib.h>

void series_free(struct series *series)
{
    free(series->inputs);
    free(series->targets);
    free(series->input_scale);
    free(series->target_scale);
    free(series->change);
    *series = (struct series){0};
}
