#include "attnbench/stats/comparison.h"
#include "attnbench/base/error.h"
#include "exact_tests.h"
#include "improvement.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SIGNIFICANT = 0.05;

const size_t fewer_repeats[FEWER_REPEATS] = {3, 5, 7};

struct interval difference_interval(const struct sample *a, const struct sample *b, bool paired, double level)
{
    struct question question = question_of(a, b, paired);
    return question_interval(&question, question_quantile(&question, level));
}

/* Of "a is better"; gain: how much. */
static enum verdict verdict_of(double p, double gain)
{
    if (isnan(p))
        return VERDICT_NO_DATA;
    if (p > SIGNIFICANT)
        return VERDICT_UNDECIDED;
    return gain > 0 ? VERDICT_SUPPORTED : VERDICT_REFUTED;
}

static double gain_of(const struct comparison *comparison)
{
    return comparison->less_is_better ? -comparison->difference : comparison->difference;
}

static enum verdict verdict_of_first(const struct sample *a, const struct sample *b, bool paired, size_t n)
{
    if (a->n < n || b->n < n)
        return VERDICT_NO_DATA;
    struct sample first_a = *a, first_b = *b;
    first_a.n = first_b.n = n;
    struct question question = question_of(&first_a, &first_b, paired);
    struct interval interval = question_interval(&question, question_quantile(&question, 0.95));
    if (!interval_settles(interval, ABOVE, 0))
        return VERDICT_UNDECIDED;
    return interval.low > 0 ? VERDICT_SUPPORTED : VERDICT_REFUTED;
}

/* ---- tests ---- */

/* Of the paired t test, or Welch's. NaN when the repeats do not vary, for then t has no size. */
static double student_p(const struct question *question)
{
    const struct moments *a = &question->a, *b = &question->b;
    if (!(question->variance > 0))
        return NAN;
    double df =
        question->paired ? question->df : welch_df(a->variance / (double)a->n, a->n, b->variance / (double)b->n, b->n);
    return 2 * pt(-fabs(a->mean - b->mean) / sqrt(question->variance), df, 1, 0);
}

static double cohens_d(const struct question *question)
{
    const struct moments *a = &question->a, *b = &question->b;
    double pooled = ((double)(a->n - 1) * a->variance + (double)(b->n - 1) * b->variance) / (double)(a->n + b->n - 2);
    double variance = question->paired ? question->pair_variance : pooled;
    return variance > 0 ? (a->mean - b->mean) / sqrt(variance) : NAN;
}

static void take_delta(double delta, size_t n_a, size_t n_b, struct comparison *out)
{
    out->cliffs_delta = delta;
    out->improvement = (delta + 1) / 2;
    if (!out->shared_luck)
        out->improvement_ci = improvement_interval(out->improvement, n_a, n_b);
}

/* Repeats that share their sequences are no independent ones to any of these tests. */
static int rearrange(const struct sample *a, const struct sample *b, bool paired, const struct scores *scores,
                     uint64_t seed, struct comparison *out)
{
    struct mann_whitney mann_whitney;
    TRY(mann_whitney_test(scores->a, a->n, scores->b, b->n, &mann_whitney));
    take_delta(mann_whitney.delta, a->n, b->n, out);
    if (out->shared_luck)
        return 0;
    out->p_mann_whitney = mann_whitney.p;
    if (!paired)
        return label_test(scores->a, a->n, scores->b, b->n, seed, &out->p_permutation);
    for (size_t i = 0; i < a->n; i++)
        scores->a[i] -= scores->b[i];
    TRY(signed_rank_test(scores->a, a->n, seed, &out->p_wilcoxon));
    return sign_flip_test(scores->a, a->n, seed, &out->p_permutation);
}

/* ---- how many repeats ---- */

/* Would so many repeats of each decide it? The difference is then sqrt(repeats / n_alike) times as many standard errors
 * from 0. Values that do not vary go by their order. */
static bool is_decided(const struct comparison *comparison, double t, size_t repeats, double significant)
{
    double wanted = (double)repeats;
    if (isnan(comparison->df))
        return order_p(repeats, comparison->paired ? 0 : repeats) <= significant && comparison->difference != 0;
    double df = comparison->df_growth * (wanted - 1);
    return upper_t(significant / 2, df) <= t * sqrt(wanted / comparison->n_alike);
}

