#include "attnbench/stats/variance.h"
#include "test.h"

#include <string.h>

/* The expected numbers are R 4.2's, of
 *   middle <- function(x) mean(x, trim = 1 / (2 * sqrt(length(x) - 4)))
 *   fourths <- function(x) sum((x - middle(x))^4)
 *   squares <- function(x) sum((x - mean(x))^2)
 *   square_of_error <- function(kurtosis, n) (kurtosis - (n - 3) / n) / (n - 1)
 *   bonett <- function(x, level) {
 *     n <- length(x); z <- qnorm(1 - (1 - level) / 2); c <- n / (n - z)
 *     se <- c * sqrt(square_of_error(n * fourths(x) / squares(x)^2, n))
 *     exp(log(c * var(x)) + c(-1, 1) * z * se)
 *   }
 *   bonett_ratio <- function(x, y, level) {
 *     n <- length(x); m <- length(y); z <- qnorm(1 - (1 - level) / 2)
 *     kurtosis <- (n + m) * (fourths(x) + fourths(y)) / (squares(x) + squares(y))^2
 *     se <- sqrt(square_of_error(kurtosis, n) + square_of_error(kurtosis, m))
 *     exp(log(n / (n - z) / (m / (m - z)) * var(x) / var(y)) + c(-1, 1) * z * se)
 *   } */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

enum { N_X = 10, N_Y = 12, MOST = 12 };
static const double x[MOST] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};
static const double y[MOST] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20, 31, 17};

static struct interval interval_of(const double *values, size_t n, double level)
{
    double copy[MOST];
    memcpy(copy, values, sizeof copy);
    return variance_interval(copy, n, level);
}

static struct variance_ratio ratio_of(const double *a, size_t n_a, const double *b, size_t n_b, double level)
{
    double copies[2][MOST];
    memcpy(copies[0], a, sizeof copies[0]);
    memcpy(copies[1], b, sizeof copies[1]);
    return variance_ratio(copies[0], n_a, copies[1], n_b, level);
}

static void interval_is_bonetts(void **state)
{
    (void)state;
    assert_interval(interval_of(x, N_X, 0.95), 3.401272473778762, 23.071382925367317);
    assert_interval(interval_of(x, N_X, 0.99), 2.456419693034414, 37.465589681501555);
    assert_interval(interval_of(y, N_Y, 0.95), 10.33118975319224, 53.44024915965829);
}

static void ratio_is_bonetts(void **state)
{
    (void)state;
    struct variance_ratio ratio = ratio_of(x, N_X, y, N_Y, 0.95);
    assert_close(ratio.ratio, 0.3622864482980089);
    assert_interval(ratio.ci, 0.1151701615523302, 1.2341167963869444);
    ratio = ratio_of(y, N_Y, x, N_X, 0.99);
    assert_close(ratio.ratio, 2.7602467735073044);
    assert_interval(ratio.ci, 0.5491595381478778, 12.3985070291213137);
}

/* The unit squared, and none. */
static void units_are_those_of_the_values(void **state)
{
    (void)state;
    double tenths[MOST];
    for (size_t i = 0; i < MOST; i++)
        tenths[i] = x[i] / 10 + 7;
    assert_interval(interval_of(tenths, N_X, 0.95), 0.03401272473778762, 0.23071382925367317);
    assert_close(ratio_of(tenths, N_X, x, N_X, 0.95).ratio, 0.01);
}

static void few_or_equal_values_have_none(void **state)
{
    (void)state;
    const double equal[MOST] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    assert_true(isnan(interval_of(x, VARIANCE_LEAST_REPEATS - 1, 0.95).low));
    assert_true(isnan(interval_of(equal, MOST, 0.95).high));
    assert_true(isnan(interval_of(x, 0, 0.95).low));
    assert_true(isnan(ratio_of(x, VARIANCE_LEAST_REPEATS - 1, y, N_Y, 0.95).ratio));
    assert_true(isnan(ratio_of(x, N_X, y, VARIANCE_LEAST_REPEATS - 1, 0.95).ci.low));
    assert_true(isnan(ratio_of(x, N_X, equal, MOST, 0.95).ratio) && isnan(ratio_of(equal, MOST, x, N_X, 0.95).ratio));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interval_is_bonetts),
        cmocka_unit_test(ratio_is_bonetts),
        cmocka_unit_test(units_are_those_of_the_values),
        cmocka_unit_test(few_or_equal_values_have_none),
    };
    return RUN_TESTS(tests);
}
