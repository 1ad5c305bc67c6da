#include "improvement.h"

#include <Rmath.h>
#include <math.h>

/* Hanley & McNeil's (1982) variance of the estimate when x is true, with both counts' mean for either count but in the
 * denominator, as method 5 of Newcombe (Statistics in Medicine 25, 2006) has it. */
static double variance_at(double x, double n_a, double n_b)
{
    double others = (n_a + n_b) / 2 - 1;
    return x * (1 - x) * (1 + others * ((1 - x) / (2 - x) + x / (1 + x))) / (n_a * n_b);
}

/* The x between `seen` and `end`, 0 or 1, from which `seen` is z standard deviations away. */
static double end_of(double seen, double end, double n_a, double n_b)
{
    double z = qnorm(0.975, 0, 1, 1, 0), inside = seen, outside = end;
    for (int i = 0; i < 60; i++) {
        double x = (inside + outside) / 2;
        if (fabs(x - seen) <= z * sqrt(variance_at(x, n_a, n_b)))
            inside = x;
        else
            outside = x;
    }
    return seen == end ? end : inside;
}

struct interval improvement_interval(double seen, size_t n_a, size_t n_b)
{
    return (struct interval){end_of(seen, 0, (double)n_a, (double)n_b), end_of(seen, 1, (double)n_a, (double)n_b)};
}