static size_t repeats_to_settle(const struct comparison *comparison, double in_family)
{
    double significant = error_of_looks(in_family, comparison->looks);
    const size_t most = REPEATS_TO_SETTLE_MOST;
    if (isnan(comparison->p_alone) || comparison->p_alone <= significant || comparison->shared_luck)
        return 0;
    double t = qt(comparison->p_alone / 2, comparison->df, 0, 0);
    size_t open = (size_t)comparison->n_alike, settled = open + 1;
    while (settled < most && !is_decided(comparison, t, settled, significant)) {
        open = settled;
        settled *= 2;
    }
    while (settled < most && settled - open > 1) {
        size_t middle = open + (settled - open) / 2;
        if (is_decided(comparison, t, middle, significant))
            settled = middle;
        else
            open = middle;
    }
    return settled < most ? settled : most;
}

/* Power of the two-sided t test of so many repeats, which have the difference `t` standard errors from 0 in n_alike. */
static double power_of(const struct comparison *comparison, double t, size_t repeats, double significant)
{
    double df = comparison->df_growth * ((double)repeats - 1);
    return pnt(upper_t(significant / 2, df), df, t * sqrt((double)repeats / comparison->n_alike), 0, 0);
}

/* From the normal's number, which is a little too small. */
static size_t repeats_for_power(const struct comparison *comparison, double t, double significant)
{
    const double wanted = 0.8, most = REPEATS_TO_SETTLE_MOST;
    double reach = (qnorm(significant / 2, 0, 1, 0, 0) + qnorm(wanted, 0, 1, 1, 0)) / t;
    double guess = comparison->n_alike * reach * reach;
    if (!(t > 0) || guess >= most)
        return (size_t)most;
    size_t repeats = guess > 3 ? (size_t)guess : 3;
    while (repeats > 3 && power_of(comparison, t, repeats - 1, significant) >= wanted)
        repeats--;
    while (repeats < (size_t)most && power_of(comparison, t, repeats, significant) < wanted)
        repeats++;
    return repeats;
}

static void plan_new_study(struct comparison *comparison, double in_family)
{
    double significant = error_of_looks(in_family, comparison->looks);
    comparison->repeats_80 = 0;
    comparison->repeats_80_range = (struct interval){NAN, NAN};
    if (comparison->repeats_to_settle == 0 || comparison->n < PLAN_LEAST_PAIRS || isnan(comparison->df))
        return;
    double t = qt(comparison->p_alone / 2, comparison->df, 0, 0), reach = qt(0.9, comparison->df, 1, 0);
    comparison->repeats_80 = repeats_for_power(comparison, t, significant);
    comparison->repeats_80_range.low = (double)repeats_for_power(comparison, t + reach, significant);
    comparison->repeats_80_range.high = (double)repeats_for_power(comparison, t - reach, significant);
}

static void take_growth(bool paired, struct growth growth, struct comparison *out)
{
    out->n_alike = paired ? (double)out->n : growth.n_alike;
    out->df_growth = paired ? 1 : growth.df_growth;
}

/* ---- comparisons ---- */

static struct comparison undefined(bool paired, size_t n_a, size_t n_b, struct looks looks)
{
    struct interval none = {NAN, NAN};
    return (struct comparison){.metric = metric_at(0),
                               .paired = paired,
                               .n = n_a < n_b ? n_a : n_b,
                               .n_larger = n_a < n_b ? n_b : n_a,
                               .difference = NAN,
                               .ci = none,
                               .ci_together = none,
                               .looks = looks,
                               .df = NAN,
                               .p_alone = NAN,
                               .p = NAN,
                               .p_holm = NAN,
                               .p_fdr = NAN,
                               .correlation = NAN,
                               .p_reached = NAN,
                               .p_reached_holm = NAN,
                               .p_t = NAN,
                               .p_wilcoxon = NAN,
                               .p_permutation = NAN,
                               .p_mann_whitney = NAN,
                               .cohens_d = NAN,
                               .cliffs_delta = NAN,
                               .improvement = NAN,
                               .improvement_ci = none,
                               .repeats_80_range = none,
                               .items = item_difference_undefined,
                               .verdict = VERDICT_NO_DATA,
                               .alone = VERDICT_NO_DATA,
                               .with_fewer = {VERDICT_NO_DATA, VERDICT_NO_DATA, VERDICT_NO_DATA}};
}

