#include "attnbench/analysis/view.h"
#include "attnbench/report/columns.h"
#include "attnbench/report/tables.h"

#include <inttypes.h>
#include <math.h>

static void write_study(const struct results *results, struct json *json)
{
    char digest[32];
    snprintf(digest, sizeof digest, "%016" PRIx64, results->digest);
    json_open(json, "study", '{');
    json_text(json, "name", results->name);
    json_text(json, "title", results->title);
    json_text(json, "digest", digest);
    json_close(json, '}');
    json_open(json, "provenance", '{');
    for (int i = 0; i < results->n_attributes; i++) {
        const struct attribute *attribute = &results->attributes[i];
        if (attribute->text != NULL)
            json_text(json, attribute->name, attribute->text);
        else
            json_real(json, attribute->name, attribute->number);
    }
    json_close(json, '}');
}

/* Facts that all models share. */
static void write_shared(const struct setup *setup, int of, const char *key, struct json *json)
{
    json_open(json, key, '{');
    for (int i = 0; i < setup->n_facts; i++)
        if ((int)setup->facts[i].of == of && setup->facts[i].model == ALL_MODELS)
            json_value(json, setup->facts[i].key, setup->facts[i].least);
    json_close(json, '}');
}

static void write_own(const struct results *results, const struct setup_fact *fact, struct json *json)
{
    json_open(json, NULL, '{');
    json_text(json, "model", view_model_name(results, (size_t)fact->model));
    json_text(json, "setting", fact->key);
    json_value(json, "least", fact->least);
    json_value(json, "most", fact->most);
    if (fact->as[0] != '\0')
        json_text(json, "weights_as", fact->as);
    json_close(json, '}');
}

static void write_setup(const struct results *results, struct json *json)
{
    const struct setup *setup = &results->setup;
    json_open(json, "setup", '{');
    json_text(json, "task", setup->task);
    json_text(json, "meaning", setup->meaning);
    write_shared(setup, SETUP_TASK, "sizes", json);
    write_shared(setup, SETUP_TRAINING, "training", json);
    json_open(json, "of_models", '[');
    for (int i = 0; i < setup->n_facts; i++)
        if (setup->facts[i].model != ALL_MODELS)
            write_own(results, &setup->facts[i], json);
    json_close(json, ']');
    json_close(json, '}');
}

