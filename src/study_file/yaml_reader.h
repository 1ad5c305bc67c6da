/* A study file's YAML as events, one after another, with what they say and where they stand. */
#ifndef ATTNBENCH_YAML_READER_H
#define ATTNBENCH_YAML_READER_H

#include "draft.h"

#include <libfyaml.h>

struct reader {
    struct fy_parser *parser;
    struct fy_diag *diag;
    struct draft *draft;
    struct place place; /* of the event read last */
    enum fy_event_type type;
    bool quoted;
    char text[STUDY_LIST]; /* of a scalar */
};

/* EX_CONFIG: bytes that are no text; EX_OSERR. */
int reader_open(struct reader *reader, struct draft *draft, const char *text, size_t length);

/* Closes it. Returns the status, which reading had; of a bracket that led it astray with a message of its own. */
int reader_close(struct reader *reader, const char *text, size_t length, int status);

/* The next event. EX_CONFIG: not YAML, or what study files do not take. */
int reader_next(struct reader *reader);

/* The next key of the mapping: false in *more at its end. */
int reader_next_key(struct reader *reader, bool *more);

/* Passes over the value whose first event was read last. */
int reader_skip(struct reader *reader);

enum { STANDS_BYTES = SHOWN_BYTES + 2 };

/* What stands at the event read last: "a list", "a mapping", "'true'", "empty". */
const char *reader_stands(const struct reader *reader, char buffer[static STANDS_BYTES]);

/* yaml_kinds.c: what kinds of trials the file has, which decides what its names mean (draft.is_foreign). */
int check_kinds(struct draft *draft, const char *text, size_t length);

#endif
