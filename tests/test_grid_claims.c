/* Claims over the cells of a grid. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/stats/grid.h"
#include "fabricate.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

enum { CELLS = 6, REPEATS = 5 };

/* n_in 5, 10, 20 and in each n_out 2, 1; attention is 31 to 36 ahead in the first cell, less in each further one. */
static struct results grid_of_six(void)
{
    struct results results = fabricate((const size_t[]){3, 2, 1}, REPEATS);
    for (size_t cell = 0; cell < CELLS; cell++)
        for (size_t r = 0; r < REPEATS; r++) {
            double b = (double)(20 + cell * 3 + (r * 7 + cell * 5) % 6);
            double a = b + (double)(30 - cell * 2 + (r * 5 + cell * 3) % 7);
            fabricate_accuracies(&results, cell * REPEATS + r, &b, 1);
            fabricate_accuracies(&results, (CELLS + cell) * REPEATS + r, &a, 1);
        }
    return results;
}

static struct claim claim_on(const char *metric, const char *stated)
{
    struct claim claim = {.text = "t"};
    strcpy(claim.metric, metric);
    strcpy(claim.stated, stated);
    if (claim_resolve(&claim) != 0)
        fail_msg("%s", error_message());
    return claim;
}

static struct claim_result result_of(const struct results *results, const char *stated)
{
    struct claim claim = claim_on("accuracy", stated);
    struct analysis analysis;
    assert_int_equal(analysis_make(results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    struct claim_result result = analysis.claim_results[0];
    analysis_free(&analysis);
    return result;
}

static void claims_say_of_which_cells_they_speak(void **state)
{
    (void)state;
    static const struct {
        const char *stated, *text;
        enum scope_kind kind;
    } cases[] = {
        {"a - b > 0 everywhere", "a - b > 0 everywhere", SCOPE_EVERYWHERE},
        {"a > 50 %  somewhere  where n_in<8", "a > 50 somewhere where n_in < 8", SCOPE_SOMEWHERE},
        {"a - b within 2 points where cell = lstm", "a - b within 2 where cell = lstm", SCOPE_MEAN},
        {"a - b slope n_in > -.5", "slope n_in of a - b > -0.5", SCOPE_SLOPE},
        {"a slope n_in < 0 where n_out >= 2", "slope n_in of a < 0 where n_out >= 2", SCOPE_SLOPE},
        {"a > 0 where n_in >= 2 and cell = lstm", "a > 0 where n_in >= 2 and cell = lstm", SCOPE_MEAN},
    };
    static const char *const wrong[] = {"a > 0 everywhere else",
                                        "a > 0 where",
                                        "a > 0 where n_in",
                                        "a > 0 where n_in > ",
                                        "a > 0 where n_in within 2",
                                        "a > 0 where n_in >= 2 3",
                                        "a > 0 where n_in >= 2 and",
                                        "a > 0 where and n_in >= 2",
                                        "a > 0 where n_in >= 2 n_out < 3",
                                        "a > 0 where a = 1 and b = 2 and c = 3 and d = 4 and e = 5",
                                        "slope n_in > 0",
                                        "a slope > 0",
                                        "a slope n_in > 0 everywhere",
                                        "a > 0 everywhere somewhere"};
    char text[CLAIM_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim = claim_on("accuracy", cases[i].stated);
        assert_int_equal(claim.scope.kind, cases[i].kind);
        assert_string_equal(claim_text(&claim, text, sizeof text), cases[i].text);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct claim claim = {.metric = "accuracy"};
        strcpy(claim.stated, wrong[i]);
        if (claim_resolve(&claim) == 0)
            fail_msg("'%s' was read", wrong[i]);
    }
    struct claim keyed = {.metric = "accuracy", .model = "a", .against = "b", .stated = "slope n_in > 0"};
    assert_int_equal(claim_resolve(&keyed), 0);
    assert_string_equal(claim_text(&keyed, text, sizeof text), "slope n_in of a - b > 0");
}

static void cells_that_a_condition_means(void **state)
{
    (void)state;
    struct condition condition = {.relation = AT_LEAST, .value = "8"};
    assert_true(condition_is_met(&condition, value_integer(8)) && !condition_is_met(&condition, value_integer(7)));
    assert_true(condition_is_met(&condition, value_real(8.5)) && !condition_is_met(&condition, value_word("lstm")));
    condition.relation = BELOW;
    assert_true(condition_is_met(&condition, value_integer(7)) && !condition_is_met(&condition, value_integer(8)));
    condition.is_equal = true;
    assert_true(condition_is_met(&condition, value_integer(8)) && !condition_is_met(&condition, value_integer(7)));
    strcpy(condition.value, "lstm");
    assert_true(condition_is_met(&condition, value_word("lstm")) && !condition_is_met(&condition, value_word("gru")));
    assert_false(condition_is_met(&condition, value_integer(8)));
}

/* Of figures 3, 1, 2 with p 0.01, 0.04, 0.2: all are above 0, so it is the largest p; above 1.5 the second is not, so
 * that is 3 times its p. */
static void cells_decide_together(void **state)
{
    (void)state;
    const struct claim_result cells[] = {{.verdict = VERDICT_UNDECIDED, .n = 5, .figure = 3, .p = 0.01},
                                         {.verdict = VERDICT_UNDECIDED, .n = 5, .figure = 1, .p = 0.04},
                                         {.verdict = VERDICT_UNDECIDED, .n = 5, .figure = 2, .p = 0.2}};
    struct expectation expect = {"a", "b", ABOVE, 0, false};
    size_t deciding;
    struct claim_result result = claim_of_cells(&expect, true, cells, 3, &deciding);
    assert_true(result.p == 0.2 && deciding == 2 && result.figure == 2);
    result = claim_of_cells(&expect, false, cells, 3, &deciding);
    assert_close(result.p, 0.03);
    assert_int_equal(deciding, 0);
    expect.value = 1.5;
    result = claim_of_cells(&expect, true, cells, 3, &deciding);
    assert_close(result.p, 0.12);
    assert_true(deciding == 1 && !expectation_holds(&expect, result.figure));
    expect.value = 4;
    result = claim_of_cells(&expect, false, cells, 3, &deciding);
    assert_true(result.p == 0.2 && deciding == 2);
    result = claim_of_cells(&expect, true, cells, 3, &deciding);
    assert_close(result.p, 0.03);
    struct claim_result lacking[2] = {cells[0], claim_without_data(1)};
    assert_int_equal(claim_of_cells(&expect, true, lacking, 2, &deciding).verdict, VERDICT_NO_DATA);
    assert_int_equal(deciding, 1);
}

/* R: coef(lm(c(2, 5, 3, 7, 4) ~ c(1, 2, 4, 1, 3) + factor(c(0, 0, 0, 3, 3)))) */
static void slopes_are_least_squares_with_groups(void **state)
{
    (void)state;
    const double x[] = {1, 2, 4, 1, 3}, y[] = {2, 5, 3, 7, 4}, same[] = {1, 1, 1, 3, 3};
    const size_t group[] = {0, 0, 0, 3, 3};
    double weights[5], slope = 0;
    bool any;
    assert_int_equal(slope_weights(x, group, 5, weights, &any), 0);
    for (int i = 0; i < 5; i++)
        slope += weights[i] * y[i];
    assert_true(any);
    assert_close(slope, -0.35);
    assert_int_equal(slope_weights(same, group, 5, weights, &any), 0);
    assert_false(any);
}

/* R, of the same figures: in each repeat lm(a - b ~ n_in + factor(n_out)), whose slopes' mean is that of lm(a - b ~
 * n_in
 * + factor(n_out) + factor(repeat)), and their t.test; where n_out is 1 lm(a ~ n_in). */
static void slopes_of_repeats_are_one_sample(void **state)
{
    (void)state;
    struct results results = grid_of_six();
    struct claim_result result = result_of(&results, "attention - baseline slope n_in < 0");
    assert_close(result.figure, -0.502857142857143);
    assert_close(result.ci.low, -0.663555521393743);
    assert_close(result.ci.high, -0.342158764320543);
    assert_close(result.p, 0.000966154350392449);
    assert_int_equal(result.verdict, VERDICT_SUPPORTED);
    result = result_of(&results, "attention slope n_in > 0 where n_out = 1");
    assert_close(result.figure, 0.279999999999999);
    assert_close(result.p, 0.105412286847965);
    assert_true(result.n == REPEATS);
    assert_string_equal(result.why, "least squares over 3 cells, in each repeat");
    results_free(&results);
}

static void grids_are_judged_as_their_cells(void **state)
{
    (void)state;
    struct results results = grid_of_six();
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    double largest = 0, least = 1;
    for (int cell = 0; cell < CELLS; cell++) {
        largest = fmax(largest, analysis.comparisons[cell].p);
        least = fmin(least, analysis.comparisons[cell].p);
    }
    struct claim_result result = result_of(&results, "attention - baseline > 0 everywhere");
    assert_true(result.p == largest && result.verdict == VERDICT_SUPPORTED && result.n == REPEATS);
    assert_non_null(strstr(result.why, "of 6 cells n_in "));
    result = result_of(&results, "attention - baseline > 0 somewhere");
    assert_close(result.p, 6 * least);
    assert_int_equal(result_of(&results, "attention - baseline > 45 everywhere").verdict, VERDICT_REFUTED);
    assert_int_equal(result_of(&results, "attention - baseline > 60 somewhere").verdict, VERDICT_REFUTED);
    /* the mean over all cells is that of the table below them */
    result = result_of(&results, "attention - baseline > 0 where n_in >= 5");
    assert_true(result.p == analysis.overall[1].difference.p && result.ci.low == analysis.overall[1].difference.ci.low);
    assert_string_equal(result.why, "mean over 6 cells");
    result = result_of(&results, "attention - baseline > 0 where n_in >= 10 and n_out < 2");
    assert_string_equal(result.why, "mean over 2 cells");
    result = result_of(&results, "attention - baseline > 0 where n_in = 10 and n_out = 1");
    assert_string_equal(result.why, "mean over 1 cell");
    /* a cell without results leaves nothing to say of all */
    for (size_t r = 1; r < REPEATS; r++)
        results.figures[METRIC_ACCURACY].values[2 * REPEATS + r] = NAN;
    result = result_of(&results, "attention - baseline > 0 everywhere");
    assert_int_equal(result.verdict, VERDICT_NO_DATA);
    assert_string_equal(result.why, "n_in 10, n_out 2 has no data");
    assert_int_equal(result_of(&results, "attention - baseline > 0 everywhere where n_in = 5").verdict,
                     VERDICT_SUPPORTED);
    analysis_free(&analysis);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_say_of_which_cells_they_speak),
        cmocka_unit_test(cells_that_a_condition_means),
        cmocka_unit_test(cells_decide_together),
        cmocka_unit_test(slopes_are_least_squares_with_groups),
        cmocka_unit_test(slopes_of_repeats_are_one_sample),
        cmocka_unit_test(grids_are_judged_as_their_cells),
    };
    return RUN_TESTS(tests);
}
