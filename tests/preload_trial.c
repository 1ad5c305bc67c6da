/* Loaded before a run (LD_PRELOAD), makes trials fail: FAULT=crash|hang|devour, of those that FAULT_TRIALS names by
 * index the first starts, "4:2 1:1": trial 4 twice, 1 once. Starts are counted in files FAULT_COUNT.INDEX. A process
 * is known as a trial's by its offer to the kernel's out-of-memory killer; a trial starts with its first memory. */
#include "attnbench/trial/trial.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The index of the trial that runs, the first field of struct trial_progress: known by its size among the mappings
 * without a file, in memory that all processes of a rank share. MPICH has others. */
static const volatile size_t *running;
static size_t trial = SIZE_MAX;
static int is_trial; /* this process is one */

void *mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset)
{
    void *(*real)(void *, size_t, int, int, int, off_t) =
        (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
    void *got = real(address, bytes, protection, flags, file, offset);
    if (got != MAP_FAILED && bytes == sizeof(struct trial_progress) && flags == (MAP_SHARED | MAP_ANONYMOUS))
        running = got;
    return got;
}

/* How often the trial has started, this time included. */
static int count_start(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.%d", getenv("FAULT_COUNT"), (int)trial);
    FILE *file = fopen(path, "a");
    if (file == NULL)
        _exit(99);
    fputc('.', file);
    fflush(file);
    int n = (int)ftell(file);
    fclose(file);
    return n;
}

static int is_to_fail(void)
{
    char words[1024], *rest = NULL;
    snprintf(words, sizeof words, "%s", getenv("FAULT_TRIALS"));
    for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        int index, times;
        if (sscanf(word, "%d:%d", &index, &times) == 2 && index == (int)trial)
            return count_start() <= times;
    }
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
    if (fault == NULL || !is_to_fail())
        return;
    if (strcmp(fault, "crash") == 0)
        raise(SIGSEGV);
    else if (strcmp(fault, "hang") == 0)
        raise(SIGSTOP); /* neither ends nor takes a signal but SIGKILL */
    else
        devour();
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    void *(*real)(size_t, size_t) = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
    if (is_trial && running != NULL && *running != trial) {
        trial = *running;
        fail_as_told();
    }
    return real(alignment, bytes);
}

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (strcmp(path, "/proc/self/oom_score_adj") == 0)
        is_trial = 1;
    return real(path, flags, mode);
}
