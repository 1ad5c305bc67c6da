/* Figures that are no counts: Student's t of one sample or of paired differences, Welch's (Biometrika 34, 1947) of two;
 * and what repeats say that do not vary. */
#include "attnbench/stats/comparison.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>

struct mean_of_values mean_of_values(const struct description *a, const struct description *b)
{
    double u = a->variance / (double)a->n;
    if (b == NULL)
        return (struct mean_of_values){a->mean, sqrt(u), (double)(a->n - 1), a->n, 0};
    double v = b->variance / (double)b->n;
    return (struct mean_of_values){a->mean - b->mean, sqrt(u + v), unpaired_df(u, a->n, v, b->n), a->n, b->n};
}

struct interval mean_of_values_interval(const struct mean_of_values *mean, double level)
{
    if (!(mean->error > 0))
        return (struct interval){NAN, NAN};
    double reach = mean->error * qt((1 + level) / 2, mean->df, 1, 0);
    return (struct interval){mean->figure - reach, mean->figure + reach};
}

double order_p(size_t n, size_t m)
{
    double arrangements = m > 0 ? choose((double)(n + m), (double)n) : ldexp(1, (int)n);
    return fmin(1, 2 / arrangements);
}

double mean_of_values_p(const struct mean_of_values *mean, double value)
{
    if (mean->error > 0)
        return 2 * pt(-fabs(mean->figure - value) / mean->error, mean->df, 1, 0);
    return mean->figure == value ? 1 : order_p(mean->n_a, mean->n_b);
}

/* As within_p of counts: two one-sided tests, or where the figure is outside the two-sided one of the nearer margin. */
static double values_within_p(const struct mean_of_values *mean, double margin)
{
    if (fabs(mean->figure) > margin)
        return mean_of_values_p(mean, copysign(margin, mean->figure));
    return fmax(mean_of_values_p(mean, -margin), mean_of_values_p(mean, margin)) / 2;
}

void claim_test_values(const struct expectation *expect, const struct description *a, const struct description *b,
                       struct looks looks, struct claim_result *out)
{
    *out = claim_without_data(b != NULL && b->n < a->n ? b->n : a->n);
    if (a->n < 2 || (b != NULL && b->n < 2))
        return;
    struct mean_of_values mean = mean_of_values(a, b);
    out->figure = mean.figure;
    out->ci = mean_of_values_interval(&mean, expectation_level(expect, looks));
    double p =
        expect->relation == WITHIN ? values_within_p(&mean, expect->value) : mean_of_values_p(&mean, expect->value);
    out->p = out->p_holm = p_of_looks(p, looks);
    out->verdict = VERDICT_UNDECIDED;
}

struct published_difference published_compare(const struct claim *claim, const struct description *ours,
                                              struct looks looks)
{
    struct description theirs = describe(claim->published_repeats, claim->n_published);
    if (ours->n < 2 || theirs.n < 2)
        return (struct published_difference){NAN, {NAN, NAN}, NAN};
    struct mean_of_values mean = mean_of_values(ours, &theirs);
    return (struct published_difference){mean.figure, mean_of_values_interval(&mean, look_level(looks)),
                                         p_of_looks(mean_of_values_p(&mean, 0), looks)};
}
