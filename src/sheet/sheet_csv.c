/* Tables by RFC 4180, with commas, semicolons or tabs between the fields. */
#include "attnbench/base/error.h"
#include "attnbench/sheet/sheet_maker.h"

#include <stdio.h>
#include <string.h>

struct reader {
    struct sheet *sheet;
    char *at, *line_start;
    size_t line;
    char separator;
};

static struct field field_at(const struct reader *reader, const char *text)
{
    return (struct field){text, reader->line, (size_t)(reader->at - reader->line_start) + 1};
}

/* Where a line ends that is read by its quotes, and how often c stands in it outside of them. */
static size_t count_in_line(const char *line, char c)
{
    bool is_quoted = false;
    size_t n = 0;
    for (; *line != '\0' && (is_quoted || (*line != '\n' && *line != '\r')); line++) {
        is_quoted ^= *line == '"';
        n += !is_quoted && *line == c;
    }
    return n;
}

static char separator_of(const char *line)
{
    static const char separators[] = ",\t;";
    char found = separators[0];
    for (const char *s = separators + 1; *s != '\0'; s++)
        if (count_in_line(line, *s) > count_in_line(line, found))
            found = *s;
    return found;
}

/* Passes one end of a line over, where there is one. */
static bool pass_end(struct reader *reader)
{
    if (*reader->at != '\n' && *reader->at != '\r')
        return false;
    reader->at += reader->at[0] == '\r' && reader->at[1] == '\n' ? 2 : 1;
    reader->line++;
    reader->line_start = reader->at;
    return true;
}

/* A field in quotes, in which two quotes mean one and lines may end. Its text moves to where the quote stood, so that
 * there is a byte for the 0 behind it. */
static int read_quoted(struct reader *reader, struct field *out)
{
    char *to = reader->at;
    *out = field_at(reader, to);
    for (reader->at++;;) {
        if (*reader->at == '\0')
            return sheet_refuse(reader->sheet, out, "a quote is not closed");
        if (*reader->at == '"' && *++reader->at != '"')
            break;
        char *from = reader->at;
        if (!pass_end(reader))
            reader->at++;
        while (from < reader->at)
            *to++ = *from++;
    }
    *to = '\0';
    if (*reader->at != '\0' && strchr("\r\n", *reader->at) == NULL && *reader->at != reader->separator) {
        struct field rest = field_at(reader, reader->at);
        return sheet_refuse(reader->sheet, &rest, "a separator or the end of the line must follow the closing quote");
    }
    return 0;
}

/* A field without quotes, without blanks at its ends. */
static void read_plain(struct reader *reader, struct field *out)
{
    const char ends[] = {reader->separator, '\r', '\n', '\0'};
    reader->at += strspn(reader->at, " ");
    *out = field_at(reader, reader->at);
    reader->at += strcspn(reader->at, ends);
}

/* The fields of one line, given to take one by one. */
static int read_line(struct reader *reader, int (*take)(void *context, size_t i, struct field field), void *context,
                     size_t *n)
{
    for (*n = 0;;) {
        struct field field;
        char *end = NULL;
        if (*reader->at == '"')
            TRY(read_quoted(reader, &field));
        else {
            read_plain(reader, &field);
            for (end = reader->at; end > field.text && end[-1] == ' ';)
                end--;
        }
        char stopped = *reader->at;
        if (stopped == '\r' || stopped == '\n')
            pass_end(reader);
        else if (stopped != '\0')
            reader->at++;
        if (end != NULL)
            *end = '\0';
        TRY(take(context, (*n)++, field));
        if (stopped != reader->separator)
            return 0;
    }
}

static int take_name(void *context, size_t i, struct field name)
{
    (void)i;
    return sheet_add_column(context, name);
}

static int take_field(void *context, size_t i, struct field field)
{
    struct sheet_maker *maker = context;
    struct sheet *sheet = maker->sheet;
    if (i == sheet->n_columns)
        return sheet_refuse(sheet, &field, "the line has more fields than the first line has names, which are %zu",
                            sheet->n_columns);
    return sheet_add_field(maker, i, field);
}

static int read_row(struct reader *reader, struct sheet_maker *maker)
{
    struct sheet *sheet = maker->sheet;
    size_t n, line = reader->line;
    TRY(read_line(reader, take_field, maker, &n));
    if (n < sheet->n_columns)
        return sheet_refuse(sheet, &(struct field){"", line, 1}, "the line has %zu field%s, the first line %zu names",
                            n, n == 1 ? "" : "s", sheet->n_columns);
    sheet->n_rows++;
    return 0;
}

/* A line that has nothing, or nothing but separators, as spreadsheets leave them at the end. */
static bool pass_empty(struct reader *reader)
{
    char *start = reader->at;
    while (*reader->at == ' ' || *reader->at == reader->separator)
        reader->at++;
    if (pass_end(reader))
        return true;
    if (*reader->at != '\0')
        reader->at = start;
    return false;
}

int sheet_read_csv(struct sheet_maker *maker, char *text)
{
    struct reader reader = {.sheet = maker->sheet, .at = text, .line_start = text, .line = 1};
    size_t n;
    while (pass_end(&reader))
        ;
    reader.separator = separator_of(reader.at);
    if (*reader.at == '\0')
        return fail(EX_DATAERR, "%s is empty", maker->sheet->path);
    TRY(read_line(&reader, take_name, maker, &n));
    for (;;) {
        while (pass_empty(&reader))
            ;
        if (*reader.at == '\0')
            return 0;
        TRY(read_row(&reader, maker));
    }
}
