#include "inference.h"
#include "attnbench/base/error.h"

#include <Rmath.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- quantiles ---- */

double upper_t(double p, double df)
{
    enum { KEPT = 512 };
    static struct kept {
        double p, df, t;
    } all[KEPT];
    uint64_t bits;
    if (!(df >= 0 && df < 1e9)) /* has no place there */
        return qt(p, df, 0, 0);
    memcpy(&bits, &p, sizeof bits);
    struct kept *kept = &all[((bits >> 40) + (uint64_t)df) % KEPT];
    if (kept->p != p || kept->df != df)
        *kept = (struct kept){p, df, qt(p, df, 0, 0)};
    return kept->t;
}

/* ---- moments ---- */

static double share(const struct sample *sample, size_t i)
{
    return (double)sample->correct[i] / sample->sequences[i];
}

/* Mean and variance in two passes; a sample of equal shares has the variance 0 exactly. */
struct moments moments_of(const struct sample *sample)
{
    size_t n = sample->n;
    double sum = 0, squares = 0, inverse = 0;
    bool equal = true;
    for (size_t i = 0; i < n; i++) {
        sum += share(sample, i);
        inverse += 1.0 / sample->sequences[i];
        equal = equal && share(sample, i) == share(sample, 0);
    }
    double mean = equal && n > 0 ? share(sample, 0) : sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (share(sample, i) - mean) * (share(sample, i) - mean);
    double sequences = (double)n / inverse / (1 - sample->stratified);
    return (struct moments){n, mean, n > 1 ? squares / (double)(n - 1) : NAN, sequences, sample->same_sequences};
}

/* ---- questions ---- */

static double covariance(const struct sample *a, const struct moments *of_a, const struct sample *b,
                         const struct moments *of_b)
{
    double sum = 0;
    for (size_t i = 0; i < a->n; i++)
        sum += (share(a, i) - of_a->mean) * (share(b, i) - of_b->mean);
    return sum / (double)(a->n - 1);
}

double welch_df(double va, size_t n_a, double vb, size_t n_b)
{
    if (va + vb == 0)
        return (double)(n_a + n_b - 2);
    return (va + vb) * (va + vb) / (va * va / (double)(n_a - 1) + vb * vb / (double)(n_b - 1));
}

double unpaired_df(double va, size_t n_a, double vb, size_t n_b)
{
    double smaller = (double)(n_a < n_b ? n_a : n_b), ratio = smaller / (double)(n_a < n_b ? n_b : n_a);
    return fmin(welch_df(va, n_a, vb, n_b), (smaller - 1) * (1 + ratio * ratio));
}

/* Of the pairs' differences, with n-1. Shares are rounded: differences that are equal but for that do not vary. */
static double pair_variance(const struct sample *a, const struct sample *b, double centre)
{
    const double rounding = 4 * DBL_EPSILON;
    double squares = 0, largest = 0;
    for (size_t i = 0; i < a->n; i++) {
        double deviation = share(a, i) - share(b, i) - centre;
        squares += deviation * deviation;
        largest = fmax(largest, fabs(deviation));
    }
    return largest <= rounding ? 0 : squares / (double)(a->n - 1);
}

struct question question_of(const struct sample *a, const struct sample *b, bool paired)
{
    struct question question = {.a = moments_of(a), .correlation = NAN, .df = (double)a->n - 1};
    if (b == NULL)
        return question;
    question.b = moments_of(b);
    question.paired = paired;
    if (a->n < 2 || b->n < 2)
        return question;
    if (!paired) {
        double va = question.a.variance / (double)a->n, vb = question.b.variance / (double)b->n;
        question.df = unpaired_df(va, a->n, vb, b->n);
        question.variance = va + vb;
        return question;
    }
    question.pair_variance = pair_variance(a, b, question.a.mean - question.b.mean);
    question.variance = question.pair_variance / (double)a->n;
    double with = covariance(a, &question.a, b, &question.b), spread = sqrt(question.a.variance * question.b.variance);
    if (spread > 0)
        question.correlation = fmax(-1, fmin(1, with / spread));
    return question;
}

double question_figure(const struct question *question)
{
    return 100 * (question->a.mean - (question->b.n > 0 ? question->b.mean : 0));
}