int comparison_make(const struct sample *a, const struct sample *b, bool paired, struct looks looks, uint64_t seed,
                    struct comparison *out)
{
    struct question question = question_of(a, b, paired);
    *out = undefined(paired, a->n, b->n, looks);
    out->shared_luck = a->same_sequences || b->same_sequences;
    out->difference = a->n > 0 && b->n > 0 ? question_figure(&question) : NAN;
    out->correlation = out->n >= CORRELATION_LEAST_PAIRS ? question.correlation : NAN;
    for (int i = 0; i < FEWER_REPEATS; i++)
        out->with_fewer[i] = verdict_of_first(a, b, paired, fewer_repeats[i]);
    if (out->n < 2)
        return 0;
    struct scores scores;
    TRY(scores_make(a, b, &scores));
    double level = look_level(looks);
    out->ci = question_interval(&question, question_quantile(&question, level));
    out->p_alone = question_p(&question, ABOVE, 0, 0.95);
    double p = looks_are_several(looks) ? question_p(&question, ABOVE, 0, level) : out->p_alone;
    out->p = out->p_holm = out->p_fdr = p_of_looks(p, looks);
    out->alone = verdict_of(out->p_alone, gain_of(out));
    out->verdict = verdict_of(out->p, gain_of(out));
    out->df = question.df;
    take_growth(paired, growth_of(question.a.variance, a->n, question.b.variance, b->n), out);
    out->repeats_to_settle = repeats_to_settle(out, SIGNIFICANT);
    out->p_t = out->shared_luck ? NAN : student_p(&question);
    out->cohens_d = cohens_d(&question);
    int status = rearrange(a, b, paired, &scores, seed, out);
    free(scores.a);
    return status;
}

/* ---- values ---- */

static struct mean_of_values mean_of(const struct value_list *a, const struct value_list *b, bool paired)
{
    struct description of_b = describe(b->of, b->n);
    struct description of_a = paired ? describe_pairs(a->of, b->of, a->n, 0) : describe(a->of, a->n);
    return mean_of_values(&of_a, paired ? NULL : &of_b);
}

/* Correlation and Cohen's d; the variance of paired differences is the sum of both less twice the covariance. */
static void describe_values(const struct value_list *a, const struct value_list *b, struct comparison *out)
{
    struct description of_a = describe(a->of, a->n), of_b = describe(b->of, b->n);
    double pooled =
        ((double)(a->n - 1) * of_a.variance + (double)(b->n - 1) * of_b.variance) / (double)(a->n + b->n - 2);
    double variance = pooled;
    if (out->paired) {
        variance = describe_pairs(a->of, b->of, a->n, 0).variance;
        if (a->n >= CORRELATION_LEAST_PAIRS && of_a.sd * of_b.sd > 0)
            out->correlation = fmax(-1, fmin(1, (of_a.variance + of_b.variance - variance) / (2 * of_a.sd * of_b.sd)));
    }
    if (variance > 0)
        out->cohens_d = out->difference / sqrt(variance);
    struct mean_of_values mean = mean_of(a, b, out->paired);
    if (!out->paired)
        mean.df = welch_df(of_a.variance / (double)a->n, a->n, of_b.variance / (double)b->n, b->n);
    out->p_t = mean.error > 0 ? mean_of_values_p(&mean, 0) : NAN;
}

/* The better value has the greater score. The bits of numbers from 0 on have their order, below 0 the other way. */
static void score_values(const struct value_list *values, bool less_is_better, int64_t *out)
{
    for (size_t i = 0; i < values->n; i++) {
        double value = fabs(values->of[i]);
        memcpy(&out[i], &value, sizeof out[i]);
        out[i] = (values->of[i] < 0) != less_is_better ? -out[i] : out[i];
    }
}

