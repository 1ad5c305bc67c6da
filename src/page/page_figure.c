/* The few primitives that the figures are drawn with. Colours, widths and sizes of text are the style's. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "page_parts.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { MOST_TICS = 16, MOST_DECADES = 8 };

/* ---- Scales ---- */

/* The least of 1, 2, 5, 10, 20, … times a power of ten that is at least `step`. */
static double round_step(double step)
{
    double power = pow(10, floor(log10(step)));
    const double digits[] = {1, 2, 5};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i] * power >= step * (1 - 1e-9))
            return digits[i] * power;
    return 10 * power;
}

static double step_of(const struct scale *scale)
{
    const double intervals = 6;
    double step = round_step((scale->high - scale->low) / intervals);
    return scale->whole ? fmax(step, 1) : step;
}

struct scale scale_around(double low, double high, double from, double to)
{
    if (!(high > low)) {
        low -= 1;
        high += 1;
    }
    struct scale scale = {.low = low, .high = high, .from = from, .to = to};
    double step = step_of(&scale);
    scale.low = step * floor(low / step + 1e-9);
    scale.high = step * ceil(high / step - 1e-9);
    return scale;
}

struct scale scale_of_range(const struct axis_range *range, double from, double to)
{
    if (range->logarithmic)
        return (struct scale){.low = range->low, .high = range->high, .from = from, .to = to, .logarithmic = true};
    return scale_around(range->low, range->high, from, to);
}

double scale_at(const struct scale *scale, double value)
{
    double share = scale->logarithmic ? log(fmax(value, scale->low) / scale->low) / log(scale->high / scale->low)
                                      : (value - scale->low) / (scale->high - scale->low);
    return scale->from + (scale->to - scale->from) * fmin(fmax(share, 0), 1);
}

static int tics_of(const struct scale *scale, double *tics)
{
    int n = 0;
    if (!scale->logarithmic) {
        double step = step_of(scale);
        for (double i = ceil(scale->low / step - 1e-9); i * step <= scale->high + 1e-9 * step && n < MOST_TICS; i++)
            tics[n++] = i * step;
        return n;
    }
    bool is_wide = scale->high / scale->low > 1e3;
    int first = (int)floor(log10(scale->low)), last = (int)ceil(log10(scale->high));
    int every = (last - first) / MOST_DECADES + 1;
    for (int exponent = first - first % every; exponent <= last && n < MOST_TICS; exponent += every)
        for (int digit = 1; digit <= 5 && n < MOST_TICS; digit = digit == 2 ? 5 : digit == 5 ? 10 : 2) {
            double tic = digit * pow(10, exponent);
            if (tic >= scale->low * (1 - 1e-9) && tic <= scale->high * (1 + 1e-9) && (digit == 1 || !is_wide))
                tics[n++] = tic;
        }
    return n;
}

/* ---- Frame ---- */

void figure_begin(const char *id, double height, const char *title, const char *shows, FILE *out)
{
    fputs("<figure>\n<figcaption><b>", out);
    page_write_text(title, out);
    fputs("</b> ", out);
    page_write_text(shows, out);
    fprintf(out, "</figcaption>\n<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"%s\"><title id=\"%s\">",
            FIGURE_WIDTH, height, id, id);
    page_write_text(title, out);
    fputc(' ', out);
    page_write_text(shows, out);
    fputs("</title>\n", out);
}

void figure_end(FILE *out)
{
    fputs("</svg>\n</figure>\n", out);
}

void figure_left_out(const char *what, const char *why, FILE *out)
{
    char name[FIGURE_TEXT + 64];
    text_copy(name, sizeof name, what);
    if (name[0] != '\0' && name[strlen(name) - 1] == '.')
        name[strlen(name) - 1] = '\0';
    fputs("<p class=\"gap\">", out);
    page_write_text(name, out);
    fputs(" is left out: ", out);
    page_write_text(why, out);
    fputs(".</p>\n", out);
}

/* `place`: the attributes that say where. */
static void write_text(const char *place, const char *classes, const char *text, int columns, FILE *out)
{
    char shown[SAFE_TEXT];
    safe_text(text, shown, sizeof shown - 4);
    text_shorten(shown, columns);
    fprintf(out, "<text %s", place);
    if (classes[0] != '\0')
        fprintf(out, " class=\"%s\"", classes);
    fputc('>', out);
    page_write_text(shown, out);
    fputs("</text>\n", out);
}

void figure_text(double x, double y, const char *classes, const char *text, int columns, FILE *out)
{
    char place[64];
    snprintf(place, sizeof place, "x=\"%.1f\" y=\"%.1f\"", x, y);
    write_text(place, classes, text, columns, out);
}

void figure_text_turned(double x, double y, const char *classes, const char *text, int columns, FILE *out)
{
    char place[80];
    snprintf(place, sizeof place, "transform=\"translate(%.1f %.1f) rotate(-40)\"", x, y);
    write_text(place, classes, text, columns, out);
}

/* ---- Axes ---- */

static void write_tic_text(double x, double y, const char *classes, double tic, FILE *out)
{
    char text[32];
    snprintf(text, sizeof text, "%s%.6g", tic < 0 ? "−" : "", fabs(tic));
    figure_text(x, y, classes, text, 16, out);
}

