#include "attnbench/describe.h"

#include <Rmath.h>
#include <math.h>

/* The interval's half width, of n >= 2 values. */
static double half_width_95(double sd, size_t n)
{
    return qt(0.975, (double)(n - 1), 1, 0) * sd / sqrt((double)n);
}

struct description describe(const double *x, size_t n)
{
    struct description d = {
        .mean = NAN, .variance = NAN, .sd = NAN, .min = NAN, .max = NAN, .ci_low = NAN, .ci_high = NAN};
    double mean = 0, squares = 0; /* squares: sum of squared deviations from the mean so far */
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            continue;
        d.n++;
        double deviation = x[i] - mean;
        mean += deviation / (double)d.n;
        squares += deviation * (x[i] - mean);
        d.min = fmin(d.min, x[i]); /* fmin and fmax pass over NaN */
        d.max = fmax(d.max, x[i]);
    }
    if (d.n == 0)
        return d;
    d.mean = mean;
    if (d.n == 1)
        return d;
    d.variance = squares / (double)(d.n - 1);
    d.sd = sqrt(d.variance);
    double half_width = half_width_95(d.sd, d.n);
    d.ci_low = mean - half_width;
    d.ci_high = mean + half_width;
    return d;
}
