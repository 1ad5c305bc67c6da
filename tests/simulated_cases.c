#include "simulated_cases.h"
#include "attnbench/stats/band.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/stats/variance.h"
#include "simulated_claims.h"
#include "simulated_items.h"
#include "simulated_curves.h"

#include <Rmath.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

const size_t sizes[N_SIZES] = {5, 10, 30};
const size_t unequal[N_UNEQUAL][2] = {{3, 30}, {5, 30}, {10, 30}, {5, 10}};
const char *const relation_names[N_RELATIONS] = {"independent", "training 0.5", "evaluation 0.5", "unpaired"};
const char *const curve_names[] = {[BELL_SHAPED] = "bell-shaped", [LIKE_LOSSES] = "like losses"};
const char *const value_names[N_VALUES] = {
    [LOG_NORMAL_35] = "log-normal, sd of logarithms 0.35",
    [LOG_NORMAL_80] = "log-normal, sd of logarithms 0.8",
    [EPOCHS_30] = "epochs, 30 % never get there",
    [EPOCHS_70] = "epochs, 70 % never get there",
};
const int equal_or_not[N_PAIRS][2] = {
    {BASELINE, BASELINE}, {ATTENTION, ATTENTION}, {CEILING, CEILING}, {ATTENTION, BASELINE}, {CEILING, ATTENTION}};
const int far_apart[N_FAR_APART][2] = {
    {BETTER_BASELINE, BASELINE}, {ATTENTION, WORSE_ATTENTION}, {CEILING, WORSE_CEILING}};

static double covers(struct interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high ? 1 : 0; /* what is undefined does not cover */
}

static double width(struct interval interval)
{
    return isnan(interval.low) ? 0 : interval.high - interval.low;
}

static void percents(const int32_t *correct, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = 100.0 * correct[i] / SEQUENCES;
}

static struct interval any_shape_of(const int32_t *correct, size_t n, double level)
{
    double values[MOST_REPEATS];
    struct interval interval;
    percents(correct, n, values);
    if (any_shape_interval(values, n, (struct range){0, 100}, level, &interval) != 0)
        abort();
    return interval;
}

/* n repeats, and one more that is to be foretold. */
static void simulate_trainings(const struct simulated_case *of, struct simulated_study *study, struct stream *stream,
                               uint64_t seed, double *sums)
{
    double values[MOST_REPEATS], truth = regimes[of->a].mean;
    struct estimate estimate;
    draw_study(stream, of->a, NONE, of->relation, of->n + 1, study);
    percents(study->a, of->n + 1, values);
    const struct repeats repeats = {metric_at(METRIC_ACCURACY), of->n, study->a, study->sequences, values, false, 0};
    if (repeats_estimate(&repeats, one_look, seed, &estimate) != 0)
        abort();
    sums[2] += covers(estimate.t, truth);
    sums[3] += width(estimate.t);
    sums[4] += covers(estimate.bca, truth);
    sums[5] += width(estimate.bca);
    sums[6] += covers(estimate.any_shape, truth);
    sums[7] += width(estimate.any_shape);
    sums[8] += covers(estimate.prediction, values[of->n]);
    const struct apart *apart = &estimate.apart;
    sums[9] += apart->below + apart->above > 0;
    sums[10] += covers(share_interval((struct share){apart->below, of->n}, 0.95), 100 * failing_share(of->a));
}

static void simulate_mean(const struct simulated_case *of, struct simulated_study *study, struct stream *stream,
                          uint64_t seed, double *sums)
{
    for (int i = 0; i < MORE; i++) {
        draw_study(stream, of->a, NONE, of->relation, of->n, study);
        struct interval interval = mean_interval(&study->of_a, 0.95);
        sums[0] += covers(interval, regimes[of->a].mean) / MORE;
        sums[1] += width(interval) / MORE;
    }
    simulate_trainings(of, study, stream, seed, sums);
}

static void simulate_tests(const struct simulated_case *of, const struct simulated_study *study, uint64_t seed,
                           double *sums)
{
    struct comparison c;
    if (comparison_make(&study->of_a, &study->of_b, of->relation != UNPAIRED, one_look, seed, &c) != 0)
        abort();
    const double p[] = {c.p, c.p_t, c.p_wilcoxon, c.p_permutation, c.p_mann_whitney};
    for (int i = 0; i < 5; i++)
        sums[i] += p[i] <= 0.05;
    sums[5] += verdict_is_clear(c.verdict);
    sums[6] += covers(c.improvement_ci, improvement_of(of->a, of->b));
}

