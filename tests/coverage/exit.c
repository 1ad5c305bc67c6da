/* For `make coverage`, linked with --wrap=_exit,--wrap=setrlimit: what a child executed counts too, though it leaves by
 * _exit, and may by then open and write no file. */
#include <sys/resource.h>

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
int __real_setrlimit(int resource, const struct rlimit *limit);
int __wrap_setrlimit(int resource, const struct rlimit *limit);

/* The hard limit stays, so that the limit can be lifted again. */
int __wrap_setrlimit(int resource, const struct rlimit *limit)
{
    struct rlimit soft;
    getrlimit(resource, &soft);
    soft.rlim_cur = limit->rlim_cur;
    return __real_setrlimit(resource, &soft);
}

static void lift(int resource)
{
    struct rlimit limit;
    getrlimit(resource, &limit);
    limit.rlim_cur = limit.rlim_max;
    __real_setrlimit(resource, &limit);
}

void __wrap__exit(int status)
{
    lift(RLIMIT_NOFILE);
    lift(RLIMIT_FSIZE);
    __gcov_dump();
    __real__exit(status);
}
