#include "exact_tests.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MANN_WHITNEY_EXACT = 40 };
enum { MOST_COUNTED = 1000 };         /* values: of more, the ways to choose half of them are no double */
static const double MOST_STEPS = 1e7; /* of counting sums: some 10 ms */

/* The unit that all values are whole multiples of. */
static int64_t unit_of(const int64_t *values, size_t n)
{
    int64_t unit = 0;
    for (size_t i = 0; i < n; i++)
        if (values[i] != 0)
            unit = greatest_common_divisor(unit, values[i]);
    return unit != 0 ? unit : 1;
}

struct ranked_value {
    int64_t value;
    size_t at;
};

static int by_value(const void *x, const void *y)
{
    int64_t a = ((const struct ranked_value *)x)->value, b = ((const struct ranked_value *)y)->value;
    return (a > b) - (a < b);
}

/* Twice the mean rank of each, as 2 (values below) + (equal values, itself counted) + 1. *ties gets the sum of t^3 - t
 * over the sets of t equal values, unless it is NULL. */
static int doubled_ranks(const int64_t *values, size_t n, int64_t *ranks, double *ties)
{
    struct ranked_value *sorted = allocate(n + 1, sizeof *sorted);
    double sum = 0;
    if (sorted == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct ranked_value){values[i], i};
    qsort(sorted, n, sizeof *sorted, by_value);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && sorted[end].value == sorted[i].value; end++)
            ;
        for (size_t k = i; k < end; k++)
            ranks[sorted[k].at] = (int64_t)(i + end + 1);
        double equal = (double)(end - i);
        sum += equal * equal * equal - equal;
    }
    if (ties != NULL)
        *ties = sum;
    free(sorted);
    return 0;
}

/* Rearrangements to draw: 100,000, and of more than 1,000 values so many that 10^8 values are drawn. */
static size_t draws_of(size_t n)
{
    const size_t most = 100 * 1000, values = 100 * 1000 * 1000;
    return n <= values / most ? most : values / n;
}

/* ---- signs ---- */

/* chance[s]: that the values with a + add up to s, each + with 1/2. */
static int flip_all(const int64_t *sizes, size_t n, int64_t whole, int64_t seen, double *p)
{
    double *chance = allocate((size_t)whole + 1, sizeof *chance);
    if (chance == NULL)
        return EX_OSERR;
    chance[0] = 1;
    int64_t reached = 0;
    for (size_t i = 0; i < n; i++) {
        reached += sizes[i];
        for (int64_t s = reached; s >= 0; s--)
            chance[s] = (chance[s] + (s >= sizes[i] ? chance[s - sizes[i]] : 0)) / 2;
    }
    *p = 0;
    for (int64_t s = 0; s <= whole; s++)
        if (llabs(2 * s - whole) >= seen)
            *p += chance[s];
    *p = fmin(1, *p);
    free(chance);
    return 0;
}

static double flip_some(const int64_t *sizes, size_t n, int64_t seen, uint64_t seed)
{
    struct stream stream = stream_open(seed, "sign flips", 0, 0);
    size_t as_far = 0, draws = draws_of(n);
    for (size_t draw = 0; draw < draws; draw++) {
        int64_t sum = 0;
        uint32_t signs = 0;
        for (size_t i = 0; i < n; i++) {
            signs = i % 32 == 0 ? stream_bits(&stream) : signs >> 1;
            sum += (signs & 1) != 0 ? sizes[i] : -sizes[i];
        }
        as_far += llabs(sum) >= seen;
    }
    return (double)(as_far + 1) / (double)(draws + 1);
}

int sign_flip_test(const int64_t *values, size_t n, uint64_t seed, double *p)
{
    int64_t *sizes = allocate(n + 1, sizeof *sizes), whole = 0, seen = 0, unit = unit_of(values, n);
    if (sizes == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        sizes[i] = llabs(values[i] / unit);
        whole += sizes[i];
        seen += values[i] / unit;
    }
    int status = 0;
    if ((double)whole * (double)n <= MOST_STEPS)
        status = flip_all(sizes, n, whole, llabs(seen), p);
    else
        *p = flip_some(sizes, n, llabs(seen), seed);
    free(sizes);
    return status;
}

int signed_rank_test(const int64_t *differences, size_t n, uint64_t seed, double *p)
{
    int64_t *sizes = allocate(2 * n + 1, sizeof *sizes);
    if (sizes == NULL)
        return EX_OSERR;
    int64_t *ranks = sizes + n;
    for (size_t i = 0; i < n; i++)
        sizes[i] = llabs(differences[i]);
    int status = doubled_ranks(sizes, n, ranks, NULL);
    for (size_t i = 0; i < n; i++)
        ranks[i] *= (differences[i] > 0) - (differences[i] < 0);
    if (status == 0)
        status = sign_flip_test(ranks, n, seed, p);
    free(sizes);
    return status;
}

/* ---- labels ---- */

__extension__ typedef __int128 int128;

