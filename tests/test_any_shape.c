#include "attnbench/stats/any_shape.h"
#include "attnbench/stats/repeats.h"
#include "test.h"

#include <math.h>

/* The expected numbers are R 4.2's, of another way to the same distribution: Imhof's (Biometrika 48, 1961) inversion of
 *   chance <- function(l) {                           # P(sum l_i E_i <= 0), E_i exponential
 *     f <- function(u) sapply(u, function(v) sin(sum(atan(l * v))) / (v * exp(sum(log1p((l * v)^2)) / 2)))
 *     g <- function(w) f(w / (1 - w)) / (1 - w)^2
 *     1 / 2 - integrate(g, 0, 1, rel.tol = 1e-12, abs.tol = 1e-14, subdivisions = 20000)$value / pi
 *   }
 *   low <- function(x, least, a)
 *     uniroot(function(t) { l <- c(least, x) - t; chance(l[l != 0] / max(abs(l))) - a },
 *             c(min(least, x) + 1e-9, max(x) - 1e-9), tol = 1e-14)$root
 *   interval <- function(x, least, most, level)
 *     c(low(x, least, (1 - level) / 2), -low(-x, -most, (1 - level) / 2)) */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

static const struct range percent = {0, 100}, points = {-100, 100};

static void check_interval(const double *x, size_t n, struct range range, double level, double low, double high)
{
    struct interval interval;
    assert_int_equal(any_shape_interval(x, n, range, level, &interval), 0);
    assert_close(interval.low, low);
    assert_close(interval.high, high);
}

static const double attention[] = {90, 95, 97, 93, 99}, baseline[] = {20, 24, 18, 22, 17, 21, 25, 19, 16, 20},
                    failing[] = {100, 100, 100, 100, 98, 97, 100, 41, 60, 100}, differences[] = {-3, 5, 12, 8, -1, 9};

static void ends_are_quantiles_of_dirichlet_means(void **state)
{
    (void)state;
    check_interval(attention, 5, percent, 0.95, 45.3063629873395, 98.0510321313802);
    check_interval(baseline, 10, percent, 0.95, 13.8400871102795, 44.8510461867098);
    check_interval(failing, 10, percent, 0.99, 50.9085875298606, 99.0230852080547);
    check_interval(differences, 6, points, 0.95, -43.2976899861776, 48.7112221218966);
}

/* Of equal ones the weight of the least one is beta distributed: the lower end is least + (x - least) a^(1/n). */
static void equal_values_have_a_closed_form(void **state)
{
    (void)state;
    const double all[] = {100, 100, 100, 100, 100}, some[] = {20, 20};
    check_interval(all, 5, percent, 0.95, 100 * pow(0.025, 1.0 / 5), 100);
    check_interval(some, 2, percent, 0.95, 20 * sqrt(0.025), 100 - 80 * sqrt(0.025));
}

static void p_and_interval_agree(void **state)
{
    (void)state;
    const double values[] = {50, 60, 99.5},
                 expected[] = {8.18510066910970e-02, 2.03671496969591e-01, 5.95238095237871e-05};
    double p;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(any_shape_p(attention, 5, percent, values[i], &p), 0);
        assert_close(p, expected[i]);
    }
    for (int percents = 50; percents < 100; percents += 5) {
        struct interval interval;
        double level = percents / 100.0;
        assert_int_equal(any_shape_interval(failing, 10, percent, level, &interval), 0);
        assert_int_equal(any_shape_p(failing, 10, percent, interval.low, &p), 0);
        assert_close(p, 1 - level);
        assert_int_equal(any_shape_p(failing, 10, percent, interval.high, &p), 0);
        assert_close(p, 1 - level);
    }
    assert_int_equal(any_shape_p(failing, 10, percent, 89.6, &p), 0); /* the mean */
    assert_true(p > 0.9);
}

