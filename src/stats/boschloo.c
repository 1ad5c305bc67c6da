#include "attnbench/base/error.h"
#include "attnbench/stats/share.h"

#include <Rmath.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Tables with a p of Fisher's, of a's share being the greater, as small as the one seen: those with i of a's n_a and up
 * to reach[i] of b's n_b, -1 where there are none. */
struct region {
    double n_a, n_b, *reach; /* (n_a + 1) */
};

static double fisher_p(double of_a, double of_b, double n_a, double n_b)
{
    return phyper(of_a - 1, n_a, n_b, of_a + of_b, 0, 0);
}

/* The more of a, the more of b: the border is walked along once. */
static int region_make(struct share a, struct share b, struct region *out)
{
    const double rounding = 1 + 1e-9;
    double n_a = (double)a.n, n_b = (double)b.n, of_b = -1;
    *out = (struct region){n_a, n_b, allocate(a.n + 1, sizeof *out->reach)};
    if (out->reach == NULL)
        return EX_OSERR;
    double seen = rounding * fisher_p((double)a.k, (double)b.k, n_a, n_b);
    for (size_t i = 0; i <= a.n; i++) {
        while (of_b < n_b && fisher_p((double)i, of_b + 1, n_a, n_b) <= seen)
            of_b++;
        out->reach[i] = of_b;
    }
    return 0;
}

/* The chance of the region where both shares are p. */
static double chance_at(const struct region *region, double p)
{
    double sum = 0;
    for (size_t i = 0; i <= (size_t)region->n_a; i++)
        if (region->reach[i] >= 0)
            sum += dbinom((double)i, region->n_a, p, 0) * pbinom(region->reach[i], region->n_b, p, 1, 0);
    return sum;
}

/* By the golden section. */
static double greatest_between(const struct region *region, double low, double high)
{
    const double golden = (sqrt(5) - 1) / 2;
    double greatest = 0;
    while (high - low > 1e-8) { /* at its top the chance is flat: there it is known to 1e-15 */
        double x = high - golden * (high - low), y = low + golden * (high - low);
        double at_x = chance_at(region, x), at_y = chance_at(region, y);
        greatest = fmax(greatest, fmax(at_x, at_y));
        if (at_x > at_y)
            high = y;
        else
            low = x;
    }
    return greatest;
}

static double greatest_chance(const struct region *region)
{
    enum { STEPS = 100 };
    double chances[STEPS + 1], greatest = 0;
    for (int i = 0; i <= STEPS; i++) {
        chances[i] = chance_at(region, (double)i / STEPS);
        greatest = fmax(greatest, chances[i]);
    }
    for (int i = 1; i < STEPS; i++) {
        bool is_top = chances[i] >= chances[i - 1] && chances[i] >= chances[i + 1];
        if (is_top && chances[i] > 0.8 * greatest) /* what is lower does not rise so far between two steps */
            greatest = fmax(greatest, greatest_between(region, (double)(i - 1) / STEPS, (double)(i + 1) / STEPS));
    }
    return greatest;
}

int boschloo_test(struct share a, struct share b, double *p)
{
    const struct share both[2] = {a, b};
    double least = 1;
    *p = NAN;
    if (a.n == 0 || b.n == 0)
        return 0;
    for (int i = 0; i < 2; i++) {
        struct region region;
        TRY(region_make(both[i], both[1 - i], &region));
        least = fmin(least, greatest_chance(&region));
        free(region.reach);
    }
    *p = fmin(1, 2 * least);
    return 0;
}
