#include "attnbench/comparison.h"

#include <math.h>

static double mean_of(const struct sample *sample)
{
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++)
        sum += 100.0 * sample->correct[i] / sample->sequences[i];
    return sum / (double)sample->n;
}

struct interval difference_interval(const struct sample *a, const struct sample *b, bool paired, double level)
{
    (void)paired;
    struct interval x = mean_interval(a, level), y = mean_interval(b, level);
    double p = mean_of(a), q = mean_of(b);
    return (struct interval){p - q - sqrt(pow(p - x.low, 2) + pow(y.high - q, 2)),
                             p - q + sqrt(pow(x.high - p, 2) + pow(q - y.low, 2))};
}

int comparison_make(const struct sample *a, const struct sample *b, bool paired, uint64_t seed, struct comparison *out)
{
    (void)seed;
    *out = (struct comparison){.paired = paired,
                               .n = a->n < b->n ? a->n : b->n,
                               .difference = mean_of(a) - mean_of(b),
                               .ci = difference_interval(a, b, paired, 0.95),
                               .p = NAN,
                               .p_holm = NAN,
                               .correlation = NAN,
                               .p_t = NAN,
                               .p_wilcoxon = NAN,
                               .p_permutation = NAN,
                               .p_mann_whitney = NAN,
                               .cohens_d = NAN,
                               .cliffs_delta = NAN,
                               .improvement = NAN,
                               .improvement_ci = {NAN, NAN}};
    return 0;
}

void holm_adjust(struct comparison *comparisons, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        comparisons[i].p_holm = comparisons[i].p;
        comparisons[i].verdict = comparisons[i].ci.low > 0    ? VERDICT_SUPPORTED
                                 : comparisons[i].ci.high < 0 ? VERDICT_REFUTED
                                                              : VERDICT_UNDECIDED;
    }
}

void claim_test(const struct expectation *expect, const struct sample *a, const struct sample *b, bool paired,
                struct claim_result *out)
{
    (void)expect;
    *out = (struct claim_result){.figure = mean_of(a) - (b != NULL ? mean_of(b) : 0),
                                 .ci = b != NULL ? difference_interval(a, b, paired, 0.95) : mean_interval(a, 0.95),
                                 .p = NAN,
                                 .p_holm = NAN};
}

void claims_settle(const struct expectation *const *expect, struct claim_result *results, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool greater = expect[i]->relation <= ABOVE;
        results[i].verdict = results[i].ci.low > expect[i]->value    ? (greater ? VERDICT_SUPPORTED : VERDICT_REFUTED)
                             : results[i].ci.high < expect[i]->value ? (greater ? VERDICT_REFUTED : VERDICT_SUPPORTED)
                                                                     : VERDICT_UNDECIDED;
    }
}

size_t epochs_to_threshold(const float *trace, size_t epochs, size_t window, double threshold)
{
    double sum = 0;
    for (size_t i = 0; i < epochs; i++) {
        sum += trace[i] - (i >= window ? trace[i - window] : 0);
        if (i + 1 >= window && sum / (double)window >= threshold)
            return i + 1;
    }
    return 0;
}

double median_time(const size_t *times, size_t n, size_t end, size_t *n_reached)
{
    (void)times;
    (void)end;
    (void)n;
    *n_reached = 0;
    return NAN;
}
