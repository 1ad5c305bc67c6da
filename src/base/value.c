#include "attnbench/base/value.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct value value_integer(int64_t integer)
{
    return (struct value){.type = VALUE_INTEGER, .integer = integer};
}

struct value value_real(double real)
{
    return (struct value){.type = VALUE_REAL, .real = real};
}

struct value value_word(const char *word)
{
    struct value value = {.type = VALUE_WORD};
    text_copy(value.word, sizeof value.word, word);
    return value;
}

bool value_parse(enum value_type type, const char *text, struct value *out)
{
    *out = (struct value){.type = type};
    if (type == VALUE_WORD)
        return text_copy(out->word, sizeof out->word, text);
    if (text_has_leading_zero(text))
        return false;
    return type == VALUE_INTEGER ? text_to_integer(text, &out->integer) : text_to_real(text, &out->real);
}

bool value_parse_any(const char *text, struct value *out)
{
    const double most_exact = 0x1p53;
    if (value_parse(VALUE_INTEGER, text, out))
        return true;
    if (value_parse(VALUE_REAL, text, out) && isfinite(out->real)) {
        if (out->real == nearbyint(out->real) && fabs(out->real) <= most_exact)
            *out = value_integer((int64_t)out->real);
        return true;
    }
    return text_is_name(text) && value_parse(VALUE_WORD, text, out);
}

static void print_real(double value, char buffer[static VALUE_TEXT])
{
    const double MOST_PLAIN = 1e6;
    double back = 0;
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(buffer, VALUE_TEXT, "%.*g", digits, value);
        if (text_to_real(buffer, &back) && back == value)
            break;
    }
    if (strchr(buffer, 'e') != NULL && fabs(value) >= 1 && fabs(value) < MOST_PLAIN)
        snprintf(buffer, VALUE_TEXT, "%.0f", value); /* 100, not 1e+02 */
}

const char *value_print(struct value value, char buffer[static VALUE_TEXT])
{
    if (value.type == VALUE_INTEGER)
        snprintf(buffer, VALUE_TEXT, "%lld", (long long)value.integer);
    else if (value.type == VALUE_REAL)
        print_real(value.real, buffer);
    else
        text_copy(buffer, VALUE_TEXT, value.word);
    return buffer;
}

const struct cell_style cell_as_argument = {" ", "="}, cell_as_words = {", ", " "};

void cell_append(char *buffer, size_t size, size_t *used, struct cell_style style, const char *name, struct value value)
{
    char text[VALUE_TEXT];
    text_append(buffer, size, used, "%s%s%s%s", *used > 0 ? style.between : "", name, style.equals,
                value_print(value, text));
}

int value_compare(struct value a, struct value b)
{
    if (a.type == VALUE_WORD || b.type == VALUE_WORD)
        return a.type == b.type ? strcmp(a.word, b.word) : (a.type == VALUE_WORD) - (b.type == VALUE_WORD);
    if (a.type == VALUE_INTEGER && b.type == VALUE_INTEGER)
        return (a.integer > b.integer) - (a.integer < b.integer);
    double x = value_number(a), y = value_number(b);
    return (x > y) - (x < y);
}

bool value_is_equal(struct value a, struct value b)
{
    return a.type == b.type && value_compare(a, b) == 0;
}

double value_number(struct value value)
{
    return value.type == VALUE_INTEGER ? (double)value.integer : value.type == VALUE_REAL ? value.real : NAN;
}

uint64_t value_hash(uint64_t hash, struct value value)
{
    char digits[24];
    uint64_t bits;
    if (value.type == VALUE_WORD)
        return hash_text(hash, value.word);
    memcpy(&bits, &value.real, sizeof bits);
    if (value.type == VALUE_INTEGER)
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)value.integer);
    else
        snprintf(digits, sizeof digits, "%llx", (unsigned long long)bits);
    return hash_text(hash, digits);
}
