#include "../src/run/running.h"
#include "store_helpers.h"
#include "test.h"

#include <unistd.h>

static void what_is_written_is_read(void **state)
{
    char host[256] = "";
    struct running running;
    struct running_report report;
    gethostname(host, sizeof host - 1);
    assert_int_equal(running_begin(&running, *state, 3), 0);
    running_handed_out(&running, 0, 7, 1);
    running_handed_out(&running, 2, 9, 1);
    running_handed_out(&running, 2, 11, 1);
    running_delivered(&running, 2, 9, 0.5);
    running_write(&running, 61.5);
    running_read(*state, &report);
    assert_string_equal(report.host, host);
    assert_int_equal(report.pid, getpid());
    assert_int_equal(report.ranks, 3);
    assert_int_equal(report.started, running.started);
    assert_true(report.updated >= report.started);
    assert_true(report.seconds_left == 61.5);
    assert_int_equal(report.n_in_flight, 2);
    assert_true(report.in_flight[0].trial == 7 && report.in_flight[0].rank == 0);
    assert_true(report.in_flight[1].trial == 11 && report.in_flight[1].rank == 2);
    free(report.in_flight);
    running_end(&running);
    assert_int_equal(n_files(*state), 0);
}

static void nothing_or_nonsense_tells_nothing(void **state)
{
    struct running_report report;
    running_read(*state, &report);
    assert_true(report.pid == 0 && report.n_in_flight == 0 && isnan(report.seconds_left));
    const char nonsense[] = "pid\n\n \nin_flight x\nin_flight 3\nseconds_left soon\nranks 2 or so\nhost";
    write_whole(in_folder(*state, "running"), nonsense, sizeof nonsense - 1);
    running_read(*state, &report);
    assert_true(report.pid == 0 && report.ranks == 0 && report.n_in_flight == 0 && isnan(report.seconds_left));
    free(report.in_flight);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(what_is_written_is_read),
        FOLDER_TEST(nothing_or_nonsense_tells_nothing),
    };
    return RUN_TESTS(tests);
}
