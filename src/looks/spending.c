#include "spending.h"
#include "look_walk.h"

#include <Rmath.h>
#include <math.h>

/* Two-sided: both sides have half of it. */
static double spent(enum spending spending, double error, double share)
{
    if (share >= 1)
        return error;
    if (spending == SPENDING_OBRIEN_FLEMING)
        return 4 * pnorm(qnorm(error / 4, 0, 1, 0, 0) / sqrt(share), 0, 1, 0, 0);
    return error * log1p((exp(1) - 1) * share);
}

static double z_of_last(double error, struct looks looks, int points)
{
    struct walk walk;
    double before = 0, z = 0;
    walk_begin(points, &walk);
    for (size_t i = 0; i < looks.n; i++) {
        double share = looks.shares[i], now = spent(looks.spending, error, share);
        if (now >= 1) /* whatever was not decided is */
            return 0;
        z = walk_quantile(&walk, share, now - before);
        before = now;
        if (i + 1 < looks.n)
            walk_on(&walk, share, z * sqrt(share));
    }
    return z;
}

/* z of the last look by that of what all spend, `step` apart from 0 on: the curve is smooth. */
enum { KNOTS = 65, KEPT = 32 };
static const double step = 0.125;

struct table {
    struct looks looks; /* n is 0: there is none yet */
    double error;       /* where all spend 0.05 */
    double z[KNOTS];
};
static struct table kept[KEPT]; /* of the schedules that were asked for, the oldest is the next to go */

static bool is_of(const struct table *table, const struct looks *looks)
{
    bool same = table->looks.spending == looks->spending && table->looks.n == looks->n;
    for (size_t i = 0; same && i < looks->n; i++)
        same = table->looks.shares[i] == looks->shares[i];
    return same;
}

static const struct table *table_of(struct looks looks)
{
    static size_t oldest;
    for (size_t i = 0; i < KEPT; i++)
        if (is_of(&kept[i], &looks))
            return &kept[i];
    struct table *table = &kept[oldest++ % KEPT];
    table->looks = looks;
    table->error = 2 * pnorm(z_of_last(0.05, looks, WALK_FINE), 0, 1, 0, 0);
    for (int i = 0; i < KNOTS; i++)
        table->z[i] = z_of_last(2 * pnorm(i * step, 0, 1, 0, 0), looks, WALK_COARSE);
    return table;
}

/* The cubic through the four knots around it; beyond the last one as steep as there. */
static double z_at(const struct table *table, double of_all)
{
    double place = of_all / step, beyond = fmax(0, place - (KNOTS - 1));
    place -= beyond;
    int k = (int)place - 1;
    k = k < 0 ? 0 : k > KNOTS - 4 ? KNOTS - 4 : k;
    const double *y = table->z + k;
    double t = place - k, a = t - 1, b = t - 2, c = t - 3;
    return (-a * b * c * y[0] + 3 * t * b * c * y[1] - 3 * t * a * c * y[2] + t * a * b * y[3]) / 6 +
           beyond * (table->z[KNOTS - 1] - table->z[KNOTS - 2]);
}

double spending_error(double error, struct looks looks)
{
    const struct table *table = table_of(looks);
    return error == 0.05 ? table->error : 2 * pnorm(z_at(table, qnorm(error / 2, 0, 1, 0, 0)), 0, 1, 0, 0);
}

double spending_all(double p, struct looks looks)
{
    const struct table *table = table_of(looks);
    double z = qnorm(p / 2, 0, 1, 0, 0), low = 0, high = z;
    if (z <= table->z[0])
        return 1;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (z_at(table, middle) < z)
            low = middle;
        else
            high = middle;
    }
    return 2 * pnorm(low, 0, 1, 0, 0);
}
