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

/* With a typographic minus, and none on what rounds to 0. */
static void write_number(double value, int decimals, const char *plus, FILE *out)
{
    char text[64];
    if (!isfinite(value)) {
        fputs("–", out);
        return;
    }
    text_figure(fabs(value), decimals, text, sizeof text);
    bool is_zero = strspn(text, "0.") == strlen(text);
    fprintf(out, "%s%s", is_zero ? "" : value < 0 ? "−" : plus, text);
}

void page_write_figure(double value, FILE *out)
{
    write_number(value, 2, "", out);
}

void page_write_difference(double value, FILE *out)
{
    write_number(value, 2, "+", out);
}

void page_write_p(double p, FILE *out)
{
    const double least = 0.0001;
    if (isnan(p))
        fputs("–", out);
    else if (p < least)
        fputs("&lt;0.0001", out);
    else
        fprintf(out, "%.4f", p);
}

void page_write_interval(struct interval interval, void (*write_end)(double, FILE *), FILE *out)
{
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        fputs("–", out);
        return;
    }
    write_end(interval.low, out);
    fputs(" to ", out);
    write_end(interval.high, out);
}

const char *page_couple_text(const struct results *results, size_t rival, char *buffer, size_t size)
{
    snprintf(buffer, size, "%s − %s", view_model_name(results, rival + 1), view_model_name(results, 0));
    return buffer;
}