static void simulate_difference(const struct simulated_case *of, const struct simulated_study *study, double *sums)
{
    struct interval interval = difference_interval(&study->of_a, &study->of_b, of->relation != UNPAIRED, 0.95);
    sums[0] += covers(interval, regimes[of->a].mean - regimes[of->b].mean);
    sums[1] += width(interval);
}

/* Of the n first repeats of a, and b of the other model. */
static void simulate_unequal(const struct simulated_case *of, struct simulated_study *study, struct stream *stream,
                             double *sums)
{
    draw_study(stream, of->a, of->a, UNPAIRED, (size_t)of->b, study);
    study->of_a.n = of->n;
    struct interval interval = difference_interval(&study->of_a, &study->of_b, false, 0.95);
    sums[0] += covers(interval, 0) == 0;
    sums[1] += width(interval);
}

/* Of pairs. */
static bool any_shape_decides(const struct simulated_study *study, size_t n)
{
    double a[MOST_REPEATS], b[MOST_REPEATS], p;
    percents(study->a, n, a);
    percents(study->b, n, b);
    for (size_t i = 0; i < n; i++)
        a[i] -= b[i];
    if (any_shape_p(a, n, (struct range){-100, 100}, 0, &p) != 0)
        abort();
    return p <= 0.05;
}

static void simulate_unlike(const struct simulated_case *of, const struct simulated_study *study, uint64_t seed,
                            double *sums)
{
    struct comparison c;
    if (comparison_make(&study->of_a, &study->of_b, true, one_look, seed, &c) != 0)
        abort();
    sums[0] += verdict_is_clear(c.verdict);
    sums[1] += c.p_t <= 0.05;
    sums[2] += any_shape_decides(study, of->n);
}

/* Nine true "no difference": is any of them decided? */
static void simulate_family(const struct simulated_case *of, struct simulated_study *study, struct stream *stream,
                            double *sums)
{
    static const struct expectation expect = {"a", "b", ABOVE, 0, false};
    const struct expectation *family[FAMILY];
    struct claim_result results[FAMILY];
    for (int i = 0; i < FAMILY; i++) {
        family[i] = &expect;
        draw_study(stream, of->a, of->b, of->relation, of->n, study);
        claim_test(&expect, &study->of_a, &study->of_b, true, one_look, &results[i]);
    }
    if (claims_settle(family, results, FAMILY) != 0)
        abort();
    bool decided = false, decided_alone = false;
    for (int i = 0; i < FAMILY; i++) {
        decided = decided || results[i].verdict != VERDICT_UNDECIDED;
        decided_alone = decided_alone || results[i].p <= 0.05;
    }
    sums[0] += decided;
    sums[1] += decided_alone;
}

static const struct look_plan look_plans[] = {{SPENDING_POCOCK, 5, {10, 20, 40, 80, 100}},
                                              {SPENDING_OBRIEN_FLEMING, 5, {10, 20, 40, 80, 100}}};

/* Of one look of a plan; plan NULL: as if it were the only one. */
static double level_at(const struct look_plan *plan, size_t look)
{
    return plan != NULL ? look_level(looks_up_to(plan, plan->repeats[look])) : 0.95;
}

/* Ends when the interval of a mean is 2 points to either side. */
static void look_until_narrow(const struct simulated_case *of, const struct simulated_study *study,
                              const struct look_plan *plan, bool any_shape, double *sums)
{
    const struct look_plan *looks = &look_plans[0];
    struct interval interval = {0, 100};
    size_t n = 0;
    for (size_t look = 0; look < looks->n && width(interval) > 2 * 2.0; look++) {
        struct sample sample = {n = (size_t)looks->repeats[look], study->a, study->sequences, false, 0};
        double level = level_at(plan, look);
        interval = any_shape ? any_shape_of(study->a, n, level) : mean_interval(&sample, level);
    }
    sums[0] += covers(interval, regimes[of->a].mean);
    sums[1] += (double)n;
}

