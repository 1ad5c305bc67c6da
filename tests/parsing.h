/* Study texts read by tests. */
#ifndef ATTNBENCH_TESTS_PARSING_H
#define ATTNBENCH_TESTS_PARSING_H

#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "test.h"

/* One model, baseline; and two, baseline and attention. */
extern const char SMALLEST[], RIVALS[];

extern struct study study; /* of the parse last made */

int parse_bytes(const char *text, size_t length);
int parse(const char *text);
void assert_parses(const char *text);
void assert_refused(const char *text, const char *message); /* EX_CONFIG, one line */

/* `text` with `line` after it, until the next call. */
const char *followed_by(const char *text, const char *line);

/* The study last parsed is the same when it is written and read again. */
void assert_survives_writing(void);
void write_to(const struct study *from, char *text, size_t size);

#endif
