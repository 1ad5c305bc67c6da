#include "attnbench/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Decimal only: strtoll and strtod also take blanks, hexadecimal and names such as nan. */
bool text_to_integer(const char *text, int64_t *out)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno != 0)
        return false;
    *out = value;
    return true;
}

/* Length of a decimal number without sign at `text`: 12, 1.5, 1., .5, 1e-3; 0 when there is none. */
static size_t decimal_length(const char *text, bool exponent_allowed)
{
    size_t whole = strspn(text, "0123456789"), length = whole, fraction = 0;
    if (text[length] == '.') {
        fraction = strspn(text + length + 1, "0123456789");
        length += 1 + fraction;
    }
    if (whole + fraction == 0)
        return 0;
    if (exponent_allowed && (text[length] == 'e' || text[length] == 'E')) {
        size_t sign = text[length + 1] == '-' || text[length + 1] == '+';
        size_t exponent = strspn(text + length + 1 + sign, "0123456789");
        if (exponent > 0)
            length += 1 + sign + exponent;
    }
    return length;
}

bool text_to_real(const char *text, double *out)
{
    const char *number = text + (*text == '-' || *text == '+');
    size_t length = decimal_length(number, true);
    if (length == 0 || number[length] != '\0')
        return false;
    double value = strtod(text, NULL);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool text_has_leading_zero(const char *number)
{
    const char *digits = number + strspn(number, "+-");
    return digits[0] == '0' && is_digit(digits[1]);
}

/* "HH:MM:SS" */
static bool clock_to_seconds(const char *text, double *out)
{
    size_t hours = strspn(text, "0123456789");
    const char *rest = text + hours;
    if (hours == 0 || hours > 9 || strlen(rest) != 6)
        return false;
    if (rest[0] != ':' || !is_digit(rest[1]) || !is_digit(rest[2]) || rest[3] != ':' || !is_digit(rest[4]) ||
        !is_digit(rest[5]))
        return false;
    int minutes = 10 * (rest[1] - '0') + (rest[2] - '0'), seconds = 10 * (rest[4] - '0') + (rest[5] - '0');
    if (minutes > 59 || seconds > 59)
        return false;
    *out = 3600 * strtod(text, NULL) + 60 * minutes + seconds;
    return true;
}

bool text_to_seconds(const char *text, double *out)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};
    enum { N_UNITS = sizeof units / sizeof *units };

    if (strchr(text, ':') != NULL)
        return clock_to_seconds(text, out);
    double sum = 0;
    size_t next_unit = 0; /* units come once each, the largest first */
    const char *at = text;
    do {
        size_t length = decimal_length(at, false), unit = next_unit;
        if (length == 0)
            return false;
        double value = strtod(at, NULL);
        at += length;
        if (*at == '\0' && at - length == text) { /* a number alone is in seconds */
            sum = value;
            break;
        }
        while (unit < N_UNITS && units[unit].letter != *at)
            unit++;
        if (unit == N_UNITS)
            return false;
        sum += value * units[unit].seconds;
        next_unit = unit + 1;
        at++;
    } while (*at != '\0');
    if (!isfinite(sum))
        return false;
    *out = sum;
    return true;
}

