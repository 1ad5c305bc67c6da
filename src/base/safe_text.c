#include "attnbench/base/text.h"

#include <stdio.h>

struct range {
    uint32_t first, last;
};

/* Never shown: C0 and C1 controls, line and paragraph separators, direction marks, overrides and isolates. */
static const struct range unsafe[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff},
};

bool is_unsafe(uint32_t point)
{
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        if (point >= unsafe[i].first && point <= unsafe[i].last)
            return true;
    return false;
}

const char *safe_text(const char *text, char *buffer, size_t size)
{
    enum { ESCAPED = 4 }; /* bytes of \xNN */
    size_t used = 0;
    while (*text != '\0') {
        uint32_t point;
        int n = text_character(text, &point);
        bool escape = n == 0 || is_unsafe(point);
        int bytes = n == 0 ? 1 : n;
        size_t needed = (size_t)bytes * (escape ? ESCAPED : 1);
        if (used + needed >= size)
            break;
        for (int i = 0; i < bytes; i++) {
            if (escape)
                used += (size_t)sprintf(buffer + used, "\\x%02x", (unsigned char)text[i]);
            else
                buffer[used++] = text[i];
        }
        text += bytes;
    }
    buffer[used] = '\0';
    return buffer;
}

bool text_is_safe(const char *text)
{
    while (*text != '\0') {
        uint32_t point;
        int n = text_character(text, &point);
        if (n == 0 || is_unsafe(point))
            return false;
        text += n;
    }
    return true;
}
