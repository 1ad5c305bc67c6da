#include "attnbench/error.h"
#include "attnbench/task.h"
#include "test.h"

static struct task echo(int n_in, int n_out, int cardinality, int steps)
{
    return (struct task){task_find("echo"), n_in, n_out, cardinality, steps};
}

static void test_find(void **state)
{
    (void)state;
    for (const struct task_kind *const *kind = task_kinds; *kind != NULL; kind++) {
        assert_ptr_equal(task_find((*kind)->name), *kind);
        assert_true(strlen((*kind)->help) > 0);
    }
    assert_non_null(task_find("echo"));
    assert_null(task_find("Echo"));
    assert_null(task_find(""));
}

static void assert_refused(struct task task, const char *message)
{
    assert_int_equal(task.kind->check(&task), EX_CONFIG);
    assert_string_equal(error_message(), message);
}

static void test_echo_bounds(void **state)
{
    struct task smallest = echo(1, 1, 2, 1), whole = echo(5, 5, 50, 5);
    (void)state;
    assert_int_equal(smallest.kind->check(&smallest), 0);
    assert_int_equal(whole.kind->check(&whole), 0);
    assert_refused(echo(4, 6, 10, 4), "n_out 6 is more than n_in 4");
    assert_refused(echo(4, 0, 10, 4), "n_out is 0: it must be 1 or more");
    assert_refused(echo(0, 1, 10, 4), "n_in is 0: it must be 1 or more");
    assert_refused(echo(4, 2, 1, 4), "cardinality is 1: it must be 2 or more");
}

/* Draws pairs, and makes the same from the stream by hand. */
static void assert_echoes(struct task task)
{
    enum { MAX = 16, GUARD = -7 };
    struct stream stream = stream_open(1, "pairs", 2, 3), by_hand = stream;
    for (int pair = 0; pair < 200; pair++) {
        float input[MAX], target[MAX];
        for (int i = 0; i < MAX; i++)
            input[i] = target[i] = GUARD;
        task.kind->draw(&task, &stream, input, target);
        for (int t = 0; t < task.n_in; t++)
            assert_true(input[t] == (float)stream_below(&by_hand, (uint32_t)task.cardinality));
        for (int l = 0; l < task.steps; l++)
            assert_true(target[l] == (l < task.n_out ? input[l] : 0));
        assert_true(input[task.n_in] == GUARD);
        assert_true(target[task.steps] == GUARD);
    }
}

static void test_echo_draws(void **state)
{
    (void)state;
    assert_echoes(echo(5, 2, 50, 5)); /* padded */
    assert_echoes(echo(5, 2, 50, 2)); /* not padded */
    assert_echoes(echo(5, 5, 2, 5));
    assert_echoes(echo(1, 1, 100000, 1));
}

static void test_echo_uses_every_value(void **state)
{
    struct task task = echo(4, 2, 3, 4);
    struct stream stream = stream_open(1, "pairs", 0, 0);
    int count[3] = {0};
    (void)state;
    for (int pair = 0; pair < 3000; pair++) {
        float input[4], target[4];
        task.kind->draw(&task, &stream, input, target);
        for (int t = 0; t < 4; t++)
            count[(int)input[t]]++;
    }
    for (int value = 0; value < 3; value++)
        assert_true(abs(count[value] - 4000) < 4 * 52); /* sd = sqrt(12000/3*2/3) = 51.6 */
}

static void test_echo_chance(void **state)
{
    struct task task = echo(5, 2, 50, 5), one = echo(5, 1, 10, 5), hard = echo(1000, 1000, 100000, 1000);
    (void)state;
    assert_true(fabs(task.kind->chance(&task) - 1.0 / 2500) < 1e-15);
    assert_true(fabs(one.kind->chance(&one) - 0.1) < 1e-15);
    assert_true(hard.kind->chance(&hard) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),        cmocka_unit_test(test_echo_bounds),
        cmocka_unit_test(test_echo_draws),  cmocka_unit_test(test_echo_uses_every_value),
        cmocka_unit_test(test_echo_chance),
    };
    return RUN_TESTS(tests);
}
