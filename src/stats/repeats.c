#include "attnbench/stats/repeats.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/describe.h"
#include "attnbench/stats/prediction.h"
#include "inference.h"

#include <math.h>
#include <stdlib.h>

int repeats_allocate(const struct metric *metric, size_t n, struct repeats *out)
{
    *out = (struct repeats){
        .metric = metric, .hits = allocate(2 * n, sizeof *out->hits), .values = allocate(n, sizeof *out->values)};
    if (out->hits == NULL || out->values == NULL) {
        repeats_free(out);
        return EX_OSERR;
    }
    out->of = out->hits + n;
    return 0;
}

void repeats_free(struct repeats *repeats)
{
    free(repeats->hits);
    free(repeats->values);
    *repeats = (struct repeats){0};
}

void repeats_add(struct repeats *repeats, const struct figure *figure)
{
    repeats->hits[repeats->n] = figure->hits;
    repeats->of[repeats->n] = figure->of;
    repeats->values[repeats->n++] = figure->value;
}

static bool are_counts(const struct repeats *repeats)
{
    return repeats->metric->kind == METRIC_COUNTS;
}

static struct sample counts_of(const struct repeats *repeats)
{
    return (struct sample){repeats->n, repeats->hits, repeats->of, repeats->same_sequences, repeats->stratified};
}

/* Of those that get there. */
static struct share share_of(const struct repeats *repeats)
{
    struct share share = {0, repeats->n};
    for (size_t i = 0; i < repeats->n; i++)
        share.k += repeats->values[i] > 0;
    return share;
}

struct interval interval_possible(struct interval interval, const struct metric *metric, bool of_difference,
                                  const struct metric_bounds *bounds)
{
    struct range range = metric_range(metric, of_difference, bounds);
    if (isnan(interval.low))
        return interval;
    return (struct interval){fmax(range.least, interval.low), fmin(range.most, interval.high)};
}

static struct interval interval_of_values(const struct repeats *repeats, double level)
{
    struct description of = describe(repeats->values, repeats->n);
    if (!(of.variance > 0))
        return (struct interval){NAN, NAN};
    struct mean_of_values mean = mean_of_values(&of, NULL);
    return interval_possible(mean_of_values_interval(&mean, level), repeats->metric, false, NULL);
}

struct interval repeats_interval(const struct repeats *repeats, double level)
{
    if (repeats->metric->kind == METRIC_SHARE)
        return share_interval(share_of(repeats), level);
    if (!are_counts(repeats))
        return interval_of_values(repeats, level);
    struct sample sample = counts_of(repeats);
    return mean_interval(&sample, level);
}

int repeats_any_shape(const struct repeats *repeats, double level, struct interval *out)
{
    *out = (struct interval){NAN, NAN};
    if (!metric_is_percent(repeats->metric) || repeats->same_sequences)
        return 0;
    return any_shape_interval(repeats->values, repeats->n, metric_range(repeats->metric, false, NULL), level, out);
}

struct mean_figure repeats_mean(const struct repeats *repeats, struct looks looks)
{
    struct description of = describe(repeats->values, repeats->n);
    struct mean_figure summary = {of.n, of.mean, of.sd, repeats_interval(repeats, look_level(looks))};
    if (are_counts(repeats) && repeats->n > 0) {
        struct sample sample = counts_of(repeats);
        summary.mean = sample_mean(&sample);
    }
    return summary;
}

/* Of steps the evaluation's part is not known: those of one sequence go together. */
static void leave_out_parts(const struct metric *metric, struct estimate *out)
{
    if (metric->is_clustered)
        out->evaluation_variance = out->training_variance = NAN;
}

/* The standard deviation that the luck of its sequences gives a repeat of this percentage at least, which is known from
 * so many of them; two right and two wrong ones are added to these, so that 100 % is not without luck. */
static double luck_of(const struct repeats *repeats, double percent, bool of_all)
{
    if (!are_counts(repeats) || repeats->n == 0)
        return 0;
    struct sample sample = counts_of(repeats);
    double m = moments_of(&sample).sequences, known = of_all ? m * (double)repeats->n : m;
    double p = (percent / 100 * known + 2) / (known + 4);
    return 100 * sqrt(p * (1 - p) / m);
}

static int find_apart(const struct repeats *repeats, struct looks looks, struct estimate *out)
{
    const double far_points = 10, far_share = 0.1; /* in percentages, and as a share of other figures */
    double least = metric_is_percent(repeats->metric) ? far_points : far_share * fabs(out->median);
    TRY(apart_find(repeats->values, repeats->n, luck_of(repeats, out->median, false), least, look_level(looks),
                   &out->apart));
    bool any = out->apart.below + out->apart.above > 0;
    out->t_holds = out->t_holds && !any;
    out->bca_holds = out->bca_holds && !any;
    return 0;
}

int repeats_estimate(const struct repeats *repeats, struct looks looks, uint64_t seed, struct estimate *out)
{
    if (!are_counts(repeats)) {
        TRY(estimate_values(repeats->values, repeats->n, out));
        out->ci = interval_of_values(repeats, look_level(looks));
        out->t_holds = out->t_holds && !repeats->same_sequences;
    } else {
        struct sample sample = counts_of(repeats);
        TRY(estimate_make(&sample, looks, seed, out));
        leave_out_parts(repeats->metric, out);
    }
    TRY(find_apart(repeats, looks, out));
    TRY(prediction_interval(repeats->values, repeats->n, luck_of(repeats, out->mean, true),
                            metric_range(repeats->metric, false, NULL), 0.95, &out->prediction));
    return repeats_any_shape(repeats, look_level(looks), &out->any_shape);
}

