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
    assert_true(portable_sine(0.1) == 0x1.2cf2304755a5ep-1);
    assert_true(portable_sine(0.3) == 0x1.e6f0e134455p-1);
    assert_true(portable_sine(0.9) == -0x1.2cf2304755a5dp-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_is_within_its_error),
        cmocka_unit_test(test_sine_is_within_its_error),
        cmocka_unit_test(test_sine_at_parts_of_a_turn),
        cmocka_unit_test(test_bits_are_frozen),
    };
    return RUN_TESTS(tests);
}
