#include "standing.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/study/trial_kind.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_REPEATS = 3 };

int standing_begin(const struct adaptive *figures, struct standing *out)
{
    *out = (struct standing){
        .figures = figures,
        .settled = allocate(study_n_cells(figures->study), sizeof *out->settled),
    };
    return out->settled != NULL ? 0 : EX_OSERR;
}

void standing_end(struct standing *standing)
{
    free(standing->settled);
    *standing = (struct standing){0};
}

static const struct metric *metric_of(const struct standing *standing)
{
    return standing->figures->metric;
}

/* Model - first model; NaN while there are few repeats. Pairs saw the same sequences. */
static struct difference compare(const struct standing *standing, size_t cell, int model)
{
    const struct adaptive *figures = standing->figures;
    bool paired = study_data_vary(figures->study, model) == study_data_vary(figures->study, 0);
    struct difference difference = {NAN, {NAN, NAN}};
    struct repeats a = {0}, b = {0};
    if (adaptive_repeats(figures, cell, model, paired ? 0 : model, &a) == 0 &&
        adaptive_repeats(figures, cell, 0, paired ? model : 0, &b) == 0 && a.n >= LEAST_REPEATS && b.n >= LEAST_REPEATS)
        difference = repeats_difference(&a, &b, paired, adaptive_level(figures, cell));
    repeats_free(&a);
    repeats_free(&b);
    return difference;
}

static bool is_settled(const struct standing *standing, size_t cell)
{
    for (int model = 1; model < standing->figures->study->n_models; model++) {
        struct interval interval = compare(standing, cell, model).ci;
        if (!(interval.low > 0 || interval.high < 0))
            return false;
    }
    return standing->figures->study->n_models > 1;
}

void standing_add(struct standing *standing, const struct trial *trial)
{
    const struct figure *figure = &standing->figures->figures[trial->index];
    if (figure->of < 0)
        standing->models[trial->model].n_unmeasured++;
    else if (!figure_is_finite(figure->value))
        standing->models[trial->model].n_diverged++;
    else {
        standing->models[trial->model].sum += figure->value;
        standing->models[trial->model].n++;
    }
}

void standing_judge(struct standing *standing, size_t cell)
{
    bool before = standing->settled[cell], now = is_settled(standing, cell);
    standing->settled[cell] = now;
    standing->n_settled += (size_t)now - (size_t)before;
}

static double mean_of(const struct standing *standing, int model)
{
    return standing->models[model].sum / (double)standing->models[model].n;
}

static size_t n_trials(const struct standing *standing, int model)
{
    return standing->models[model].n + standing->models[model].n_diverged + standing->models[model].n_unmeasured;
}

static void add_model(struct standing *standing, int model, const char *separator, char *buffer, size_t size,
                      size_t *used)
{
    const char *name = standing->figures->study->models[model].model.name;
    size_t n = standing->models[model].n, n_diverged = standing->models[model].n_diverged;
    size_t n_unmeasured = standing->models[model].n_unmeasured;
    text_append(buffer, size, used, "%s%s", separator, name);
    if (n > 0)
        text_append(buffer, size, used, metric_is_percent(metric_of(standing)) ? " %.1f %%" : " %.4g",
                    mean_of(standing, model));
    if (n_diverged > 0)
        text_append(buffer, size, used, n > 0 ? " and %zu diverged" : " %zu diverged", n_diverged);
    if (n_unmeasured > 0)
        text_append(buffer, size, used, n + n_diverged > 0 ? " and %zu not measured" : " %zu not measured",
                    n_unmeasured);
}

/* In a study of one cell. */
static void add_difference(struct standing *standing, int model, char *buffer, size_t size, size_t *used)
{
    struct difference gap = compare(standing, 0, model);
    bool is_percent = metric_is_percent(metric_of(standing));
    if (!isnan(gap.ci.low))
        text_append(buffer, size, used, is_percent ? " (%+.1f, %+.1f..%+.1f)" : " (%+.3g, %+.3g..%+.3g)", gap.figure,
                    gap.ci.low, gap.ci.high);
}

const char *standing_line(struct standing *standing, char *buffer, size_t size)
{
    const struct study *study = standing->figures->study;
    const char *separator = ": ";
    size_t used = 0, n_cells = study_n_included(study);
    buffer[0] = '\0';
    for (int model = 0; model < study->n_models; model++) {
        if (n_trials(standing, model) == 0)
            continue;
        add_model(standing, model, separator, buffer, size, &used);
        separator = ", ";
        if (n_cells == 1 && model > 0)
            add_difference(standing, model, buffer, size, &used);
    }
    if (n_cells > 1 && study->n_models > 1 && standing->n_settled > 0)
        text_append(buffer, size, &used, "; they differ in %zu of %zu cells (95 %%%s, each cell alone)",
                    standing->n_settled, n_cells, standing->figures->looks.n > 1 ? " over all looks" : "");
    return buffer;
}
