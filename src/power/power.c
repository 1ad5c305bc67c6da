#include "attnbench/power/power.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/stats/repeats.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>

/* The repeats of one model in all studies, (POWER_STUDIES, POWER_MOST_REPEATS). */
struct drawn {
    double *scores; /* (sequences): counts up to k have normal scores up to scores[k]; NULL of other figures */
    int32_t *hits, *of;
    double *values;
};

struct power {
    struct design design;
    size_t n_drawn[POWER_STUDIES]; /* repeats that are there */
    struct stream streams[POWER_STUDIES];
    struct drawn a, b;
};

/* ---- what trainings are like ---- */

struct interval sd_interval(double sd, size_t n, double level)
{
    double df = (double)n - 1, tail = (1 - level) / 2;
    double low = sd * sqrt(df / qchisq(tail, df, 0, 0)), high = sd * sqrt(df / qchisq(tail, df, 1, 0));
    return (struct interval){low, high};
}

double correlation_shown(double r, size_t n)
{
    if (n < 5 || isnan(r))
        return 0;
    double reach = atanh(fmin(fabs(r), 1 - 1e-9)) - qnorm(0.9, 0, 1, 1, 0) / sqrt((double)n - 3);
    return reach > 0 ? copysign(tanh(reach), r) : 0;
}

/* The variance of a share k / m of trainings with mean p and variance v is v + (p (1 - p) - v) / m. */
double sd_of_trainings(double sd, double mean, int32_t sequences)
{
    double m = sequences, luck = mean * (100 - mean) / m;
    return m > 1 ? sqrt(fmax(0, (sd * sd - luck) / (1 - 1 / m))) : 0;
}

/* Log of C(m, k) B(k + alpha, m - k + beta) / B(alpha, beta), or of the binomial's chance. */
static double log_chance(int32_t k, int32_t m, double mean, double sd)
{
    double most = mean * (1 - mean), size = sd > 0 ? most / fmin(sd * sd, 0.99 * most) - 1 : INFINITY;
    if (size > 1e9 || most <= 0)
        return dbinom(k, m, mean, 1);
    double alpha = mean * size, beta = size - alpha;
    return lchoose(m, k) + lbeta(k + alpha, m - k + beta) - lbeta(alpha, beta);
}

static int take_scores(const struct trainings *trainings, int32_t m, struct drawn *out)
{
    double below = 0;
    out->scores = allocate((size_t)m, sizeof *out->scores);
    if (out->scores == NULL)
        return EX_OSERR;
    for (int32_t k = 0; k < m; k++) {
        below += exp(log_chance(k, m, trainings->mean / 100, trainings->sd / 100));
        out->scores[k] = qnorm(fmin(1, below), 0, 1, 1, 0);
    }
    return 0;
}

static int open_drawn(const struct design *design, const struct trainings *trainings, struct drawn *out)
{
    const size_t n = (size_t)POWER_STUDIES * POWER_MOST_REPEATS;
    bool counts = design->metric->kind == METRIC_COUNTS;
    out->hits = allocate(counts ? n : 1, sizeof *out->hits);
    out->of = allocate(POWER_MOST_REPEATS, sizeof *out->of);
    out->values = allocate(n, sizeof *out->values);
    if (out->hits == NULL || out->of == NULL || out->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < POWER_MOST_REPEATS; i++)
        out->of[i] = design->sequences;
    return counts ? take_scores(trainings, design->sequences, out) : 0;
}

static void close_drawn(struct drawn *drawn)
{
    free(drawn->scores);
    free(drawn->hits);
    free(drawn->of);
    free(drawn->values);
}

int power_open(const struct design *design, uint64_t seed, struct power **out)
{
    struct power *power = allocate(1, sizeof *power);
    *out = NULL;
    if (power == NULL)
        return EX_OSERR;
    power->design = *design;
    for (uint32_t study = 0; study < POWER_STUDIES; study++)
        power->streams[study] = stream_open(seed, "planned studies", 0, study);
    int status = open_drawn(design, &design->a, &power->a);
    if (status == 0)
        status = open_drawn(design, &design->b, &power->b);
    if (status != 0)
        power_close(power);
    else
        *out = power;
    return status;
}

