/* Pairs as a comma-separated file, by RFC 4180: fields in quotes or not; but none goes over the end of a line. */
#include "attnbench/task/pair_csv.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 24 };

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF"; /* that spreadsheets begin UTF-8 with */

struct reader {
    const char *path;
    FILE *file;
    char *line, *next; /* next: the rest of the line, NULL at its end */
    size_t line_bytes, line_length;
    long line_number;
    size_t column;  /* of the field read last, from 1, in bytes without a mark of the byte order */
    char *first;    /* of the line, behind such a mark */
    int status;     /* of what kept the next line from being read */
    size_t room[2]; /* rows of train and evaluate */
    struct pair_table *table;
};

/* "file:line:column: what" */
__attribute__((format(printf, 3, 4))) static int refuse(const struct reader *reader, size_t column, const char *format,
                                                        ...)
{
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return fail(EX_DATAERR, "%s:%ld:%zu: %s", reader->path, reader->line_number, column, reason);
}

static size_t column_of(const struct reader *reader, const char *at)
{
    return (size_t)(at - reader->first) + 1;
}

/* Where the field that begins here ends: at a comma or the end of the line; *is_closed: its quote, if it has one, is.
 */
static char *field_end(char *field, bool *is_closed)
{
    *is_closed = true;
    if (*field != '"')
        return field + strcspn(field, ",");
    char *c = field + 1;
    for (; *c != '\0'; c++)
        if (*c == '"' && *++c != '"')
            return c;
    *is_closed = false;
    return c;
}

static int check_quotes(const struct reader *reader)
{
    for (char *field = reader->first;;) {
        bool is_closed;
        char *end = field_end(field, &is_closed);
        if (!is_closed)
            return refuse(reader, column_of(reader, field), "a quote is not closed on its line");
        if (*end == '\0')
            return 0;
        if (*end != ',')
            return refuse(reader, column_of(reader, end), "a ',' must follow the closing quote");
        field = end + 1;
    }
}

