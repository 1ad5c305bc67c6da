#include "simulated_claims.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/grid.h"
#include "attnbench/stats/together.h"
#include "attnbench/power/power.h"

#include <math.h>
#include <stdlib.h>

const size_t equivalence_sizes[N_EQUIVALENCE_SIZES] = {10, 20, 30};

static enum verdict verdict_on(const struct simulated_study *study, enum relation relation, double value)
{
    const struct expectation expect = {"a", "b", relation, value, false}, *family = &expect;
    struct claim_result result;
    claim_test(&expect, &study->of_a, &study->of_b, true, one_look, &result);
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
    if (estimate_make(&study.of_a, one_look, 1, &a) != 0 || estimate_make(&study.of_b, one_look, 1, &b) != 0 ||
        comparison_make(&study.of_a, &study.of_b, true, one_look, 1, &seen) != 0)
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

/* ---- grids ---- */

enum { CELLS = 9, AXIS_VALUES = 3 };

/* A claim and a comparison of each cell; the first n_different have b, the others two models like a. slopes: of a - b
 * in each repeat over three values, of three cells each. */
static void draw_grid(const struct simulated_case *of, struct stream *stream, int n_different,
                      struct claim_result claims[CELLS], struct comparison comparisons[CELLS], double *slopes)
{
    static const struct expectation expect = {"a", "b", ABOVE, 0, false};
    for (size_t i = 0; i < of->n; i++)
        slopes[i] = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        struct simulated_study study;
        draw_study(stream, of->a, cell < n_different ? of->b : of->a, INDEPENDENT, of->n, &study);
        claim_test(&expect, &study.of_a, &study.of_b, true, one_look, &claims[cell]);
        if (comparison_make(&study.of_a, &study.of_b, true, one_look, 1, &comparisons[cell]) != 0)
            abort();
        double weight = (double)(cell % AXIS_VALUES - 1) / 6; /* of x = 0, 1, 2 in three groups: (x - 1) / 6 */
        for (size_t i = 0; i < of->n; i++)
            slopes[i] += weight * 100 * (study.a[i] - study.b[i]) / SEQUENCES;
    }
    if (holm_adjust(comparisons, CELLS) != 0)
        abort();
}

static double supports(const struct claim_result *result, double value)
{
    return result->p <= 0.05 && result->figure > value;
}

/* Nothing differs; everything does; three cells of nine do. */
void simulate_grid(const struct simulated_case *of, struct stream *stream, uint64_t study, double *sums)
{
    const struct expectation expect = {"a", "b", ABOVE, 0, false};
    struct claim_result claims[CELLS], result;
    struct comparison comparisons[CELLS];
    double slopes[MOST_REPEATS], n_found = 0, n_false = 0;
    size_t deciding;
    if (study % GRID_ONE_OF != 0)
        return;
    draw_grid(of, stream, 0, claims, comparisons, slopes);
    result = claim_of_cells(&expect, true, claims, CELLS, &deciding);
    sums[0] += GRID_ONE_OF * supports(&result, 0);
    result = claim_of_cells(&expect, false, claims, CELLS, &deciding);
    sums[1] += GRID_ONE_OF * supports(&result, 0);
    struct description of_slopes = describe(slopes, of->n);
    claim_test_values(&expect, &of_slopes, NULL, one_look, &result);
    sums[2] += GRID_ONE_OF * (result.p <= 0.05);
    draw_grid(of, stream, CELLS, claims, comparisons, slopes);
    result = claim_of_cells(&expect, true, claims, CELLS, &deciding);
    sums[3] += GRID_ONE_OF * supports(&result, 0);
    draw_grid(of, stream, 3, claims, comparisons, slopes);
    for (int cell = 0; cell < CELLS; cell++) {
        sums[4] += GRID_ONE_OF * (cell < 3 && comparisons[cell].p_holm <= 0.05) / 3.0;
        sums[5] += GRID_ONE_OF * (cell < 3 && comparisons[cell].p_fdr <= 0.05) / 3.0;
        n_found += comparisons[cell].p_fdr <= 0.05;
        n_false += cell >= 3 && comparisons[cell].p_fdr <= 0.05;
    }
    sums[6] += GRID_ONE_OF * (n_found > 0 ? n_false / n_found : 0);
}

