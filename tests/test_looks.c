/* Looks at growing data. */
#include "attnbench/stats/looks.h"
#include "test.h"

#include <Rmath.h>

/* Pocock (Biometrika 64, 1977), table 1: five looks at fifths of the data have 0.05 at z = 2.413; the figure by the
 * recursion in R, with 801 points. */
static void looks_spend_what_pocock_says(void **state)
{
    (void)state;
    const double fifths[] = {0.2, 0.4, 0.6, 0.8, 1}, whole[] = {1};
    assert_true(fabs(looks_error(2.413, fifths, 5) - 0.0500222275378) < 1e-9);
    assert_true(fabs(looks_error(1.959963984540054, whole, 1) - 0.05) < 1e-12);
}

/* By the same recursion in R, each look at twice the data. */
static void levels_of_looks_that_double(void **state)
{
    (void)state;
    const size_t n[] = {1, 2, 3, 5};
    const double errors[] = {0.05, 0.0293857858661, 0.0207903952172, 0.0129836366157};
    for (int i = 0; i < 4; i++)
        assert_true(fabs(1 - look_level(looks_at_one_level(n[i])) - errors[i]) < 1e-9);
    for (size_t looks = 2; looks <= 20; looks++)
        assert_true(look_level(looks_at_one_level(looks)) > look_level(looks_at_one_level(looks - 1)) &&
                    look_level(looks_at_one_level(looks)) < 1 - 0.05 / (double)looks);
    /* the last look at fewer: less is spent */
    const double shorter[] = {0.1, 0.2, 0.4, 0.8, 1};
    assert_true(looks_error(2.48421781154, shorter, 5) < 0.05);
}

static const struct look_plan fifths[] = {{SPENDING_POCOCK, 5, {20, 40, 60, 80, 100}},
                                          {SPENDING_OBRIEN_FLEMING, 5, {20, 40, 60, 80, 100}}};
static const struct look_plan doubling[] = {{SPENDING_POCOCK, 5, {10, 20, 40, 80, 100}},
                                            {SPENDING_OBRIEN_FLEMING, 5, {10, 20, 40, 80, 100}}};

static double error_at(const struct look_plan *plan, size_t look)
{
    return 1 - look_level(looks_up_to(plan, plan->repeats[look]));
}

/* Two-sided boundaries of five looks at fifths of the data, 0.05: Reboussin, DeMets, Kim & Lan (Controlled Clinical
 * Trials 21, 2000) and R's ldbounds, by iuse = 2 and 1. */
static void levels_are_those_that_are_published(void **state)
{
    (void)state;
    const double z[][5] = {{2.438, 2.427, 2.410, 2.397, 2.386}, {4.877, 3.357, 2.680, 2.290, 2.031}};
    for (int by = 0; by < 2; by++)
        for (size_t look = 0; look < 5; look++)
            assert_true(fabs(qnorm(error_at(&fifths[by], look) / 2, 0, 1, 0, 0) - z[by][look]) < 0.0005001);
}

/* By the recursion in R, with 1601 points and uniroot. */
static void levels_are_those_of_R(void **state)
{
    (void)state;
    const double errors[][5] = {
        {0.00792825393702, 0.00870973954643, 0.0144764053486, 0.0226379094028, 0.0181791820089},
        {2.72250297846e-12, 1.07774141149e-06, 0.000787897152901, 0.0241556954633, 0.0427836704355}};
    for (int by = 0; by < 2; by++)
        for (size_t look = 0; look < 5; look++)
            assert_true(fabs(error_at(&doubling[by], look) - errors[by][look]) < 1e-9);
    const struct look_plan uneven = {SPENDING_POCOCK, 4, {15, 50, 55, 100}};
    assert_true(fabs(error_at(&uneven, 1) - 0.0217669136598) < 1e-9);
    assert_true(fabs(error_at(&uneven, 2) - 0.0133939971198) < 1e-9);
}

/* What is still to come may change: neither its number nor its places matter. */
static void levels_hang_on_looks_that_were_made_alone(void **state)
{
    (void)state;
    for (int by = 0; by < 2; by++) {
        struct look_plan other = {doubling[by].spending, 8, {10, 20, 40, 45, 50, 60, 90, 100}};
        for (size_t look = 0; look < 3; look++)
            assert_true(error_at(&other, look) == error_at(&doubling[by], look));
        assert_true(error_at(&other, 3) < error_at(&doubling[by], 3));
    }
}

