/* Regular expressions that take numbers out of lines. */
#ifndef ATTNBENCH_BASE_PATTERN_H
#define ATTNBENCH_BASE_PATTERN_H

#include <stdbool.h>

/* Whether it is an extended regular expression of POSIX with a group for the number, or where it counts two, for k and
 * n. EX_CONFIG: it is not; the message begins with the key. */
int pattern_check(const char *key, const char *pattern, bool counts);

#endif
