/* Looks at growing data. */
#include "attnbench/stats/looks.h"
#include "test.h"

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
        assert_true(fabs(1 - look_level(n[i]) - errors[i]) < 1e-9);
    for (size_t looks = 2; looks <= 20; looks++)
        assert_true(look_level(looks) > look_level(looks - 1) && look_level(looks) < 1 - 0.05 / (double)looks);
    /* the last look at fewer: less is spent */
    const double shorter[] = {0.1, 0.2, 0.4, 0.8, 1};
    assert_true(looks_error(2.48421781154, shorter, 5) < 0.05);
}

static void p_of_all_looks(void **state)
{
    (void)state;
    const double p[] = {0.2, 0.02, 1e-3, 1e-6}, all[] = {0.5370258265, 0.07451721563, 0.004362857305, 4.850795099e-06};
    for (int i = 0; i < 4; i++)
        assert_true(fabs(p_of_looks(p[i], 5) / all[i] - 1) < 2e-6);
    assert_true(p_of_looks(0.3, 1) == 0.3 && isnan(p_of_looks(NAN, 5)) && p_of_looks(1, 5) == 1);
    assert_true(fabs(p_of_looks(1e-30, 5) / 5e-30 - 1) < 1e-12);
    double error = error_of_looks(0.05, 5), last = 0;
    assert_true(p_of_looks(error, 5) <= 0.05 && p_of_looks(nextafter(error, 1), 5) > 0.05);
    for (double x = 1e-18; x < 0.9; x *= 1.01) {
        double now = p_of_looks(x, 5);
        assert_true(now >= last * (1 - 1e-8) && now >= x && now <= 1 && now <= 5 * x * (1 + 1e-12));
        last = now;
    }
}

static void errors_of_looks_are_the_inverse(void **state)
{
    (void)state;
    for (double error = 0.05; error > 1e-6; error /= 3) {
        assert_true(fabs(p_of_looks(error_of_looks(error, 4), 4) / error - 1) < 2e-6);
        assert_true(error_of_looks(error, 1) == error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_spend_what_pocock_says),
        cmocka_unit_test(levels_of_looks_that_double),
        cmocka_unit_test(p_of_all_looks),
        cmocka_unit_test(errors_of_looks_are_the_inverse),
    };
    return RUN_TESTS(tests);
}