/* The line just read, without its end. */
static int take_line(struct reader *reader, size_t length)
{
    bool has_mark = reader->line_number == 1 && strncmp(reader->line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0;
    reader->next = reader->first = reader->line + (has_mark ? strlen(BYTE_ORDER_MARK) : 0);
    if (strlen(reader->line) != length)
        return refuse(reader, column_of(reader, reader->line + strlen(reader->line)), "a byte 0");
    while (length > 0 && strchr("\r\n", reader->line[length - 1]) != NULL)
        reader->line[--length] = '\0';
    reader->line_length = length - (size_t)(reader->first - reader->line);
    return check_quotes(reader);
}

/* The next line; false at the end of the file, or with a status that is not 0. */
static bool next_line(struct reader *reader)
{
    ssize_t length = getdelim(&reader->line, &reader->line_bytes, '\n', reader->file);
    reader->line_number++;
    if (length < 0) {
        if (!feof(reader->file)) /* ferror says nothing of memory that was short */
            reader->status = fail(errno == ENOMEM ? EX_OSERR : EX_IOERR, "%s: %s", reader->path, strerror(errno));
        return false;
    }
    reader->status = take_line(reader, (size_t)length);
    return reader->status == 0;
}

/* The line's next field, without its quotes; NULL past the last. */
static char *next_field(struct reader *reader)
{
    char *field = reader->next, *to = field;
    reader->column = field != NULL ? column_of(reader, field) : reader->line_length + 1;
    if (field == NULL)
        return NULL;
    bool is_closed; /* check_quotes has seen to it */
    char *end = field_end(field, &is_closed);
    reader->next = *end == ',' ? end + 1 : NULL;
    if (*field != '"') {
        *end = '\0';
        return field;
    }
    for (const char *from = field + 1; from < end - 1; from++) {
        *to++ = *from;
        from += *from == '"'; /* of two, one is meant */
    }
    *to = '\0';
    return field;
}

/* A field as it may stand in a message. */
static const char *shown(const char *field, char buffer[static SHOWN])
{
    text_copy(buffer, SHOWN, field);
    for (char *c = buffer; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return buffer;
}

/* How many columns "in1", "in2", … the header has from *field on, which becomes the first that is none. */
static int count_columns(struct reader *reader, const char *prefix, char **field)
{
    char wanted[32];
    int n = 0;
    for (; *field != NULL; *field = next_field(reader)) {
        snprintf(wanted, sizeof wanted, "%s%d", prefix, n + 1);
        if (strcmp(*field, wanted) != 0)
            break;
        n++;
    }
    return n;
}

static int read_header(struct reader *reader)
{
    struct pair_table *table = reader->table;
    char found[SHOWN];
    if (!next_line(reader))
        return reader->status != 0
                   ? reader->status
                   : refuse(reader, 1, "it is empty: the first line must be part,in1,in2,…,out1,out2,…");
    char *field = next_field(reader);
    if (field != NULL && strcmp(field, "part") == 0) {
        field = next_field(reader);
        table->n_in = count_columns(reader, "in", &field);
        table->n_out = count_columns(reader, "out", &field);
    }
    if (table->n_in > PAIR_TABLE_MOST_STEPS || table->n_out > PAIR_TABLE_MOST_STEPS)
        return refuse(reader, reader->column, "%d input and %d target columns: at most %d each", table->n_in,
                      table->n_out, PAIR_TABLE_MOST_STEPS);
    if (field != NULL)
        return refuse(reader, reader->column, "column '%s' is not the next of part,in1,in2,…,out1,out2,…",
                      shown(field, found));
    if (table->n_in == 0 || table->n_out == 0)
        return refuse(reader, reader->column, "it has %d input and %d target columns: it needs in1,… and out1,…",
                      table->n_in, table->n_out);
    return 0;
}

/* The field of the column "in3", say, into *out. */
static int read_value(struct reader *reader, const char *prefix, int number, int32_t *out)
{
    struct pair_table *table = reader->table;
    const char *field = next_field(reader);
    char found[SHOWN];
    int64_t value;
    if (field == NULL)
        return refuse(reader, reader->column, "the line ends before %s%d", prefix, number);
    if (!text_to_integer(field, &value) || value < 0 || value > PAIR_TABLE_MOST_VALUE)
        return refuse(reader, reader->column, "%s%d is '%s': it must be a whole number from 0 to %d", prefix, number,
                      shown(field, found), PAIR_TABLE_MOST_VALUE);
    *out = (int32_t)value;
    if (*out > table->greatest || table->greatest_place[0] == '\0') {
        table->greatest = *out;
        snprintf(table->greatest_place, sizeof table->greatest_place, ":%ld:%zu: %s%d", reader->line_number,
                 reader->column, prefix, number);
    }
    return 0;
}

/* gcc's analyzer loses sight of what the reader's table points to, and takes it for lost. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* Room for one row more. */
static int make_room(struct reader *reader, struct pair_rows *rows, size_t *room)
{
    if (rows->n < *room)
        return 0;
    if (rows->n >= PAIR_TABLE_MOST_ROWS)
        return refuse(reader, 1, "more than %d pairs", PAIR_TABLE_MOST_ROWS);
    size_t wanted = *room == 0 ? 256 : 2 * *room;
    int32_t *input = reallocarray(rows->input, wanted, (size_t)reader->table->n_in * sizeof *input);
    if (input != NULL)
        rows->input = input;
    int32_t *target = reallocarray(rows->target, wanted, (size_t)reader->table->n_out * sizeof *target);
    if (target != NULL)
        rows->target = target;
    if (input == NULL || target == NULL)
        return fail(EX_OSERR, "out of memory for %zu pairs of %s", wanted, reader->path);
    *room = wanted;
    return 0;
}

#if defined __GNUC__ && !defined __clang__
#pragma GCC diagnostic pop
#endif

static int read_row(struct reader *reader)
{
    struct pair_table *table = reader->table;
    const char *part = next_field(reader);
    if (part == NULL) /* never, as the line is not empty */
        part = "";
    bool evaluate = strcmp(part, "evaluate") == 0;
    struct pair_rows *rows = evaluate ? &table->evaluate : &table->train;
    char found[SHOWN];
    if (!evaluate && strcmp(part, "train") != 0)
        return refuse(reader, 1, "part is '%s': it must be train or evaluate", shown(part, found));
    TRY(make_room(reader, rows, &reader->room[evaluate]));
    for (int i = 0; i < table->n_in; i++)
        TRY(read_value(reader, "in", i + 1, &rows->input[rows->n * (size_t)table->n_in + (size_t)i]));
    for (int i = 0; i < table->n_out; i++)
        TRY(read_value(reader, "out", i + 1, &rows->target[rows->n * (size_t)table->n_out + (size_t)i]));
    if (reader->next != NULL)
        return refuse(reader, column_of(reader, reader->next), "the line goes on after out%d", table->n_out);
    rows->n++;
    return 0;
}

int pair_csv_read(const char *path, struct pair_table *out)
{
    int file;
    TRY(file_open_regular(path, &file));
    struct reader reader = {.path = path, .table = out, .file = fdopen(file, "r")};
    if (reader.file == NULL) {
        close(file);
        return fail(EX_OSERR, "out of memory for reading %s", path);
    }
    int status = read_header(&reader);
    while (status == 0 && next_line(&reader))
        if (*reader.line != '\0')
            status = read_row(&reader);
    if (status == 0)
        status = reader.status;
    free(reader.line);
    fclose(reader.file);
    return status;
}
