/* What a program costs without attnbench: forks and executes it N times, one after the other: fork_exec N PROGRAM.
 * Prints seconds a run by the clock, and of processors. */
#include "attnbench/base/clock.h"
#include "attnbench/base/text.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static double seconds_of(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int n_arguments, char **arguments)
{
    int64_t n = 0;
    if (n_arguments < 3 || !text_to_integer(arguments[1], &n) || n < 1) {
        fputs("usage: fork_exec N PROGRAM [ARGUMENT...]\n", stderr);
        return EX_USAGE;
    }
    double begin = clock_seconds();
    for (int64_t i = 0; i < n; i++) {
        int status = -1;
        pid_t pid = fork();
        if (pid == 0) {
            execvp(arguments[2], arguments + 2);
            _exit(EX_UNAVAILABLE);
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
            fprintf(stderr, "fork_exec: %s did not end well\n", arguments[2]);
            return EX_OSERR;
        }
    }
    printf("%.6f %.6f\n", (clock_seconds() - begin) / (double)n,
           (seconds_of(RUSAGE_SELF) + seconds_of(RUSAGE_CHILDREN)) / (double)n);
    return 0;
}
