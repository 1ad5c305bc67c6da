#include "attnbench/base/error.h"
#include "attnbench/stats/comparison.h"
#include "exact_tests.h"
#include "improvement.h"
#include "inference.h"

#include <math.h>
#include <stdlib.h>

/* Compared as floats, which is what a trace holds: a mean of 0.9f reaches 0.9. */
size_t epochs_to_threshold(const float *trace, size_t epochs, size_t window, double threshold)
{
    double sum = 0;
    size_t n_finite = 0; /* in a row */
    for (size_t i = 0; i < epochs; i++) {
        bool is_finite = isfinite(trace[i]);
        sum = is_finite ? sum + (double)trace[i] - (n_finite >= window ? (double)trace[i - window] : 0) : 0;
        n_finite = is_finite ? n_finite + 1 : 0;
        if (n_finite >= window && (float)(sum / (double)window) >= (float)threshold)
            return i + 1;
    }
    return 0;
}

/* Never comes last. */
static int by_time(const void *x, const void *y)
{
    size_t a = *(const size_t *)x - 1, b = *(const size_t *)y - 1;
    return (a > b) - (a < b);
}

/* All that are censored are so at the end: S(t) is the share not there at t, and its median the (n/2)-th time, or where
 * S stands at 1/2 from one time to the next, the middle of both. */
double median_time(size_t *times, size_t n, size_t *n_reached)
{
    *n_reached = 0;
    for (size_t i = 0; i < n; i++)
        *n_reached += times[i] != 0;
    if (n == 0 || 2 * *n_reached < n)
        return NAN;
    qsort(times, n, sizeof *times, by_time);
    size_t half = n / 2;
    double next = (double)times[half == *n_reached ? half - 1 : half]; /* S may stay at 1/2 to the end */
    return n % 2 == 0 ? ((double)times[half - 1] + next) / 2 : next;
}

/* The earlier the greater; never is the least. */
static void earliness(const size_t *times, size_t n, int64_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = times[i] != 0 ? -(int64_t)times[i] : INT64_MIN / 2;
}

static bool all_same(const size_t *a, size_t n_a, const size_t *b, size_t n_b)
{
    bool same = true;
    for (size_t i = 0; i < n_a; i++)
        same = same && a[i] == a[0];
    for (size_t i = 0; i < n_b; i++)
        same = same && b[i] == a[0];
    return same;
}

int sooner_make(const size_t *a, size_t n_a, const size_t *b, size_t n_b, struct looks looks, struct sooner *out)
{
    *out = (struct sooner){NAN, {NAN, NAN}, NAN, NAN};
    if (n_a < 2 || n_b < 2 || all_same(a, n_a, b, n_b))
        return 0;
    int64_t *early = allocate(n_a + n_b, sizeof *early);
    if (early == NULL)
        return EX_OSERR;
    earliness(a, n_a, early);
    earliness(b, n_b, early + n_a);
    struct mann_whitney mann_whitney;
    int status = mann_whitney_test(early, n_a, early + n_a, n_b, &mann_whitney);
    free(early);
    TRY(status);
    out->probability = (mann_whitney.delta + 1) / 2;
    out->ci = improvement_interval(out->probability, n_a, n_b);
    out->p = out->p_holm = p_of_looks(mann_whitney.p, looks);
    return 0;
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
