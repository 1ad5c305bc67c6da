#include "attnbench/stats/share.h"
#include "attnbench/base/error.h"

#include <Rmath.h>
#include <math.h>

struct interval share_interval(struct share share, double level)
{
    double error = (1 - level) / 2, k = (double)share.k, others = (double)(share.n - share.k);
    if (share.n == 0)
        return (struct interval){NAN, NAN};
    return (struct interval){share.k > 0 ? 100 * qbeta(error, k, others + 1, 1, 0) : 0,
                             share.k < share.n ? 100 * qbeta(error, k + 1, others, 0, 0) : 100};
}

double share_p(struct share share, double percent)
{
    double k = (double)share.k, n = (double)share.n, p = percent / 100;
    return fmin(1, 2 * fmin(pbinom(k, n, p, 1, 0), pbinom(k - 1, n, p, 0, 0)));
}

/* ---- two shares ---- */

/* How far Wilson's interval reaches from the share. */
struct arms {
    double below, above;
};

static struct arms score_arms(struct share share, double z)
{
    double n = (double)share.n, p = (double)share.k / n, k = z * z / n;
    double root = sqrt(k * p * (1 - p) + k * k / 4), shift = k * (0.5 - p);
    return (struct arms){(root - shift) / (1 + k), (root + shift) / (1 + k)};
}

static double difference_of(struct share a, struct share b)
{
    return (double)a.k / (double)a.n - (double)b.k / (double)b.n;
}

static struct interval interval_at(struct share a, struct share b, double z)
{
    struct arms of_a = score_arms(a, z), of_b = score_arms(b, z);
    double d = difference_of(a, b);
    return (struct interval){100 * (d - hypot(of_a.below, of_b.above)), 100 * (d + hypot(of_a.above, of_b.below))};
}

struct interval share_difference_interval(struct share a, struct share b, double level)
{
    if (a.n == 0 || b.n == 0)
        return (struct interval){NAN, NAN};
    return interval_at(a, b, qnorm((1 - level) / 2, 0, 1, 0, 0));
}

/* Of the shares' score intervals joined: the z at which an end is `points`, by bisection. */
static double interval_p(struct share a, struct share b, double points)
{
    double settled = 0, open = 40;
    if (100 * difference_of(a, b) == points)
        return 1;
    for (int i = 0; i < 60; i++) {
        double z = (settled + open) / 2;
        struct interval interval = interval_at(a, b, z);
        if (interval.low > points || interval.high < points)
            settled = z;
        else
            open = z;
    }
    return 2 * pnorm(settled, 0, 1, 0, 0);
}

int share_difference_p(struct share a, struct share b, double points, double *p)
{
    double exact = 0;
    *p = NAN;
    if (a.n == 0 || b.n == 0)
        return 0;
    if (points == 0)
        TRY(boschloo_test(a, b, &exact));
    *p = fmax(exact, interval_p(a, b, points));
    return 0;
}