double question_quantile(const struct question *question, double level)
{
    return upper_t((1 - level) / 2, question->df);
}

/* ---- intervals ---- */

/* How far an interval reaches from the mean. */
struct arms {
    double below, above;
};

/* To the x for which (p - x)^2 <= k x (1 - x): Wilson's (JASA 22, 1927), whose k is z^2 / sequences. Here the variance
 * of the mean is that of one binomial times what the repeats show,
 *   k = max(z^2 / (n m), t^2 (s^2 / n) / (p (1 - p))),
 * so m n is Korn & Graubard's (1998) effective number of sequences, and never more than were evaluated. Equal repeats
 * show no s^2; that is no sign of there being none, so it is then the binomial's, p (1 - p) / m. Nearly equal ones show
 * as little: of an s^2 below half the binomial's, what it lacks of that counts in its place. Where all repeats share
 * their m sequences, these do not average out: k = z^2 / m + t^2 (s^2 / n) / (p (1 - p)). */
static struct arms score_arms(const struct moments *moments, double z, double t)
{
    double p = moments->mean, n = (double)moments->n, m = moments->sequences;
    double luck = 1 / (n * m), seen = moments->variance > 0 ? moments->variance / n / (p * (1 - p)) : 0;
    double shown = t * t * fmax(seen, luck - seen);
    double k = moments->same_sequences ? z * z / m + shown : fmax(z * z * luck, shown);
    double root = sqrt(k * p * (1 - p) + k * k / 4), shift = k * (0.5 - p);
    return (struct arms){(root - shift) / (1 + k), (root + shift) / (1 + k)};
}

/* The hypotenuse of two arms, at right angles when there is no correlation. */
static double joined(double x, double y, double correlation)
{
    return sqrt(fmax(0, x * x + y * y - 2 * correlation * x * y));
}

/* Zou & Donner (2008): from the means' intervals (l, u) to their difference's,
 *   low = d - sqrt((a - la)^2 + (ub - b)^2 - 2 r (a - la)(ub - b)), high alike.
 * Each end is at least as far out as Student's, or Welch's: MOVER alone leaves out 0 too often near 100 %, where the
 * interval is shorter for whichever model happens to be ahead. Few pairs, or such as all differ by the same, show
 * nothing of how they go together: then r = 0. */
static struct arms difference_arms(const struct question *question, double z, double t)
{
    enum { LEAST_PAIRS = 5 };
    const struct moments *a = &question->a, *b = &question->b;
    struct arms of_a = score_arms(a, z, t), of_b = score_arms(b, z, t);
    bool is_shown = a->n >= LEAST_PAIRS && question->pair_variance > 0 && !isnan(question->correlation);
    double correlation = is_shown ? question->correlation : 0, student = t * sqrt(question->variance);
    return (struct arms){fmax(student, joined(of_a.below, of_b.above, correlation)),
                         fmax(student, joined(of_a.above, of_b.below, correlation))};
}

struct interval question_interval(const struct question *question, double t)
{
    bool compared = question->b.n > 0;
    if (question->a.n < 2 || (compared && question->b.n < 2))
        return (struct interval){NAN, NAN};
    double z = -qnorm(pt(-t, question->df, 1, 1), 0, 1, 1, 1);
    struct arms arms = compared ? difference_arms(question, z, t) : score_arms(&question->a, z, t);
    double figure = question_figure(question), least = compared ? -100 : 0;
    return (struct interval){fmax(least, figure - 100 * arms.below), fmin(100, figure + 100 * arms.above)};
}

struct interval mean_interval(const struct sample *sample, double level)
{
    struct question question = question_of(sample, NULL, false);
    return question_interval(&question, question_quantile(&question, level));
}

/* ---- p values ---- */

bool interval_settles(struct interval interval, enum relation relation, double value)
{
    switch (relation) {
    case AT_LEAST:
    case BELOW:
        return interval.low >= value || interval.high < value;
    default:
        return interval.low > value || interval.high <= value;
    }
}

/* Intervals of higher levels nearly always hold those of lower ones, but a correlation may make one shorter that
 * reaches 0 or 100 %; what is decided at `level` is so whatever the bisection finds elsewhere. */