static void one_value_has_none(void **state)
{
    (void)state;
    struct interval interval;
    double p;
    assert_int_equal(any_shape_interval(attention, 1, percent, 0.95, &interval), 0);
    assert_true(isnan(interval.low) && isnan(interval.high));
    assert_int_equal(any_shape_p(attention, 1, percent, 50, &p), 0);
    assert_true(isnan(p));
}

/* One more than two groups of ANY_SHAPE_MOST are groups of three: the two that are left over are left out. */
static void many_values_count_in_groups(void **state)
{
    (void)state;
    enum { N = 2 * ANY_SHAPE_MOST + 1, GROUPS = N / 3 };
    static double x[N], means[GROUPS];
    struct interval whole, grouped;
    for (int i = 0; i < N; i++)
        x[i] = 40 + i * 7 % 50;
    for (int i = 0; i < GROUPS; i++)
        means[i] = (x[3 * i] + x[3 * i + 1] + x[3 * i + 2]) / 3;
    assert_int_equal(any_shape_interval(x, N, percent, 0.95, &whole), 0);
    assert_int_equal(any_shape_interval(means, GROUPS, percent, 0.95, &grouped), 0);
    assert_close(whole.low, grouped.low);
    assert_close(whole.high, grouped.high);
    assert_true(whole.low < 64.4 && whole.high > 64.6 && whole.high - whole.low < 2);
}

/* Repeats of one of several models, of 100 sequences each. */
static void take(const double *percents, size_t n, struct repeats *out)
{
    assert_int_equal(repeats_allocate(metric_at(METRIC_ACCURACY), n, out), 0);
    for (size_t i = 0; i < n; i++) {
        struct figure figure = figure_of_counts(metric_at(METRIC_ACCURACY), (int64_t)percents[i], 100);
        repeats_add(out, &figure);
    }
}

static void judge(const char *text, bool any_shape, const struct repeats *a, const struct repeats *b,
                  struct claim_result *out)
{
    struct expectation expect;
    assert_int_equal(expectation_parse(text, &expect), 0);
    expect.any_shape = any_shape;
    const struct expectation *all = &expect;
    assert_int_equal(repeats_test(&expect, a, b, b != NULL, one_look, out), 0);
    assert_int_equal(claims_settle(&all, out, 1), 0);
}

/* Five repeats of a model of which a tenth of all trainings fail: the default interval promises what is not so. */
static void claims_may_be_put_to_it(void **state)
{
    (void)state;
    const double five[] = {100, 100, 100, 100, 100}, others[] = {20, 21, 22, 23, 24};
    struct repeats a, b;
    struct claim_result result;
    take(five, 5, &a);
    take(others, 5, &b);
    judge("a >= 97", false, &a, NULL, &result);
    assert_int_equal(result.verdict, VERDICT_SUPPORTED);
    judge("a >= 97", true, &a, NULL, &result);
    assert_int_equal(result.verdict, VERDICT_UNDECIDED);
    assert_close(result.ci.low, 100 * pow(0.025, 1.0 / 5));
    judge("a > 45", true, &a, NULL, &result);
    assert_int_equal(result.verdict, VERDICT_SUPPORTED);
    assert_close(result.p, 2 * pow(0.45, 5));
    judge("a - b < -15", true, &a, &b, &result); /* of differences from -100 to 100 */
    assert_int_equal(result.verdict, VERDICT_REFUTED);
    assert_close(result.figure, 78);
    a.same_sequences = true;
    judge("a >= 40", true, &a, NULL, &result);
    assert_int_equal(result.verdict, VERDICT_NO_DATA);
    repeats_free(&a);
    repeats_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_quantiles_of_dirichlet_means),
        cmocka_unit_test(equal_values_have_a_closed_form),
        cmocka_unit_test(p_and_interval_agree),
        cmocka_unit_test(one_value_has_none),
        cmocka_unit_test(many_values_count_in_groups),
        cmocka_unit_test(claims_may_be_put_to_it),
    };
    return RUN_TESTS(tests);
}
