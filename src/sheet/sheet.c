#include "attnbench/sheet/sheet.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"
#include "attnbench/sheet/sheet_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF"; /* that spreadsheets begin UTF-8 with */

const char *sheet_shown(const char *text, char buffer[static SHEET_SHOWN])
{
    char cut[SHEET_SHOWN];
    size_t length = 0;
    uint32_t code;
    for (int n; text[length] != '\0'; length += (size_t)n) {
        n = text_character(text + length, &code);
        if (n == 0 || length + (size_t)n > sizeof cut - sizeof "…")
            break;
    }
    snprintf(cut, sizeof cut, "%.*s%s", (int)length, text, text[length] != '\0' ? "…" : "");
    return safe_text(cut, buffer, SHEET_SHOWN);
}

int sheet_refuse(const struct sheet *sheet, const struct field *field, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fail(EX_DATAERR, "%s:%zu:%zu: %s", sheet->path, field->line, field->column, message);
}

const struct field *sheet_field(const struct sheet *sheet, size_t row, size_t column)
{
    return &sheet->fields[row * sheet->n_columns + column];
}

void sheet_free(struct sheet *sheet)
{
    for (size_t k = 0; k < sheet->n_columns; k++)
        free((char *)sheet->names[k].text);
    free(sheet->bytes);
    free(sheet->made);
    free(sheet->names);
    free(sheet->fields);
    *sheet = (struct sheet){0};
}

/* ---- the bytes ---- */

/* Room for one item more. */
static int grow(void **items, size_t n, size_t *room, size_t item_bytes)
{
    if (n < *room)
        return 0;
    size_t wanted = 2 * *room + 64;
    void *grown = reallocarray(*items, wanted, item_bytes);
    if (grown == NULL)
        return fail(EX_OSERR, "no memory for a table of this size");
    *items = grown;
    *room = wanted;
    return 0;
}

static int read_bytes(int file, const char *path, char **bytes, size_t *n)
{
    size_t room = 0;
    for (*n = 0;;) {
        void *grown = *bytes;
        TRY(grow(&grown, *n + 2, &room, 1));
        *bytes = grown;
        ssize_t got = TEMP_FAILURE_RETRY(read(file, *bytes + *n, room - *n - 1));
        if (got < 0)
            return fail(EX_IOERR, "cannot read %s: %s", path, strerror(errno));
        if (got == 0)
            break;
        *n += (size_t)got;
        if (*n > SHEET_MOST_BYTES)
            return fail(EX_DATAERR, "%s is larger than %d MB", path, SHEET_MOST_BYTES / 1024 / 1024);
    }
    (*bytes)[*n] = '\0';
    return 0;
}

/* The first byte that is no UTF-8, or a NUL; NULL: there is none. */
static const char *find_wrong(const char *text, size_t n)
{
    const char *end = text + n;
    uint32_t code;
    while (text < end) {
        int length = text_character(text, &code);
        if (length == 0 || code == 0)
            return text;
        text += length;
    }
    return NULL;
}

static int check_text(const char *path, const char *bytes, size_t n)
{
    size_t line = 1;
    const char *line_start = bytes, *wrong = find_wrong(bytes, n);
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return fail(EX_DATAERR, "%s is UTF-16: save it as UTF-8", path);
    if (n >= 2 && (memcmp(bytes, "PK", 2) == 0 || memcmp(bytes, "\x1f\x8b", 2) == 0))
        return fail(EX_DATAERR, "%s is packed, such as a spreadsheet or a .gz: save it as CSV, or unpack it", path);
    if (wrong == NULL)
        return 0;
    for (const char *c = bytes; c < wrong; c++)
        if (*c == '\n') {
            line++;
            line_start = c + 1;
        }
    return fail(EX_DATAERR, "%s:%zu:%td: byte %d is not UTF-8 text", path, line, wrong - line_start + 1,
                (unsigned char)*wrong);
}

