#include "bootstrap.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/base/sort.h"

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
    for (size_t i = 0; i < n / 2; i++) {
        uint64_t bits = next_bits(state);
        sum += scores[(bits >> 32) * n >> 32] + scores[(bits & UINT32_MAX) * n >> 32];
    }
    return n % 2 == 0 ? sum : sum + scores[(next_bits(state) >> 32) * n >> 32];
}

/* Sums of resamples, counted by value where those are few: then none needs to be sorted. */
struct sums {
    int64_t least;
    int64_t *listed;
    uint32_t *counts; /* of the value least + i; NULL: listed */
};

static int sums_make(const int64_t *scores, size_t n, struct sums *out)
{
    int64_t least = scores[0], most = scores[0];
    for (size_t i = 1; i < n; i++) {
        least = scores[i] < least ? scores[i] : least;
        most = scores[i] > most ? scores[i] : most;
    }
    int64_t n_values = (most - least) * (int64_t)n + 1;
    bool are_few = n_values <= RESAMPLES;
    *out = (struct sums){.least = least * (int64_t)n};
    if (are_few)
        out->counts = allocate((size_t)n_values, sizeof *out->counts);
    else
        out->listed = allocate(RESAMPLES, sizeof *out->listed);
    return out->counts != NULL || out->listed != NULL ? 0 : EX_OSERR;
}

static void sums_free(struct sums *sums)
{
    free(sums->counts);
    free(sums->listed);
}

/* The k-th smallest; those listed are sorted. */
static double kth(const struct sums *sums, size_t k)
{
    if (sums->counts == NULL)
        return (double)sums->listed[k];
    int64_t i = 0;
    for (size_t up_to = sums->counts[0]; up_to <= k; up_to += sums->counts[i])
        i++;
    return (double)(sums->least + i);
}

/* Between the order statistics next to (n - 1) p, as R's type 7. */
static double quantile(const struct sums *sums, double p)
{
    double place = (RESAMPLES - 1) * p;
    size_t k = (size_t)place;
    double low = kth(sums, k), high = k + 1 < RESAMPLES ? kth(sums, k + 1) : low;
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

/* Resamples whose sum is less than the total, and half of those that have it; those listed are sorted. */
static double count_below(const struct sums *sums, int64_t total)
{
    double below = 0;
    if (sums->counts == NULL) {
        for (size_t i = 0; i < RESAMPLES && sums->listed[i] <= total; i++)
            below += sums->listed[i] < total ? 1 : 0.5;
        return below;
    }
    for (int64_t i = 0; i < total - sums->least; i++)
        below += sums->counts[i];
    return below + 0.5 * sums->counts[total - sums->least];
}

/* Two loops, each without a branch that hangs on what is drawn: such are mostly foretold wrongly. */
static void draw_sums(const int64_t *scores, size_t n, uint64_t seed, struct sums *sums)
{
    struct stream stream = stream_open(seed, "bootstrap", 0, 0);
    uint64_t state = (uint64_t)stream_bits(&stream) << 32 | stream_bits(&stream);
    if (sums->counts != NULL) {
        for (size_t i = 0; i < RESAMPLES; i++)
            sums->counts[resampled_sum(scores, n, &state) - sums->least]++;
        return;
    }
    for (size_t i = 0; i < RESAMPLES; i++)
        sums->listed[i] = resampled_sum(scores, n, &state);
    sort_integers(sums->listed, RESAMPLES);
}

int bootstrap_bca(const int64_t *scores, size_t n, uint64_t seed, struct interval *out)
{
    *out = (struct interval){NAN, NAN};
    struct sums sums;
    TRY(sums_make(scores, n, &sums));
    int64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += scores[i];
    draw_sums(scores, n, seed, &sums);
    double below = count_below(&sums, total);
    double a = acceleration(scores, n, (double)total / (double)n), bias = qnorm(below / RESAMPLES, 0, 1, 1, 0);
    double ends[2];
    for (int i = 0; i < 2; i++) {
        double z = bias + qnorm(i == 0 ? 0.025 : 0.975, 0, 1, 1, 0);
        double p = pnorm(bias + z / (1 - a * z), 0, 1, 1, 0);
        ends[i] = isnan(p) ? NAN : quantile(&sums, p) / (double)n;
    }
    sums_free(&sums);
    *out = (struct interval){ends[0], ends[1]};
    return 0;
}
