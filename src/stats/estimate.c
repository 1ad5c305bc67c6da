#include "attnbench/stats/estimate.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/describe.h"
#include "attnbench/base/sort.h"
#include "bootstrap.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Mean of the sorted x without `cut` at either end. */
static double trimmed_mean(const int64_t *x, size_t n, size_t cut)
{
    int64_t sum = 0;
    for (size_t i = cut; i < n - cut; i++)
        sum += x[i];
    return (double)sum / (double)(n - 2 * cut);
}

/* Mean over repeats of p (1 - p) / (m - 1), in percent²: unbiased, as E[p (1 - p)] is (1 - 1/m) of the true one. */
static double evaluation_variance(const struct sample *sample)
{
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++) {
        double m = sample->sequences[i], p = sample->correct[i] / m;
        sum += m > 1 ? p * (1 - p) / (m - 1) : NAN;
    }
    return 1e4 * sum / (double)sample->n;
}

static struct interval student_interval(double mean, double sd, size_t n)
{
    if (!(sd > 0))
        return (struct interval){NAN, NAN};
    double half_width = qt(0.975, (double)n - 1, 1, 0) * sd / sqrt((double)n);
    return (struct interval){mean - half_width, mean + half_width};
}

static struct estimate undefined(size_t n)
{
    struct interval none = {NAN, NAN};
    return (struct estimate){.n = n,
                             .mean = NAN,
                             .variance = NAN,
                             .sd = NAN,
                             .min = NAN,
                             .max = NAN,
                             .median = NAN,
                             .interquartile_mean = NAN,
                             .ci = none,
                             .t = none,
                             .bca = none,
                             .any_shape = none,
                             .prediction = none,
                             .evaluation_variance = NAN,
                             .training_variance = NAN};
}

/* Mean of the sorted x without `cut` at either end. */
static double trimmed_mean_of_values(const double *x, size_t n, size_t cut)
{
    return describe(x + cut, n - 2 * cut).mean;
}

int estimate_values(const double *values, size_t n, struct estimate *out)
{
    double *sorted = allocate(n + 1, sizeof *sorted);
    struct description of = describe(values, n);
    *out = undefined(n);
    if (sorted == NULL)
        return EX_OSERR;
    if (n > 0) {
        memcpy(sorted, values, n * sizeof *sorted);
        sort_reals(sorted, n);
        out->median = trimmed_mean_of_values(sorted, n, (n - 1) / 2);
        out->interquartile_mean = trimmed_mean_of_values(sorted, n, n / 4);
    }
    free(sorted);
    out->mean = of.mean;
    out->variance = of.variance;
    out->sd = of.sd;
    out->min = of.min;
    out->max = of.max;
    out->ci = out->t = student_interval(of.mean, of.sd, n);
    out->t_holds = of.sd > 0 && n >= T_LEAST_REPEATS;
    return 0;
}

int estimate_make(const struct sample *sample, struct looks looks, uint64_t seed, struct estimate *out)
{
    size_t n = sample->n;
    *out = undefined(n);
    if (n == 0)
        return 0;
    struct scores scores;
    TRY(scores_make(sample, NULL, &scores));
    double whole = (double)scores.whole;
    const double rounding = 1e-12;
    struct moments moments = moments_of(sample);
    out->mean = 100 * moments.mean;
    out->variance = 1e4 * moments.variance;
    out->sd = sqrt(out->variance);
    out->ci = mean_interval(sample, look_level(looks));
    out->t = student_interval(out->mean, out->sd, n);
    out->evaluation_variance = sample->same_sequences ? NAN : evaluation_variance(sample);
    double rest = out->variance - out->evaluation_variance, margin = fmin(out->mean, 100 - out->mean);
    out->training_variance = isnan(rest) ? NAN : rest > rounding * out->variance ? rest : 0;
    out->t_holds = out->sd > 0 && n >= T_LEAST_REPEATS && margin >= T_LEAST_MARGIN && !sample->same_sequences;
    out->bca_holds = out->sd > 0 && n >= BCA_LEAST_REPEATS && !sample->same_sequences;
    int status = 0;
    if (out->sd > 0)
        status = bootstrap_bca(scores.a, n, seed, &out->bca);
    out->bca = (struct interval){100 * out->bca.low / whole, 100 * out->bca.high / whole};
    sort_integers(scores.a, n);
    out->min = 100 * (double)scores.a[0] / whole;
    out->max = 100 * (double)scores.a[n - 1] / whole;
    out->median = 100 * trimmed_mean(scores.a, n, (n - 1) / 2) / whole;
    out->interquartile_mean = 100 * trimmed_mean(scores.a, n, n / 4) / whole;
    free(scores.a);
    return status;
}

double sample_mean(const struct sample *sample)
{
    return 100 * moments_of(sample).mean;
}
