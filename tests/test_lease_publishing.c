/* Who holds a folder only to publish study.h5: waited for, by runs and readers, and taken for no run. */
#include "attnbench/base/error.h"
#include "../src/journal/lease.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool can_take(const char *folder)
{
    struct lease *lease = NULL;
    bool taken = lease_take(folder, false, &lease) == 0;
    lease_release(lease);
    return taken;
}

static int setup(void **state)
{
    lease_timing = (struct lease_timing){5, 60};
    lease_publishing_seconds = 5;
    return folder_setup(state);
}

/* A child that holds the lease, briefly or not, for so many milliseconds; returns once it does. */
static pid_t hold_for(const char *folder, bool briefly, long milliseconds)
{
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct lease *lease = NULL;
        if (lease_take(folder, briefly, &lease) != 0 || write(ready[1], &byte, 1) != 1)
            _exit(1);
        nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}, NULL);
        lease_release(lease);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

/* A report that publishes does not keep a run from starting; a run does, and so does a publishing without an end. */
static void who_only_publishes_is_waited_for(void **state)
{
    struct lease *lease = NULL;
    pid_t child = hold_for(*state, true, 300);
    assert_int_equal(lease_take(*state, true, &lease), EX_TEMPFAIL);
    assert_int_equal(lease_take(*state, false, &lease), 0);
    lease_release(lease);
    waitpid(child, NULL, 0);
    child = hold_for(*state, false, 300);
    assert_false(can_take(*state));
    waitpid(child, NULL, 0);
    lease_timing.stale = 0.1;
    child = hold_for(*state, true, 600);
    assert_false(can_take(*state));
    waitpid(child, NULL, 0);
}

/* A reader waits for one who publishes, not for a run, and not without end; only a run counts as one at work. */
static void readers_wait_for_who_publishes(void **state)
{
    char who[64];
    assert_int_equal(lease_await_publisher(*state), 0);
    pid_t child = hold_for(*state, true, 100);
    assert_false(lease_is_held(*state, NULL, 0));
    assert_int_equal(lease_await_publisher(*state), 0);
    assert_true(can_take(*state));
    waitpid(child, NULL, 0);
    child = hold_for(*state, false, 100);
    assert_true(lease_is_held(*state, NULL, 0));
    assert_int_equal(lease_await_publisher(*state), 0);
    assert_false(can_take(*state));
    waitpid(child, NULL, 0);
    lease_publishing_seconds = 0.02;
    child = hold_for(*state, true, 300);
    snprintf(who, sizeof who, ", pid %d has been publishing study.h5 there for more than", (int)child);
    assert_int_equal(lease_await_publisher(*state), EX_CANTCREAT);
    assert_non_null(strstr(error_message(), who));
    waitpid(child, NULL, 0);
}

/* Who has just taken it has not said yet for what; should it be dead, that is no lease for ever. */
static void a_lease_without_words_is_waited_for(void **state)
{
    write_whole(in_folder(*state, "lease.1"), "", 0);
    lease_publishing_seconds = 0.02;
    assert_true(lease_is_held(*state, NULL, 0));
    lease_timing.beat = 0.02;
    lease_publishing_seconds = 3600;
    assert_false(lease_is_held(*state, NULL, 0));
    assert_int_equal(lease_await_publisher(*state), 0);
}

#define LEASE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LEASE_TEST(who_only_publishes_is_waited_for),
        LEASE_TEST(readers_wait_for_who_publishes),
        LEASE_TEST(a_lease_without_words_is_waited_for),
    };
    return RUN_TESTS(tests);
}
