#include "attnbench/base/pattern.h"
#include "attnbench/base/error.h"

#include <regex.h>

int pattern_check(const char *key, const char *pattern, bool counts)
{
    regex_t regex;
    char why[128];
    int error = regcomp(&regex, pattern, REG_EXTENDED);
    regerror(error, &regex, why, sizeof why);
    if (error != 0)
        return fail(EX_CONFIG, "%s is '%.80s': %s", key, pattern, why);
    size_t groups = regex.re_nsub;
    regfree(&regex);
    if (groups == (counts ? 2 : 1))
        return 0;
    return fail(EX_CONFIG, "%s is '%.80s', with %zu groups in brackets: %s", key, pattern, groups,
                counts ? "it must have two, for k and n" : "it must have one, around the number");
}
