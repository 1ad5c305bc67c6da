#include "attnbench/comparison.h"
#include "attnbench/error.h"
#include "exact_tests.h"
#include "improvement.h"
#include "inference.h"

#include <math.h>
#include <stdlib.h>

/* Compared as floats, which is what a trace holds: a mean of 0.9f reaches 0.9. */
size_t epochs_to_threshold(const float *trace, size_t epochs, size_t window, double threshold)
{
    double sum = 0;
    for (size_t i = 0; i < epochs; i++) {
        sum += trace[i] - (i >= window ? trace[i - window] : 0);
        if (i + 1 >= window && (float)(sum / (double)window) >= (float)threshold)
            return i + 1;
    }
    return 0;
}

/* All that are censored are so at the end: S(t) is the share not there at t, and its median the (n/2)-th time, or where
 * S stands at 1/2 from one time to the next, the middle of both. The k-th time by counting, as the array is const. */
static size_t kth_time(const size_t *times, size_t n, size_t k)
{
    size_t kth = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t as_early = 0;
        for (size_t j = 0; j < n; j++)
            as_early += times[j] != 0 && times[j] <= times[i];
        if (times[i] != 0 && as_early >= k && times[i] < kth)
            kth = times[i];
    }
    return kth;
}

double median_time(const size_t *times, size_t n, size_t *n_reached)
{
    *n_reached = 0;
    for (size_t i = 0; i < n; i++)
        *n_reached += times[i] != 0;
    if (n == 0 || 2 * *n_reached < n)
        return NAN;
    double median = (double)kth_time(times, n, (n + 1) / 2);
    if (n % 2 == 0 && *n_reached > n / 2)
        return (median + (double)kth_time(times, n, n / 2 + 1)) / 2;
    return median;
}

/* The earlier the greater; never is the least. */
static void earliness(const size_t *times, size_t n, int64_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = times[i] != 0 ? -(int64_t)times[i] : INT64_MIN / 2;
}

int sooner_make(const size_t *a, size_t n_a, const size_t *b, size_t n_b, size_t n_looks, struct sooner *out)
{
    *out = (struct sooner){NAN, {NAN, NAN}, NAN, NAN};
    if (n_a < 2 || n_b < 2)
        return 0;
    int64_t *early = allocate(n_a + n_b, sizeof *early);
    if (early == NULL)
        return EX_OSERR;
    earliness(a, n_a, early);
    earliness(b, n_b, early + n_a);
    out->probability = (cliffs_delta(early, n_a, early + n_a, n_b) + 1) / 2;
    out->ci = improvement_interval(out->probability, n_a, n_b);
    int status = mann_whitney_test(early, n_a, early + n_a, n_b, &out->p);
    out->p = out->p_holm = p_of_looks(out->p, n_looks);
    free(early);
    return status;
}

int sooner_adjust(struct sooner *sooner, size_t n, size_t step)
{
    double *p = allocate(2 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        p[i] = sooner[i * step].p;
    int status = holm(p, n, p + n);
    for (size_t i = 0; i < n && status == 0; i++)
        sooner[i * step].p_holm = p[n + i];
    free(p);
    return status;
}
