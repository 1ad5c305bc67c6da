/* Which repeats are compared with which, and what repeats share: from results to figures, of analyses and contrasts.
 * The expected numbers are scipy 1.17's, of the true pairs; intervals scipy.optimize.brentq of the equations in
 * inference.c. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/contrast.h"
#include "fabricate.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

enum { REPEATS = 6, FEW = 4 };
static const size_t one_cell[3] = {1, 1, 1}, two_cells[3] = {2, 1, 1};

static void lose(struct results *results, size_t trial)
{
    results->status[trial] = TRIAL_CRASHED;
    results->figures[METRIC_ACCURACY].values[trial] = results->figures[METRIC_RMSE].values[trial] = NAN;
}

static struct analysis analysed(const struct results *results)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    return analysis;
}

/* Baseline has no repeat 1, attention no repeat 4: of the pairs 0, 2, 3, 5 the difference is mean(55, 72, 61, 48) -
 * mean(20, 30, 25, 10), on which interval and p rest. Five of each in their order would differ by 26.2. */
static struct results one_sided(bool errors)
{
    const double baseline[REPEATS] = {20, 90, 30, 25, 80, 10}, attention[REPEATS] = {55, 60, 72, 61, 20, 48};
    struct results results = fabricate(one_cell, REPEATS);
    if (!errors) {
        fabricate_accuracies(&results, 0, baseline, REPEATS);
        fabricate_accuracies(&results, REPEATS, attention, REPEATS);
    } else
        for (size_t i = 0; i < REPEATS; i++) {
            fabricate_rmse(&results, i, &(double){baseline[i] / 100}, 1);
            fabricate_rmse(&results, REPEATS + i, &(double){attention[i] / 100}, 1);
        }
    lose(&results, 1);
    lose(&results, REPEATS + 4);
    return results;
}

static void assert_true_pairs(const struct comparison *comparison, double sign)
{
    assert_true(comparison->paired);
    assert_int_equal(comparison->n, 4);
    assert_close(comparison->difference, sign * 37.75);
    assert_true(isnan(comparison->correlation)); /* of 4 pairs it is not told */
    assert_close(comparison->p, 0.013177081530365375);
}

static void accuracies_are_compared_with_their_partners(void **state)
{
    (void)state;
    struct results results = one_sided(false);
    struct analysis analysis = analysed(&results);
    struct comparison back;
    assert_true_pairs(&analysis.comparisons[0], 1);
    assert_interval(analysis.comparisons[0].ci, 14.886353305519584, 55.57545008605727);
    assert_int_equal(analysis_compare(&analysis, 0, 1, &back), 0);
    assert_true_pairs(&back, -1);
    assert_int_equal(analysis.cells[0].figure.n, 5); /* a mean is of all that are there: 225 / 5 */
    assert_close(analysis.cells[0].figure.mean, 33);
    analysis_free(&analysis);
    results_free(&results);
}

