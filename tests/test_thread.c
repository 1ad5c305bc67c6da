#include "attnbench/base/thread.h"
#include "test.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *leave_signals(void *argument)
{
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    *(bool *)argument = sigismember(&blocked, SIGTERM) == 1;
    return NULL;
}

static void signals_are_left_to_others(void **state)
{
    (void)state;
    pthread_t thread;
    sigset_t blocked;
    bool leaves = false;
    assert_int_equal(thread_start(&thread, leave_signals, &leaves), 0);
    pthread_join(thread, NULL);
    assert_true(leaves);
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    assert_int_equal(sigismember(&blocked, SIGTERM), 0);
}

static void *wait_for_release(void *argument)
{
    pthread_mutex_lock(argument);
    pthread_mutex_unlock(argument);
    return NULL;
}

/* AddressSanitizer of gcc 12 allocates 8 kB in a thread that begins. A child forked amid that waits for ever when it
 * wants as much. */
static void children_forked_at_once_can_allocate(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        pthread_mutex_t released = PTHREAD_MUTEX_INITIALIZER;
        pthread_t thread;
        int status;
        pthread_mutex_lock(&released);
        assert_int_equal(thread_start(&thread, wait_for_release, &released), 0);
        pid_t child = fork();
        if (child == 0) {
            alarm(20);
            bool is_given = true;
            for (int i = 0; i < 64; i++)
                is_given = is_given && malloc(7160) != NULL;
            _exit(is_given ? 0 : 1);
        }
        pthread_mutex_unlock(&released);
        pthread_join(thread, NULL);
        assert_true(child > 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_are_left_to_others),
        cmocka_unit_test(children_forked_at_once_can_allocate),
    };
    return RUN_TESTS(tests);
}
