#include "attnbench/stats/comparison.h"
#include "attnbench/stats/items.h"
#include "test.h"

#include <math.h>

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

static const double y[] = {3.1, 2.4, 5.0, 4.2, 1.9, 3.3, 3.9, 2.2, 5.8, 4.9, 2.7, 3.1,
                           2.8, 1.7, 4.6, 4.4, 1.2, 2.9, 3.6, 3.0, 5.1, 4.0, 2.5, 3.9};
static const double z[] = {2.7, 2.5, 4.1, 4.4, 1.1, 2.2, 3.2, 2.6, 4.6, 4.3, 2.1, 3.0,
                           2.9, 1.1, 4.0, 3.6, 1.4, 2.1, 2.6, 2.8, 4.7, 4.1, 1.3, 2.7};
static const double right[] = {1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1};
static const double other[] = {1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};

/* R 4.2: ms <- summary(aov(y ~ training + item))[[1]][["Mean Sq"]], n = 4, m = 6; parts (ms[1] - ms[3]) / m,
 * (ms[2] - ms[3]) / n, ms[3]; v = (ms[1] + ms[2] - ms[3]) / (n m), df = (ms[1] + ms[2] - ms[3])^2 /
 * (ms[1]^2 / 3 + ms[2]^2 / 5 + ms[3]^2 / 15), mean(y) + c(-1, 1) * qt(0.975, df) * sqrt(v). lme4 1.1-31,
 * lmer(y ~ 1 + (1 | training) + (1 | item)), has VarCorr 0.122333274, 1.334277858, 0.139888897 and vcov 0.258791665:
 * the same but for where its search ends. These: t.test(rowMeans(y)). */
static void mean_is_that_of_two_way_random_effects(void **state)
{
    (void)state;
    const struct item_table table = {y, 4, 6};
    struct item_mean mean;
    assert_int_equal(item_mean_make(&table, ITEMS_REAL, one_look, &mean), 0);
    assert_int_equal(mean.n, 4);
    assert_int_equal(mean.items, 6);
    assert_close(mean.mean, 3.425);
    assert_close(mean.of_training, 0.122333333333333);
    assert_close(mean.of_item, 1.334277777777778);
    assert_close(mean.of_rest, 0.139888888888889);
    assert_interval(mean.of_new, 2.18834035371573, 4.66165964628427);
    assert_interval(mean.of_these, 2.81772755869006, 4.03227244130994);
}

/* The same of y - z, where trainings vary less than the rest: v = ms[2] / (n m), df = v^2 / ((ms[1] / (n m))^2 / 3 +
 * v^2 / 5). lme4's vcov: 0.01355902766, its variance of trainings 0. */
static void pairs_are_one_table(void **state)
{
    (void)state;
    const struct item_table a = {y, 4, 6}, b = {z, 4, 6};
    struct item_difference difference;
    assert_int_equal(item_difference_make(&a, &b, ITEMS_REAL, true, one_look, &difference), 0);
    assert_int_equal(difference.items, 6);
    assert_close(difference.figure, 0.504166666666667);
    assert_interval(difference.of_new, 0.199395248989407, 0.808938084343926);
    assert_close(difference.p_new, 0.00855276873729446);
    assert_interval(difference.of_these, 0.343031223090374, 0.665302110242960);
    assert_close(difference.p_these, 0.00215521282717271);
    assert_true(isnan(difference.p_mcnemar));
}

/* Four trainings against three: var(colMeans(a) - colMeans(b)) / m, and of each (ms[1] - ms[3]) / (n m). */
static void unpaired_trainings_add_up(void **state)
{
    (void)state;
    const struct item_table a = {y, 4, 6}, b = {z, 3, 6};
    struct item_difference difference;
    assert_int_equal(item_difference_make(&a, &b, ITEMS_REAL, false, one_look, &difference), 0);
    assert_close(difference.figure, 0.541666666666667);
    assert_interval(difference.of_new, -0.2624530812127845, 1.3457864145461178);
    assert_close(difference.p_new, 0.1377942934680307);
}

/* R 4.2, the same of 3 trainings and 8 items with columns 1, 1, 0, 0 more; of the difference with s and
 * -s, s = sqrt(mean(D[D != 0]^2)) of the items' differences D. */