static int rank_values(const struct value_list *a, const struct value_list *b, struct comparison *out)
{
    int64_t *scores = allocate(a->n + b->n, sizeof *scores);
    if (scores == NULL)
        return EX_OSERR;
    score_values(a, out->less_is_better, scores);
    score_values(b, out->less_is_better, scores + a->n);
    struct mann_whitney mann_whitney;
    int status = mann_whitney_test(scores, a->n, scores + a->n, b->n, &mann_whitney);
    free(scores);
    TRY(status);
    take_delta(mann_whitney.delta, a->n, b->n, out);
    out->p_mann_whitney = mann_whitney.p;
    return 0;
}

static void judge_first(const struct value_list *a, const struct value_list *b, int i, struct comparison *out)
{
    const struct value_list first_a = {a->of, fewer_repeats[i]}, first_b = {b->of, fewer_repeats[i]};
    struct mean_of_values first = mean_of(&first_a, &first_b, out->paired);
    out->with_fewer[i] = verdict_of(mean_of_values_p(&first, 0), out->less_is_better ? -first.figure : first.figure);
}

int comparison_of_values(const struct value_list *a, const struct value_list *b, bool paired, struct looks looks,
                         bool less_is_better, struct comparison *out)
{
    *out = undefined(paired, a->n, b->n, looks);
    out->less_is_better = less_is_better;
    if (out->n > 0)
        out->difference = describe(a->of, a->n).mean - describe(b->of, b->n).mean;
    if (out->n < 2)
        return 0;
    struct mean_of_values mean = mean_of(a, b, paired);
    out->ci = mean_of_values_interval(&mean, look_level(looks));
    out->df = mean.error > 0 ? mean.df : NAN;
    take_growth(paired, growth_of(describe(a->of, a->n).variance, a->n, describe(b->of, b->n).variance, b->n), out);
    out->p_alone = mean_of_values_p(&mean, 0);
    out->p = out->p_holm = out->p_fdr = p_of_looks(out->p_alone, looks);
    out->alone = verdict_of(out->p_alone, gain_of(out));
    out->verdict = verdict_of(out->p, gain_of(out));
    for (int i = 0; i < FEWER_REPEATS && fewer_repeats[i] <= out->n; i++)
        judge_first(a, b, i, out);
    out->repeats_to_settle = repeats_to_settle(out, SIGNIFICANT);
    describe_values(a, b, out);
    return rank_values(a, b, out);
}

/* ---- families ---- */

int holm_adjust(struct comparison *comparisons, size_t n)
{
    double *p = allocate(3 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    double *adjusted = p + n, *discoveries = p + 2 * n;
    for (size_t i = 0; i < n; i++)
        p[i] = isnan(comparisons[i].p) ? 1 : comparisons[i].p;
    int status = holm(p, n, adjusted);
    if (status == 0)
        status = false_discoveries(p, n, discoveries);
    size_t n_open = 0;
    for (size_t i = 0; status == 0 && i < n; i++) {
        comparisons[i].p_holm = isnan(comparisons[i].p) ? NAN : adjusted[i];
        comparisons[i].p_fdr = isnan(comparisons[i].p) ? NAN : discoveries[i];
        comparisons[i].verdict = verdict_of(comparisons[i].p_holm, gain_of(&comparisons[i]));
        n_open += adjusted[i] > SIGNIFICANT;
    }
    for (size_t i = 0; status == 0 && i < n; i++) {
        bool is_open = comparisons[i].verdict == VERDICT_UNDECIDED;
        comparisons[i].repeats_to_settle =
            is_open ? repeats_to_settle(&comparisons[i], SIGNIFICANT / (double)n_open) : 0;
        plan_new_study(&comparisons[i], SIGNIFICANT / (double)n_open);
    }
    free(p);
    return status;
}

int comparison_reach(struct comparison *comparison, struct share a, struct share b)
{
    TRY(boschloo_test(a, b, &comparison->p_reached));
    comparison->p_reached = p_of_looks(comparison->p_reached, comparison->looks);
    return 0;
}

int reached_adjust(struct comparison *comparisons, size_t n)
{
    double *p = allocate(2 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        p[i] = isnan(comparisons[i].p_reached) ? 1 : comparisons[i].p_reached;
    int status = holm(p, n, p + n);
    for (size_t i = 0; i < n && status == 0; i++)
        comparisons[i].p_reached_holm = isnan(comparisons[i].p_reached) ? NAN : p[n + i];
    free(p);
    return status;
}
