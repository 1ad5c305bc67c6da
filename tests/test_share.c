#include "attnbench/stats/share.h"
#include "test.h"

#include <math.h>

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

/* R 4.2: 100 * binom.test(k, n, conf.level = level)$conf.int */
static void interval_is_clopper_and_pearsons(void **state)
{
    (void)state;
    assert_interval(share_interval((struct share){2, 40}, 0.95), 0.611364659935084, 16.919686395941758);
    assert_interval(share_interval((struct share){0, 5}, 0.95), 0, 52.1823750104981);
    assert_interval(share_interval((struct share){5, 5}, 0.99), 34.6572421577573, 100);
    assert_true(isnan(share_interval((struct share){0, 0}, 0.95).low));
}

/* R 4.2: median(x) is 98.5, mad(x) 2.2239, so the limit is 98.5 - 5 mad(x) = 87.38, in whole points 87. */
static void far_repeats_are_named(void **state)
{
    (void)state;
    const double x[] = {100, 98, 99, 97, 41, 100, 60, 99};
    struct apart apart;
    assert_int_equal(apart_find(x, 8, 1.4, 10, 0.95, &apart), 0);
    assert_int_equal(apart.below, 2);
    assert_int_equal(apart.above, 0);
    assert_close(apart.median, 98.5);
    assert_close(apart.limit_below, 87);
    assert_true(isnan(apart.limit_above) && isnan(apart.of_above.low));
    assert_interval(apart.of_below, share_interval((struct share){2, 8}, 0.95).low,
                    share_interval((struct share){2, 8}, 0.95).high);
}

/* Where most fail, those that work are far above. */
static void far_above_is_far_too(void **state)
{
    (void)state;
    const double x[] = {20, 21, 19, 20, 97, 22, 96};
    struct apart apart;
    assert_int_equal(apart_find(x, 7, 0, 10, 0.95, &apart), 0);
    assert_int_equal(apart.below, 0);
    assert_int_equal(apart.above, 2);
    assert_close(apart.limit_above, 31);
}

static void noise_and_least_keep_the_rest_together(void **state)
{
    (void)state;
    const double x[] = {100, 100, 100, 100, 92}, y[] = {50, 50, 50, 50, 32}, two[] = {100, 0};
    struct apart apart;
    assert_int_equal(apart_find(x, 5, 1, 10, 0.95, &apart), 0); /* within 10 points */
    assert_int_equal(apart.below, 0);
    assert_int_equal(apart_find(y, 5, 5, 10, 0.95, &apart), 0); /* within 5 times what luck makes */
    assert_int_equal(apart.below, 0);
    assert_int_equal(apart_find(y, 5, 1, 10, 0.95, &apart), 0);
    assert_int_equal(apart.below, 1);
    assert_int_equal(apart_find(two, 2, 1, 10, 0.95, &apart), 0); /* which is the rest? */
    assert_int_equal(apart.below + apart.above, 0);
    assert_int_equal(apart_find(x, 0, 1, 10, 0.95, &apart), 0);
    assert_true(isnan(apart.median));
}

/* Errors have no points: a tenth of the median is the least. */
static void values_may_be_all_alike(void **state)
{
    (void)state;
    const double x[] = {0.02, 0.02, 0.02, 0.021, 0.5};
    struct apart apart;
    assert_int_equal(apart_find(x, 5, 0, 0.002, 0.95, &apart), 0);
    assert_int_equal(apart.above, 1);
    const double zeros[] = {0, 0, 0, 0};
    assert_int_equal(apart_find(zeros, 4, 0, 0, 0.95, &apart), 0);
    assert_int_equal(apart.below + apart.above, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interval_is_clopper_and_pearsons),
        cmocka_unit_test(far_repeats_are_named),
        cmocka_unit_test(far_above_is_far_too),
        cmocka_unit_test(noise_and_least_keep_the_rest_together),
        cmocka_unit_test(values_may_be_all_alike),
    };
    return RUN_TESTS(tests);
}
