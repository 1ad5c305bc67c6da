#include "simulated_claims.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/power.h"

#include <math.h>
#include <stdlib.h>

const size_t equivalence_sizes[N_EQUIVALENCE_SIZES] = {10, 20, 30};

static enum verdict verdict_on(const struct simulated_study *study, enum relation relation, double value)
{
    const struct expectation expect = {"a", "b", relation, value, false}, *family = &expect;
    struct claim_result result;
    claim_test(&expect, &study->of_a, &study->of_b, true, 1, &result);
    if (claims_settle(&family, &result, 1) != 0)
        abort();
    return result.verdict;
}

void simulate_equivalence(const struct simulated_case *of, struct stream *stream, double *sums)
{
    struct simulated_study study;
    double margin = regimes[of->a].mean - regimes[of->b].mean;
    draw_study(stream, of->a, of->b, INDEPENDENT, of->n, &study);
    enum verdict verdict = verdict_on(&study, WITHIN, margin);
    sums[0] += verdict == VERDICT_SUPPORTED;
    sums[1] += verdict == VERDICT_REFUTED;
    draw_study(stream, of->a, of->a, INDEPENDENT, of->n, &study);
    sums[2] += verdict_on(&study, WITHIN, margin) == VERDICT_SUPPORTED;
    sums[3] += verdict_on(&study, BELOW, margin) == VERDICT_SUPPORTED &&
               verdict_on(&study, ABOVE, -margin) == VERDICT_SUPPORTED;
}

/* ---- plans ---- */

/* For 80 %, of two models with these means and standard deviations between trainings. */
static double repeats_for(const struct design *design, double sd_a, double sd_b)
{
    struct design of = *design;
    struct power *power;
    of.a.sd = sd_a;
    of.b.sd = sd_b;
    if (power_open(&of, 1, &power) != 0)
        abort();
    double n = (double)power_repeats(power, 0, 0.8);
    power_close(power);
    return n;
}

/* Plans for the true difference, as attnbench plan --difference does. */
void simulate_pilot(const struct simulated_case *of, struct stream *stream, uint64_t study_number, double *sums)
{
    static double truth[N_REGIMES];
    struct simulated_study study;
    struct estimate a, b;
    struct comparison seen;
    struct design design = {
        .metric = metric_at(METRIC_ACCURACY), .paired = true, .sequences = SEQUENCES, .level = 0.95};
    if (study_number % PILOTS_ONE_OF != 0)
        return;
    design.a.mean = regimes[of->a].mean;
    design.b.mean = regimes[of->b].mean;
    if (truth[of->a] == 0)
        truth[of->a] = repeats_for(&design, regimes[of->a].sd, regimes[of->b].sd);
    draw_study(stream, of->a, of->b, INDEPENDENT, of->n, &study);
    if (estimate_make(&study.of_a, 1, 1, &a) != 0 || estimate_make(&study.of_b, 1, 1, &b) != 0 ||
        comparison_make(&study.of_a, &study.of_b, true, 1, 1, &seen) != 0)
        abort();
    design.correlation = correlation_shown(seen.correlation, seen.n);
    struct interval factors = sd_interval(1, of->n, 0.8);
    const double scales[] = {1, factors.low, factors.high};
    double n[3];
    for (int i = 0; i < 3; i++) {
        n[i] = repeats_for(&design, sd_of_trainings(scales[i] * a.sd, a.mean, SEQUENCES),
                           sd_of_trainings(scales[i] * b.sd, b.mean, SEQUENCES));
        sums[1 + i] += PILOTS_ONE_OF * n[i];
    }
    sums[0] += PILOTS_ONE_OF * (n[1] <= truth[of->a] && truth[of->a] <= n[2]);
}
