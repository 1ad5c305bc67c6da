#include "attnbench/estimate.h"
#include "attnbench/describe.h"
#include "attnbench/error.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>

static double percent(const struct sample *sample, size_t i)
{
    return 100.0 * sample->correct[i] / sample->sequences[i];
}

int estimate_make(const struct sample *sample, uint64_t seed, struct estimate *out)
{
    (void)seed;
    double *x = allocate(sample->n + 1, sizeof *x);
    if (x == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < sample->n; i++)
        x[i] = percent(sample, i);
    struct description d = describe(x, sample->n);
    free(x);
    *out = (struct estimate){.n = d.n,
                             .mean = d.mean,
                             .variance = d.variance,
                             .sd = d.sd,
                             .min = d.min,
                             .max = d.max,
                             .median = NAN,
                             .interquartile_mean = NAN,
                             .ci = mean_interval(sample, 0.95),
                             .t = {d.ci_low, d.ci_high},
                             .bca = {NAN, NAN},
                             .evaluation_variance = NAN,
                             .training_variance = NAN};
    return 0;
}

struct interval mean_interval(const struct sample *sample, double level)
{
    size_t n = sample->n;
    if (n < 2)
        return (struct interval){NAN, NAN};
    double correct = 0, total = 0, squares = 0, mean = 0;
    for (size_t i = 0; i < n; i++) {
        correct += sample->correct[i];
        total += sample->sequences[i];
        mean += percent(sample, i) / 100 / (double)n;
    }
    for (size_t i = 0; i < n; i++)
        squares += pow(percent(sample, i) / 100 - mean, 2);
    double upper = 0.5 + level / 2, variance_of_mean = squares / (double)(n - 1) / (double)n;
    double effective = total;
    if (variance_of_mean > 0)
        effective = fmin(total, mean * (1 - mean) / variance_of_mean *
                                    pow(qnorm(upper, 0, 1, 1, 0) / qt(upper, (double)(n - 1), 1, 0), 2));
    double x = mean * effective;
    (void)correct;
    return (struct interval){x > 0 ? 100 * qbeta(1 - upper, x, effective - x + 1, 1, 0) : 0,
                             x < effective ? 100 * qbeta(upper, x + 1, effective - x, 1, 0) : 100};
}

double look_level(size_t n_looks)
{
    return 1 - 0.05 / (double)n_looks;
}
