/* Values compared: comparison_of_values, and the values of claims. */
#include "attnbench/stats/comparison.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

static const double five_a[] = {0.52, 0.61, 0.47, 0.58, 0.55}, five_b[] = {0.50, 0.49, 0.51, 0.46, 0.55};

static struct comparison compare(const double *a, size_t n_a, const double *b, size_t n_b, bool paired, size_t n_looks)
{
    struct comparison comparison;
    assert_int_equal(comparison_of_values(&(struct value_list){a, n_a}, &(struct value_list){b, n_b}, paired,
                                          looks_at_one_level(n_looks), true, &comparison),
                     0);
    return comparison;
}

/* R: t.test(a, b, paired = TRUE, conf.level = 1 - e), e = 0.0129836366157 of five looks; t.test(a, b, conf.level = 1 -
 * e). */
static void looks_widen_the_interval_of_errors(void **state)
{
    (void)state;
    struct comparison c = compare(five_a, 5, five_b, 5, true, 5);
    assert_interval(c.ci, -0.0946530173381011, 0.182653017338101);
    assert_close(c.p_alone, 0.247178291504993);
    assert_true(c.p > 0.5 && c.p < 1);
    c = compare(five_a, 5, five_b, 5, false, 5);
    assert_interval(c.ci, -0.0514888095660041, 0.139488809566004);
}

/* R, with a = c(100, 120, 90, 130, 110), b = c(200, 260, 180, 240, 210): t.test(a, conf.level = 1 - e)$conf.int,
 * t.test(a, b, conf.level = 1 - e)$conf.int, e = 0.0207903952172 of three looks. */
static void looks_widen_the_interval_of_a_claim_on_values(void **state)
{
    (void)state;
    const double a[] = {100, 120, 90, 130, 110}, b[] = {200, 260, 180, 240, 210};
    const struct expectation expect = {.relation = BELOW, .value = 100};
    struct description of_a = describe(a, 5), of_b = describe(b, 5);
    struct claim_result result;
    claim_test_values(&expect, &of_a, NULL, looks_at_one_level(3), &result);
    assert_true(fabs(result.ci.low - 83.8195627974608) < 1e-8 && fabs(result.ci.high - 136.180437202539) < 1e-8);
    claim_test_values(&expect, &of_a, &of_b, looks_at_one_level(3), &result);
    assert_true(fabs(result.ci.low + 158.024896444706) < 1e-8 && fabs(result.ci.high + 57.9751035552942) < 1e-8);
}

/* scipy: (a.mean() - b.mean()) / sqrt((2 a.var(ddof=1) + 3 b.var(ddof=1)) / 5) */
static void cohens_d_weighs_variances_by_their_counts(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, b[] = {2, 4, 6, 8};
    assert_close(compare(a, 3, b, 4, false, 1).cohens_d, -1.4301938838683883);
    assert_close(compare(b, 4, a, 3, false, 1).cohens_d, 1.4301938838683883);
}

/* 0.31 - 0.21 is not 0.52 - 0.42 in binary, but the pairs differ by the same. R: binom.test(0, 4)$p.value */
static void pairs_that_differ_by_the_same_but_for_rounding_do_not_vary(void **state)
{
    (void)state;
    const double a[] = {0.31, 0.52, 0.73, 0.44}, b[] = {0.21, 0.42, 0.63, 0.34};
    struct comparison c = compare(a, 4, b, 4, true, 1);
    assert_true(c.p == 0.125 && isnan(c.ci.low) && isnan(c.ci.high));
    assert_true(isnan(c.p_t) && isnan(c.cohens_d) && c.verdict == VERDICT_UNDECIDED);
    assert_close(c.difference, 0.1);
}

/* n pairs have the sign test's p, 2^(1-n): of 5 it is 0.0625, of 6 it is 0.031, of 7 it is 0.016. n equal errors
 * against n have 2 / C(2n, n): of 3 it is 0.1, of 4 it is 0.0286, of 5 it is 0.008. With two looks
 * 0.0294 must be undercut. */
static void errors_that_do_not_vary_are_settled_by_their_number(void **state)
{
    (void)state;
    const double a[] = {0.3, 0.5, 0.7}, b[] = {0.2, 0.4, 0.6}, one[] = {0.5, 0.5, 0.5}, other[] = {0.25, 0.25, 0.25};
    struct comparison c = compare(a, 3, b, 3, true, 1);
    assert_true(c.p == 0.25 && c.verdict == VERDICT_UNDECIDED);
    assert_int_equal(c.repeats_to_settle, 6);
    assert_int_equal(compare(a, 3, b, 3, true, 2).repeats_to_settle, 7);
    c = compare(one, 3, other, 3, false, 1);
    assert_close(c.p, 0.1);
    assert_int_equal(c.repeats_to_settle, 4);
    assert_int_equal(compare(one, 3, other, 3, false, 2).repeats_to_settle, 4);
    assert_int_equal(compare(one, 3, one, 3, false, 1).repeats_to_settle, REPEATS_TO_SETTLE_MOST);
    assert_int_equal(compare(a, 3, a, 3, true, 1).repeats_to_settle, REPEATS_TO_SETTLE_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_widen_the_interval_of_errors),
        cmocka_unit_test(looks_widen_the_interval_of_a_claim_on_values),
        cmocka_unit_test(cohens_d_weighs_variances_by_their_counts),
        cmocka_unit_test(pairs_that_differ_by_the_same_but_for_rounding_do_not_vary),
        cmocka_unit_test(errors_that_do_not_vary_are_settled_by_their_number),
    };
    return RUN_TESTS(tests);
}
