#include "names.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/value.h"
#include "attnbench/sheet/sheet.h"
#include "attnbench/metric/metric.h"

#include <ctype.h>
#include <string.h>

/* Keeps letters, digits and the marks, each run of anything else as one '_', and none at the ends. False: no room. */
static bool keep(const char *text, const char *marks, char *out, size_t size)
{
    size_t n = 0;
    bool gap = false;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool is_kept = c < 0x80 && (isalnum(c) || strchr(marks, c) != NULL);
        if (!is_kept || (n == 0 && !isalnum(c))) {
            gap = n > 0;
            continue;
        }
        if (n + gap + 1 >= size)
            return false;
        if (gap)
            out[n++] = '_';
        out[n++] = (char)c;
        gap = false;
    }
    while (n > 0 && !isalnum((unsigned char)out[n - 1]))
        n--;
    out[n] = '\0';
    return true;
}

int name_of_text(const char *text, const char *column, char *out, size_t size)
{
    char shown[SHEET_SHOWN], name[SHEET_SHOWN] = "", both[2 * SHEET_SHOWN];
    if (!keep(text, "._-", out, size))
        return fail(EX_USAGE, "'%s' of column %s makes a name of more than %zu bytes: shorten it in the table",
                    sheet_shown(text, shown), sheet_shown(column, name), size - 1);
    if (text_other_reading(out) == NULL)
        return 0;
    keep(column, "_", name, sizeof name);
    snprintf(both, sizeof both, "%s_%s", name, out[0] != '\0' ? out : "none");
    return text_copy(out, size, both) ? 0 : fail(EX_USAGE, "'%s' makes no name: write another in the table", text);
}

/* A metric may have the name of a built-in one. */
static bool is_free(const char *name, const char *metric)
{
    return metric_name_is_free(name) && (metric == NULL || strcmp(name, metric) != 0);
}

int name_of_column(const char *column, const char *metric, char *out, size_t size)
{
    static const char *const prefixes[] = {"params.", "metrics.", "config.", "summary.", "tags."};
    char shown[SHEET_SHOWN], name[2 * VALUE_WORD_BYTES];
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(column, prefixes[i], strlen(prefixes[i])) == 0) {
            column += strlen(prefixes[i]);
            break;
        }
    bool fits = keep(column, "_", out, size) && out[0] != '\0';
    for (char *c = out; fits && *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    if (fits && !is_free(out, metric)) {
        snprintf(name, sizeof name, "table_%s", out);
        fits = text_copy(out, size, name);
    }
    return fits ? 0
                : fail(EX_USAGE, "column %s makes no name of 1 to %zu bytes: name it otherwise in the table",
                       sheet_shown(column, shown), size - 1);
}
