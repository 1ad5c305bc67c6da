/* Loaded before a program (LD_PRELOAD), makes its file system one without locks: LOCKS=refused, as some network file
 * systems (ENOLCK; LOCKS=38 for another errno), or LOCKS=pretend, where everybody gets every lock. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

static int refuse(const char *locks)
{
    errno = strcmp(locks, "refused") == 0 ? ENOLCK : atoi(locks);
    return strcmp(locks, "pretend") == 0 ? 0 : -1;
}

int fcntl(int file, int command, ...)
{
    int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    const char *locks = getenv("LOCKS");
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (locks == NULL || (command != F_OFD_SETLK && command != F_OFD_GETLK))
        return real(file, command, argument);
    if (refuse(locks) != 0)
        return -1;
    if (command == F_OFD_GETLK)
        ((struct flock *)argument)->l_type = F_UNLCK;
    return 0;
}

int flock(int file, int operation)
{
    int (*real)(int, int) = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");
    const char *locks = getenv("LOCKS");
    if (locks == NULL)
        return real(file, operation);
    return refuse(locks);
}
