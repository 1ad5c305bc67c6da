#include "attnbench/base/json_leaves.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct receiver {
    int (*take)(void *context, const struct json_leaf *leaf);
    void *context;
};

struct json_reader json_begin(const char *name, char *text)
{
    return (struct json_reader){.name = name, .at = text, .line_start = text, .line = 1};
}

static size_t column_of(const struct json_reader *reader, const char *at)
{
    return (size_t)(at - reader->line_start) + 1;
}

static int refuse(const struct json_reader *reader, const char *what)
{
    return fail(EX_DATAERR, "%s:%zu:%zu: JSON: %s", reader->name, reader->line, column_of(reader, reader->at), what);
}

bool json_more(struct json_reader *reader)
{
    for (; *reader->at != '\0' && strchr(" \t\r\n", *reader->at) != NULL; reader->at++)
        if (*reader->at == '\n') {
            reader->line++;
            reader->line_start = reader->at + 1;
        }
    return *reader->at != '\0';
}

/* ---- strings ---- */

/* Four hexadecimal digits. */
static bool read_unit(const char *digits, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)digits[i]))
            return false;
        int digit = tolower((unsigned char)digits[i]);
        *out = *out << 4 | (uint32_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return true;
}

static char *write_character(uint32_t code, char *to)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    int length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--, code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(lead[length == 1 ? 0 : length] | code);
    return to + length;
}

/* "\u00e9", or the two halves of a character beyond 16 bits; from stands at the backslash. */
static int read_escaped_character(struct json_reader *reader, char **from, char **to)
{
    uint32_t code, low;
    bool is_whole = read_unit(*from + 2, &code);
    if (is_whole && code >= 0xd800 && code < 0xdc00) {
        is_whole =
            (*from)[6] == '\\' && (*from)[7] == 'u' && read_unit(*from + 8, &low) && low >= 0xdc00 && low < 0xe000;
        code = is_whole ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : code;
    } else if (code >= 0xdc00 && code < 0xe000) {
        is_whole = false;
    }
    reader->at = *from;
    if (!is_whole || code == 0)
        return refuse(reader, "\\u is followed by no character");
    *from += code >= 0x10000 ? 12 : 6;
    *to = write_character(code, *to);
    return 0;
}

static int read_escape(struct json_reader *reader, char **from, char **to)
{
    static const char escapes[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *known = strchr(escapes, (*from)[1]);
    if ((*from)[1] == 'u')
        return read_escaped_character(reader, from, to);
    if ((*from)[1] == '\0' || known == NULL) {
        reader->at = *from;
        return refuse(reader, "a backslash stands before nothing that it escapes");
    }
    *from += 2;
    *(*to)++ = meant[known - escapes];
    return 0;
}

/* The string at the reader, whose bytes become those that it means; the 0 behind them takes the place of its end. */
static int read_string(struct json_reader *reader, char **out)
{
    char *from = reader->at + 1, *to = from;
    *out = from;
    while (*from != '"') {
        if ((unsigned char)*from < ' ') {
            if (*from != '\0')
                reader->at = from;
            return refuse(reader, *from == '\0' ? "a quote is not closed" : "a control character stands in a text");
        }
        if (*from == '\\')
            TRY(read_escape(reader, &from, &to));
        else
            *to++ = *from++;
    }
    reader->at = from + 1;
    *to = '\0';
    return 0;
}

/* ---- values ---- */

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* Bytes of the number at the text; 0: there is none. */
static size_t number_length(const char *text)
{
    const char *at = text + (*text == '-');
    if (strncmp(at, "Infinity", 8) == 0)
        return (size_t)(at - text) + 8;
    size_t whole = digits_at(at);
    if (whole == 0 || (*at == '0' && whole > 1))
        return 0;
    at += whole;
    if (*at == '.') {
        size_t decimals = digits_at(at + 1);
        if (decimals == 0)
            return 0;
        at += 1 + decimals;
    }
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1 + (at[1] == '-' || at[1] == '+');
        if (digits_at(exponent) == 0)
            return 0;
        at = exponent + digits_at(exponent);
    }
    return (size_t)(at - text);
}