/* Whether a sum of n_a of the n values, all of which sum to `whole`, is as far from its expectation as `seen` is. */
static bool is_as_far(int64_t sum, int64_t seen, size_t n_a, size_t n, int64_t whole)
{
    int128 centre = (int128)n_a * whole, here = (int128)n * sum - centre, there = (int128)n * seen - centre;
    return (here < 0 ? -here : here) >= (there < 0 ? -there : there);
}

/* ways[k * (whole + 1) + s]: to choose k of the values that sum to s. */
static int label_all(const int64_t *values, size_t n, size_t n_a, int64_t whole, int64_t seen, double *p)
{
    size_t width = (size_t)whole + 1;
    double *ways = allocate((n_a + 1) * width, sizeof *ways);
    if (ways == NULL)
        return EX_OSERR;
    ways[0] = 1;
    int64_t reached = 0;
    for (size_t i = 0; i < n; i++) {
        reached += values[i];
        for (size_t k = i < n_a ? i + 1 : n_a; k > 0; k--)
            for (int64_t s = values[i]; s <= reached; s++)
                ways[k * width + (size_t)s] += ways[(k - 1) * width + (size_t)(s - values[i])];
    }
    double all = 0, as_far = 0;
    for (int64_t s = 0; s <= whole; s++) {
        all += ways[n_a * width + (size_t)s];
        as_far += is_as_far(s, seen, n_a, n, whole) ? ways[n_a * width + (size_t)s] : 0;
    }
    *p = as_far / all;
    free(ways);
    return 0;
}

/* The first n_a of a shuffle (Durstenfeld 1964), which may go on from the last one's order. */
static double label_some(int64_t *values, size_t n, size_t n_a, int64_t whole, int64_t seen, uint64_t seed)
{
    struct stream stream = stream_open(seed, "labels", 0, 0);
    size_t as_far = 0, draws = draws_of(n);
    for (size_t draw = 0; draw < draws; draw++) {
        int64_t sum = 0;
        for (size_t i = 0; i < n_a; i++) {
            size_t j = i + stream_below(&stream, (uint32_t)(n - i));
            int64_t drawn = values[j];
            values[j] = values[i];
            values[i] = drawn;
            sum += drawn;
        }
        as_far += is_as_far(sum, seen, n_a, n, whole);
    }
    return (double)(as_far + 1) / (double)(draws + 1);
}

int label_test(const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, uint64_t seed, double *p)
{
    size_t n = n_a + n_b;
    int64_t *values = allocate(n + 1, sizeof *values), least = INT64_MAX, whole = 0, seen = 0;
    if (values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        values[i] = i < n_a ? a[i] : b[i - n_a];
        least = values[i] < least ? values[i] : least;
    }
    for (size_t i = 0; i < n; i++)
        values[i] -= least;
    int64_t unit = unit_of(values, n);
    for (size_t i = 0; i < n; i++) {
        values[i] /= unit;
        whole += values[i];
        seen += i < n_a ? values[i] : 0;
    }
    int status = 0;
    if (n <= MOST_COUNTED && (double)whole * (double)n * (double)n_a <= MOST_STEPS)
        status = label_all(values, n, n_a, whole, seen, p);
    else
        *p = label_some(values, n, n_a, whole, seen, seed);
    free(values);
    return status;
}

/* With U = (rank sum of a) - n_a (n_a + 1) / 2 and t_i, N the counts of equal and of all values:
 *   variance = n_a n_b / 12 (N + 1 - sum (t^3 - t) / (N (N - 1))),  z = (|U - n_a n_b / 2| - 1/2) / sd */
static double mann_whitney_normal(double u, double ties, size_t n_a, size_t n_b)
{
    double n = (double)(n_a + n_b), na = (double)n_a, nb = (double)n_b;
    double from_centre = fabs(u - na * nb / 2) - 0.5;
    double variance = na * nb / 12 * (n + 1 - ties / (n * (n - 1)));
    if (variance <= 0 || from_centre <= 0)
        return 1;
    return 2 * pnorm(from_centre / sqrt(variance), 0, 1, 0, 0);
}

/* Half the sum of the doubled ranks of a, less n_a (n_a + 1) / 2. */
static double u_of(const int64_t *ranks, size_t n_a)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n_a; i++)
        sum += ranks[i];
    return (double)(sum - (int64_t)(n_a * (n_a + 1))) / 2;
}

int mann_whitney_test(const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, struct mann_whitney *out)
{
    size_t n = n_a + n_b;
    int64_t *pooled = allocate(2 * n + 1, sizeof *pooled);
    double ties = 0;
    if (pooled == NULL)
        return EX_OSERR;
    int64_t *ranks = pooled + n;
    memcpy(pooled, a, n_a * sizeof *a);
    memcpy(pooled + n_a, b, n_b * sizeof *b);
    int status = doubled_ranks(pooled, n, ranks, &ties);
    double u = status == 0 ? u_of(ranks, n_a) : NAN;
    *out = (struct mann_whitney){2 * u / ((double)n_a * (double)n_b) - 1, mann_whitney_normal(u, ties, n_a, n_b)};
    if (status == 0 && n <= MANN_WHITNEY_EXACT)
        status = label_test(ranks, n_a, ranks + n_a, n_b, 0, &out->p);
    free(pooled);
    return status;
}
