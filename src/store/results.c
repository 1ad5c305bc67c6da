#include "attnbench/store/results.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int results_allocate(struct results *results)
{
    size_t n = 1;
    for (int d = 0; d < results->n_dimensions; d++)
        if (__builtin_mul_overflow(n, results->dimensions[d].count, &n))
            return fail(EX_OSERR, "the grid has more trials than memory can address");
    results->n_trials = n;
    results->metric = metric_at(METRIC_ACCURACY); /* until results_set_metric */
    results->identity = allocate(n, sizeof *results->identity);
    results->status = allocate(n, sizeof *results->status);
    results->sequences = allocate(n, sizeof *results->sequences);
    results->train_seconds = allocate(n, sizeof *results->train_seconds);
    results->chance = allocate(n, sizeof *results->chance);
    if (results->identity == NULL || results->status == NULL || results->sequences == NULL ||
        results->train_seconds == NULL || results->chance == NULL)
        return EX_OSERR; /* results_free releases the others */
    for (size_t i = 0; i < n; i++)
        results->train_seconds[i] = results->chance[i] = NAN;
    TRY(results_add_figures(results, metric_at(METRIC_ACCURACY)));
    return results_add_figures(results, metric_at(METRIC_RMSE));
}

static int allocate_counts(const struct results *results, struct figures *figures)
{
    figures->hits = allocate(results->n_trials, sizeof *figures->hits);
    figures->of = figures->metric->of == NULL ? results->sequences : allocate(results->n_trials, sizeof *figures->of);
    return figures->hits == NULL || figures->of == NULL ? EX_OSERR : 0;
}

