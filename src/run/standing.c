#include "standing.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/study/study.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_REPEATS = 3 };

/* A difference of the repeats that it is made of, with its interval. */
struct gap {
    double figure;
    struct interval ci;
};
static const struct gap no_gap = {NAN, {NAN, NAN}};

int standing_begin(const struct adaptive *figures, struct standing *out)
{
    *out = (struct standing){
        .figures = figures,
        .settled = allocate(study_n_cells(figures->study), sizeof *out->settled),
        .counts = allocate(4 * study_max_repeats(figures->study), sizeof *out->counts),
        .errors = allocate(2 * study_max_repeats(figures->study), sizeof *out->errors),
    };
    if (out->settled != NULL && out->counts != NULL && out->errors != NULL)
        return 0;
    standing_end(out);
    return EX_OSERR;
}

void standing_end(struct standing *standing)
{
    free(standing->settled);
    free(standing->counts);
    free(standing->errors);
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

static bool is_real(const struct standing *standing)
{
    return trial_is_real(&standing->figures->study->models[0]);
}

/* The errors of a model, NaN where there is none; (repeats). */
static void take_errors(const struct standing *standing, size_t cell, int model, double *errors)
{
    const struct adaptive *figures = standing->figures;
    for (size_t repeat = 0; repeat < (size_t)figures->repeats[cell]; repeat++) {
        size_t i = study_index(figures->study, model, cell, repeat);
        errors[repeat] = figures->sequences[i] > 0 && figure_is_finite(figures->rmse[i]) ? figures->rmse[i] : NAN;
    }
}

/* Student's t of the pairs, or Welch's. */
static struct gap compare_errors(const struct standing *standing, size_t cell, int model, bool paired)
{
    struct expectation equal = {.value = 0};
    struct claim_result result;
    size_t n = (size_t)standing->figures->repeats[cell];
    double *a = standing->errors, *b = a + study_max_repeats(standing->figures->study);
    take_errors(standing, cell, model, a);
    take_errors(standing, cell, 0, b);
    struct description of_a = paired ? describe_pairs(a, b, n, 0) : describe(a, n), of_b = describe(b, n);
    if (of_a.n < LEAST_REPEATS || of_b.n < LEAST_REPEATS)
        return no_gap;
    claim_test_values(&equal, &of_a, paired ? NULL : &of_b, 1, &result);
    return (struct gap){result.figure, result.ci};
}

/* Model - first model; NaN while there are few repeats. Pairs saw the same sequences. */
static struct gap compare(const struct standing *standing, size_t cell, int model)
{
    const struct study *study = standing->figures->study;
    bool paired = data_vary(study, model) == data_vary(study, 0);
    if (is_real(standing))
        return compare_errors(standing, cell, model, paired);
    struct sample a = take(standing, cell, model, paired ? 0 : -1, standing->counts);
    struct sample b = take(standing, cell, 0, paired ? model : -1, standing->counts + 2 * study_max_repeats(study));
    if (a.n < LEAST_REPEATS || b.n < LEAST_REPEATS)
        return no_gap;
    return (struct gap){sample_mean(&a) - sample_mean(&b), difference_interval(&a, &b, paired, 0.95)};
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
    const struct adaptive *figures = standing->figures;
    double figure = is_real(standing) ? figures->rmse[trial->index]
                                      : 100.0 * figures->correct[trial->index] / figures->sequences[trial->index];
    standing->models[trial->model].n_trials++;
    if (!figure_is_finite(figure))
        return;
    standing->models[trial->model].sum += figure;
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
    return standing->models[model].sum / (double)standing->models[model].n;
}

static void add_model(struct standing *standing, int model, const char *separator, char *buffer, size_t size,
                      size_t *used)
{
    const char *name = standing->figures->study->models[model].model.name;
    size_t n = standing->models[model].n, n_diverged = standing->models[model].n_trials - n;
    text_append(buffer, size, used, "%s%s", separator, name);
    if (n > 0)
        text_append(buffer, size, used, is_real(standing) ? " %.4g" : " %.1f %%", mean_of(standing, model));
    if (n_diverged > 0)
        text_append(buffer, size, used, n > 0 ? " and %zu diverged" : " %zu diverged", n_diverged);
}

/* In a study of one cell. */
static void add_difference(struct standing *standing, int model, char *buffer, size_t size, size_t *used)
{
    struct gap gap = compare(standing, 0, model);
    if (!isnan(gap.ci.low))
        text_append(buffer, size, used, is_real(standing) ? " (%+.3g, %+.3g..%+.3g)" : " (%+.1f, %+.1f..%+.1f)",
                    gap.figure, gap.ci.low, gap.ci.high);
}

const char *standing_line(struct standing *standing, char *buffer, size_t size)
{
    const struct study *study = standing->figures->study;
    const char *separator = ": ";
    size_t used = 0, n_cells = study_n_included(study);
    buffer[0] = '\0';
    for (int model = 0; model < study->n_models; model++) {
        if (standing->models[model].n_trials == 0)
            continue;
        add_model(standing, model, separator, buffer, size, &used);
        separator = ", ";
        if (n_cells == 1 && model > 0)
            add_difference(standing, model, buffer, size, &used);
    }
    if (n_cells > 1 && study->n_models > 1 && standing->n_settled > 0)
        text_append(buffer, size, &used, "; they differ in %zu of %zu cells (95 %%, each cell alone)",
                    standing->n_settled, n_cells);
    return buffer;
}