double question_p(const struct question *question, enum relation relation, double value, double level)
{
    const double far = 1e12, error = 1 - level;
    if (isnan(question_interval(question, 1).low))
        return NAN;
    double settled = 0, open = question_quantile(question, level);
    bool is_settled = interval_settles(question_interval(question, open), relation, value);
    while (open < far && interval_settles(question_interval(question, open), relation, value)) {
        settled = open;
        open *= 2;
    }
    while (open < far && open - settled > 1e-13 * fmax(1, open)) {
        double middle = (settled + open) / 2;
        if (interval_settles(question_interval(question, middle), relation, value))
            settled = middle;
        else
            open = middle;
    }
    double p = fmax(DBL_MIN, 2 * pt(-settled, question->df, 1, 0));
    return is_settled ? fmin(p, error) : fmax(p, nextafter(error, 1));
}

struct growth growth_of(double va, size_t n_a, double vb, size_t n_b)
{
    if (!(va + vb > 0))
        return (struct growth){(double)(n_a < n_b ? n_a : n_b), 2};
    return (struct growth){(va + vb) / (va / (double)n_a + vb / (double)n_b),
                           (va + vb) * (va + vb) / (va * va + vb * vb)};
}

/* ---- scores ---- */

int64_t greatest_common_divisor(int64_t x, int64_t y)
{
    while (y != 0) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x != 0 ? llabs(x) : 1;
}

/* The least common multiple of all sequences, as far as it is below `limit`; then shares are rounded to 1 / limit. */
static int64_t common_denominator(const struct sample *sample, int64_t start)
{
    const int64_t limit = 1000 * 1000 * 1000;
    for (size_t i = 0; i < sample->n && start < limit; i++)
        start *= sample->sequences[i] / greatest_common_divisor(start, sample->sequences[i]);
    return start < limit ? start : limit;
}

int scores_make(const struct sample *a, const struct sample *b, struct scores *out)
{
    size_t n_b = b != NULL ? b->n : 0;
    out->a = allocate(a->n + n_b + 1, sizeof *out->a);
    if (out->a == NULL)
        return EX_OSERR;
    out->b = out->a + a->n;
    out->whole = common_denominator(a, 1);
    if (b != NULL)
        out->whole = common_denominator(b, out->whole);
    for (size_t i = 0; i < a->n; i++)
        out->a[i] = llround(share(a, i) * (double)out->whole);
    for (size_t i = 0; i < n_b; i++)
        out->b[i] = llround(share(b, i) * (double)out->whole);
    return 0;
}

/* ---- families ---- */

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *x, const void *y)
{
    double p = ((const struct ranked *)x)->p, q = ((const struct ranked *)y)->p;
    return (p > q) - (p < q);
}

/* The p that are not NaN, smallest first: how many; the others' adjusted values are NaN. */
static size_t rank_family(const double *p, size_t n, double *adjusted, struct ranked *family)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = NAN;
        if (!isnan(p[i]))
            family[m++] = (struct ranked){p[i], i};
    }
    qsort(family, m, sizeof *family, by_p);
    return m;
}

/* max over j <= i of min(1, (m - j + 1) p_j), j the rank in the family of m. */
int holm(const double *p, size_t n, double *adjusted)
{
    struct ranked *family = allocate(n + 1, sizeof *family);
    if (family == NULL)
        return EX_OSERR;
    size_t m = rank_family(p, n, adjusted, family);
    double largest = 0;
    for (size_t j = 0; j < m; j++) {
        largest = fmax(largest, fmin(1, (double)(m - j) * family[j].p));
        adjusted[family[j].at] = largest;
    }
    free(family);
    return 0;
}

/* min over j >= i of min(1, m / j p_j). */
int false_discoveries(const double *p, size_t n, double *adjusted)
{
    struct ranked *family = allocate(n + 1, sizeof *family);
    if (family == NULL)
        return EX_OSERR;
    size_t m = rank_family(p, n, adjusted, family);
    double least = 1;
    for (size_t j = m; j-- > 0;) {
        least = fmin(least, (double)m / (double)(j + 1) * family[j].p);
        adjusted[family[j].at] = least;
    }
    free(family);
    return 0;
}
