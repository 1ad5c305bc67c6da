#include "attnbench/base/series.h"

#include <stdlib.h>

void scaling_free(struct scaling *scaling)
{
    free(scaling->inputs);
    free(scaling->targets);
    *scaling = (struct scaling){0};
}

void series_free(struct series *series)
{
    free(series->inputs);
    free(series->targets);
    scaling_free(&series->scaling);
    free(series->change);
    *series = (struct series){0};
}
