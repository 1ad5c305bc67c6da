/* All mistakes of a study file are told at once, as far as they do not hide each other. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

int mistakes_note(const struct draft *draft, int status)
{
    struct mistakes *mistakes = draft->mistakes;
    if (status != EX_CONFIG && status != EX_USAGE)
        return status;
    for (int i = 0; i < mistakes->n; i++)
        if (strcmp(mistakes->texts[i], error_message()) == 0)
            return 0; /* a setting of all models is looked at with each of them */
    if (mistakes->n == 0)
        mistakes->status = status;
    if (mistakes->n < MISTAKES_TOLD)
        text_copy(mistakes->texts[mistakes->n++], sizeof mistakes->texts[0], error_message());
    return 0;
}

/* Of "FILE:LINE: …". What is of the whole file comes last, of the command line first. */
static long line_of(const struct draft *draft, const char *text)
{
    size_t length = strlen(draft->file);
    if (strncmp(text, draft->file, length) != 0 || text[length] != ':')
        return 0;
    long line = strtol(text + length + 1, NULL, 10);
    return line > 0 ? line : LONG_MAX;
}

/* By their lines, those of one line as they were found. */
static void sort(const struct draft *draft, struct mistakes *mistakes)
{
    char text[sizeof mistakes->texts[0]];
    for (int i = 1; i < mistakes->n; i++) {
        int to = i;
        while (to > 0 && line_of(draft, mistakes->texts[to - 1]) > line_of(draft, mistakes->texts[i]))
            to--;
        memcpy(text, mistakes->texts[i], sizeof text);
        memmove(mistakes->texts[to + 1], mistakes->texts[to], (size_t)(i - to) * sizeof text);
        memcpy(mistakes->texts[to], text, sizeof text);
    }
}

int mistakes_end(const struct draft *draft)
{
    struct mistakes *mistakes = draft->mistakes;
    if (mistakes->n == 0)
        return 0;
    sort(draft, mistakes);
    fail(mistakes->status, "%s", mistakes->texts[0]);
    for (int i = 1; i < mistakes->n; i++)
        error_add_further(mistakes->texts[i]);
    return mistakes->status;
}
