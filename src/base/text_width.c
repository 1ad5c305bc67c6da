#include "attnbench/base/text_width.h"
#include "attnbench/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct range {
    uint32_t first, last;
};

static const struct range combining[] = {
    {0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
    {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static const struct range wide[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

#define IN(ranges, point) in_ranges(ranges, sizeof(ranges) / sizeof *(ranges), point)

static bool in_ranges(const struct range *ranges, size_t n, uint32_t point)
{
    for (size_t i = 0; i < n; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

static int width_of(uint32_t point)
{
    return IN(combining, point) ? 0 : IN(wide, point) ? 2 : 1;
}

bool text_has_wide(const char *text)
{
    while (*text != '\0') {
        uint32_t point;
        int n = text_character(text, &point);
        if (n > 0 && IN(wide, point))
            return true;
        text += n == 0 ? 1 : n;
    }
    return false;
}

int display_width(const char *text)
{
    int width = 0;
    while (*text != '\0') {
        uint32_t point;
        int n = text_character(text, &point);
        width += width_of(point);
        text += n == 0 ? 1 : n;
    }
    return width;
}

void text_shorten(char *text, int columns)
{
    if (display_width(text) <= columns)
        return;
    int width = 1; /* of the ellipsis */
    for (;;) {
        uint32_t point;
        int n = text_character(text, &point);
        width += width_of(point);
        if (width > columns)
            break;
        text += n == 0 ? 1 : n;
    }
    strcpy(text, "…");
}

/* The end of valid UTF-8 that takes at most so many columns. */
static const char *tail_of(const char *text, int columns)
{
    uint32_t code;
    while (display_width(text) > columns)
        text += text_character(text, &code);
    return text;
}

const char *text_cut_middle(const char *text, int columns, char *out, size_t size)
{
    char whole[SAFE_TEXT];
    snprintf(whole, sizeof whole, "%s", safe_text(text, out, size - 4));
    if (display_width(whole) <= columns)
        return out;
    text_shorten(out, columns - columns / 2 + 1);
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s", tail_of(whole, columns / 2 - 1));
    return out;
}
