/* Names that programs which read results would take for data, at their defaults: pandas' and R's missing values, what
 * R, pandas and Python take for numbers, and truth values, of YAML 1.1 too. */
#include "attnbench/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* 0x and 0b with digits of theirs. R takes any points, exponents and signs between those of 0x. */
static bool is_in_another_base(const char *digits)
{
    bool is_binary = strncasecmp(digits, "0b", 2) == 0;
    if (!is_binary && strncasecmp(digits, "0x", 2) != 0)
        return false;
    size_t n = strspn(digits + 2, is_binary ? "01" : "0123456789abcdefABCDEF.pP-");
    const char *end = digits + 2 + n;
    end += !is_binary && (*end == 'i' || *end == 'L');
    return (n > 0 || !is_binary) && *end == '\0';
}

/* R takes 1e, 1i and 1L. */
static bool is_decimal(const char *digits)
{
    char *end;
    strtod(digits, &end);
    if (end == digits)
        return false;
    if (*end == 'e' || *end == 'E')
        end += end[1] == '-' ? 2 : 1;
    end += *end == 'i' || *end == 'L';
    return *end == '\0';
}

/* Behind its first digit it may have '_' anywhere (Python, YAML 1.1). */
static bool is_number(const char *name)
{
    char plain[64], *at = plain;
    for (const char *c = name; *c != '\0' && at < plain + sizeof plain - 1; c++)
        if (*c != '_' || !isdigit((unsigned char)name[0]))
            *at++ = *c;
    *at = '\0';
    return is_decimal(plain) || is_in_another_base(plain);
}

const char *text_other_reading(const char *name)
{
    static const char *const missing[] = {"", "NA", "N.A.", "nan", "null", "None", "nil"}, *const truths[] = {
                                                                                               "true", "false", "yes",
                                                                                               "no",   "on",    "off"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (strcasecmp(name, missing[i]) == 0)
            return "a missing value";
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        if (strcasecmp(name, truths[i]) == 0)
            return "true or false";
    if (strcmp(name, "T") == 0 || strcmp(name, "F") == 0)
        return "true or false";
    return is_number(name) ? "a number" : NULL;
}
