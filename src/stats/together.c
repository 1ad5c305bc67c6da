#include "attnbench/stats/together.h"

#include <math.h>

double together_level(size_t n, struct looks looks)
{
    const double of_ends = 0.005;
    return n < 2 ? look_level(looks) : 1 - error_of_looks(of_ends / (double)n, looks);
}

void together_cut(struct comparison *comparisons, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct interval *interval = &comparisons[i].ci_together;
        if (!verdict_is_clear(comparisons[i].verdict) || isnan(interval->low))
            continue;
        if (comparisons[i].difference > 0)
            interval->low = fmax(interval->low, 0);
        else
            interval->high = fmin(interval->high, 0);
    }
}
