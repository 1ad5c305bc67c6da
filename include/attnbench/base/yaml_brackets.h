/* Which bracket leads a text astray that is to be YAML. */
#ifndef ATTNBENCH_YAML_BRACKETS_H
#define ATTNBENCH_YAML_BRACKETS_H

#include <stdbool.h>
#include <stddef.h>

/* A sign of a list or mapping, "[]{}", and where it stands, both from 1, columns of characters; sign 0: none. */
struct bracket {
    char sign;
    int line, column;
};

/* An opener that is not closed, or by a closer of another kind; without an opener a closer that closes nothing. */
struct bracket_fault {
    struct bracket opener, closer;
};
bool yaml_bracket_fault(const char *text, size_t length, struct bracket_fault *out); /* false: there is none */

#endif