/* ---- simultaneous intervals ---- */

struct nine {
    double truth[CELLS];
    struct interval single[CELLS];
    struct comparison of[CELLS]; /* differences, verdicts and ci_together */
};

/* The first cells are `up` of a and b, the next `down` of b and a, the others of two models like a. */
static void draw_nine(struct stream *stream, int a, int b, int up, int down, size_t n, struct nine *out)
{
    static const struct expectation expect = {"a", "b", ABOVE, 0, false};
    const struct expectation *family[CELLS];
    struct claim_result claims[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
        struct simulated_study study;
        int first = cell >= up && cell < up + down ? b : a, second = cell < up ? b : a;
        family[cell] = &expect;
        draw_study(stream, first, second, INDEPENDENT, n, &study);
        claim_test(&expect, &study.of_a, &study.of_b, true, one_look, &claims[cell]);
        out->truth[cell] = regimes[first].mean - regimes[second].mean;
        out->single[cell] = claims[cell].ci;
        out->of[cell] = (struct comparison){.difference = claims[cell].figure};
        out->of[cell].ci_together =
            difference_interval(&study.of_a, &study.of_b, true, together_level(CELLS, one_look));
    }
    if (claims_settle(family, claims, CELLS) != 0)
        abort();
    for (int cell = 0; cell < CELLS; cell++)
        out->of[cell].verdict = claims[cell].verdict;
    together_cut(out->of, CELLS);
}

/* An end of 0 is not in the interval of what is decided. */
static bool holds(const struct comparison *comparison, double truth)
{
    struct interval interval = comparison->ci_together;
    if (verdict_is_clear(comparison->verdict) && (comparison->difference > 0 ? truth <= 0 : truth >= 0))
        return false;
    return interval.low <= truth && truth <= interval.high;
}

static bool all_hold(const struct nine *nine)
{
    bool all = true;
    for (int cell = 0; cell < CELLS; cell++)
        all = all && holds(&nine->of[cell], nine->truth[cell]);
    return all;
}

static double count_disagreements(const struct nine *nine)
{
    double n = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        struct interval interval = nine->of[cell].ci_together;
        n += verdict_is_clear(nine->of[cell].verdict) != (interval.low >= 0 || interval.high <= 0);
    }
    return n;
}

void simulate_together(const struct simulated_case *of, struct stream *stream, uint64_t study, double *sums)
{
    const int other = regimes[of->a].mean < 50 ? ATTENTION : BASELINE;
    const int cells[][3] = {{of->b, 0, 0}, {of->b, 3, 0}, {of->b, CELLS, 0}, {other, 4, 4}};
    struct nine nine;
    if (study % TOGETHER_ONE_OF != 0)
        return;
    for (int i = 0; i < 4; i++) {
        bool all_single = true;
        draw_nine(stream, of->a, cells[i][0], cells[i][1], cells[i][2], of->n, &nine);
        sums[i] += TOGETHER_ONE_OF * all_hold(&nine);
        sums[7] += TOGETHER_ONE_OF * count_disagreements(&nine);
        for (int cell = 0; cell < CELLS; cell++) {
            all_single = all_single && nine.single[cell].low <= 0 && nine.single[cell].high >= 0;
            if (i == 1) {
                sums[5] += TOGETHER_ONE_OF * (nine.of[cell].ci_together.high - nine.of[cell].ci_together.low) / CELLS;
                sums[6] += TOGETHER_ONE_OF * (nine.single[cell].high - nine.single[cell].low) / CELLS;
            }
        }
        sums[4] += i == 0 && all_single ? TOGETHER_ONE_OF : 0;
    }
}