/* Of values, whose comparison does not know that the repeats of either share their sequences. */
static void share_luck(struct comparison *comparison)
{
    comparison->shared_luck = true;
    comparison->improvement_ci = (struct interval){NAN, NAN};
    comparison->p_t = comparison->p_mann_whitney = NAN;
    comparison->repeats_to_settle = comparison->repeats_80 = 0;
    comparison->repeats_80_range = (struct interval){NAN, NAN};
}

int repeats_compare(const struct repeats *a, const struct repeats *b, bool paired, struct looks looks, uint64_t seed,
                    struct comparison *out)
{
    int status;
    if (are_counts(a)) {
        struct sample of_a = counts_of(a), of_b = counts_of(b);
        status = comparison_make(&of_a, &of_b, paired, looks, seed, out);
    } else {
        const struct value_list of_a = {a->values, a->n}, of_b = {b->values, b->n};
        status = comparison_of_values(&of_a, &of_b, paired, looks, a->metric->less_is_better, out);
        if (status == 0 && (a->same_sequences || b->same_sequences))
            share_luck(out);
    }
    out->metric = a->metric;
    return status;
}

/* Of pairs, of_a is of the differences. b NULL: there is no other, and of_b stays as it is. */
static void describe_both(const struct repeats *a, const struct repeats *b, bool paired, struct description *of_a,
                          struct description *of_b)
{
    *of_a = paired && b != NULL ? describe_pairs(a->values, b->values, a->n, 0) : describe(a->values, a->n);
    if (b != NULL)
        *of_b = describe(b->values, b->n);
}

struct difference repeats_difference(const struct repeats *a, const struct repeats *b, bool paired, double level)
{
    struct difference none = {NAN, {NAN, NAN}};
    if (a->n < 2 || b->n < 2)
        return none;
    if (are_counts(a)) {
        struct sample of_a = counts_of(a), of_b = counts_of(b);
        return (struct difference){sample_mean(&of_a) - sample_mean(&of_b),
                                   difference_interval(&of_a, &of_b, paired, level)};
    }
    struct description of_a, of_b;
    describe_both(a, b, paired, &of_a, &of_b);
    struct mean_of_values mean = mean_of_values(&of_a, paired ? NULL : &of_b);
    return (struct difference){mean.figure,
                               interval_possible(mean_of_values_interval(&mean, level), a->metric, true, NULL)};
}

/* a less b, repeat by repeat; returns how many. NULL: a's own. */
static size_t differences(const struct repeats *a, const struct repeats *b, double *out)
{
    size_t n = b != NULL && b->n < a->n ? b->n : a->n;
    for (size_t i = 0; i < n; i++)
        out[i] = a->values[i] - (b != NULL ? b->values[i] : 0);
    return n;
}

static int test_any_shape(const struct expectation *expect, const struct repeats *a, const struct repeats *b,
                          struct looks looks, struct claim_result *out)
{
    bool shared = a->same_sequences || (b != NULL && b->same_sequences);
    struct range range = metric_range(a->metric, b != NULL, NULL);
    double *values = allocate(a->n + 1, sizeof *values);
    if (values == NULL)
        return EX_OSERR;
    size_t n = differences(a, b, values);
    int status = 0;
    *out = claim_without_data(n);
    if (n >= 2 && !shared && metric_is_percent(a->metric)) {
        status = any_shape_interval(values, n, range, look_level(looks), &out->ci);
        if (status == 0)
            status = any_shape_p(values, n, range, expect->value, &out->p);
        out->p = out->p_holm = p_of_looks(out->p, looks);
        out->figure = describe(values, n).mean;
        out->verdict = VERDICT_UNDECIDED;
    }
    free(values);
    return status;
}

/* Pairs have next to nothing in common there: both models' trainings count as independent ones. */
static int test_share(const struct expectation *expect, const struct repeats *a, const struct repeats *b,
                      struct looks looks, struct claim_result *out)
{
    struct share of_a = share_of(a), of_b = b != NULL ? share_of(b) : of_a;
    double level = look_level(looks);
    *out = claim_without_data(of_b.n < of_a.n ? of_b.n : of_a.n);
    if (out->n < 2)
        return 0;
    out->figure = 100 * (double)of_a.k / (double)of_a.n - (b != NULL ? 100 * (double)of_b.k / (double)of_b.n : 0);
    out->ci = b != NULL ? share_difference_interval(of_a, of_b, level) : share_interval(of_a, level);
    out->p = share_p(of_a, expect->value);
    if (b != NULL)
        TRY(share_difference_p(of_a, of_b, expect->value, &out->p));
    out->p = out->p_holm = p_of_looks(out->p, looks);
    out->verdict = VERDICT_UNDECIDED;
    return 0;
}

int repeats_test(const struct expectation *expect, const struct repeats *a, const struct repeats *b, bool paired,
                 struct looks looks, struct claim_result *out)
{
    if (a->metric->kind == METRIC_SHARE)
        return test_share(expect, a, b, looks, out);
    if (expect->any_shape)
        return test_any_shape(expect, a, b, looks, out);
    if (are_counts(a)) {
        struct sample of_a = counts_of(a), of_b = b != NULL ? counts_of(b) : (struct sample){0};
        claim_test(expect, &of_a, b != NULL ? &of_b : NULL, paired, looks, out);
        return 0;
    }
    struct description of_a, of_b;
    describe_both(a, b, paired, &of_a, &of_b);
    claim_test_values(expect, &of_a, b != NULL && !paired ? &of_b : NULL, looks, out);
    out->ci = interval_possible(out->ci, a->metric, b != NULL, NULL);
    return 0;
}