static void looks_of_a_cell_end_where_it_stopped(void **state)
{
    (void)state;
    struct looks looks = looks_up_to(&doubling[0], 40);
    assert_int_equal(looks.n, 3);
    assert_true(looks.shares[0] == 0.1 && looks.shares[2] == 0.4 && looks_are_several(looks));
    assert_int_equal(looks_up_to(&doubling[0], 39).n, 3); /* a trial failed */
    assert_int_equal(looks_up_to(&doubling[0], 0).n, 1);
    assert_int_equal(looks_up_to(&doubling[0], 1000).n, 5);
    const struct look_plan one = {SPENDING_POCOCK, 1, {10}};
    assert_false(looks_are_several(looks_up_to(&one, 10)));
    assert_true(look_level(looks_up_to(&one, 10)) == 0.95);
    assert_int_equal(spending_find("obrien_fleming"), SPENDING_OBRIEN_FLEMING);
    assert_int_equal(spending_find("?"), SPENDING_ONE_LEVEL);
    assert_true(looks_stricter(one_look, looks).n == 3 && looks_stricter(looks, one_look).n == 3);
}

static void p_of_all_looks(void **state)
{
    (void)state;
    const struct looks five = looks_at_one_level(5);
    const double p[] = {0.2, 0.02, 1e-3, 1e-6}, all[] = {0.5370258265, 0.07451721563, 0.004362857305, 4.850795099e-06};
    for (int i = 0; i < 4; i++)
        assert_true(fabs(p_of_looks(p[i], five) / all[i] - 1) < 2e-6);
    assert_true(p_of_looks(0.3, one_look) == 0.3 && isnan(p_of_looks(NAN, five)) && p_of_looks(1, five) == 1);
    assert_true(fabs(p_of_looks(1e-30, five) / 5e-30 - 1) < 1e-12);
}

/* By the recursion in R of looks that spend 0.001 and 1e-6. */
static void p_of_looks_is_what_they_would_spend(void **state)
{
    (void)state;
    const double thousandth[] = {0.00015856507874, 0.000151939159671, 0.00024968592443, 0.0003793193866,
                                 0.000249885730195},
                 millionth[] = {1.5856507874e-07, 1.40529039345e-07, 2.32587449495e-07, 3.49962176086e-07,
                                1.88374295696e-07},
                 by_fifths[] = {1.41416549511e-14, 7.44399262979e-08, 1.39754804366e-05, 0.000194361607337,
                                0.000934775884498};
    for (size_t i = 0; i < 5; i++) {
        struct looks looks = looks_up_to(&doubling[0], doubling[0].repeats[i]);
        assert_true(fabs(p_of_looks(thousandth[i], looks) / 1e-3 - 1) < 2e-5);
        assert_true(fabs(p_of_looks(millionth[i], looks) / 1e-6 - 1) < 2e-5);
        looks = looks_up_to(&fifths[1], fifths[1].repeats[i]);
        assert_true(fabs(p_of_looks(by_fifths[i], looks) / 1e-3 - 1) < 2e-5);
    }
    assert_true(p_of_looks(0.9, looks_up_to(&doubling[0], 10)) == 1);
}

static struct looks any_looks(int i)
{
    return i == 0 ? looks_at_one_level(5) : looks_up_to(&doubling[i % 2], doubling[0].repeats[i / 2 % 5]);
}

/* p grows with p, and says what the interval says. */
static void p_and_level_agree(void **state)
{
    (void)state;
    for (int i = 0; i <= 10; i++) {
        struct looks looks = any_looks(i);
        double error = error_of_looks(0.05, looks), last = 0;
        assert_true(p_of_looks(error, looks) <= 0.05 && p_of_looks(nextafter(error, 1), looks) > 0.05);
        for (double x = 1e-18; x < 0.9; x *= 1.01) {
            double now = p_of_looks(x, looks);
            assert_true(now >= last * (1 - 1e-8) && now >= x && now <= 1 && (i > 0 || now <= 5 * x * (1 + 1e-12)));
            last = now;
        }
        for (error = 0.05; error > 1e-6; error /= 3)
            assert_true(fabs(p_of_looks(error_of_looks(error, looks), looks) / error - 1) < 2e-6);
    }
    assert_true(error_of_looks(0.01, one_look) == 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_spend_what_pocock_says),
        cmocka_unit_test(levels_of_looks_that_double),
        cmocka_unit_test(levels_are_those_that_are_published),
        cmocka_unit_test(levels_are_those_of_R),
        cmocka_unit_test(levels_hang_on_looks_that_were_made_alone),
        cmocka_unit_test(looks_of_a_cell_end_where_it_stopped),
        cmocka_unit_test(p_of_all_looks),
        cmocka_unit_test(p_of_looks_is_what_they_would_spend),
        cmocka_unit_test(p_and_level_agree),
    };
    return RUN_TESTS(tests);
}