enum { LONGEST_WORD = 63 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance, letter case ignored: insertions, deletions, replacements and swaps of
 * neighbours cost 1. Both at most LONGEST_WORD bytes. */
static int edit_distance(const char *a, const char *b)
{
    int rows[3][LONGEST_WORD + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    int n = (int)strlen(b);
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1] != '\0'; i++) {
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            row[j] = least(above[j - 1] + (x != y), 1 + least(above[j], row[j - 1]));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && y == tolower((unsigned char)a[i - 2]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[n];
}

/* "lr" of "learning_rate". */
static bool is_initials(const char *word, const char *candidate)
{
    for (const char *c = candidate; *c != '\0'; c++)
        if ((c == candidate || c[-1] == '_') && *word++ != *c)
            return false;
    return *word == '\0';
}

const char *text_nearest(const char *word, const char *const *candidates, size_t n)
{
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST_WORD)
        return NULL;
    int nearest_distance = (int)(length + 2) / 3 + 1; /* a third of the letters may be wrong */
    const char *nearest = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t candidate_length = strlen(candidates[i]);
        if (candidate_length > LONGEST_WORD)
            continue;
        if (length > 1 && is_initials(word, candidates[i]))
            return candidates[i];
        int distance = edit_distance(word, candidates[i]);
        if (distance < nearest_distance && distance < (int)candidate_length) {
            nearest_distance = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

const char *text_alternatives(const char *const *words, size_t n, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", words[i]);
    return buffer;
}

bool text_copy(char *destination, size_t size, const char *text)
{
    size_t length = strlen(text);
    bool fits = length < size;
    if (size == 0)
        return false;
    if (!fits)
        length = size - 1;
    memcpy(destination, text, length);
    destination[length] = '\0';
    return fits;
}

void text_append_list(char *buffer, size_t size, size_t *used, const char *format, va_list arguments)
{
    size_t room = size - *used;
    int length = vsnprintf(buffer + *used, room, format, arguments);
    if (length > 0)
        *used += (size_t)length < room ? (size_t)length : room - 1;
}

void text_append(char *buffer, size_t size, size_t *used, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_append_list(buffer, size, used, format, arguments);
    va_end(arguments);
}

bool text_is_name(const char *text)
{
    enum { LONGEST_NAME = 63 };
    size_t length = strlen(text);
    if (length < 1 || length > LONGEST_NAME || *text == '.' || *text == '-')
        return false;
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

int text_character(const char *text, uint32_t *code)
{
    static const uint32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)text;
    *code = byte[0];
    if (byte[0] < 0x80)
        return 1;
    if (byte[0] < 0xc0 || byte[0] > 0xf7)
        return 0;
    int length = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
    *code = byte[0] & (0x7f >> length);
    for (int i = 1; i < length; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (byte[i] & 0x3f);
    }
    if (*code < shortest[length] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
        return 0;
    return length;
}

/* C0, DEL, C1, and the two separators that end a line without being control characters by name. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x2028 || code == 0x2029;
}

bool text_is_printable(const char *text)
{
    while (*text != '\0') {
        uint32_t code;
        int length = text_character(text, &code);
        if (length == 0 || is_control(code))
            return false;
        text += length;
    }
    return true;
}

const char *text_duration(double seconds, char *buffer, size_t size)
{
    double rounded = round(seconds);
    if (!(seconds >= 0) || !isfinite(seconds))
        snprintf(buffer, size, "?");
    else if (seconds < 9.95)
        snprintf(buffer, size, "%.1f s", seconds);
    else if (rounded < 60)
        snprintf(buffer, size, "%.0f s", rounded);
    else if (rounded < 3600)
        snprintf(buffer, size, "%.0f min %02.0f s", floor(rounded / 60), fmod(rounded, 60));
    else {
        double minutes = round(seconds / 60);
        snprintf(buffer, size, "%.0f h %02.0f min", floor(minutes / 60), fmod(minutes, 60));
    }
    return buffer;
}

bool text_to_bytes(const char *text, double *out)
{
    static const char units[] = "kMGTP";
    size_t length = decimal_length(text, true);
    const char *rest = text + length;
    if (length == 0)
        return false;
    double bytes = strtod(text, NULL);
    rest += *rest == ' ';
    const char *unit = *rest == '\0' ? NULL : strchr(units, *rest == 'K' ? 'k' : *rest);
    for (const char *u = units; unit != NULL && u <= unit; u++)
        bytes *= 1000;
    rest += unit != NULL;
    rest += *rest == 'B';
    if (*rest != '\0' || !isfinite(bytes))
        return false;
    *out = bytes;
    return true;
}

const char *text_figure(double value, int decimals, char *buffer, size_t size)
{
    const double wide = 1e6;
    if (!isfinite(value))
        snprintf(buffer, size, "-");
    else if (fabs(value) < wide)
        snprintf(buffer, size, "%.*f", decimals, value);
    else
        snprintf(buffer, size, "%.3e", value);
    return buffer;
}

const char *text_bytes(double bytes, char *buffer, size_t size)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t unit = 0;
    /* 999.95 is printed as 1000.0, which is 1.0 of the next unit. */
    while (bytes >= (unit == 0 ? 999.5 : 999.95) && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1000;
        unit++;
    }
    snprintf(buffer, size, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    return buffer;
}

void text_write_shell(FILE *out, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,:@%+-";
    if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
        fputs(text, out);
        return;
    }
    putc('\'', out);
    for (; *text != '\0'; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else
            putc(*text, out);
    putc('\'', out);
}

void text_write_json(FILE *out, const char *text)
{
    putc('"', out);
    while (*text != '\0') {
        uint32_t code;
        int length = text_character(text, &code);
        if (length == 0) {
            fputs("\\ufffd", out); /* the replacement character, for a byte that is no text */
            length = 1;
        } else if (is_unsafe(code)) {
            fprintf(out, "\\u%04x", (unsigned)code);
        } else {
            if (code == '"' || code == '\\')
                putc('\\', out);
            fwrite(text, 1, (size_t)length, out);
        }
        text += length;
    }
    putc('"', out);
}

void text_write_csv(FILE *out, const char *text)
{
    size_t length = strlen(text);
    bool quoted = strpbrk(text, ",\"\r\n") != NULL || (length > 0 && (text[0] == ' ' || text[length - 1] == ' '));
    if (!quoted) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3ULL;
    return hash;
}

uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}
