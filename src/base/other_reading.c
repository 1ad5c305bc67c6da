/* Names that programs which read results would take for data, at their defaults: pandas' and R's missing values, what
 * R, pandas and Python take for numbers, and truth values, of YAML 1.1 too. */
#include "attnbench/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Digits may have '_' between them (Python, YAML 1.1), and R takes 1e, 1i and 1L. */
static bool is_number(const char *name)
{
    char plain[64], *end = plain, *at = plain;
    for (const char *c = name; *c != '\0' && at < plain + sizeof plain - 1; c++)
        if (*c != '_' || c == name || !isdigit((unsigned char)c[-1]))
            *at++ = *c;
    *at = '\0';
    strtod(plain, &end);
    if (end == plain)
        return false;
    if (*end == 'e' || *end == 'E')
        end += end[1] == '-' ? 2 : 1;
    end += *end == 'i' || *end == 'L';
    return *end == '\0';
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
