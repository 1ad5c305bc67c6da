/* JSON as it is written: commas and line ends come by themselves. */
#ifndef ATTNBENCH_JSON_H
#define ATTNBENCH_JSON_H

#include "attnbench/base/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct json {
    FILE *out;
    int depth;
    bool after_value; /* a comma must come first */
};

/* A value of an object has a key; of an array it has none: NULL. */
void json_open(struct json *json, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *json, char bracket);
void json_text(struct json *json, const char *key, const char *text);
void json_real(struct json *json, const char *key, double value); /* null unless finite */
void json_integer(struct json *json, const char *key, long long value);
void json_value(struct json *json, const char *key, struct value value); /* a number, or a word as text */
void json_flag(struct json *json, const char *key, bool value);

#endif
