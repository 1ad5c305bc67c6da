/* Comparisons that are one family or one of several looks: what that costs, and how many repeats a new study takes. */
#include "attnbench/stats/comparison.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

/* R: p.adjust(c(0.01, 0.04, 0.03, 1, 0.005, 0.2), "BH"). */
static void false_discoveries_are_benjamini_and_hochbergs(void **state)
{
    (void)state;
    const double p[] = {0.01, 0.04, 0.03, NAN, 0.005, 0.2}, adjusted[] = {0.03, 0.06, 0.06, NAN, 0.03, 0.24};
    struct comparison family[6] = {0};
    for (int i = 0; i < 6; i++)
        family[i] = (struct comparison){
            .n = 10, .df = 9, .n_alike = 10, .df_growth = 1, .looks = one_look, .p_alone = p[i], .p = p[i]};
    assert_int_equal(holm_adjust(family, 6), 0);
    for (int i = 0; i < 6; i++)
        if (i != 3)
            assert_close(family[i].p_fdr, adjusted[i]);
    assert_true(isnan(family[3].p_fdr));
}

/* R: f <- function(n, sig, ncp) pt(qt(1 - sig / 2, n - 1), n - 1, ncp * sqrt(n / 10), lower.tail = FALSE) is first at
 * least 0.8 at this n, for the t of p = 0.2 in 10 pairs, and for that t +- qt(0.9, 9). */
static void repeats_for_power_are_noncentral_ts(void **state)
{
    (void)state;
    struct comparison one = {.paired = true,
                             .n = 10,
                             .df = 9,
                             .n_alike = 10,
                             .df_growth = 1,
                             .looks = one_look,
                             .p_alone = 0.2,
                             .p = 0.2,
                             .difference = 1};
    assert_int_equal(holm_adjust(&one, 1), 0);
    assert_int_equal(one.repeats_80, 43);
    assert_true(one.repeats_80_range.low == 13 && one.repeats_80_range.high == REPEATS_TO_SETTLE_MOST);
    one.looks = looks_at_one_level(5); /* each at 1.298 % */
    assert_int_equal(holm_adjust(&one, 1), 0);
    assert_int_equal(one.repeats_80, 61);
    one.n = 4;
    assert_int_equal(holm_adjust(&one, 1), 0);
    assert_true(one.repeats_80 == 0 && isnan(one.repeats_80_range.low) && one.repeats_to_settle > 4);
}

static void looks_cost_p_and_width(void **state)
{
    (void)state;
    int32_t a[] = {50, 60, 55, 58, 52}, b[] = {45, 61, 50, 59, 50}, hundred[] = {100, 100, 100, 100, 100};
    struct sample x = {5, a, hundred, false, 0}, y = {5, b, hundred, false, 0};
    struct interval at_look = difference_interval(&x, &y, true, look_level(looks_at_one_level(5)));
    struct comparison once, five;
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &once), 0);
    assert_int_equal(comparison_make(&x, &y, true, looks_at_one_level(5), 1, &five), 0);
    assert_true(once.p == once.p_alone && five.p_alone == once.p);
    assert_close(five.p, p_of_looks(once.p, looks_at_one_level(5)));
    assert_true(five.p > once.p);
    assert_true(five.ci.low == at_look.low && five.ci.high == at_look.high);
    assert_true(five.repeats_to_settle > once.repeats_to_settle);

    x.same_sequences = true; /* no number of repeats averages out what they share */
    assert_int_equal(comparison_make(&x, &y, false, looks_at_one_level(5), 1, &once), 0);
    assert_true(once.verdict == VERDICT_UNDECIDED && once.repeats_to_settle == 0 && isnan(once.improvement_ci.low));
    x.same_sequences = false;

    struct expectation expect = {"a", "b", ABOVE, 0, false};
    struct claim_result claim;
    claim_test(&expect, &x, &y, true, looks_at_one_level(5), &claim);
    assert_true(claim.ci.low == at_look.low && claim.p == five.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_cost_p_and_width),
        cmocka_unit_test(false_discoveries_are_benjamini_and_hochbergs),
        cmocka_unit_test(repeats_for_power_are_noncentral_ts),
    };
    return RUN_TESTS(tests);
}
