#include "attnbench/stats/describe.h"

#include <Rmath.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>

/* Of the finite values so far; squares: sum of squared deviations from the mean. */
struct moving {
    size_t n;
    double mean, squares, min, max;
};

static bool take(struct moving *moving, double x)
{
    if (!isfinite(x))
        return false;
    double deviation = x - moving->mean;
    moving->min = moving->n == 0 ? x : fmin(moving->min, x);
    moving->max = moving->n == 0 ? x : fmax(moving->max, x);
    moving->n++;
    moving->mean += deviation / (double)moving->n;
    moving->squares += deviation * (x - moving->mean);
    return true;
}

/* The interval's half width, of n >= 2 values. */
static double half_width_95(double sd, size_t n)
{
    return qt(0.975, (double)(n - 1), 1, 0) * sd / sqrt((double)n);
}

static struct description description_of(const struct moving *moving)
{
    struct description d = {
        .mean = NAN, .variance = NAN, .sd = NAN, .min = NAN, .max = NAN, .ci_low = NAN, .ci_high = NAN};
    d.n = moving->n;
    if (d.n == 0)
        return d;
    d.mean = moving->mean;
    d.min = moving->min;
    d.max = moving->max;
    if (d.n == 1)
        return d;
    d.variance = moving->squares / (double)(d.n - 1);
    d.sd = sqrt(d.variance);
    double half_width = half_width_95(d.sd, d.n);
    d.ci_low = d.mean - half_width;
    d.ci_high = d.mean + half_width;
    return d;
}

struct description describe_pairs(const double *a, const double *b, size_t n, double step)
{
    struct moving moving = {0};
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        if (take(&moving, a[i] - b[i]))
            largest = fmax(largest, fmax(fabs(a[i]), fabs(b[i])));
    double rounding = fmax(4 * DBL_EPSILON * largest, 2 * step);
    if (moving.max - moving.min <= rounding)
        moving.squares = 0;
    if (moving.squares == 0 && fabs(moving.mean) <= rounding)
        moving.mean = 0;
    return description_of(&moving);
}

struct description describe(const double *x, size_t n)
{
    struct moving moving = {0};
    for (size_t i = 0; i < n; i++)
        take(&moving, x[i]);
    return description_of(&moving);
}
