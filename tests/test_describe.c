#include "attnbench/stats/describe.h"
#include "test.h"

#include <float.h>

/* The expected numbers are scipy 1.x's:
 *   x = numpy.array([...], float); n = len(x)
 *   x.mean(), x.var(ddof=1), x.std(ddof=1), scipy.stats.t.interval(.95, n - 1, loc=x.mean(), scale=scipy.stats.sem(x))
 */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

static void assert_description(struct description d, size_t n, double mean, double variance, double sd, double ci_low,
                               double ci_high)
{
    assert_int_equal(d.n, n);
    assert_close(d.mean, mean);
    assert_close(d.variance, variance);
    assert_close(d.sd, sd);
    assert_close(d.ci_low, ci_low);
    assert_close(d.ci_high, ci_high);
}

static void describes_published_baseline(void **state)
{
    (void)state;
    const double x[] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20};
    struct description d = describe(x, 10);
    assert_description(d, 10, 23.1, 12.988888888888889, 3.6040101122068027, 20.521846477044754, 25.67815352295525);
    assert_true(d.min == 18 && d.max == 29);
}

static void describes_published_attention(void **state)
{
    (void)state;
    const double x[] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};
    struct description d = describe(x, 10);
    assert_description(d, 10, 95.7, 7.122222222222224, 2.6687491868330797, 93.79089183889536, 97.60910816110464);
    assert_true(d.min == 91 && d.max == 99);
}

static void describes_two(void **state)
{
    (void)state;
    const double x[] = {1, 2};
    assert_description(describe(x, 2), 2, 1.5, 0.5, 0.7071067811865476, -4.853102368087347, 7.853102368087347);
}

/* Sum of squares minus squared mean would leave no digit of this variance. */
static void keeps_small_variance_of_large_values(void **state)
{
    (void)state;
    const double x[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    struct description d = describe(x, 4);
    assert_true(d.mean == 1e9 + 10);
    assert_close(d.variance, 30);
    assert_close(d.sd, 5.477225575051661);
}

static void equal_values_have_no_spread(void **state)
{
    (void)state;
    const double x[] = {100, 100, 100};
    struct description d = describe(x, 3);
    assert_true(d.mean == 100 && d.variance == 0 && d.sd == 0 && d.ci_low == 100 && d.ci_high == 100);
}

static void nothing_is_undefined(void **state)
{
    (void)state;
    struct description d = describe(NULL, 0);
    assert_int_equal(d.n, 0);
    assert_true(isnan(d.mean) && isnan(d.variance) && isnan(d.sd) && isnan(d.min) && isnan(d.max));
    assert_true(isnan(d.ci_low) && isnan(d.ci_high));
}

static void one_value_has_no_spread_or_interval(void **state)
{
    (void)state;
    const double x = 42;
    struct description d = describe(&x, 1);
    assert_int_equal(d.n, 1);
    assert_true(d.mean == 42 && d.min == 42 && d.max == 42);
    assert_true(isnan(d.variance) && isnan(d.sd) && isnan(d.ci_low) && isnan(d.ci_high));
}

static void leaves_out_what_is_not_finite(void **state)
{
    (void)state;
    const double x[] = {NAN, 1, INFINITY, 2, -INFINITY, NAN};
    struct description d = describe(x, 6);
    assert_description(d, 2, 1.5, 0.5, 0.7071067811865476, -4.853102368087347, 7.853102368087347);
    assert_true(d.min == 1 && d.max == 2);
    assert_int_equal(describe((const double[]){NAN, NAN}, 2).n, 0);
}

/* 0.31 - 0.21 and 0.52 - 0.42 are 0.1 but for what binary fractions round. */
static void pairs_that_differ_by_the_same_have_no_spread(void **state)
{
    (void)state;
    const double a[] = {0.31, 0.52, 0.73, 0.44}, b[] = {0.21, 0.42, 0.63, 0.34};
    assert_true(a[0] - b[0] != a[1] - b[1]);
    struct description d = describe_pairs(a, b, 4, 0);
    assert_true(d.n == 4 && d.variance == 0 && d.sd == 0 && d.ci_low == d.mean && d.ci_high == d.mean);
    assert_close(d.mean, 0.1);
    const double c[] = {0.31, 0.52, 0.73, 0.44 + 1e-12};
    assert_true(describe_pairs(c, b, 4, 0).variance > 0);
    assert_true(describe_pairs(c, b, 4, 1e-12).variance == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_published_baseline),
        cmocka_unit_test(describes_published_attention),
        cmocka_unit_test(describes_two),
        cmocka_unit_test(keeps_small_variance_of_large_values),
        cmocka_unit_test(equal_values_have_no_spread),
        cmocka_unit_test(nothing_is_undefined),
        cmocka_unit_test(one_value_has_no_spread_or_interval),
        cmocka_unit_test(leaves_out_what_is_not_finite),
        cmocka_unit_test(pairs_that_differ_by_the_same_have_no_spread),
    };
    return RUN_TESTS(tests);
}
