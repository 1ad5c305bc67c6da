#include "standing.h"

#include "attnbench/comparison.h"
#include "attnbench/error.h"
#include "attnbench/text.h"
#include "attnbench/trial_config.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_REPEATS = 3 };

int standing_begin(const struct adaptive *figures, struct standing *out)
{
    *out = (struct standing){
        .figures = figures,
        .settled = allocate(study_n_cells(figures->study), sizeof *out->settled),
        .counts = allocate(4 * study_max_repeats(figures->study), sizeof *out->counts),
    };
    if (out->settled != NULL && out->counts != NULL)
        return 0;
    standing_end(out);
    return EX_OSERR;
}

void standing_end(struct standing *standing)
{
    free(standing->settled);
    free(standing->counts);
    *standing = (struct standing){0};
}

static bool data_vary(const struct study *study, int model)
{
    return (study_vary(study, model) & VARY_DATA) != 0;
}

/* The figures of a model that are there; with `rival` >= 0 only repeats that the rival has too. */
static struct sample take(const struct standing *standing, size_t cell, int model, int rival, int32_t *counts)
{
    const struct adaptive *figures = standing->figures;
    const struct study *study = figures->study;
    size_t n = 0, most = study_max_repeats(study);
    for (size_t repeat = 0; repeat < (size_t)figures->repeats[cell]; repeat++) {
        size_t i = study_index(study, model, cell, repeat);
        if (figures->sequences[i] == 0 ||
            (rival >= 0 && figures->sequences[study_index(study, rival, cell, repeat)] == 0))
            continue;
        counts[n] = figures->correct[i];
        counts[most + n++] = figures->sequences[i];
    }
    return (struct sample){n, counts, counts + most, !data_vary(study, model), 0};
}

/* The interval of model - first model; NaN while there are few repeats. Pairs saw the same sequences. */
static struct interval compare(const struct standing *standing, size_t cell, int model)
{
    const struct study *study = standing->figures->study;
    bool paired = data_vary(study, model) == data_vary(study, 0);
    struct sample a = take(standing, cell, model, paired ? 0 : -1, standing->counts);
    struct sample b = take(standing, cell, 0, paired ? model : -1, standing->counts + 2 * study_max_repeats(study));
    if (a.n < LEAST_REPEATS || b.n < LEAST_REPEATS)
        return (struct interval){NAN, NAN};
    return difference_interval(&a, &b, paired, 0.95);
}

static bool is_settled(const struct standing *standing, size_t cell)
{
    if (trial_is_real(&standing->figures->study->models[0]))
        return false;
    for (int model = 1; model < standing->figures->study->n_models; model++) {
        struct interval interval = compare(standing, cell, model);
        if (!(interval.low > 0 || interval.high < 0))
            return false;
    }
    return standing->figures->study->n_models > 1;
}

void standing_add(struct standing *standing, const struct trial *trial)
{
    const struct adaptive *figures = standing->figures;
    if (trial_is_real(&trial->settings))
        return;
    standing->models[trial->model].percents +=
        100.0 * figures->correct[trial->index] / figures->sequences[trial->index];
    standing->models[trial->model].n++;
}

void standing_judge(struct standing *standing, size_t cell)
{
    bool before = standing->settled[cell], now = is_settled(standing, cell);
    standing->settled[cell] = now;
    standing->n_settled += (size_t)now - (size_t)before;
}

static double mean_of(const struct standing *standing, int model)
{
    return standing->models[model].percents / (double)standing->models[model].n;
}

const char *standing_line(struct standing *standing, char *buffer, size_t size)
{
    const struct study *study = standing->figures->study;
    const char *separator = ": ";
    size_t used = 0, n_cells = study_n_cells(study);
    buffer[0] = '\0';
    for (int model = 0; model < study->n_models; model++) {
        if (standing->models[model].n == 0)
            continue;
        text_append(buffer, size, &used, "%s%s %.1f %%", separator, study->models[model].model.name,
                    mean_of(standing, model));
        separator = ", ";
        if (n_cells > 1 || model == 0)
            continue;
        struct interval difference = compare(standing, 0, model);
        if (!isnan(difference.low))
            text_append(buffer, size, &used, " (%+.1f, %+.1f..%+.1f)", mean_of(standing, model) - mean_of(standing, 0),
                        difference.low, difference.high);
    }
    if (n_cells > 1 && study->n_models > 1 && standing->n_settled > 0)
        text_append(buffer, size, &used, "; %zu of %zu cells settled", standing->n_settled, n_cells);
    return buffer;
}
