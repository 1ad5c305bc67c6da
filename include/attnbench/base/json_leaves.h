/* JSON (RFC 8259) as the scalars in it, each with the path of keys and indices that leads there. */
#ifndef ATTNBENCH_JSON_LEAVES_H
#define ATTNBENCH_JSON_LEAVES_H

#include <stdbool.h>
#include <stddef.h>

enum json_type { JSON_STRING, JSON_NUMBER, JSON_TRUTH, JSON_NULL };

enum { JSON_PATH = 512, JSON_DEPTH = 32 };

struct json_leaf {
    const char *path; /* "results.0.times.3", as long as the call lasts; "" at the top */
    char *text;       /* in the text that was read; "" of null */
    enum json_type type;
    size_t line, column; /* where it begins, from 1; column in bytes */
};

/* A text that is read, and where in it. */
struct json_reader {
    const char *name; /* of the text, in messages */
    char *at;         /* ends with a 0 */
    char *line_start;
    size_t line;
    char path[JSON_PATH];
};

/* Begins at a text of one or more values, which reading changes. */
struct json_reader json_begin(const char *name, char *text);

/* Passes blanks and ends of lines over; false at the end of the text. */
bool json_more(struct json_reader *reader);

/* Reads one value, and gives its scalars to take, in their order. As Python writes and reads it, NaN, Infinity and
 * -Infinity are numbers. What take gives ends the reading when it is not 0. EX_DATAERR with "name:line:column: what":
 * this is no JSON, it is deeper than JSON_DEPTH, or a path is too long. */
int json_read(struct json_reader *reader, int (*take)(void *context, const struct json_leaf *leaf), void *context);

#endif
