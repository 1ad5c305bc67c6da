/* A table as a file has it: text in rows and columns, each with its place, for messages. */
#ifndef ATTNBENCH_SHEET_H
#define ATTNBENCH_SHEET_H

#include "attnbench/base/json_leaves.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SHEET_MOST_BYTES = 256 * 1024 * 1024,
    SHEET_MOST_COLUMNS = 10 * 1000,
    SHEET_MOST_FIELDS = 50 * 1000 * 1000,
};

/* What stands in a row and column, valid UTF-8; line and column are where it begins, from 1, the column in bytes. */
struct field {
    const char *text; /* "": empty, or null, or not there; never NULL */
    size_t line, column;
};

struct sheet {
    const char *path; /* as messages name it; not owned */
    char *bytes;      /* that the texts lie in */
    char *made;       /* texts that were made of others; NULL: none */
    size_t n_columns, n_rows;
    struct field *names;  /* (n_columns) whose texts are the table's own */
    struct field *fields; /* (n_rows, n_columns) */
};

/* Reads a whole file, "-": standard input. By what stands in it, it is
 *   CSV (RFC 4180), with the comma, semicolon or tab that its first line has the most of, which names the columns;
 *   JSON lines: an object a line; or one list of objects. Keys within keys are columns such as "config.lr".
 * A mark of the byte order may stand in front; lines end with LF, CRLF or CR; empty ones are passed over.
 * EX_NOINPUT, EX_IOERR, EX_OSERR; EX_DATAERR with "path:line:column: what": the file is no such sheet. */
int sheet_read(const char *path, struct sheet *out);
void sheet_free(struct sheet *sheet);

/* The text of a file, ended by a 0; "-": standard input. Refuses what is empty, too long or not UTF-8, a NUL too; past
 * a mark of the byte order. The caller frees *bytes. The statuses of sheet_read. */
int sheet_read_text(const char *path, char **bytes, char **text);

const struct field *sheet_field(const struct sheet *sheet, size_t row, size_t column);

/* EX_DATAERR, with "path:line:column: " before the message. */
int sheet_refuse(const struct sheet *sheet, const struct field *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum { SHEET_SHOWN = 48 };
/* A text as it may stand in a message, cut off; returns buffer. */
const char *sheet_shown(const char *text, char buffer[static SHEET_SHOWN]);

enum { SHEET_ADVICE = 160 };
/* Of a text that is a number but for its commas, blanks or apostrophes, such as "93,5" or "1 234": what a message says
 * behind it, such as "with a decimal comma: write 93.5". False for any other text. */
bool sheet_number_advice(const char *text, char advice[static SHEET_ADVICE]);

#endif
