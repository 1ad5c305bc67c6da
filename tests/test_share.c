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

/* R 4.2: 2 * min(pbinom(k, n, p), 1 - pbinom(k - 1, n, p)) */
static void p_and_interval_of_a_share_agree(void **state)
{
    (void)state;
    assert_close(share_p((struct share){36, 40}, 95), 0.276299551002133);
    assert_close(share_p((struct share){5, 5}, 50), 0.0625);
    struct interval interval = share_interval((struct share){36, 40}, 0.95);
    assert_close(share_p((struct share){36, 40}, interval.low), 0.05);
    assert_close(share_p((struct share){36, 40}, interval.high), 0.05);
}

/* R 4.2, all tables one by one:
 *   one_sided <- function(k, n, l, m) {
 *     p <- outer(0:n, 0:m, Vectorize(function(i, j)
 *       fisher.test(matrix(c(i, n - i, j, m - j), 2), alternative = "greater")$p.value))
 *     chance <- function(q) sum(outer(dbinom(0:n, n, q), dbinom(0:m, m, q))[p <= p[k + 1, l + 1] * (1 + 1e-9)])
 *     max(over 4,001 q, and optimize(chance, ..., tol = 1e-14) around the 20 best)
 *   }
 *   min(1, 2 * min(one_sided(k, n, l, m), one_sided(l, m, k, n))) */
static void test_is_boschloos(void **state)
{
    (void)state;
    const struct {
        struct share a, b;
        double p;
    } cases[] = {{{10, 10}, {6, 10}, 0.0421905517578125},
                 {{5, 5}, {1, 5}, 0.021484375},
                 {{28, 30}, {2, 3}, 0.2790723155970971},
                 {{36, 40}, {40, 40}, 0.0820037346925864},
                 {{3, 7}, {3, 7}, 1}};
    double p, other;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(boschloo_test(cases[i].a, cases[i].b, &p), 0);
        assert_close(p, cases[i].p);
        assert_int_equal(boschloo_test(cases[i].b, cases[i].a, &other), 0);
        assert_close(other, p);
    }
    assert_int_equal(boschloo_test((struct share){0, 0}, (struct share){3, 5}, &p), 0);
    assert_true(isnan(p));
}

/* Newcombe's own example is 56 of 70 less 48 of 80: 0.0524 to 0.3339. */
static void difference_is_newcombes(void **state)
{
    (void)state;
    const struct share a = {10, 10}, b = {6, 10};
    double p;
    assert_interval(share_difference_interval((struct share){56, 70}, (struct share){48, 80}, 0.95), 5.24314724023649,
                    33.38726540369058);
    assert_interval(share_difference_interval(a, b, 0.95), 3.83858208880025, 68.73262302663417);
    assert_interval(share_difference_interval((struct share){36, 40}, (struct share){40, 40}, 0.99), -28.35712606788304,
                    5.84522168549892);
    assert_int_equal(share_difference_p((struct share){56, 70}, (struct share){48, 80}, 5, &p), 0);
    assert_close(p, 0.0464034272849422);
    assert_int_equal(share_difference_p(a, b, 0, &p), 0); /* that of the interval is 0.0317 */
    assert_close(p, 0.0421905517578125);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interval_is_clopper_and_pearsons),
        cmocka_unit_test(far_repeats_are_named),
        cmocka_unit_test(far_above_is_far_too),
        cmocka_unit_test(noise_and_least_keep_the_rest_together),
        cmocka_unit_test(values_may_be_all_alike),
        cmocka_unit_test(p_and_interval_of_a_share_agree),
        cmocka_unit_test(test_is_boschloos),
        cmocka_unit_test(difference_is_newcombes),

    };
    return RUN_TESTS(tests);
}