/* Ends when two equal models are told apart, as nobody should. */
static bool look_until_decided(const struct simulated_study *study, const struct look_plan *plan)
{
    const struct look_plan *looks = &look_plans[0];
    bool decided = false;
    for (size_t look = 0; look < looks->n && !decided; look++) {
        size_t n = (size_t)looks->repeats[look];
        struct sample a = {n, study->a, study->sequences, false, 0}, b = {n, study->b, study->sequences, false, 0};
        decided = covers(difference_interval(&a, &b, true, level_at(plan, look)), 0) == 0;
    }
    return decided;
}

/* By any shape one study of five. */
static void simulate_looks(const struct simulated_case *of, const struct simulated_study *study, uint64_t seed,
                           double *sums)
{
    enum { ONE_OF = 5 };
    const struct look_plan *pocock = &look_plans[0], *obrien_fleming = &look_plans[1];
    look_until_narrow(of, study, NULL, false, sums);
    look_until_narrow(of, study, pocock, false, sums + 2);
    look_until_narrow(of, study, obrien_fleming, false, sums + 8);
    if (seed % ONE_OF == 0) {
        double of_one[2] = {0};
        look_until_narrow(of, study, pocock, true, of_one);
        sums[6] += ONE_OF * of_one[0];
        sums[7] += ONE_OF * of_one[1];
    }
    sums[4] += look_until_decided(study, NULL);
    sums[5] += look_until_decided(study, pocock);
    sums[10] += look_until_decided(study, obrien_fleming);
}

/* Whoever takes "repeats to settle" for a number to go on to. One study of five, as all tests are made each time. */
static void simulate_advice(const struct simulated_study *study, uint64_t seed, double *sums)
{
    enum { ONE_OF = 5, TIMES = 5 };
    bool decided = false;
    size_t n = 10;
    if (seed % ONE_OF != 0)
        return;
    for (int time = 0; time <= TIMES; time++) {
        struct sample a = {n, study->a, study->sequences, false, 0}, b = {n, study->b, study->sequences, false, 0};
        struct comparison comparison;
        if (!decided && n <= MOST_REPEATS) {
            if (comparison_make(&a, &b, true, one_look, seed, &comparison) != 0)
                abort();
            decided = verdict_is_clear(comparison.verdict);
            n = comparison.repeats_to_settle;
        }
        if (decided && (time == 0 || time == 1 || time == TIMES))
            sums[time == TIMES ? 2 : time] += ONE_OF;
    }
}

static void simulate_bands(const struct simulated_case *of, struct stream *stream, uint64_t seed, double *sums)
{
    struct coverage coverage = simulate_curves((enum curves)of->a, of->n, stream, seed);
    sums[0] += coverage.points;
    sums[1] += coverage.whole;
    sums[2] += coverage.whole_in_narrow;
    sums[3] += coverage.wider;
}

/* ---- variance ---- */

/* In %^2, of accuracies: that of the trainings, and of m sequences on top. */
static double variance_of(const struct regime *regime)
{
    double training = regime->sd * regime->sd;
    return training + (regime->mean * (100 - regime->mean) - training) / SEQUENCES;
}

static void simulate_variance(const struct simulated_case *of, const struct simulated_study *study, double *sums)
{
    double a[MOST_REPEATS], b[MOST_REPEATS], truth = variance_of(&regimes[of->a]);
    percents(study->a, of->n, a);
    percents(study->b, of->n, b);
    struct interval interval = variance_interval(a, of->n, 0.95);
    sums[0] += covers(interval, truth);
    sums[1] += isnan(interval.high) ? 0 : interval.high / truth;
    sums[2] += covers(variance_ratio(a, of->n, b, of->n, 0.95).ci, 1);
}

/* ---- all cells ---- */

enum { CELLS = 3 };
static const int cells_of_a[CELLS] = {BASELINE, ATTENTION, CEILING},
                 cells_of_b[CELLS] = {BASELINE, BASELINE, ATTENTION};

static double mean_over(const int *cells)
{
    double sum = 0;
    for (int i = 0; i < CELLS; i++)
        sum += regimes[cells[i]].mean / CELLS;
    return sum;
}

/* 1 - mean of p (1 - p) over the cells / that of the mean p, with the true p. */
static double stratified(const int *cells)
{
    double luck = 0, p = mean_over(cells) / 100;
    for (int i = 0; i < CELLS; i++)
        luck += regimes[cells[i]].mean / 100 * (1 - regimes[cells[i]].mean / 100) / CELLS;
    return 1 - luck / (p * (1 - p));
}

