#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char message[1024];

enum { MOST_FURTHER = 19 };
static char further[MOST_FURTHER][sizeof message];
static size_t n_further;

/* A message may quote what anyone made, and goes to a terminal. */
void error_keep(const char *format, ...)
{
    char text[sizeof message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    safe_text(text, message, sizeof message);
    n_further = 0;
}

void error_add_further(const char *text)
{
    if (n_further < MOST_FURTHER)
        safe_text(text, further[n_further++], sizeof message);
}

const char *error_further(size_t i)
{
    return i < n_further ? further[i] : NULL;
}

const char *error_message(void)
{
    return message;
}

int fail_of_file(int status, const char *path, const char *hint)
{
    char cause[sizeof message / 2];
    text_copy(cause, sizeof cause, message);
    return fail(status, "%s: %s%s", path, cause, hint);
}

void *allocate(size_t count, size_t size)
{
    enum { CACHE_LINE = 64 };
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - CACHE_LINE) {
        error_keep("%zu items of %zu bytes are more than memory can address", count, size);
        return NULL;
    }
    bytes = (bytes + CACHE_LINE) / CACHE_LINE * CACHE_LINE;
    void *memory = aligned_alloc(CACHE_LINE, bytes);
    if (memory == NULL) {
        error_keep("out of memory: %zu bytes were needed", bytes);
        return NULL;
    }
    return memset(memory, 0, bytes);
}
