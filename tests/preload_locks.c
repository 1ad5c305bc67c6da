/* Loaded before a program (LD_PRELOAD), makes its file system one without locks: LOCKS=refused, as some network file
 * systems (ENOLCK; LOCKS=38 for another errno), or LOCKS=pretend, where everybody gets every lock. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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
    if (strcmp(locks, "pretend") != 0) {
        errno = strcmp(locks, "refused") == 0 ? ENOLCK : atoi(locks);
        return -1;
    }
    if (command == F_OFD_GETLK)
        ((struct flock *)argument)->l_type = F_UNLCK;
    return 0;
}