int results_add_figures(struct results *results, const struct metric *metric)
{
    if (results_figures(results, metric) != NULL)
        return 0;
    if (results->n_figures == RESULTS_MAX_FIGURES)
        return fail(EX_DATAERR, "there are more than %d metrics", RESULTS_MAX_FIGURES);
    struct figures *figures = &results->figures[results->n_figures++];
    *figures = (struct figures){.metric = metric, .values = allocate(results->n_trials, sizeof *figures->values)};
    if (figures->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        figures->values[i] = NAN;
    return metric->kind == METRIC_COUNTS ? allocate_counts(results, figures) : 0;
}

const struct figures *results_figures(const struct results *results, const struct metric *metric)
{
    for (size_t i = 0; i < results->n_figures; i++)
        if (results->figures[i].metric == metric)
            return &results->figures[i];
    return NULL;
}

const struct metric *results_find_metric(const struct results *results, const char *name)
{
    for (size_t i = 0; i < results->own.n; i++)
        if (strcmp(results->own.rows[i]->name, name) == 0)
            return results->own.rows[i];
    return metric_built_in(name);
}

const struct metric *results_metric_at(const struct results *results, size_t i)
{
    size_t n = 0;
    while (metric_at(n) != NULL && !metric_is_own(metric_at(n)))
        n++;
    return i < n ? metric_at(i) : i - n < results->own.n ? results->own.rows[i - n] : NULL;
}

void results_set_figure(struct results *results, size_t trial, const struct figure *figure)
{
    const struct figures *figures = results_figures(results, figure->metric);
    assert(figures != NULL);
    figures->values[trial] = isnan(figure->value) ? NAN : figure->value; /* one NaN of many */
    if (figures->hits == NULL)
        return;
    figures->hits[trial] = figure->hits;
    figures->of[trial] = figure->of;
}

void results_set_metric(struct results *results, const struct metric *metric)
{
    const struct figures *accuracy = &results->figures[0];
    results->metric = metric;
    for (size_t i = 0; i < results->n_trials && metric->is_always_measured; i++) {
        accuracy->values[i] = NAN;
        accuracy->hits[i] = 0;
    }
}

int results_allocate_curves(struct results *results)
{
    size_t n;
    if (results->evaluations == 0)
        return 0;
    if (__builtin_mul_overflow(results->n_trials, results->evaluations, &n))
        return fail(EX_OSERR, "the study has more evaluations than memory can address");
    results->held_out_accuracy = allocate(n, sizeof *results->held_out_accuracy);
    results->held_out_loss = allocate(n, sizeof *results->held_out_loss);
    if (results->held_out_accuracy == NULL || results->held_out_loss == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++)
        results->held_out_accuracy[i] = results->held_out_loss[i] = NAN;
    return 0;
}

int results_allocate_attention(struct results *results)
{
    if (results->attention_last_3 != NULL)
        return 0;
    results->attention_last_3 = allocate(results->n_trials, sizeof *results->attention_last_3);
    if (results->attention_last_3 == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < results->n_trials; i++)
        results->attention_last_3[i] = NAN;
    return 0;
}

/* Whether any of its trials is one of the study. */
static bool has_trials(const struct results *results, size_t cell, size_t n_cells)
{
    size_t n_models = results->dimensions[0].count, n_repeats = results->dimensions[results->n_dimensions - 1].count;
    for (size_t model = 0; model < n_models; model++)
        for (size_t repeat = 0; repeat < n_repeats; repeat++)
            if (results->status[(model * n_cells + cell) * n_repeats + repeat] != TRIAL_EXCLUDED)
                return true;
    return false;
}

int results_find_cells(struct results *results)
{
    size_t n_cells = 1;
    for (int d = 1; d < results->n_dimensions - 1; d++)
        n_cells *= results->dimensions[d].count;
    free(results->cells);
    results->n_cells = 0;
    results->cells = allocate(n_cells, sizeof *results->cells);
    if (results->cells == NULL)
        return EX_OSERR;
    for (size_t cell = 0; cell < n_cells; cell++)
        if (has_trials(results, cell, n_cells))
            results->cells[results->n_cells++] = cell;
    return results->n_cells > 0 ? 0 : fail(EX_DATAERR, "its study leaves all cells out");
}

/* The next attribute, with its name set; NULL, with the message kept, when there is no room or the name is too long. */
static struct attribute *add(struct results *results, const char *name)
{
    if (results->n_attributes == RESULTS_MAX_ATTRIBUTES) {
        fail(EX_SOFTWARE, "no room for attribute %s: there are %d already", name, RESULTS_MAX_ATTRIBUTES);
        return NULL;
    }
    struct attribute *attribute = &results->attributes[results->n_attributes];
    if (!text_copy(attribute->name, sizeof attribute->name, name)) {
        fail(EX_SOFTWARE, "the attribute name %.80s… is longer than %d bytes", name, RESULTS_LABEL - 1);
        return NULL;
    }
    results->n_attributes++;
    return attribute;
}

int results_add_text(struct results *results, const char *name, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        return fail(EX_OSERR, "out of memory for attribute %s", name);
    struct attribute *attribute = add(results, name);
    if (attribute == NULL) {
        free(copy);
        return EX_SOFTWARE;
    }
    attribute->text = copy;
    return 0;
}

const struct attribute *results_attribute(const struct results *results, const char *name)
{
    for (int i = 0; i < results->n_attributes; i++)
        if (strcmp(results->attributes[i].name, name) == 0)
            return &results->attributes[i];
    return NULL;
}

const char *results_text(const struct results *results, const char *name)
{
    const struct attribute *attribute = results_attribute(results, name);
    return attribute != NULL ? attribute->text : NULL;
}

int results_add_number(struct results *results, const char *name, double number)
{
    struct attribute *attribute = add(results, name);
    if (attribute == NULL)
        return EX_SOFTWARE;
    attribute->number = number;
    return 0;
}

void results_free(struct results *results)
{
    for (int d = 0; d < results->n_dimensions; d++) {
        free(results->dimensions[d].values);
        free(results->dimensions[d].labels);
        free(results->dimensions[d].titles);
    }
    for (int i = 0; i < results->n_attributes; i++)
        free(results->attributes[i].text);
    if (results->snapshot != NULL)
        fclose(results->snapshot);
    free(results->cells);
    free(results->identity);
    free(results->status);
    for (size_t i = 0; i < results->n_figures; i++) {
        free(results->figures[i].values);
        free(results->figures[i].hits);
        if (results->figures[i].of != results->sequences)
            free(results->figures[i].of);
    }
    free(results->sequences);
    free(results->train_seconds);
    free(results->failures);
    free(results->attention_last_3);
    free(results->weights_missing);
    free(results->chance);
    free(results->held_out_accuracy);
    free(results->held_out_loss);
    free(results->items);
    free(results->train_loss);
    free(results->train_accuracy);
    *results = (struct results){0};
}

size_t results_position(const struct results *results, size_t trial, int dimension)
{
    for (int d = results->n_dimensions - 1; d > dimension; d--)
        trial /= results->dimensions[d].count;
    return trial % results->dimensions[dimension].count;
}
