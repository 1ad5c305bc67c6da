/* Claims on figures that are no counts: Student's t of one sample or of paired differences, Welch's (Biometrika 34,
 * 1947) of two; and what repeats say that do not vary. */
#include "attnbench/comparison.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>

struct mean {
    double figure, error, df; /* error: its standard error */
};

/* Welch's degrees of freedom: (u + v)² / (u² / (n-1) + v² / (m-1)), u and v the squared errors of both means. */
static struct mean difference_of(struct description a, struct description b)
{
    double u = a.variance / (double)a.n, v = b.variance / (double)b.n;
    double df = (u + v) * (u + v) / (u * u / (double)(a.n - 1) + v * v / (double)(b.n - 1));
    return (struct mean){a.mean - b.mean, sqrt(u + v), u + v > 0 ? df : 1};
}

/* Repeats that do not vary have no error to measure a distance by, and are put to tests of signs and of labels: all of
 * a on one side of the value have p 2 / 2^n, all of a on one side of all of b 2 / C(n + m, n). At the value itself, p
 * is 1. */
static double p_without_error(const struct mean *mean, double value, size_t n, size_t m)
{
    if (mean->figure == value)
        return 1;
    double arrangements = m > 0 ? choose((double)(n + m), (double)n) : ldexp(1, (int)n);
    return fmin(1, 2 / arrangements);
}

/* 1 - the highest level at which figure ± t error decides. */
static double p_of(const struct mean *mean, double value)
{
    return 2 * pt(-fabs(mean->figure - value) / mean->error, mean->df, 1, 0);
}

void claim_test_values(const struct expectation *expect, const struct description *a, const struct description *b,
                       size_t n_looks, struct claim_result *out)
{
    *out = (struct claim_result){VERDICT_NO_DATA, NAN, {NAN, NAN}, NAN, NAN};
    if (a->n < 2 || (b != NULL && b->n < 2))
        return;
    struct mean mean = {a->mean, a->sd / sqrt((double)a->n), (double)(a->n - 1)};
    if (b != NULL)
        mean = difference_of(*a, *b);
    out->figure = mean.figure;
    double p;
    if (mean.error > 0) {
        double reach = mean.error * qt((1 + look_level(n_looks)) / 2, mean.df, 1, 0);
        out->ci = (struct interval){mean.figure - reach, mean.figure + reach};
        p = p_of(&mean, expect->value);
    } else {
        p = p_without_error(&mean, expect->value, a->n, b != NULL ? b->n : 0);
    }
    out->p = out->p_holm = p_of_looks(p, n_looks);
    out->verdict = VERDICT_UNDECIDED;
}
