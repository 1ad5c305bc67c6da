/* Loaded before a run (LD_PRELOAD), makes trials fail: FAULT=crash|hang|devour, at those starts of a trial that
 * FAULT_STARTS names ("1 2 5"), counted over all ranks in the file FAULT_COUNT. A process of trials is known by its
 * offer to the kernel's out-of-memory killer, the first thing it opens. Each trial leaves two pieces in its result
 * file; memory that is wanted after that is the next one's. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RESULT_FILE = 4 };

static int is_process_of_trials, n_left; /* pieces that trials have left */

/* How many trials have started, this one included. */
static int count_start(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path != NULL ? fopen(path, "a") : NULL;
    if (file == NULL)
        _exit(99);
    fputc('.', file);
    fflush(file);
    int n = (int)ftell(file);
    fclose(file);
    return n;
}

static int is_named(int start)
{
    char words[1024], *rest = NULL;
    snprintf(words, sizeof words, "%s", getenv("FAULT_STARTS"));
    for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        if (atoi(word) == start)
            return 1;
    return 0;
}

/* Takes all that there is, down to the last bytes; ends at once when no limit holds. */
static void devour(void)
{
    size_t taken = 0;
    for (size_t piece = 1 << 20; piece >= 16; piece /= 2)
        for (char *got; (got = malloc(piece)) != NULL; taken += piece) {
            memset(got, 1, piece);
            if (taken > (size_t)1 << 32)
                _exit(98);
        }
}

static void fail_as_told(void)
{
    const char *fault = getenv("FAULT");
    if (fault == NULL || !is_named(count_start()))
        return;
    if (strcmp(fault, "crash") == 0)
        raise(SIGSEGV);
    else if (strcmp(fault, "hang") == 0)
        raise(SIGSTOP); /* neither ends nor takes a signal but SIGKILL */
    else
        devour();
}

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (strcmp(path, "/proc/self/oom_score_adj") == 0) {
        is_process_of_trials = 1;
        fail_as_told();
    }
    return real(path, flags, mode);
}

ssize_t write(int file, const void *bytes, size_t n)
{
    ssize_t (*real)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    n_left += is_process_of_trials && file == RESULT_FILE;
    return real(file, bytes, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    void *(*real)(size_t, size_t) = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
    if (n_left == 2) {
        n_left = 0;
        fail_as_told();
    }
    return real(alignment, n);
}