/* The repeats' sums over the cells, as pooled.h has them. */
static void draw_cells(struct stream *stream, const int *of_a, const int *of_b, size_t n, struct simulated_study *sums)
{
    struct simulated_study cell;
    *sums = (struct simulated_study){.of_a = {n, sums->a, sums->sequences, false, stratified(of_a)},
                                     .of_b = {n, sums->b, sums->sequences, false, stratified(of_b)}};
    for (int i = 0; i < CELLS; i++) {
        draw_study(stream, of_a[i], of_b[i], INDEPENDENT, n, &cell);
        for (size_t repeat = 0; repeat < n; repeat++) {
            sums->a[repeat] += cell.a[repeat];
            sums->b[repeat] += cell.b[repeat];
            sums->sequences[repeat] += cell.sequences[repeat];
        }
    }
}

static void simulate_cells(const struct simulated_case *of, struct stream *stream, double *sums)
{
    struct simulated_study study;
    draw_cells(stream, cells_of_a, cells_of_b, of->n, &study);
    struct interval mean = mean_interval(&study.of_a, 0.95);
    struct interval difference = difference_interval(&study.of_a, &study.of_b, true, 0.95);
    sums[0] += covers(mean, mean_over(cells_of_a));
    sums[1] += width(mean);
    sums[2] += covers(difference, mean_over(cells_of_a) - mean_over(cells_of_b));
    sums[3] += width(difference);
    draw_cells(stream, cells_of_a, cells_of_a, of->n, &study);
    sums[4] += covers(difference_interval(&study.of_a, &study.of_b, true, 0.95), 0) == 0;
}

/* ---- the same sequences ---- */

/* A training gets a sequence right with probability pnorm(skill + training + ease): trainings and sequences are normal,
 * with sds 0.1 and 1/3, so over both it is pnorm(skill / sqrt(1 + 0.1^2 + 1/9)). */
static void simulate_shared(const struct simulated_case *of, struct stream *stream, double *sums)
{
    const double sd = 0.1, ease_sd = 1.0 / 3;
    double skill = qnorm(regimes[of->a].mean / 100, 0, 1, 1, 0) * sqrt(1 + sd * sd + ease_sd * ease_sd);
    double ease[SEQUENCES];
    int32_t counts[2][MOST_REPEATS] = {{0}}, sequences[MOST_REPEATS];
    for (int s = 0; s < SEQUENCES; s++)
        ease[s] = ease_sd * stream_normal(stream);
    for (size_t i = 0; i < 2 * of->n; i++) {
        double training = sd * stream_normal(stream);
        sequences[i / 2] = SEQUENCES;
        for (int s = 0; s < SEQUENCES; s++)
            counts[i % 2][i / 2] += stream_normal(stream) < skill + training + ease[s];
    }
    struct sample a = {of->n, counts[0], sequences, true, 0}, b = {of->n, counts[1], sequences, true, 0};
    struct interval mean = mean_interval(&a, 0.95), difference = difference_interval(&a, &b, true, 0.95);
    sums[0] += covers(mean, regimes[of->a].mean);
    sums[1] += width(mean);
    sums[2] += covers(difference, 0);
    sums[3] += width(difference);
}

/* ---- figures that are no shares ---- */

/* Epochs: exponential with mean 1, all of them c = -ln(share that never gets there), whose mean restricted to c is
 * 1 - exp(-c). */
static double draw_value(enum values kind, struct stream *stream, double *truth)
{
    static const double sds[] = {[LOG_NORMAL_35] = 0.35, [LOG_NORMAL_80] = 0.8},
                        never[] = {[EPOCHS_30] = 0.3, [EPOCHS_70] = 0.7};
    if (kind == LOG_NORMAL_35 || kind == LOG_NORMAL_80) {
        *truth = exp(sds[kind] * sds[kind] / 2);
        return exp(sds[kind] * stream_normal(stream));
    }
    *truth = 1 - never[kind];
    return fmin(-log(never[kind]), -log((stream_bits(stream) + 0.5) / 0x1p32));
}

static void simulate_values(const struct simulated_case *of, struct stream *stream, double *sums)
{
    double values[MOST_REPEATS], truth = 0;
    for (size_t i = 0; i < of->n; i++)
        values[i] = draw_value((enum values)of->a, stream, &truth);
    struct description d = describe(values, of->n);
    sums[0] += covers((struct interval){d.ci_low, d.ci_high}, truth) != 0 && d.sd > 0;
}

