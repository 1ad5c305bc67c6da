#include "bootstrap.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/base/sort.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* The sums of resamples: the chance of each, where that is little work, else 10,000 that were drawn. */
struct sums {
    int64_t least;
    size_t n_values; /* of chances */
    double *chances; /* of the sum least + i; NULL: drawn */
    int64_t *drawn;  /* sorted */
};

/* How often each value least + v stands among the scores. */
struct counted {
    int64_t least;
    size_t n_values, n_distinct;
    uint32_t *counts;
};

static int count_values(const int64_t *scores, size_t n, struct counted *out)
{
    int64_t least = scores[0], most = scores[0];
    for (size_t i = 1; i < n; i++) {
        least = scores[i] < least ? scores[i] : least;
        most = scores[i] > most ? scores[i] : most;
    }
    *out = (struct counted){.least = least, .n_values = (size_t)(most - least) + 1};
    if (out->n_values > RESAMPLES)
        return 0;
    out->counts = allocate(out->n_values, sizeof *out->counts);
    if (out->counts == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        out->n_distinct += out->counts[scores[i] - least]++ == 0;
    return 0;
}

/* out[i + v] += x[i] count[v] / n: the chances of one more draw's sums. */
static void add_draw(const struct counted *of, size_t n, const double *x, size_t n_x, double *out)
{
    memset(out, 0, (n_x + of->n_values - 1) * sizeof *out);
    for (size_t v = 0; v < of->n_values; v++) {
        double chance = of->counts[v] / (double)n;
        for (size_t i = 0; i < n_x && of->counts[v] > 0; i++)
            out[i + v] += x[i] * chance;
    }
}

static int find_chances(const struct counted *of, size_t n, struct sums *out)
{
    out->n_values = n * (of->n_values - 1) + 1;
    out->chances = allocate(out->n_values, sizeof *out->chances);
    double *next = allocate(out->n_values, sizeof *next);
    int status = out->chances != NULL && next != NULL ? 0 : EX_OSERR;
    if (status == 0)
        out->chances[0] = 1;
    for (size_t k = 0; k < n && status == 0; k++) {
        double *before = out->chances;
        add_draw(of, n, before, k * (of->n_values - 1) + 1, next);
        out->chances = next;
        next = before;
    }
    free(next);
    if (status != 0)
        free(out->chances);
    return status;
}

static int draw_sums(const int64_t *scores, size_t n, uint64_t seed, struct sums *out)
{
    struct stream stream = stream_open(seed, "bootstrap", 0, 0);
    uint64_t state = (uint64_t)stream_bits(&stream) << 32 | stream_bits(&stream);
    out->drawn = allocate(RESAMPLES, sizeof *out->drawn);
    if (out->drawn == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < RESAMPLES; i++)
        out->drawn[i] = resampled_sum(scores, n, &state);
    sort_integers(out->drawn, RESAMPLES);
    return 0;
}

/* Chances take n_distinct n_values n^2 / 2 products, and drawing takes 10,000 n numbers, each of them longer. */
static int sums_make(const int64_t *scores, size_t n, uint64_t seed, struct sums *out)
{
    struct counted counted;
    TRY(count_values(scores, n, &counted));
    bool is_little = counted.counts != NULL && counted.n_distinct * counted.n_values * n <= (size_t)8 * RESAMPLES;
    *out = (struct sums){.least = counted.least * (int64_t)n};
    int status = is_little ? find_chances(&counted, n, out) : draw_sums(scores, n, seed, out);
    free(counted.counts);
    return status;
}

static void sums_free(struct sums *sums)
{
    free(sums->chances);
    free(sums->drawn);
}

/* The least sum that is not exceeded with chance p; of those drawn between the order statistics next to (n - 1) p, as
 * R's type 7. */
static double quantile(const struct sums *sums, double p)
{
    if (sums->chances != NULL) {
        size_t i = 0;
        for (double up_to = sums->chances[0]; up_to < p && i + 1 < sums->n_values; up_to += sums->chances[i])
            i++;
        return (double)(sums->least + (int64_t)i);
    }
    double place = (RESAMPLES - 1) * p;
    size_t k = (size_t)place;
    double low = (double)sums->drawn[k], high = k + 1 < RESAMPLES ? (double)sums->drawn[k + 1] : low;
    return low + (place - (double)k) * (high - low);
}

/* Chance of a sum below the total, and half that of the total itself. */
static double chance_below(const struct sums *sums, int64_t total)
{
    double below = 0;
    if (sums->chances != NULL) {
        size_t at = (size_t)(total - sums->least);
        for (size_t i = 0; i < at; i++)
            below += sums->chances[i];
        return below + 0.5 * sums->chances[at];
    }
    for (size_t i = 0; i < RESAMPLES && sums->drawn[i] <= total; i++)
        below += sums->drawn[i] < total ? 1 : 0.5;
    return below / RESAMPLES;
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
    struct sums sums;
    TRY(sums_make(scores, n, seed, &sums));
    int64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += scores[i];
    double a = acceleration(scores, n, (double)total / (double)n);
    double bias = qnorm(chance_below(&sums, total), 0, 1, 1, 0);
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