static void write_grid(const struct results *results, struct json *json)
{
    json_open(json, "models", '[');
    for (size_t model = 0; model < view_n_models(results); model++) {
        json_open(json, NULL, '{');
        json_text(json, "name", view_model_name(results, model));
        json_text(json, "title", view_model_title(results, model));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_open(json, "axes", '{');
    for (int i = 0; i < view_n_axes(results); i++) {
        const struct dimension *axis = view_axis(results, i);
        json_open(json, axis->name, '[');
        for (size_t k = 0; k < axis->count; k++)
            json_value(json, NULL, axis->values[k]);
        json_close(json, ']');
    }
    json_close(json, '}');
}

/* Seconds of all trials' training, on one core each. */
static double train_seconds(const struct results *results)
{
    double sum = 0;
    for (size_t i = 0; i < results->n_trials; i++)
        if (isfinite(results->train_seconds[i]))
            sum += results->train_seconds[i];
    return sum;
}

/* null of a whole study, as in status. */
static void write_part(const struct results *results, struct json *json)
{
    if (results->folder.n_parts == 0) {
        json_real(json, "part", NAN);
        return;
    }
    json_open(json, "part", '{');
    json_integer(json, "number", results->folder.part);
    json_integer(json, "of", results->folder.n_parts);
    json_close(json, '}');
}

static void write_counts(const struct analysis *analysis, struct json *json)
{
    const struct results *results = analysis->results;
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    json_open(json, "counts", '{');
    json_integer(json, "trials", (long long)counts.wanted);
    json_integer(json, "finished", (long long)counts.finished);
    json_integer(json, "diverged", (long long)counts.diverged);
    json_integer(json, "failed", (long long)counts.failed);
    json_integer(json, "crashed", (long long)counts.crashed);
    json_integer(json, "out_of_memory", (long long)counts.out_of_memory);
    json_integer(json, "timed_out", (long long)counts.timed_out);
    json_integer(json, "missing", (long long)counts.missing);
    json_integer(json, "without_figure", (long long)counts.without_figure);
    json_integer(json, "not_in_study", (long long)results->folder.n_not_in_study);
    json_close(json, '}');
    json_real(json, "train_seconds", train_seconds(results));
    json_integer(json, "cells_too_easy", (long long)cells_all_at(analysis, 100));
    json_integer(json, "cells_too_hard", (long long)cells_all_at(analysis, 0));
}

/* Model and cell of a trial. */
static void write_place(const struct results *results, size_t trial, struct json *json)
{
    json_text(json, "model", view_model_name(results, results_position(results, trial, 0)));
    json_open(json, "cell", '{');
    for (int axis = 0; axis < view_n_axes(results); axis++)
        json_value(json, view_axis(results, axis)->name,
                   view_axis(results, axis)->values[results_position(results, trial, 1 + axis)]);
    json_close(json, '}');
}

static void write_failures(const struct results *results, struct json *json)
{
    json_open(json, "failures", '[');
    for (size_t i = 0; i < results->n_failures; i++) {
        const struct failure *failure = &results->failures[i];
        json_open(json, NULL, '{');
        write_place(results, failure->trial, json);
        json_integer(json, "repeat", (long long)results_position(results, failure->trial, results->n_dimensions - 1));
        json_text(json, "status", trial_status_text(results->status[failure->trial]));
        json_text(json, "reason", failure->reason);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_repeats(const struct results *results, const char *key, const struct metric *metric, size_t model,
                          size_t cell, struct json *json)
{
    const struct figures *figures = results_figures(results, metric);
    json_open(json, key, '[');
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++)
        json_real(json, NULL, figures->values[view_trial(results, model, cell, repeat)]);
    json_close(json, ']');
}

/* Of the metrics that have no key of their own. */
static void write_further(const struct results *results, size_t model, size_t cell, struct json *json)
{
    json_open(json, "figures", '{');
    for (size_t i = 0; i < results->n_figures; i++)
        if (metric_index(results->figures[i].metric) > METRIC_RMSE)
            write_repeats(results, results->figures[i].metric->name, results->figures[i].metric, model, cell, json);
    json_close(json, '}');
}

static void write_own_metrics(const struct results *results, const struct cell_analysis *cell, struct json *json)
{
    for (size_t i = 0; i < results->own.n; i++)
        for (size_t k = 0; k < METRIC_FIELDS; k++)
            field_write_json(&metric_fields(results->own.rows[i])[k], cell, json);
}

static void write_cells(const struct analysis *analysis, struct json *json)
{
    const struct results *results = analysis->results;
    json_open(json, "cells", '[');
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        size_t model = i % analysis->n_models, cell = i / analysis->n_models;
        json_open(json, NULL, '{');
        write_place(results, view_trial(results, model, cell, 0), json);
        if (view_has_built_in(results))
            write_repeats(results, "accuracies", metric_at(METRIC_ACCURACY), model, cell, json);
        if (metric_index(analysis->metric) == METRIC_RMSE)
            write_repeats(results, "rmses", analysis->metric, model, cell, json);
        for (const struct field *field = fields; field->name != NULL; field++)
            if (field->of == OF_CELL && field_is_shown(field, results))
                field_write_json(field, &analysis->cells[i], json);
        write_own_metrics(results, &analysis->cells[i], json);
        write_further(results, model, cell, json);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_comparisons(const struct analysis *analysis, struct json *json)
{
    json_open(json, "comparisons", '[');
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++) {
        json_open(json, NULL, '{');
        write_place(analysis->results,
                    view_trial(analysis->results, 1 + i % analysis->n_rivals, i / analysis->n_rivals, 0), json);
        json_text(json, "against", view_model_name(analysis->results, 0));
        fields_write_json(OF_COMPARISON, &analysis->comparisons[i], json);
        fields_write_json(OF_SOONER, &analysis->sooner[i], json);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_overall(const struct analysis *analysis, struct json *json)
{
    if (analysis->overall == NULL)
        return;
    json_open(json, "all_cells", '[');
    for (size_t model = 0; model < analysis->n_models; model++) {
        const struct overall *overall = &analysis->overall[model];
        json_open(json, NULL, '{');
        json_text(json, "model", view_model_name(analysis->results, model));
        fields_write_json(OF_OVERALL, overall, json);
        if (model > 0) {
            json_text(json, "against", view_model_name(analysis->results, 0));
            fields_write_json(OF_COMPARISON, &overall->difference, json);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_claims(const struct analysis *analysis, struct json *json)
{
    json_open(json, "claims", '[');
    for (size_t i = 0; i < analysis->questions.n_claims; i++) {
        const struct claim *claim = &analysis->questions.claims[i];
        const struct claim_result *result = &analysis->claim_results[i];
        char expected[TABLE_TEXT];
        json_open(json, NULL, '{');
        json_text(json, "claim", claim->text);
        json_text(json, "source", claim->source);
        json_text(json, "metric", claim->metric);
        json_text(json, "expected", claim_text(claim, expected, sizeof expected));
        json_text(json, "verdict", verdict_text(result->verdict));
        json_integer(json, "repeats", (long long)result->n);
        json_real(json, "figure", result->figure);
        json_real(json, "ci_low", result->ci.low);
        json_real(json, "ci_high", result->ci.high);
        json_integer(json, "ci_level", lround(100 * expectation_level(&claim->expect, one_look)));
        json_real(json, "p", result->p);
        json_real(json, "p_holm", result->p_holm);
        json_real(json, "published", claim->published);
        json_integer(json, "published_repeats", (long long)claim->n_published);
        json_real(json, "to_published", result->published.figure);
        json_real(json, "to_published_low", result->published.ci.low);
        json_real(json, "to_published_high", result->published.ci.high);
        json_real(json, "to_published_p", result->published.p);
        json_text(json, "why", result->why);
        json_text(json, "interval", claim->expect.any_shape ? INTERVAL_ANY_SHAPE : INTERVAL_DEFAULT);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void report_json_write(const struct analysis *analysis, FILE *out)
{
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    write_study(analysis->results, &json);
    write_setup(analysis->results, &json);
    write_grid(analysis->results, &json);
    write_part(analysis->results, &json);
    write_counts(analysis, &json);
    write_failures(analysis->results, &json);
    write_cells(analysis, &json);
    write_comparisons(analysis, &json);
    write_overall(analysis, &json);
    write_claims(analysis, &json);
    json_close(&json, '}');
}