static size_t word_length(const char *text, enum json_type *type)
{
    static const struct {
        const char *word;
        enum json_type type;
    } words[] = {{"true", JSON_TRUTH}, {"false", JSON_TRUTH}, {"null", JSON_NULL}, {"NaN", JSON_NUMBER}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(text, words[i].word, strlen(words[i].word)) == 0) {
            *type = words[i].type;
            return strlen(words[i].word);
        }
    *type = JSON_NUMBER;
    return number_length(text);
}

static int read_scalar(struct json_reader *reader, const struct receiver *receiver)
{
    struct json_leaf leaf = {
        .path = reader->path, .line = reader->line, .column = column_of(reader, reader->at), .type = JSON_STRING};
    if (*reader->at == '"') {
        TRY(read_string(reader, &leaf.text));
        return receiver->take(receiver->context, &leaf);
    }
    size_t length = word_length(reader->at, &leaf.type);
    if (length == 0 || isalnum((unsigned char)reader->at[length]) || reader->at[length] == '.')
        return refuse(reader, *reader->at == '\0' ? "it ends where a value should stand" : "this is no value");
    /* What was read before gives the byte for the 0 behind it. A value alone has none, and is no leaf of anything. */
    if (reader->path[0] == '\0')
        return refuse(reader, "an object {…} or a list […] must stand here");
    leaf.text = memmove(reader->at - 1, reader->at, length);
    leaf.text[leaf.type == JSON_NULL ? 0 : length] = '\0';
    reader->at += length;
    return receiver->take(receiver->context, &leaf);
}

/* Adds a key to the path of `length` bytes. */
static int go_down(struct json_reader *reader, size_t length, const char *key)
{
    size_t used = length;
    text_append(reader->path, sizeof reader->path, &used, "%s%s", length > 0 ? "." : "", key);
    if (used == sizeof reader->path - 1)
        return refuse(reader, "the keys that lead here are too long together");
    return 0;
}

static int read_value(struct json_reader *reader, const struct receiver *receiver, int depth);

static int read_item(struct json_reader *reader, const struct receiver *receiver, int depth, bool is_object, size_t i)
{
    size_t length = strlen(reader->path);
    char number[24], *key = number;
    snprintf(number, sizeof number, "%zu", i);
    if (is_object) {
        if (*reader->at != '"')
            return refuse(reader, "a key in double quotes must stand here");
        TRY(read_string(reader, &key));
        json_more(reader);
        if (*reader->at != ':')
            return refuse(reader, "a ':' must follow the key");
        reader->at++;
    }
    TRY(go_down(reader, length, key));
    int status = read_value(reader, receiver, depth + 1);
    reader->path[length] = '\0';
    return status;
}

/* From the bracket that opens it. */
static int read_items(struct json_reader *reader, const struct receiver *receiver, int depth)
{
    bool is_object = *reader->at == '{';
    char closer = is_object ? '}' : ']';
    if (depth == JSON_DEPTH)
        return refuse(reader, "brackets lie too deep in one another");
    reader->at++;
    json_more(reader);
    for (size_t i = 0; *reader->at != closer; i++) {
        TRY(read_item(reader, receiver, depth, is_object, i));
        json_more(reader);
        if (*reader->at == closer)
            break;
        if (*reader->at != ',')
            return refuse(reader, is_object ? "a ',' or '}' must stand here" : "a ',' or ']' must stand here");
        reader->at++;
        json_more(reader);
        if (*reader->at == closer)
            return refuse(reader, "nothing follows the ','");
    }
    reader->at++;
    return 0;
}

static int read_value(struct json_reader *reader, const struct receiver *receiver, int depth)
{
    json_more(reader);
    if (*reader->at == '{' || *reader->at == '[')
        return read_items(reader, receiver, depth);
    return read_scalar(reader, receiver);
}

int json_read(struct json_reader *reader, int (*take)(void *context, const struct json_leaf *leaf), void *context)
{
    const struct receiver receiver = {take, context};
    reader->path[0] = '\0';
    return read_value(reader, &receiver, 0);
}
