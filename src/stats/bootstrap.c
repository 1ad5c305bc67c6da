#include "bootstrap.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>

enum { RESAMPLES = 10000 };

/* SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): a sample takes 10,000 n draws, too many for Philox. */
static uint64_t next_bits(uint64_t *state)
{
    uint64_t bits = *state += 0x9e3779b97f4a7c15;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

static int64_t resampled_sum(const int64_t *scores, size_t n, uint64_t *state)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i += 2) {
        uint64_t bits = next_bits(state);
        sum += scores[(bits >> 32) * n >> 32];
        if (i + 1 < n)
            sum += scores[(bits & UINT32_MAX) * n >> 32];
    }
    return sum;
}

/* Puts the k-th smallest at x[k], none greater before it and none smaller behind it (Hoare's quickselect). */
static int64_t select_kth(int64_t *x, size_t n, size_t k)
{
    size_t first = 0, last = n - 1;
    while (first < last) {
        int64_t pivot = x[first + (last - first) / 2];
        size_t i = first, j = last;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            int64_t swapped = x[i];
            x[i++] = x[j];
            x[j--] = swapped;
        }
        if (k <= j)
            last = j;
        else
            first = j + 1;
    }
    return x[k];
}

/* Between the order statistics next to (n - 1) p, as R's type 7. */
static double quantile(int64_t *x, size_t n, double p)
{
    double place = (double)(n - 1) * p;
    size_t k = (size_t)place;
    double low = (double)select_kth(x, n, k);
    double high = k + 1 < n ? (double)select_kth(x, n, k + 1) : low;
    return low + (place - (double)k) * (high - low);
}

/* sum (x - mean)^3 / (6 (sum (x - mean)^2)^1.5), which the jackknife gives for a mean. */
static double acceleration(const int64_t *scores, size_t n, double mean)
{
    double squares = 0, cubes = 0;
    for (size_t i = 0; i < n; i++) {
        double deviation = (double)scores[i] - mean;
        squares += deviation * deviation;
        cubes += deviation * deviation * deviation;
    }
    return cubes / (6 * pow(squares, 1.5));
}

int bootstrap_bca(const int64_t *scores, size_t n, uint64_t seed, struct interval *out)
{
    *out = (struct interval){NAN, NAN};
    int64_t *sums = allocate(RESAMPLES, sizeof *sums), total = 0;
    if (sums == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        total += scores[i];
    struct stream stream = stream_open(seed, "bootstrap", 0, 0);
    uint64_t state = (uint64_t)stream_bits(&stream) << 32 | stream_bits(&stream);
    double below = 0;
    for (size_t i = 0; i < RESAMPLES; i++) {
        sums[i] = resampled_sum(scores, n, &state);
        below += sums[i] < total ? 1 : sums[i] == total ? 0.5 : 0;
    }
    double a = acceleration(scores, n, (double)total / (double)n), bias = qnorm(below / RESAMPLES, 0, 1, 1, 0);
    double ends[2];
    for (int i = 0; i < 2; i++) {
        double z = bias + qnorm(i == 0 ? 0.025 : 0.975, 0, 1, 1, 0);
        double p = pnorm(bias + z / (1 - a * z), 0, 1, 1, 0);
        ends[i] = isnan(p) ? NAN : quantile(sums, RESAMPLES, p) / (double)n;
    }
    free(sums);
    *out = (struct interval){ends[0], ends[1]};
    return 0;
}
