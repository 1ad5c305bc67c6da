#include "attnbench/power/power.h"
#include "test.h"

/* R: 2 * sqrt(4 / qchisq(c(0.9, 0.1), 4)), sqrt(9 / qchisq(c(0.9, 0.1), 9)). */
static void intervals_of_standard_deviations(void **state)
{
    (void)state;
    struct interval five = sd_interval(2, 5, 0.8), ten = sd_interval(1, 10, 0.8);
    assert_true(fabs(five.low - 1.43412106199092) < 1e-9 && fabs(five.high - 3.87852046245040) < 1e-9);
    assert_true(fabs(ten.low - 0.782896128542091) < 1e-9 && fabs(ten.high - 1.469430722137870) < 1e-9);
}

/* The variance of k / m is v + (p (1 - p) - v) / m. */
static void trainings_without_what_sequences_add(void **state)
{
    (void)state;
    double v = 1.4 * 1.4, between = sqrt(v + (95 * 5 - v) / 100);
    assert_true(fabs(sd_of_trainings(between, 95, 100) - 1.4) < 1e-12);
    assert_true(sd_of_trainings(1, 50, 100) == 0 && sd_of_trainings(3, 50, 1) == 0);
}

/* R: tanh(atanh(0.8) - qnorm(0.9) / sqrt(c(2, 27))) */
static void correlations_as_far_as_pairs_show_them(void **state)
{
    (void)state;
    assert_true(fabs(correlation_shown(0.8, 5) - 0.190078380256451) < 1e-9);
    assert_true(fabs(correlation_shown(-0.8, 30) + 0.692101189077968) < 1e-9);
    assert_true(correlation_shown(0.5, 5) == 0 && correlation_shown(0.9, 4) == 0 && correlation_shown(NAN, 9) == 0);
    assert_true(correlation_shown(1, 30) <= 1);
}

static double power_at(const struct design *design, double half_width, size_t n)
{
    struct power *power;
    assert_int_equal(power_open(design, 1, &power), 0);
    double share = power_share(power, half_width, n);
    power_close(power);
    return share;
}

static size_t repeats_for(const struct design *design, double half_width, double share)
{
    struct power *power;
    assert_int_equal(power_open(design, 1, &power), 0);
    size_t n = power_repeats(power, half_width, share);
    power_close(power);
    return n;
}

/* R: power.t.test(n = c(5, 10, 30), delta = 1, sd = sqrt(2), type = "paired", strict = TRUE), and n for a power of 0.8,
 * 17.7; type = "two.sample", sd = 1: 16.7; paired with correlation 0.75, so sd = sqrt(0.5): 6.1. A share of 1,000
 * studies has a standard error of 1.6 points at most. */
static void values_have_the_power_of_t(void **state)
{
    (void)state;
    struct design design = {
        .metric = metric_find("loss_fall"), .a = {3, 1}, .b = {2, 1}, .paired = true, .level = 0.95};
    assert_true(fabs(power_at(&design, 0, 5) - 0.231344) < 0.04);
    assert_true(fabs(power_at(&design, 0, 10) - 0.5143511) < 0.05);
    assert_true(fabs(power_at(&design, 0, 30) - 0.9626129) < 0.02);
    size_t paired = repeats_for(&design, 0, 0.8);
    assert_true(paired >= 16 && paired <= 20);
    struct design turned = design;
    turned.a = design.b;
    turned.b = design.a;
    assert_true(labs((long)repeats_for(&turned, 0, 0.8) - (long)paired) <= 2);
    design.correlation = 0.75;
    size_t correlated = repeats_for(&design, 0, 0.8);
    assert_true(correlated >= 6 && correlated <= 8);
    design.correlation = 0;
    design.paired = false;
    size_t unpaired = repeats_for(&design, 0, 0.8);
    assert_true(unpaired >= 15 && unpaired <= 19);
}

/* docs/statistics.md, Power: 95 against 93 %, by studies that are drawn in another way. */
static void counts_have_the_power_of_the_tables(void **state)
{
    (void)state;
    struct design design = {.metric = metric_find("accuracy"),
                            .a = {95, 1.4},
                            .b = {93, 1.4},
                            .paired = true,
                            .sequences = 100,
                            .level = 0.95};
    assert_true(fabs(power_at(&design, 0, 5) - 0.110) < 0.035);
    assert_true(fabs(power_at(&design, 0, 10) - 0.283) < 0.045);
    assert_true(fabs(power_at(&design, 0, 30) - 0.776) < 0.045);
    size_t hundred = repeats_for(&design, 0, 0.8);
    design.sequences = 1000;
    size_t thousand = repeats_for(&design, 0, 0.8);
    assert_true(hundred >= 28 && hundred <= 38 && thousand >= 10 && thousand <= 16);
}

/* Its mean width in docs/statistics.md is 3.68 points of 10 repeats, 6.36 of 5. */
static void intervals_of_means_get_narrow(void **state)
{
    (void)state;
    struct design design = {.metric = metric_find("accuracy"), .a = {95, 1.4}, .b = {95, 1.4}, .sequences = 100};
    design.level = 0.95;
    assert_true(power_at(&design, 2, 5) < 0.2 && power_at(&design, 2, 10) > 0.6 && power_at(&design, 2, 30) == 1);
    size_t n = repeats_for(&design, 2, 0.8);
    assert_true(n > 9 && n < 14 && power_at(&design, 2, n) >= 0.8 && power_at(&design, 2, n - 1) < 0.8);
}

static void what_cannot_be_found_takes_the_most(void **state)
{
    (void)state;
    struct design design = {
        .metric = metric_find("loss_fall"), .a = {1, 1}, .b = {0.999, 1}, .paired = true, .level = 0.95};
    assert_int_equal(repeats_for(&design, 0, 0.8), POWER_MOST_REPEATS);
    /* trainings that do not vary, of a certain outcome */
    struct design certain = {
        .metric = metric_find("accuracy"), .a = {100, 0}, .b = {0, 0}, .paired = true, .sequences = 10, .level = 0.95};
    assert_int_equal(repeats_for(&certain, 0, 0.8), 3); /* of two the interval is wide */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_standard_deviations),
        cmocka_unit_test(trainings_without_what_sequences_add),
        cmocka_unit_test(correlations_as_far_as_pairs_show_them),
        cmocka_unit_test(values_have_the_power_of_t),
        cmocka_unit_test(counts_have_the_power_of_the_tables),
        cmocka_unit_test(intervals_of_means_get_narrow),
        cmocka_unit_test(what_cannot_be_found_takes_the_most),
    };
    return RUN_TESTS(tests);
}
