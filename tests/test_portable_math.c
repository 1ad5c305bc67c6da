/* Functions with the same bits on every machine, beside libm's in a wider type. */
#include "attnbench/base/portable_math.h"
#include "attnbench/base/random.h"
#include "test.h"

static void test_log_is_within_its_error(void **state)
{
    struct stream stream = stream_open(1, "log", 0, 0);
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = ldexp(0.5 + stream_uniform(&stream) / 2, (int)stream_below(&stream, 200) - 100);
        long double exact = logl((long double)x);
        assert_true(fabsl((long double)portable_log(x) - exact) <= 1e-15L * fabsl(exact));
    }
}

/* All that portable_math.h says it is for, and the ends. */
static void test_exp_is_within_its_error(void **state)
{
    struct stream stream = stream_open(1, "exp", 0, 0);
    long double worst = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double x = i < 10000 ? 1400 * stream_uniform(&stream) - 700 : 40 * stream_uniform(&stream) - 20;
        long double exact = expl((long double)x);
        worst = fmaxl(worst, fabsl((long double)portable_exp(x) - exact) / exact);
    }
    const double ends[] = {-699.999, 699.999};
    for (int i = 0; i < 2; i++) {
        long double exact = expl((long double)ends[i]);
        worst = fmaxl(worst, fabsl((long double)portable_exp(ends[i]) - exact) / exact);
    }
    assert_true(worst < 3e-16L); /* 1.62e-16 of these */
    assert_true(portable_exp(0) == 1);
}

/* A perplexity is no less than 1, so a mean loss of 0 or more gives 1 or more; and more loss gives no less. */
static void test_exp_does_not_fall(void **state)
{
    (void)state;
    for (double x = 0, before = 1; x < 20; x += 0x1p-10) {
        assert_true(portable_exp(x) >= before);
        before = portable_exp(x);
    }
    for (double x = 0x1p-60; x < 1; x *= 2)
        assert_true(portable_exp(x) >= 1 && portable_exp(-x) <= 1);
}

static void test_sine_is_within_its_error(void **state)
{
    struct stream stream = stream_open(1, "sine", 0, 0);
    const long double TURN = 2 * acosl(-1.0L);
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double turns = 4 * stream_uniform(&stream) - 2;
        long double exact = sinl(TURN * (long double)turns);
        assert_true(fabsl((long double)portable_sine(turns) - exact) < 3e-16L);
    }
}

static void test_sine_at_parts_of_a_turn(void **state)
{
    (void)state;
    for (int turn = -3; turn <= 3; turn++) {
        assert_true(portable_sine(turn) == 0);
        assert_true(fabs(portable_sine(turn + 0.25) - 1) < 3e-16);
        assert_true(fabs(portable_sine(turn + 0.75) + 1) < 3e-16);
        assert_true(portable_sine(turn + 0.5) == 0);
    }
}

/* Frozen: other bits would make stored results unrepeatable. */
static void test_bits_are_frozen(void **state)
{
    (void)state;
    assert_true(portable_exp(1) == 0x1.5bf0a8b14576ap+1);
    assert_true(portable_exp(0.1) == 0x1.1aec7b35a00d4p+0);
    assert_true(portable_exp(-20.5) == 0x1.57a3afeed00acp-30);
    assert_true(portable_sine(0.1) == 0x1.2cf2304755a5ep-1);
    assert_true(portable_sine(0.3) == 0x1.e6f0e134455p-1);
    assert_true(portable_sine(0.9) == -0x1.2cf2304755a5dp-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_is_within_its_error), cmocka_unit_test(test_exp_is_within_its_error),
        cmocka_unit_test(test_exp_does_not_fall),       cmocka_unit_test(test_sine_is_within_its_error),
        cmocka_unit_test(test_sine_at_parts_of_a_turn), cmocka_unit_test(test_bits_are_frozen),
    };
    return RUN_TESTS(tests);
}
