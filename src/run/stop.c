#include "stop.h"
#include "attnbench/base/clock.h"
#include "attnbench/journal/journal.h"

#include <math.h>
#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t caught; /* the first signal's number */
static double deadline = INFINITY;   /* as clock_seconds() */

static const struct {
    int number;
    const char *name;
} stop_signals[] = {
    {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"}, {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"}, {SIGHUP, "SIGHUP"}};

enum { N_STOP_SIGNALS = sizeof stop_signals / sizeof *stop_signals };

static void catch_signal(int number)
{
    if (caught == 0)
        caught = number;
}

static bool wants_to_stop(void)
{
    return stop_reason() != NULL;
}

void stop_catch_signals(void)
{
    struct sigaction action = {.sa_handler = catch_signal};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART; /* of file operations; poll() returns all the same */
    for (int i = 0; i < N_STOP_SIGNALS; i++) {
        struct sigaction before;
        sigaction(stop_signals[i].number, &action, &before);
        if (stop_signals[i].number == SIGHUP && before.sa_handler == SIG_IGN) /* nohup */
            signal(SIGHUP, SIG_IGN);
    }
}

void stop_watch(double max_seconds)
{
    journal_open_gives_up(wants_to_stop);
    stop_catch_signals();
    if (max_seconds > 0)
        deadline = clock_seconds() + max_seconds;
}

const char *stop_reason(void)
{
    for (int i = 0; i < N_STOP_SIGNALS; i++)
        if (caught == stop_signals[i].number)
            return stop_signals[i].name;
    return clock_seconds() >= deadline ? "--max-time" : NULL;
}
