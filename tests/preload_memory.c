/* Loaded before the program: each of its processes says at its end what it took at most, and what its parent has by
 * then: a line "pid parent own_kB parents_kB" in the file that MEMORY names. Killed ones say nothing. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* kB resident, at the peak; 0 when the kernel does not tell. */
static long peak_of(long pid)
{
    char path[64], line[256];
    long kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kilobytes = strtol(line + 6, NULL, 10);
    if (file != NULL)
        fclose(file);
    return kilobytes;
}

static void say(void)
{
    char text[128];
    const char *path = getenv("MEMORY");
    int file = path != NULL ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
    int length = snprintf(text, sizeof text, "%ld %ld %ld %ld\n", (long)getpid(), (long)getppid(), peak_of(getpid()),
                          peak_of(getppid()));
    if (file >= 0 && write(file, text, (size_t)length) != length)
        abort();
}

/* At exit(). */
__attribute__((destructor)) static void at_the_end(void)
{
    say();
}

/* In place of the library's. */
void _exit(int status)
{
    say();
    syscall(SYS_exit_group, status);
    __builtin_unreachable();
}
