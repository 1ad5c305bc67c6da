#include "attnbench/base/list.h"

#include <string.h>

/* Bytes of the item between its quotes. */
static size_t quoted_length(const char *item)
{
    size_t n = 0;
    for (; *item != '\0'; item++)
        n += *item == '"' || *item == '\\' ? 2 : 1;
    return n;
}

bool list_add(char *list, size_t size, const char *item)
{
    size_t length = strlen(list), begin = length > 0 ? length - 1 : 0; /* over the closing bracket */
    const char *opening = length > 0 ? ", \"" : "[\"";
    if (begin + strlen(opening) + quoted_length(item) + sizeof "\"]" > size)
        return false;
    char *out = stpcpy(list + begin, opening);
    for (; *item != '\0'; item++) {
        if (*item == '"' || *item == '\\')
            *out++ = '\\';
        *out++ = *item;
    }
    strcpy(out, "\"]");
    return true;
}

bool list_next(const char **at, char *item, size_t size)
{
    size_t n = 0;
    *at += strcspn(*at, "\"");
    if (**at == '\0')
        return false;
    for (++*at; **at != '"' && **at != '\0' && n + 1 < size; ++*at) {
        *at += **at == '\\' && (*at)[1] != '\0';
        item[n++] = **at;
    }
    item[n] = '\0';
    *at += **at != '\0';
    return true;
}
