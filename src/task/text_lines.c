#include "text_lines.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/pair_table.h"
#include "attnbench/base/random.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF"; /* that some editors begin UTF-8 with */
static const size_t MOST_BYTES = (size_t)1 << 31;

enum parts { PARTS_UNKNOWN, PARTS_NAMED, PARTS_BY_HASH };

struct reader {
    const char *path;
    char *line; /* where the present one begins */
    long line_number;
    int held_out;
    enum parts parts; /* as the first line has it */
    size_t room;
    struct text_lines *lines;
};

/* "file:line:column: what", the column in bytes from 1 */
__attribute__((format(printf, 3, 4))) static int refuse(const struct reader *reader, const char *at, const char *format,
                                                        ...)
{
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return fail(EX_DATAERR, "%s:%ld:%td: %s", reader->path, reader->line_number, at - reader->line + 1, reason);
}

void text_lines_free(struct text_lines *lines)
{
    free(lines->bytes);
    free(lines->lines);
    *lines = (struct text_lines){0};
}

static int read_all(const char *path, int file, char **out, size_t *length)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno));
    if ((uint64_t)about.st_size > MOST_BYTES)
        return fail(EX_DATAERR, "%s has %lld bytes: at most %zu are read", path, (long long)about.st_size, MOST_BYTES);
    *length = 0;
    *out = allocate((size_t)about.st_size + 1, 1); /* ended by 0 */
    if (*out == NULL)
        return EX_OSERR;
    ssize_t n = 1;
    while (n > 0 && *length < (size_t)about.st_size) {
        n = TEMP_FAILURE_RETRY(read(file, *out + *length, (size_t)about.st_size - *length));
        *length += n > 0 ? (size_t)n : 0;
    }
    return n < 0 ? fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno)) : 0;
}

/* UTF-8 without control characters, but for the tabs. */
static int check_characters(const struct reader *reader, const char *end)
{
    for (const char *at = reader->line; at < end;) {
        uint32_t code = 0;
        int bytes = *at == '\0' ? 1 : text_character(at, &code);
        if (bytes == 0)
            return refuse(reader, at, "the byte 0x%02X is no UTF-8: the file must be saved as UTF-8",
                          (unsigned char)*at);
        if ((code < 0x20 && code != '\t') || (code >= 0x7F && code < 0xA0))
            return refuse(reader, at, "a control character (U+%04X): it must be taken out, or be a blank",
                          (unsigned)code);
        at += bytes;
    }
    return 0;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

/* The third column, if there is one: *evaluated says which part it names. */
static int read_part(struct reader *reader, const char *part, bool *evaluated)
{
    enum parts parts = part != NULL ? PARTS_NAMED : PARTS_BY_HASH;
    if (part != NULL && strcmp(part, "train") != 0 && strcmp(part, "evaluate") != 0) {
        char found[64];
        text_copy(found, sizeof found, part);
        return refuse(reader, part, "behind the second tab is '%s': it must be train or evaluate, or no second tab",
                      found);
    }
    if (reader->parts == PARTS_UNKNOWN)
        reader->parts = parts;
    if (parts != reader->parts)
        return refuse(reader, reader->line, "it names %s part, but lines before it name %s: all must, or none",
                      part != NULL ? "a" : "no", part != NULL ? "none" : "one");
    *evaluated = part != NULL && strcmp(part, "evaluate") == 0;
    return 0;
}

static int add_line(struct reader *reader, const struct text_line *line)
{
    struct text_lines *lines = reader->lines;
    if (lines->n == PAIR_TABLE_MOST_ROWS)
        return refuse(reader, reader->line, "more than %d pairs", PAIR_TABLE_MOST_ROWS);
    if (lines->n == reader->room) {
        reader->room = reader->room == 0 ? 1024 : 2 * reader->room;
        struct text_line *grown = reallocarray(lines->lines, reader->room, sizeof *grown);
        if (grown == NULL)
            return fail(EX_OSERR, "out of memory for the pairs of %s", reader->path);
        lines->lines = grown;
    }
    lines->lines[lines->n++] = *line;
    lines->n_train += !line->is_evaluated;
    return 0;
}

/* The line from reader->line to `end`, where there is a 0. */
static int read_line(struct reader *reader, const char *end)
{
    static const char *const names[] = {"source", "target"};
    struct text_line line = {.side = {reader->line, NULL}};
    TRY(check_characters(reader, end));
    char *tab = strchr(reader->line, '\t');
    if (tab == NULL)
        return refuse(reader, reader->line, "no tab: a line must be a source, a tab and a target");
    *tab = '\0';
    line.side[1] = tab + 1;
    char *second = strchr(tab + 1, '\t');
    if (second != NULL)
        *second = '\0';
    for (int side = 0; side < 2; side++)
        if (is_blank(line.side[side]))
            return refuse(reader, line.side[side], "the %s is empty: it must have a %s", names[side],
                          "character that is no blank");
    TRY(read_part(reader, second != NULL ? second + 1 : NULL, &line.is_evaluated));
    struct stream stream = stream_open(0, "part of a text", hash_text(HASH_START, line.side[0]), 0);
    if (reader->parts == PARTS_BY_HASH)
        line.is_evaluated = stream_below(&stream, 100) < (uint32_t)reader->held_out;
    line.order = (uint64_t)stream_bits(&stream) << 32;
    line.order |= stream_bits(&stream);
    return add_line(reader, &line);
}

/* Of one source, as they stand in the file. */
static int by_order(const void *a, const void *b)
{
    const struct text_line *x = a, *y = b;
    if (x->is_evaluated != y->is_evaluated)
        return x->is_evaluated ? 1 : -1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->side[0] < y->side[0] ? -1 : x->side[0] > y->side[0];
}

static int read_lines(struct reader *reader, size_t length)
{
    char *at = reader->lines->bytes, *end = at + length;
    if (strncmp(at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        at += strlen(BYTE_ORDER_MARK);
    while (at < end) {
        char *feed = memchr(at, '\n', (size_t)(end - at)), *stop = feed != NULL ? feed : end;
        char *next = feed != NULL ? feed + 1 : end;
        reader->line_number++;
        reader->line = at;
        if (stop > at && stop[-1] == '\r')
            stop--;
        *stop = '\0';
        if (stop > at)
            TRY(read_line(reader, stop));
        at = next;
    }
    struct text_lines *lines = reader->lines;
    if (lines->n_train == 0 || lines->n_train == lines->n)
        return fail(EX_DATAERR, "%s: %zu pairs to train on and %zu to evaluate: it needs both", reader->path,
                    lines->n_train, lines->n - lines->n_train);
    qsort(lines->lines, lines->n, sizeof *lines->lines, by_order);
    return 0;
}

int text_lines_read(const char *path, int held_out, struct text_lines *out)
{
    struct reader reader = {.path = path, .held_out = held_out, .lines = out};
    size_t length;
    int file;
    *out = (struct text_lines){0};
    TRY(file_open_regular(path, &file));
    int status = read_all(path, file, &out->bytes, &length);
    close(file);
    return status == 0 ? read_lines(&reader, length) : status;
}
