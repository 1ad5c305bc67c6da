#include "attnbench/stats/prediction.h"
#include "test.h"

#include <math.h>

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

static const struct range percent = {0, 100};

static void check(const double *x, size_t n, double noise, double level, double low, double high)
{
    struct interval interval;
    assert_int_equal(prediction_interval(x, n, noise, percent, level, &interval), 0);
    assert_close(interval.low, low);
    assert_close(interval.high, high);
}

/* R 4.2: x <- c(20, 24, 18, 22, 17); predict(lm(x ~ 1), data.frame(a = 1), interval = "prediction"), level = 0.95 and
 * 0.9; and mean(x) + c(-1, 1) * qnorm(0.975) * 5 * sqrt(1 + 1 / 5) */
static void few_have_students_t(void **state)
{
    (void)state;
    const double x[] = {20, 24, 18, 22, 17}, near[] = {100, 99, 100, 98};
    check(x, 5, 0, 0.95, 11.49063201866980, 28.90936798133019);
    check(x, 5, 0, 0.9, 13.51265793543853, 26.88734206456147);
    check(x, 5, 5, 0.95, 9.4648351376971, 30.9351648623029);
    check(near, 4, 0, 0.95, 95.84339475329310, 100);
}

/* From 39 on the least and the greatest, of 1 to 79 the second ones. */
static void many_have_their_order(void **state)
{
    (void)state;
    double x[79];
    for (int i = 0; i < 79; i++)
        x[i] = 1 + i * 31 % 79;
    check(x, 79, 50, 0.95, 2, 78);
    for (int i = 0; i < 39; i++)
        x[i] = 1 + i * 16 % 39;
    check(x, 39, 50, 0.95, 1, 39);
}

static void without_spread_there_is_none(void **state)
{
    (void)state;
    const double equal[] = {5, 5, 5};
    struct interval interval;
    assert_int_equal(prediction_interval(equal, 3, 0, percent, 0.95, &interval), 0);
    assert_true(isnan(interval.low) && isnan(interval.high));
    assert_int_equal(prediction_interval(equal, 1, 1, percent, 0.95, &interval), 0);
    assert_true(isnan(interval.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_have_students_t),
        cmocka_unit_test(many_have_their_order),
        cmocka_unit_test(without_spread_there_is_none),
    };
    return RUN_TESTS(tests);
}