static void right_and_wrong_are_percent_with_items_more(void **state)
{
    (void)state;
    const struct item_table a = {right, 3, 8}, b = {other, 3, 8};
    struct item_mean mean;
    struct item_difference difference;
    const int32_t hits[] = {6, 5, 7}, of[] = {8, 8, 8};
    const struct sample sample = {.n = 3, .correct = hits, .sequences = of};
    assert_int_equal(item_mean_make(&a, ITEMS_RIGHT_OR_WRONG, one_look, &mean), 0);
    assert_close(mean.mean, 75);
    assert_close(mean.of_training, 59.5238095238097);
    assert_close(mean.of_item, 1250);
    assert_close(mean.of_rest, 773.8095238095237);
    assert_interval(mean.of_new, 37.3864744240078, 95.9468589093255);
    assert_interval(mean.of_these, mean_interval(&sample, 0.95).low, mean_interval(&sample, 0.95).high);
    assert_int_equal(item_difference_make(&a, &b, ITEMS_RIGHT_OR_WRONG, true, one_look, &difference), 0);
    assert_close(difference.figure, 25);
    assert_interval(difference.of_new, -3.96459957011869, 43.9645995701187);
    assert_close(difference.p_new, 0.0866213223983085);
    assert_true((difference.of_these.low > 0) == (difference.p_these < 0.05));
}

/* R 4.2: binom.test(2, 13)$p.value */
static void single_trainings_have_mcnemars_test(void **state)
{
    (void)state;
    double a[20] = {0}, b[20] = {0};
    const struct item_table of_a = {a, 1, 20}, of_b = {b, 1, 20};
    struct item_difference difference;
    for (int i = 0; i < 11; i++)
        a[i] = 1;
    b[11] = b[12] = a[13] = b[13] = 1;
    assert_int_equal(item_difference_make(&of_a, &of_b, ITEMS_RIGHT_OR_WRONG, true, one_look, &difference), 0);
    assert_close(difference.only_a, 11);
    assert_close(difference.only_b, 2);
    assert_close(difference.p_mcnemar, 0.0224609375);
    assert_close(difference.figure, 45);
    assert_true(isnan(difference.of_these.low) && difference.of_new.low > 0 && difference.of_new.high < 100);
    assert_int_equal(item_difference_make(&of_a, &of_a, ITEMS_RIGHT_OR_WRONG, true, one_look, &difference), 0);
    assert_close(difference.p_mcnemar, 1);
    assert_true(difference.of_new.low < 0 && difference.of_new.high > 0);
}

static void what_all_get_right_is_not_without_luck(void **state)
{
    (void)state;
    double all[300];
    const struct item_table table = {all, 3, 100};
    struct item_mean mean;
    struct item_difference difference;
    for (int i = 0; i < 300; i++)
        all[i] = 1;
    assert_int_equal(item_mean_make(&table, ITEMS_RIGHT_OR_WRONG, one_look, &mean), 0);
    assert_true(mean.of_new.low < 98 && mean.of_new.low > 90 && mean.of_new.high == 100);
    assert_int_equal(item_difference_make(&table, &table, ITEMS_RIGHT_OR_WRONG, true, one_look, &difference), 0);
    assert_true(difference.of_new.low < -1 && difference.of_new.high > 1 && difference.p_new > 0.9);
    assert_int_equal(item_difference_make(&table, &table, ITEMS_REAL, true, one_look, &difference), 0);
    assert_true(isnan(difference.of_new.low) && isnan(difference.p_new));
}

/* R 4.2: p.adjust(c(0.01, 1, 0.02), "holm"); the second has items, and no p. */
static void families_are_holms(void **state)
{
    (void)state;
    struct item_difference family[4];
    for (int i = 0; i < 4; i++)
        family[i] = item_difference_undefined;
    family[0].items = family[1].items = family[3].items = 10;
    family[0].p_new = 0.01;
    family[3].p_new = 0.02;
    assert_int_equal(item_differences_adjust(family, 4, sizeof *family), 0);
    assert_close(family[0].p_new_holm, 0.03);
    assert_true(isnan(family[1].p_new_holm) && isnan(family[2].p_new_holm));
    assert_close(family[3].p_new_holm, 0.04);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_is_that_of_two_way_random_effects),
        cmocka_unit_test(pairs_are_one_table),
        cmocka_unit_test(unpaired_trainings_add_up),
        cmocka_unit_test(right_and_wrong_are_percent_with_items_more),
        cmocka_unit_test(single_trainings_have_mcnemars_test),
        cmocka_unit_test(what_all_get_right_is_not_without_luck),
        cmocka_unit_test(families_are_holms),
    };
    return RUN_TESTS(tests);
}
