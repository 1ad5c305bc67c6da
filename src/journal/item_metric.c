/* Which metric a result's items are of: its record does not say. */
#include "attnbench/journal/record.h"

#include <math.h>

const struct metric *result_item_metric(const struct trial_result *result)
{
    const double rounding = 1e-5; /* items are of single precision */
    double sum = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < result->n_items; i++) {
        double value = (double)result_item(result, i);
        sum += isnan(value) ? 0 : value;
        n += !isnan(value);
    }
    for (int32_t i = 0; n > 0 && i < result->n_figures; i++) {
        const struct figure *figure = &result->figures[i];
        bool is_sum = figure->of == n && figure->hits == sum;
        bool is_mean = fabs(sum / n - figure->value) <= rounding * fmax(1, fabs(figure->value));
        if (figure->metric->kind == METRIC_COUNTS ? is_sum : is_mean)
            return figure->metric;
    }
    return NULL;
}
