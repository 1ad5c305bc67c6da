/* Errors travel to main as a sysexits.h status; the message waits here until main prints it. */
#ifndef ATTNBENCH_ERROR_H
#define ATTNBENCH_ERROR_H

#include <stddef.h>
#include <sysexits.h>

/* Exit statuses that sysexits.h lacks. */
enum {
    EX_TRIALS_FAILED = 1,           /* the study ended, but some trials failed */
    EX_STOPPED_EARLY = EX_TEMPFAIL, /* 75: stopped by a signal or --max-time; run again to go on */
};

/* Keeps the message (one line: what, the value, what would be right) and gives the status: return fail(EX_…, "…"). */
#define fail(status, ...) (error_keep(__VA_ARGS__), error_status(status))
void error_keep(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int error_status(int status)
{
    return status; /* a call, so that it may be ignored; visible, so that compilers see what is returned */
}

/* The message of the last fail() in this process, as safe_text (text.h) leaves it; "" when there was none. */
const char *error_message(void);

/* Adds a further message to the last one, where a file has several mistakes; the next fail() drops them. */
void error_add_further(const char *text);
const char *error_further(size_t i); /* the i-th of these; NULL past the end */

/* Repeats the last message with the file in front and `hint` behind it; returns status. */
int fail_of_file(int status, const char *path, const char *hint);

/* Returns from the enclosing function with the status of `call` unless it is 0. */
#define TRY(call)                \
    do {                         \
        int try_status = (call); \
        if (try_status != 0)     \
            return try_status;   \
    } while (0)

/* The same for functions that have something to release: sets `status` and jumps. */
#define TRY_ELSE(label, call) \
    do {                      \
        status = (call);      \
        if (status != 0)      \
            goto label;       \
    } while (0)

/* Zeroed memory for count items of size bytes, at a multiple of 64 bytes. NULL when the product
 * overflows or memory is short, with the message kept: return EX_OSERR. Release with free(). */
void *allocate(size_t count, size_t size) __attribute__((malloc));

#endif
