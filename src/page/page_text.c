#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "page_parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void write_escaped(const char *text, FILE *out)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static void write_text(const char *text, bool with_line_ends, FILE *out)
{
    for (int bytes; *text != '\0'; text += bytes) {
        char character[8] = "", safe[64];
        uint32_t code;
        bytes = text_character(text, &code);
        bytes += bytes == 0;
        memcpy(character, text, (size_t)bytes);
        if (with_line_ends && *text == '\n')
            fputc('\n', out);
        else
            write_escaped(safe_text(character, safe, sizeof safe), out);
    }
}

void page_write_text(const char *text, FILE *out)
{
    write_text(text, false, out);
}

void page_write_lines(const char *text, FILE *out)
{
    write_text(text, true, out);
}

/* Isolated, so that a name written from right to left does not turn what stands beside it. */
void page_write_model(const struct results *results, size_t model, FILE *out)
{
    fputs("<bdi>", out);
    page_write_text(view_model_name(results, model), out);
    fputs("</bdi>", out);
}

const char *page_figure_text(const struct metric *metric, bool of_difference, int decimals, double value,
                             char text[PAGE_FIGURE])
{
    char size[PAGE_FIGURE - 8];
    if (!isfinite(value))
        return strcpy(text, "–");
    if (metric_is_percent(metric))
        text_figure(fabs(value), decimals, size, sizeof size);
    else
        snprintf(size, sizeof size, "%.*g", decimals + 2, fabs(value));
    bool is_zero = strspn(size, "0.") == strlen(size);
    snprintf(text, PAGE_FIGURE, "%s%s", is_zero ? "" : value < 0 ? "−" : of_difference ? "+" : "", size);
    return text;
}

void page_write_figure(const struct metric *metric, bool of_difference, double value, FILE *out)
{
    char text[PAGE_FIGURE];
    fputs(page_figure_text(metric, of_difference, 2, value, text), out);
}

void page_write_interval(const struct metric *metric, bool of_difference, struct interval interval, FILE *out)
{
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        fputs("–", out);
        return;
    }
    page_write_figure(metric, of_difference, interval.low, out);
    fputs(" to ", out);
    page_write_figure(metric, of_difference, interval.high, out);
}

const char *page_couple_text(const struct results *results, size_t rival, char *buffer, size_t size)
{
    snprintf(buffer, size, "%s − %s", view_model_name(results, rival + 1), view_model_name(results, 0));
    return buffer;
}