static void claims_are_put_to_the_same_partners(void **state)
{
    (void)state;
    struct results results = one_sided(false);
    struct claim claim = {
        .text = "t", .measured = metric_find("accuracy"), .expect = {"attention", "baseline", ABOVE, 0, false}};
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    assert_int_equal(analysis.claim_results[0].n, 4);
    assert_close(analysis.claim_results[0].figure, 37.75);
    assert_close(analysis.claim_results[0].p, analysis.comparisons[0].p);
    analysis_free(&analysis);
    results_free(&results);
    results = one_sided(true);
    claim.measured = metric_find("rmse");
    assert_int_equal(analysis_make(&results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    assert_int_equal(analysis.claim_results[0].n, 4);
    assert_close(analysis.claim_results[0].figure, 0.3775);
    assert_close(analysis.claim_results[0].p, 0.0001511062761023431); /* scipy.stats.ttest_rel, as below */
    analysis_free(&analysis);
    results_free(&results);
}

/* scipy.stats.ttest_rel((.55, .72, .61, .48), (.2, .3, .25, .1)), and its confidence_interval(.95) */
static void errors_are_compared_with_their_partners(void **state)
{
    (void)state;
    struct results results = one_sided(true);
    struct analysis analysis = analysed(&results);
    struct comparison back;
    const struct comparison *comparison = &analysis.comparisons[0];
    assert_true(comparison->paired && comparison->n == 4);
    assert_close(comparison->difference, 0.3775);
    assert_true(isnan(comparison->correlation));
    assert_close(comparison->p, 0.0001511062761023431);
    assert_interval(comparison->ci, 0.32824056951769703, 0.4267594304823029);
    assert_int_equal(analysis_compare(&analysis, 0, 1, &back), 0);
    assert_true(back.n == 4 && fabs(back.difference + 0.3775) < 1e-12);
    assert_int_equal(analysis.cells[1].figure.n, 5);
    analysis_free(&analysis);
    results_free(&results);
}

/* ---- what repeats share ---- */

/* Errors say nothing of it themselves; of the same ones over two cells neither. */
static void errors_on_the_same_sequences_have_no_other_tests(void **state)
{
    (void)state;
    static const double errors[] = {0.4, 0.5, 0.45, 0.6};
    struct results results = fabricate(two_cells, 2);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_rmse(&results, i, &errors[i % 4], 1);
    struct analysis apart = analysed(&results);
    assert_true(!apart.comparisons[0].shared_luck && !isnan(apart.comparisons[0].improvement_ci.low));
    assert_true(!apart.overall[1].difference.shared_luck);
    analysis_free(&apart);
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init; init, data"), 0);
    struct analysis analysis = analysed(&results);
    const struct comparison *const of[] = {&analysis.comparisons[0], &analysis.overall[1].difference};
    for (size_t i = 0; i < 2; i++) {
        assert_true(of[i]->shared_luck && of[i]->repeats_to_settle == 0 && isnan(of[i]->improvement_ci.low));
        assert_true(isnan(of[i]->p_t) && isnan(of[i]->p_mann_whitney) && !isnan(of[i]->p));
    }
    analysis_free(&analysis);
    results_free(&results);
}

static const double low[FEW] = {20, 23, 23, 18}, high[FEW] = {98, 91, 94, 93};

/* Without sequences in common they would be (16.30, 26.62) and, of the pairs' difference, (64.39, 80.00). */
static void repeats_on_the_same_sequences_share_their_luck(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, FEW);
    fabricate_accuracies(&results, 0, low, FEW);
    fabricate_accuracies(&results, FEW, high, FEW);
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init; init"), 0);
    struct claim claim = {
        .text = "t", .measured = metric_find("accuracy"), .expect = {"attention", "baseline", ABOVE, 0, false}};
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    assert_interval(analysis.cells[0].figure.ci, 13.114124753611989, 31.887531295246841);
    assert_interval(analysis.cells[1].figure.ci, 83.73899768864584, 97.94501073042619);
    assert_true(isnan(analysis.cells[0].figure.evaluation_variance));
    const struct comparison *comparison = &analysis.comparisons[0];
    assert_true(comparison->paired && comparison->shared_luck && isnan(comparison->p_t));
    assert_interval(comparison->ci, 58.039167598739880, 81.817603873205741);
    assert_interval(analysis.claim_results[0].ci, 58.039167598739880, 81.817603873205741);
    analysis_free(&analysis);
    results_free(&results);
}

/* Of attention each repeat has sequences of its own, so there are no pairs. */
static void repeats_of_one_model_may_share_their_luck_alone(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, FEW);
    fabricate_accuracies(&results, 0, low, FEW);
    fabricate_accuracies(&results, FEW, high, FEW);
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init; init, data"), 0);
    struct analysis analysis = analysed(&results);
    const struct comparison *comparison = &analysis.comparisons[0];
    assert_true(!comparison->paired && comparison->shared_luck);
    assert_interval(comparison->ci, 61.791857188405963, 80.976059512905010);
    assert_true(!isnan(analysis.cells[1].figure.evaluation_variance));
    analysis_free(&analysis);
    results_free(&results);
}

