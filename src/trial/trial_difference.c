#include "attnbench/trial/trial_difference.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint32_t bits_of(float x)
{
    uint32_t bits;
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

static const char *evaluation_difference(const struct trial_result *a, const struct trial_result *b,
                                         const char *const names[2], char *buffer, size_t size)
{
    if (a->rmse != b->rmse && !(isnan(a->rmse) && isnan(b->rmse)))
        snprintf(buffer, size, "the evaluation: %s an rmse of %.17g, %s %.17g", names[0], a->rmse, names[1], b->rmse);
    else if (a->correct != b->correct || a->sequences != b->sequences)
        snprintf(buffer, size, "the evaluation: %s %" PRId32 " of %" PRId32 " right, %s %" PRId32 " of %" PRId32,
                 names[0], a->correct, a->sequences, names[1], b->correct, b->sequences);
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
    return evaluation_difference(a, b, names, buffer, size);
}
