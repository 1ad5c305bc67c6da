/* Who learns sooner: epochs until a share is right, of two models. */
#include "attnbench/stats/comparison.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

/* R: summary(survival::survfit(Surv(time, reached) ~ 1))$table["median"] */
static void median_time_is_kaplan_meiers(void **state)
{
    (void)state;
    struct {
        size_t n, times[5], n_reached;
        double median;
    } cases[] = {{5, {10, 20, 30, 40, 0}, 4, 30}, {5, {0, 30, 10, 0, 20}, 3, 30},
                 {4, {10, 20, 0, 0}, 2, 20},      {4, {10, 40, 20, 0}, 3, 30},
                 {3, {10, 0, 0}, 1, NAN},         {4, {20, 10, 30, 20}, 4, 20},
                 {4, {7, 9, 7, 9}, 4, 8},         {0, {0}, 0, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n_reached = 99;
        double median = median_time(cases[i].times, cases[i].n, &n_reached);
        assert_int_equal(n_reached, cases[i].n_reached);
        assert_true(isnan(cases[i].median) ? isnan(median) : median == cases[i].median);
    }
}

/* The earlier the better, never the last: P = mean of sign(b - a) over couples / 2 + 1/2; p as of mann_whitney_test's,
 *   scipy.stats.permutation_test over scipy.stats.rankdata; ends: scipy.optimize.brentq of (x - P)^2 - z^2 variance(x)
 */
static void sooner_counts_those_that_never_get_there_as_last(void **state)
{
    (void)state;
    const size_t a[] = {100, 200, 0, 150, 120}, b[] = {300, 0, 0, 250, 400, 150};
    struct sooner sooner, back, looked;
    assert_int_equal(sooner_make(a, 5, b, 6, 1, &sooner), 0);
    assert_close(sooner.probability, 0.7833333333333333);
    assert_close(sooner.p, 0.13852813852813853);
    assert_close(sooner.ci.low, 0.42964143023947243);
    assert_close(sooner.ci.high, 0.94036590419021782);
    assert_int_equal(sooner_make(b, 6, a, 5, 1, &back), 0);
    assert_close(back.probability, 1 - sooner.probability);
    assert_close(back.p, sooner.p);
    assert_int_equal(sooner_make(a, 5, b, 6, 4, &looked), 0);
    assert_close(looked.p, p_of_looks(sooner.p, 4));
    assert_int_equal(sooner_make(a, 1, b, 6, 1, &sooner), 0);
    assert_true(isnan(sooner.probability) && isnan(sooner.ci.low) && isnan(sooner.p));
}

static void sooner_is_nobody_where_all_are_the_same(void **state)
{
    (void)state;
    const size_t never[] = {0, 0, 0}, at_once[] = {100, 100, 100}, later[] = {100, 100, 200};
    struct sooner family[2];
    assert_int_equal(sooner_make(never, 3, never, 3, 1, &family[0]), 0);
    assert_true(isnan(family[0].probability) && isnan(family[0].ci.low) && isnan(family[0].p));
    assert_int_equal(sooner_make(at_once, 3, at_once, 3, 1, &family[0]), 0);
    assert_true(isnan(family[0].probability) && isnan(family[0].p));
    assert_int_equal(sooner_make(at_once, 3, never, 3, 1, &family[0]), 0);
    assert_true(family[0].probability == 1);
    assert_int_equal(sooner_make(at_once, 3, later, 3, 1, &family[0]), 0);
    assert_close(family[0].probability, 0.5 + 0.5 / 3);
    family[1] = family[0];
    family[0].p = 0.03;
    family[1].p = 0.02;
    assert_int_equal(sooner_adjust(family, 2, 1), 0);
    assert_close(family[0].p_holm, 0.04);
    assert_close(family[1].p_holm, 0.04);
}

static void threshold_is_reached_by_the_mean_of_a_window(void **state)
{
    (void)state;
    const float trace[] = {0, 1, 0, 1, 1, 0.9F, 0.9F, 0.9F, NAN};
    assert_int_equal(epochs_to_threshold(trace, 8, 1, 0.5), 2);
    assert_int_equal(epochs_to_threshold(trace, 8, 3, 0.9), 6);
    assert_int_equal(epochs_to_threshold(trace, 8, 8, 0.9), 0);
    assert_int_equal(epochs_to_threshold(trace, 2, 3, 0.1), 0);
    assert_int_equal(epochs_to_threshold(trace + 5, 3, 3, 0.9), 3);
    assert_int_equal(epochs_to_threshold(trace + 7, 2, 2, 0.1), 0);
    assert_int_equal(epochs_to_threshold(NULL, 0, 1, 0.1), 0);
    const float broken[] = {0.1F, NAN, 0.9F, 0.9F, 0.9F}; /* what is not finite is in no window behind it */
    assert_int_equal(epochs_to_threshold(broken, 5, 1, 0.5), 3);
    assert_int_equal(epochs_to_threshold(broken, 5, 2, 0.5), 4);
    assert_int_equal(epochs_to_threshold(broken, 5, 3, 0.9), 5);
    assert_int_equal(epochs_to_threshold(broken, 5, 4, 0.1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_time_is_kaplan_meiers),
        cmocka_unit_test(sooner_counts_those_that_never_get_there_as_last),
        cmocka_unit_test(sooner_is_nobody_where_all_are_the_same),
        cmocka_unit_test(threshold_is_reached_by_the_mean_of_a_window),
    };
    return RUN_TESTS(tests);
}
