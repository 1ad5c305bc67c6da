#include "attnbench/base/error.h"
#include "attnbench/stats/share.h"
#include "attnbench/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sorts x. */
static double median_of(double *x, size_t n)
{
    sort_reals(x, n);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

/* Whole percents, and the like, are easier to read: to two digits of the distance, away from the median. */
static double rounded_out(double limit, double distance)
{
    double unit = pow(10, floor(log10(distance)) - 1);
    return distance > 0 ? floor(limit / unit) * unit : limit;
}

int apart_find(const double *values, size_t n, double noise, double least, double level, struct apart *out)
{
    const double normal = 1.4826; /* of the median distance, in normal figures' standard deviations */
    enum { LEAST_REPEATS = 3 };
    struct interval none = {NAN, NAN};
    *out = (struct apart){n, 0, 0, NAN, NAN, NAN, none, none};
    double *x = allocate(n + 1, sizeof *x);
    if (x == NULL)
        return EX_OSERR;
    double limit_below = -INFINITY, limit_above = INFINITY;
    if (n >= LEAST_REPEATS) {
        memcpy(x, values, n * sizeof *x);
        out->median = median_of(x, n);
        for (size_t i = 0; i < n; i++)
            x[i] = fabs(values[i] - out->median);
        double distance = fmax(least, APART_SCALES * fmax(noise, normal * median_of(x, n)));
        limit_below = rounded_out(out->median - distance, distance);
        limit_above = -rounded_out(-out->median - distance, distance);
    }
    free(x);
    for (size_t i = 0; i < n; i++) {
        out->below += values[i] < limit_below;
        out->above += values[i] > limit_above;
    }
    if (out->below > 0) {
        out->limit_below = limit_below;
        out->of_below = share_interval((struct share){out->below, n}, level);
    }
    if (out->above > 0) {
        out->limit_above = limit_above;
        out->of_above = share_interval((struct share){out->above, n}, level);
    }
    return 0;
}