/* Two cells of 100 sequences each: 50, 51, 56, 49 right of 200, as strata worth 200 / (1 - 0.0055). Not shared it would
 * be (21.75, 30.20). */
static void cells_together_share_their_luck(void **state)
{
    (void)state;
    const double other_cell[FEW] = {30, 28, 33, 31};
    struct results results = fabricate(two_cells, FEW);
    fabricate_accuracies(&results, 0, low, FEW);
    fabricate_accuracies(&results, FEW, other_cell, FEW);
    fabricate_accuracies(&results, 2 * FEW, high, FEW);
    fabricate_accuracies(&results, 3 * FEW, high, FEW);
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init; init"), 0);
    struct analysis analysis = analysed(&results);
    assert_int_equal(analysis.overall[0].repeats, FEW);
    assert_close(analysis.overall[0].mean, 25.75);
    assert_interval(analysis.overall[0].ci, 19.113158319036746, 33.730391231039562);
    assert_true(analysis.overall[1].difference.shared_luck);
    analysis_free(&analysis);
    results_free(&results);
}

static struct contrast_row contrasted(const char *first_vary, const char *second_vary)
{
    const double of_first[FEW] = {40, 41, 42, 43}, of_second[FEW] = {60, 58, 64, 61};
    struct results first = fabricate_models(1, one_cell, FEW), second = fabricate_models(1, one_cell, FEW);
    struct contrast contrast;
    fabricate_accuracies(&first, 0, of_first, FEW);
    fabricate_accuracies(&second, 0, of_second, FEW);
    first.folder.path = "one";
    second.folder.path = "other";
    assert_int_equal(results_add_text(&first, RESULTS_VARY, first_vary), 0);
    assert_int_equal(results_add_text(&second, RESULTS_VARY, second_vary), 0);
    const bool same_vary = strcmp(first_vary, second_vary) == 0;
    assert_int_equal(contrast_make(&first, &second, true, &same_vary, &contrast), 0);
    struct contrast_row row = contrast.rows[0];
    contrast_free(&contrast);
    results_free(&first);
    results_free(&second);
    return row;
}

static void studies_share_the_luck_of_their_sequences(void **state)
{
    (void)state;
    struct comparison comparison = contrasted("init", "init").comparison;
    assert_true(comparison.paired && comparison.shared_luck);
    assert_interval(comparison.ci, 2.0248693501591033, 34.9555048952685112);
    comparison = contrasted("init, data", "init, data").comparison;
    assert_true(comparison.paired && !comparison.shared_luck);
    assert_interval(comparison.ci, 8.9856667583612495, 28.9597268052986188);
    comparison = contrasted("init, data", "init").comparison;
    assert_true(!comparison.paired && comparison.shared_luck);
    assert_interval(comparison.ci, 6.220275696738967, 31.231195798990687);
    comparison = contrasted("init", "init, data").comparison;
    assert_interval(comparison.ci, 6.2511657631467159, 31.3329215601190860);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuracies_are_compared_with_their_partners),
        cmocka_unit_test(claims_are_put_to_the_same_partners),
        cmocka_unit_test(errors_are_compared_with_their_partners),
        cmocka_unit_test(errors_on_the_same_sequences_have_no_other_tests),
        cmocka_unit_test(repeats_on_the_same_sequences_share_their_luck),
        cmocka_unit_test(repeats_of_one_model_may_share_their_luck_alone),
        cmocka_unit_test(cells_together_share_their_luck),
        cmocka_unit_test(studies_share_the_luck_of_their_sequences),
    };
    return RUN_TESTS(tests);
}