int sheet_read_text(const char *path, char **bytes, char **text)
{
    size_t n;
    int file = STDIN_FILENO;
    bool is_input = strcmp(path, "-") == 0;
    const char *name = is_input ? "standard input" : path;
    *bytes = NULL;
    if (!is_input && (file = file_open(path, O_RDONLY)) < 0)
        return file_fail_to_open(path);
    int status = read_bytes(file, name, bytes, &n);
    if (!is_input)
        close(file);
    if (status == 0)
        status = check_text(name, *bytes, n);
    if (status != 0) {
        free(*bytes);
        *bytes = NULL;
        return status;
    }
    bool has_mark = strncmp(*bytes, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0;
    *text = *bytes + (has_mark ? strlen(BYTE_ORDER_MARK) : 0);
    return 0;
}

/* ---- the table ---- */

int sheet_add_column(struct sheet_maker *maker, struct field name)
{
    struct sheet *sheet = maker->sheet;
    void *names = sheet->names;
    if (sheet->n_columns == SHEET_MOST_COLUMNS)
        return sheet_refuse(sheet, &name, "more than %d columns", SHEET_MOST_COLUMNS);
    TRY(grow(&names, sheet->n_columns, &maker->column_room, sizeof *sheet->names));
    sheet->names = names;
    name.text = strdup(name.text);
    if (name.text == NULL)
        return fail(EX_OSERR, "no memory for a table of this size");
    sheet->names[sheet->n_columns++] = name;
    return 0;
}

int sheet_add_field(struct sheet_maker *maker, size_t column, struct field field)
{
    void *placed = maker->placed;
    if (maker->n_placed == SHEET_MOST_FIELDS)
        return sheet_refuse(maker->sheet, &field, "more than %d fields", SHEET_MOST_FIELDS);
    TRY(grow(&placed, maker->n_placed, &maker->field_room, sizeof *maker->placed));
    maker->placed = placed;
    maker->placed[maker->n_placed++] = (struct placed){maker->sheet->n_rows, column, field};
    return 0;
}

int sheet_finish(struct sheet_maker *maker)
{
    static const char nothing[] = "";
    char name[SHEET_SHOWN];
    struct sheet *sheet = maker->sheet;
    if (sheet->n_rows > SHEET_MOST_FIELDS / sheet->n_columns)
        return fail(EX_DATAERR, "%s: %zu rows of %zu columns: more than %d fields", sheet->path, sheet->n_rows,
                    sheet->n_columns, SHEET_MOST_FIELDS);
    sheet->fields = allocate(sheet->n_rows * sheet->n_columns, sizeof *sheet->fields);
    if (sheet->fields == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < maker->n_placed; i++) {
        const struct placed *placed = &maker->placed[i];
        struct field *row = &sheet->fields[placed->row * sheet->n_columns];
        if (i == 0 || maker->placed[i - 1].row != placed->row)
            for (size_t k = 0; k < sheet->n_columns; k++)
                row[k] = (struct field){nothing, placed->field.line, placed->field.column};
        if (row[placed->column].text != nothing)
            return sheet_refuse(sheet, &placed->field, "%s stands here a second time in its row",
                                sheet_shown(sheet->names[placed->column].text, name));
        row[placed->column] = placed->field;
    }
    return 0;
}

static bool is_json(const char *text)
{
    text += strspn(text, " \t\r\n");
    return *text == '{' || (*text == '[' && text[1 + strspn(text + 1, " \t\r\n")] == '{');
}

int sheet_read(const char *path, struct sheet *out)
{
    struct sheet_maker maker = {.sheet = out};
    char *text = NULL;
    *out = (struct sheet){.path = strcmp(path, "-") == 0 ? "standard input" : path};
    int status = sheet_read_text(path, &out->bytes, &text);
    if (status == 0 && text != NULL)
        status = (is_json(text) ? sheet_read_json : sheet_read_csv)(&maker, text);
    if (status == 0 && out->n_rows == 0)
        status = fail(EX_DATAERR, "%s has no rows: a table has a line of names, then a line a row", out->path);
    if (status == 0)
        status = sheet_finish(&maker);
    free(maker.placed);
    if (status != 0)
        sheet_free(out);
    return status;
}

/* "93,5", "1,234.5", "1.234,5" or "1 234" as a number is written here: the last sign between digits is the point, but
 * for a blank or an apostrophe, and the others go. False when it still is none. */
static bool rewrite(const char *text, char *fixed, size_t size)
{
    const char *point = NULL;
    size_t n = 0;
    double value;
    for (const char *c = text; *c != '\0'; c++)
        point = *c == ',' || *c == '.' ? c : point;
    for (const char *c = text; *c != '\0' && n + 1 < size; c++)
        if (c == point)
            fixed[n++] = '.';
        else if (strchr(",. '", *c) == NULL)
            fixed[n++] = *c;
    fixed[n] = '\0';
    return strpbrk(text, ", '") != NULL && text_to_real(fixed, &value);
}

bool sheet_number_advice(const char *text, char advice[static SHEET_ADVICE])
{
    char fixed[SHEET_SHOWN];
    if (!rewrite(text, fixed, sizeof fixed))
        return false;
    const char *comma = strchr(text, ',');
    bool is_alone = comma != NULL && strpbrk(text, ". '") == NULL && strchr(comma + 1, ',') == NULL;
    if (is_alone && strspn(comma + 1, "0123456789") == 3 && comma[4] == '\0')
        snprintf(advice, SHEET_ADVICE, "with a comma: write %s, or %.*s%s", fixed, (int)(comma - text), text,
                 comma + 1);
    else
        snprintf(advice, SHEET_ADVICE, "with %s: write %s", is_alone ? "a decimal comma" : "signs between its digits",
                 fixed);
    return true;
}