static void simulate_unequal_values(const struct simulated_case *of, struct stream *stream, double *sums)
{
    double a[MOST_REPEATS], b[MOST_REPEATS], truth;
    for (size_t i = 0; i < (size_t)of->b; i++) {
        a[i] = draw_value((enum values)of->a, stream, &truth);
        b[i] = draw_value((enum values)of->a, stream, &truth);
    }
    struct comparison c;
    if (comparison_of_values(&(struct value_list){a, of->n}, &(struct value_list){b, (size_t)of->b}, false, one_look,
                             true, &c) != 0)
        abort();
    sums[0] += verdict_is_clear(c.verdict);
    sums[1] += width(c.ci);
}

/* Two models alike, of whose repeats a percent never get there. */
static void simulate_sooner(const struct simulated_case *of, struct stream *stream, double *sums)
{
    size_t times[2][MOST_REPEATS];
    struct sooner sooner;
    for (size_t i = 0; i < 2 * of->n; i++) {
        uint32_t epochs = 1 + stream_below(stream, 1000);
        times[i % 2][i / 2] = (int)epochs > 1000 - 10 * of->a ? 0 : epochs;
    }
    if (sooner_make(times[0], of->n, times[1], of->n, one_look, &sooner) != 0)
        abort();
    sums[0] += sooner.p <= 0.05;
    sums[1] += covers(sooner.ci, 0.5) != 0 || isnan(sooner.p);
}

/* ---- all ---- */

/* Cases of one study of two models. */
static bool simulate_study(const struct simulated_case *of, struct stream *stream, uint64_t seed, double *sums)
{
    struct simulated_study study;
    bool is_one = of->kind == NO_DIFFERENCE || of->kind == POWER || of->kind == DIFFERENCE || of->kind == UNLIKE ||
                  of->kind == LOOKS || of->kind == ADVICE || of->kind == VARIANCE;
    if (!is_one)
        return false;
    draw_study(stream, of->a, of->b, of->relation, of->n, &study);
    if (of->kind == NO_DIFFERENCE || of->kind == POWER)
        simulate_tests(of, &study, seed, sums);
    else if (of->kind == DIFFERENCE)
        simulate_difference(of, &study, sums);
    else if (of->kind == UNLIKE)
        simulate_unlike(of, &study, seed, sums);
    else if (of->kind == LOOKS)
        simulate_looks(of, &study, seed, sums);
    else if (of->kind == ADVICE)
        simulate_advice(&study, seed, sums);
    else
        simulate_variance(of, &study, sums);
    return true;
}

/* Those that draw what they need. */
static void simulate_other(const struct simulated_case *of, struct stream *stream, uint64_t seed, double *sums)
{
    struct simulated_study study;
    switch (of->kind) {
    case MEAN:
        simulate_mean(of, &study, stream, seed, sums);
        break;
    case UNEQUAL:
        simulate_unequal(of, &study, stream, sums);
        break;
    case UNEQUAL_VALUES:
        simulate_unequal_values(of, stream, sums);
        break;
    case FAMILY_OF_NINE:
        simulate_family(of, &study, stream, sums);
        break;
    case BANDS:
        simulate_bands(of, stream, seed, sums);
        break;
    case ALL_CELLS:
        simulate_cells(of, stream, sums);
        break;
    case SHARED:
        simulate_shared(of, stream, sums);
        break;
    case VALUES:
        simulate_values(of, stream, sums);
        break;
    case SOONER:
        simulate_sooner(of, stream, sums);
        break;
    case EQUIVALENCE:
        simulate_equivalence(of, stream, sums);
        break;
    case GRID_CLAIMS:
        simulate_grid(of, stream, seed, sums);
        break;
    case TOGETHER:
        simulate_together(of, stream, seed, sums);
        break;
    case ITEMWISE:
        simulate_items(of, stream, sums);
        break;
    case PILOTS:
        simulate_pilot(of, stream, seed, sums);
        break;
    default:
        abort();
    }
}

void simulate(struct simulated_case *of, uint64_t seed)
{
    struct stream stream = stream_open(seed, "simulated studies", 0, 0);
    double sums[FIGURES] = {0};
    for (uint64_t i = 0; i < STUDIES; i++)
        if (!simulate_study(of, &stream, i, sums))
            simulate_other(of, &stream, i, sums);
    for (int i = 0; i < FIGURES; i++)
        of->figures[i] = sums[i] / STUDIES;
}
