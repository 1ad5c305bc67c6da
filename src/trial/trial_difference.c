#include "attnbench/trial/trial_difference.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static uint32_t bits_of(float x)
{
    uint32_t bits;
    if (isnan(x))
        x = NAN; /* records of earlier versions have NaN of either sign */
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* A trace of both, as far as both have it. */
struct trace {
    const char *name, *unit;
    const float *a, *b;
    int32_t n_a, n_b;
};

/* The first of n values whose bits differ; n when none does. */
static int32_t first_difference(const float *a, const float *b, int32_t n)
{
    int32_t i = 0;
    while (i < n && bits_of(a[i]) == bits_of(b[i]))
        i++;
    return i;
}

static bool is_same(const struct figure *a, const struct figure *b)
{
    return a->hits == b->hits && a->of == b->of &&
           (a->metric->kind == METRIC_COUNTS || a->value == b->value || (isnan(a->value) && isnan(b->value)));
}

static const char *figure_difference(const struct figure *a, const struct figure *b, const char *const names[2],
                                     char *buffer, size_t size)
{
    if (a->metric->kind == METRIC_COUNTS)
        snprintf(buffer, size, "the evaluation: %s %" PRId32 " of %" PRId32 " %s right, %s %" PRId32 " of %" PRId32,
                 names[0], a->hits, a->of, a->metric->counted, names[1], b->hits, b->of);
    else
        snprintf(buffer, size, "the evaluation: %s a %s of %.17g, %s %.17g", names[0], a->metric->name, a->value,
                 names[1], b->value);
    return buffer;
}

/* A metric of `a` that b lacks. Earlier versions measured fewer, but those of a digest. */
static const struct metric *lacking(const struct trial_result *a, const struct trial_result *b)
{
    for (int32_t i = 0; i < a->n_figures; i++)
        if (!a->figures[i].metric->outside_digest &&
            figure_find(b->figures, b->n_figures, a->figures[i].metric) == NULL)
            return a->figures[i].metric;
    return NULL;
}

static const char *evaluation_difference(const struct trial_result *a, const struct trial_result *b,
                                         const char *const names[2], char *buffer, size_t size)
{
    for (int32_t i = 0; i < a->n_figures; i++) {
        const struct figure *other = figure_find(b->figures, b->n_figures, a->figures[i].metric);
        if (other != NULL && a->figures[i].metric->time == METRIC_NO_TIME && !is_same(&a->figures[i], other))
            return figure_difference(&a->figures[i], other, names, buffer, size);
    }
    const struct metric *of_a = lacking(a, b), *of_b = lacking(b, a);
    if (of_a != NULL || of_b != NULL)
        snprintf(buffer, size, "the evaluation: %s %s %s, %s %s", names[0], of_a != NULL ? "with" : "without",
                 of_a != NULL ? of_a->called : of_b->called, names[1], of_a != NULL ? "without" : "with");
    else if (a->sequences != b->sequences)
        snprintf(buffer, size, "the evaluation: %s of %" PRId32 " sequences, %s of %" PRId32, names[0], a->sequences,
                 names[1], b->sequences);
    else if (a->status != b->status)
        snprintf(buffer, size, "what became of it: %s %s, %s %s", names[0], trial_status_text(a->status), names[1],
                 trial_status_text(b->status));
    else
        return NULL;
    return buffer;
}

static const char *trace_difference(const struct trace *trace, const char *const names[2], char *buffer, size_t size)
{
    const int32_t n = trace->n_a < trace->n_b ? trace->n_a : trace->n_b, at = first_difference(trace->a, trace->b, n);
    if (at == n)
        return NULL;
    snprintf(buffer, size, "the %s of %s %" PRId32 ": %s %.9g, %s %.9g", trace->name, trace->unit, at + 1, names[0],
             (double)trace->a[at], names[1], (double)trace->b[at]);
    return buffer;
}

/* Where both have items. One that was not given is NaN. */
static const char *items_difference(const struct trial_result *a, const struct trial_result *b)
{
    bool differ = a->n_items != b->n_items;
    for (int32_t i = 0; i < a->n_items && !differ; i++) {
        float x = result_item(a, i), y = result_item(b, i);
        differ = !(x == y || (isnan(x) && isnan(y)));
    }
    return a->n_items > 0 && b->n_items > 0 && differ ? "its items are others, with the same sum" : NULL;
}

const char *trial_difference(const struct trial_result *a, const struct trial_result *b, const char *const names[2],
                             char *buffer, size_t size)
{
    const struct trace traces[] = {
        {"loss", "epoch", a->train_loss, b->train_loss, a->epochs, b->epochs},
        {"accuracy", "epoch", a->train_accuracy, b->train_accuracy, a->epochs, b->epochs},
        {"held-out accuracy", "evaluation", a->held_out_accuracy, b->held_out_accuracy, a->evaluations, b->evaluations},
        {"held-out loss", "evaluation", a->held_out_loss, b->held_out_loss, a->evaluations, b->evaluations},
    };
    const size_t n = sizeof traces / sizeof *traces;
    for (size_t i = 0; i < n; i++)
        if (trace_difference(&traces[i], names, buffer, size) != NULL)
            return buffer;
    for (size_t i = 0; i < n; i++)
        if (traces[i].n_a != traces[i].n_b) {
            snprintf(buffer, size, "%s has %" PRId32 " %ss, %s %" PRId32 "; those that both have are the same",
                     names[0], traces[i].n_a, traces[i].unit, names[1], traces[i].n_b);
            return buffer;
        }
    const char *found = evaluation_difference(a, b, names, buffer, size);
    return found != NULL ? found : items_difference(a, b);
}
