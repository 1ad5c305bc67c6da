#include "numbers.h"
#include "attnbench/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What stands where a result is missing, or has diverged. */
static bool is_missing(const char *text)
{
    static const char *const words[] = {"",     "NA",  "N/A",  "N.A.", "n.d.", "nan",     "+nan",      "-nan",
                                        "null", "nil", "none", "inf",  "+inf", "-inf",    "infinity",  "-infinity",
                                        "-",    "--",  "?",    ".",    "#N/A", "missing", "undefined", "diverged",
                                        "–",    "—",   "OOM",  "oom",  "fail", "failed",  "crashed",   "timeout"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

enum given number_read(const char *text, double *out)
{
    char number[64];
    size_t length = strlen(text);
    if (is_missing(text))
        return GIVEN_MISSING;
    if (text_to_real(text, out))
        return GIVEN_NUMBER;
    if (length == 0 || length >= sizeof number || text[length - 1] != '%')
        return GIVEN_WRONG;
    do
        length--;
    while (length > 0 && text[length - 1] == ' ');
    memcpy(number, text, length);
    number[length] = '\0';
    return text_to_real(number, out) ? GIVEN_PERCENT : GIVEN_WRONG;
}

int number_decimals(const char *text)
{
    const char *point = strchr(text, '.'), *exponent = strpbrk(text, "eE");
    int decimals = point != NULL ? (int)strspn(point + 1, "0123456789") : 0;
    return decimals - (exponent != NULL ? atoi(exponent + 1) : 0);
}

static bool has_spread(const char *text)
{
    return isdigit((unsigned char)*text) && (strstr(text, "±") != NULL || strstr(text, "+-") != NULL ||
                                             strstr(text, "+/-") != NULL || strchr(text, '(') != NULL);
}

int number_refuse(const struct sheet *sheet, const struct field *field, const char *column, bool is_item)
{
    char shown[SHEET_SHOWN], name[SHEET_SHOWN], advice[SHEET_ADVICE];
    double value;
    sheet_shown(field->text, shown);
    sheet_shown(column, name);
    if (number_read(field->text, &value) == GIVEN_MISSING)
        return sheet_refuse(sheet, field, "%s is '%s', no figure: --missing skip leaves such %s", name, shown,
                            is_item ? "items out" : "results out, --missing fail counts them as failed");
    if (sheet_number_advice(field->text, advice))
        return sheet_refuse(sheet, field, "%s is '%s', %s", name, shown, advice);
    if (has_spread(field->text))
        return sheet_refuse(sheet, field, "%s is '%s', a mean with its spread: the single results are needed", name,
                            shown);
    return sheet_refuse(sheet, field, "%s is '%s': it must be a number", name, shown);
}