void power_close(struct power *power)
{
    if (power == NULL)
        return;
    close_drawn(&power->a);
    close_drawn(&power->b);
    free(power);
}

/* ---- studies ---- */

/* The count whose score is the least that is not below this one. */
static int32_t count_at(const double *scores, int32_t m, double score)
{
    int32_t low = 0, high = m;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (scores[middle] < score)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void draw(const struct design *design, const struct trainings *trainings, double score, size_t i,
                 struct drawn *out)
{
    if (design->metric->kind != METRIC_COUNTS) {
        out->values[i] =
            fmin(design->metric->most, fmax(design->metric->least, trainings->mean + trainings->sd * score));
        return;
    }
    out->hits[i] = count_at(out->scores, design->sequences, score);
    out->values[i] = 100.0 * out->hits[i] / design->sequences;
}

/* Repeats of a study up to n, those that are not there yet. */
static void draw_to(struct power *power, size_t study, size_t n)
{
    const struct design *design = &power->design;
    double r = design->correlation;
    for (size_t repeat = power->n_drawn[study]; repeat < n; repeat++) {
        double score = stream_normal(&power->streams[study]), other = stream_normal(&power->streams[study]);
        size_t i = study * POWER_MOST_REPEATS + repeat;
        draw(design, &design->a, score, i, &power->a);
        draw(design, &design->b, r * score + sqrt(1 - r * r) * other, i, &power->b);
    }
    power->n_drawn[study] = n > power->n_drawn[study] ? n : power->n_drawn[study];
}

static struct repeats repeats_of(const struct design *design, const struct drawn *drawn, size_t study, size_t n)
{
    size_t first = study * POWER_MOST_REPEATS;
    return (struct repeats){.metric = design->metric,
                            .n = n,
                            .hits = drawn->scores != NULL ? drawn->hits + first : drawn->hits,
                            .of = drawn->of,
                            .values = drawn->values + first};
}

/* Does this study of n repeats find what is looked for? */
static bool finds(struct power *power, double half_width, size_t study, size_t n)
{
    const struct design *design = &power->design;
    draw_to(power, study, n);
    struct repeats a = repeats_of(design, &power->a, study, n), b = repeats_of(design, &power->b, study, n);
    if (half_width > 0) {
        struct interval interval = repeats_interval(&a, design->level);
        return interval.high - interval.low <= 2 * half_width;
    }
    struct interval interval = repeats_difference(&a, &b, design->paired, design->level).ci;
    return design->a.mean > design->b.mean ? interval.low > 0 : interval.high < 0;
}

double power_share(struct power *power, double half_width, size_t n)
{
    size_t found = 0;
    for (size_t study = 0; study < POWER_STUDIES; study++)
        found += finds(power, half_width, study, n);
    return (double)found / POWER_STUDIES;
}

/* Is that share at least this one? Looks at no more studies than decide it. */
static bool is_enough(struct power *power, double half_width, double share, size_t n)
{
    size_t found = 0, left = POWER_STUDIES;
    while ((double)found / POWER_STUDIES < share && (double)(found + left) / POWER_STUDIES >= share) {
        found += finds(power, half_width, POWER_STUDIES - left, n);
        left--;
    }
    return (double)found / POWER_STUDIES >= share;
}

size_t power_repeats(struct power *power, double half_width, double share)
{
    const size_t most = POWER_MOST_REPEATS;
    size_t open = 1, enough = 2;
    while (enough < most && !is_enough(power, half_width, share, enough)) {
        open = enough;
        enough = 2 * enough < most ? 2 * enough : most;
    }
    while (enough - open > 1) {
        size_t middle = open + (enough - open) / 2;
        if (is_enough(power, half_width, share, middle))
            enough = middle;
        else
            open = middle;
    }
    return enough;
}