void figure_x_axis(const struct scale *x, double top, double bottom, const char *label, FILE *out)
{
    double tics[MOST_TICS];
    int n = tics_of(x, tics);
    for (int i = 0; i < n; i++) {
        double at = scale_at(x, tics[i]);
        fprintf(out, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", at, top, bottom);
        write_tic_text(at, bottom + 14, "tic mid", tics[i], out);
    }
    fprintf(out, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>\n", x->from, bottom, x->to);
    figure_text((x->from + x->to) / 2, bottom + 30, "tic mid", label, 60, out);
}

void figure_y_axis(const struct scale *y, double left, double right, const char *label, FILE *out)
{
    double tics[MOST_TICS];
    int n = tics_of(y, tics);
    for (int i = 0; i < n; i++) {
        double at = scale_at(y, tics[i]);
        fprintf(out, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>\n", left, at, right);
        write_tic_text(left - 5, at + 4, "tic end", tics[i], out);
    }
    figure_text(2, y->to - 10, "tic", label, 60, out);
}

/* ---- Lines ---- */

double figure_key(const struct results *results, const struct point *points, size_t n, bool draw, FILE *out)
{
    enum { LINE = 17, SAMPLE = 26, MOST_COLUMNS = 44 };
    const double column = 8.2, gap = 14;
    double x = 2, y = 0;
    for (size_t model = 0; model < view_n_models(results); model++) {
        char name[SAFE_TEXT];
        if (!points_any(points + model * n, n))
            continue;
        safe_text(view_model_name(results, model), name, sizeof name - 4);
        text_shorten(name, MOST_COLUMNS);
        double width = SAMPLE + column * display_width(name);
        if (x > 2 && x + width > FIGURE_WIDTH) {
            x = 2;
            y += LINE;
        }
        if (draw) {
            fprintf(out, "<path class=\"line m%zu d%zu\" d=\"M%.1f %.1fh%d\"/>\n", model % 8, model / 8 % 2, x, y + 9,
                    SAMPLE - 6);
            figure_text(x + SAMPLE, y + 13, "", view_model_name(results, model), MOST_COLUMNS, out);
        }
        x += width + gap;
    }
    return y + LINE;
}

static const struct interval *interval_at(const struct point *point, size_t offset)
{
    return (const struct interval *)((const char *)point + offset);
}

/* One closed area for each run of points with an interval: along the upper ends, and back along the lower. offset: of
 * the interval in a point. */
static void write_band(const struct scale *x, const struct scale *y, const struct point *points, size_t n,
                       size_t offset, const char *classes, FILE *out)
{
    for (size_t first = 0, end; first < n; first = end + 1) {
        for (end = first; end < n && isfinite(interval_at(&points[end], offset)->low); end++)
            continue;
        if (end < first + 2)
            continue;
        fprintf(out, "<path class=\"%s\" d=\"", classes);
        for (size_t i = first; i < end; i++)
            fprintf(out, "%c%.1f %.1f", i == first ? 'M' : 'L', scale_at(x, points[i].x),
                    scale_at(y, interval_at(&points[i], offset)->high));
        for (size_t i = end; i-- > first;)
            fprintf(out, "L%.1f %.1f", scale_at(x, points[i].x), scale_at(y, interval_at(&points[i], offset)->low));
        fputs("Z\"/>\n", out);
    }
}

/* every: the first point, and how many it is to the next. */
static void write_marks(const struct scale *x, const struct scale *y, const struct point *points, size_t n,
                        const size_t every[2], size_t model, FILE *out)
{
    for (size_t i = every[0]; i < n; i += every[1]) {
        if (isnan(points[i].mean))
            continue;
        double at = scale_at(x, points[i].x);
        fprintf(out, "<circle class=\"dot m%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", model % 8, at,
                scale_at(y, points[i].mean));
        if (isfinite(points[i].ci.low))
            fprintf(out, "<path class=\"thin m%zu\" d=\"M%.1f %.1fV%.1f\"/>\n", model % 8, at,
                    scale_at(y, points[i].ci.low), scale_at(y, points[i].ci.high));
    }
}

static void write_line(const struct scale *x, const struct scale *y, const struct point *points, size_t n, size_t model,
                       FILE *out)
{
    char move = 'M';
    fprintf(out, "<path class=\"line m%zu d%zu\" d=\"M0 0", model % 8, model / 8 % 2);
    for (size_t i = 0; i < n; i++) {
        if (isnan(points[i].mean)) {
            move = 'M';
            continue;
        }
        fprintf(out, "%c%.1f %.1f", move, scale_at(x, points[i].x), scale_at(y, points[i].mean));
        move = 'L';
    }
    fputs("\"/>\n", out);
}

void figure_lines(const struct scale *x, const struct scale *y, const struct point *points, size_t n_models, size_t n,
                  FILE *out)
{
    enum { FEW = 20, MARKED = 7 };
    bool crowded = x->loose || points_n_lines(points, n_models, n) > MOST_BANDS;
    size_t step = n > FEW ? n / MARKED + 1 : 1;
    char classes[32];
    for (size_t model = 0; model < n_models; model++) {
        const struct point *line = points + model * n;
        if (!points_any(line, n))
            continue;
        snprintf(classes, sizeof classes, "band wide m%zu", model % 8);
        if (!crowded)
            write_band(x, y, line, n, offsetof(struct point, simultaneous), classes, out);
        snprintf(classes, sizeof classes, "band m%zu", model % 8);
        if (!crowded)
            write_band(x, y, line, n, offsetof(struct point, ci), classes, out);
        if (!x->loose)
            write_line(x, y, line, n, model, out);
        if (n <= FEW || crowded)
            write_marks(x, y, line, n, (const size_t[]){model * step / n_models, step}, model, out);
    }
}
