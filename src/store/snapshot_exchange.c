/* The content of study.h5 on its way from the child that reads it. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "snapshot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the grid */

struct grid {
    int64_t n_dimensions; /* no padding in what is sent, here as below */
    uint64_t epochs, evaluations;
    int64_t every;
    uint64_t further, has_rmse, has_attention; /* further: bit i stands for results_metric_at(i) */
    uint64_t own_bytes;                        /* of the text of its own metrics, which comes next */
};

struct dimension_head {
    char name[RESULTS_LABEL];
    uint64_t count;
    uint64_t has_labels;
};

static bool is_ended(const char *text, size_t size)
{
    return memchr(text, 0, size) != NULL;
}

/* One value on its way. */
struct sent_value {
    uint64_t type;
    char bytes[VALUE_WORD_BYTES]; /* of the number, or of the word with its final 0 */
};

static int send_values(struct channel *channel, const struct dimension *dimension)
{
    for (size_t i = 0; i < dimension->count; i++) {
        struct sent_value sent = {.type = dimension->values[i].type};
        memcpy(sent.bytes, dimension->values[i].word, sizeof sent.bytes);
        TRY(channel_send(channel, &sent, sizeof sent));
    }
    return 0;
}

static int send_dimension(struct channel *channel, const struct dimension *dimension)
{
    struct dimension_head head = {.count = dimension->count, .has_labels = dimension->labels != NULL};
    text_copy(head.name, sizeof head.name, dimension->name);
    TRY(channel_send(channel, &head, sizeof head));
    if (dimension->labels == NULL)
        return send_values(channel, dimension);
    TRY(channel_send(channel, dimension->labels, dimension->count * sizeof *dimension->labels));
    return channel_send(channel, dimension->titles, dimension->count * sizeof *dimension->titles);
}

int snapshot_send_grid(struct channel *channel, const struct results *results)
{
    struct grid grid = {.n_dimensions = results->n_dimensions,
                        .epochs = results->epochs,
                        .evaluations = results->evaluations,
                        .every = results->every,
                        .has_rmse = results->metric == metric_at(METRIC_RMSE),
                        .has_attention = results->attention_last_3 != NULL};
    for (size_t i = 0; results_metric_at(results, i) != NULL; i++)
        if (results_figures(results, results_metric_at(results, i)) != NULL)
            grid.further |= UINT64_C(1) << i;
    char *own = metrics_as_text(&results->own);
    if (own == NULL)
        return fail(EX_OSERR, "no memory for the metrics");
    grid.own_bytes = strlen(own) + 1;
    int status = channel_send(channel, &grid, sizeof grid);
    if (status == 0)
        status = channel_send(channel, own, grid.own_bytes);
    free(own);
    TRY(status);
    for (int d = 0; d < results->n_dimensions; d++)
        TRY(send_dimension(channel, &results->dimensions[d]));
    return 0;
}

static int check_models(const struct dimension *models)
{
    for (size_t i = 0; i < models->count; i++) {
        if (!is_ended(models->labels[i], RESULTS_LABEL) || !text_is_name(models->labels[i]))
            return fail(EX_DATAERR, "\"%.*s\" cannot be the name of a model", RESULTS_LABEL, models->labels[i]);
        if (!is_ended(models->titles[i], RESULTS_TITLE) || !text_is_printable(models->titles[i]))
            return fail(EX_DATAERR, "the title of model %s is not printable", models->labels[i]);
    }
    return 0;
}

static int take_models(struct channel *channel, struct dimension *out)
{
    out->labels = allocate(out->count, sizeof *out->labels);
    out->titles = allocate(out->count, sizeof *out->titles);
    if (out->labels == NULL || out->titles == NULL)
        return EX_OSERR;
    TRY(channel_take(channel, "model", out->labels, out->count * sizeof *out->labels));
    TRY(channel_take(channel, "model_title", out->titles, out->count * sizeof *out->titles));
    return check_models(out);
}

static int take_values(struct channel *channel, struct dimension *out)
{
    out->values = allocate(out->count, sizeof *out->values);
    if (out->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < out->count; i++) {
        struct sent_value sent;
        struct value *value = &out->values[i];
        TRY(channel_take(channel, out->name, &sent, sizeof sent));
        if (sent.type > VALUE_WORD || (i > 0 && sent.type != out->values[0].type))
            return fail(EX_DATAERR, "%s has values of an unknown type", out->name);
        value->type = (enum value_type)sent.type;
        memcpy(value->word, sent.bytes, sizeof sent.bytes);
        if (value->type == VALUE_WORD && (!is_ended(value->word, sizeof value->word) || !text_is_name(value->word)))
            return fail(EX_DATAERR, "%s has a value that is no word", out->name);
        if (value->type == VALUE_REAL && !isfinite(value->real))
            return fail(EX_DATAERR, "%s has a value that is not finite", out->name);
    }
    return 0;
}

/* n_trials: of the dimensions so far. */
static int take_dimension(struct channel *channel, bool is_first, struct dimension *out, size_t *n_trials)
{
    struct dimension_head head;
    TRY(channel_take(channel, "a dimension", &head, sizeof head));
    if (!is_ended(head.name, sizeof head.name) || !text_is_name(head.name) || head.has_labels != is_first)
        return fail(EX_DATAERR, "a dimension of status has no name that one may have");
    if (head.count == 0 || __builtin_mul_overflow(*n_trials, head.count, n_trials) || *n_trials > SNAPSHOT_MAX_VALUES)
        return fail(EX_DATAERR, "its grid has no trials or more than %d", SNAPSHOT_MAX_VALUES);
    text_copy(out->name, sizeof out->name, head.name);
    out->count = head.count;
    return is_first ? take_models(channel, out) : take_values(channel, out);
}

/* Rows of metrics that the sender has defined, in the same order. */
static int take_own_metrics(struct channel *channel, uint64_t bytes, struct results *results)
{
    if (bytes > SNAPSHOT_MAX_TEXT_BYTES)
        return fail(EX_DATAERR, "its metrics take %llu bytes", (unsigned long long)bytes);
    char *text = allocate(bytes + 1, 1);
    int status = text == NULL ? EX_OSERR : channel_take(channel, "the metrics", text, bytes);
    if (status == 0)
        status = metrics_from_text(text, &results->own);
    free(text);
    return status;
}

int snapshot_take_grid(struct channel *channel, struct results *results)
{
    struct grid grid;
    size_t n_trials = 1;
    TRY(channel_take(channel, "the dimensions of status", &grid, sizeof grid));
    if (grid.n_dimensions < 2 || grid.n_dimensions > RESULTS_MAX_DIMENSIONS || grid.epochs > SNAPSHOT_MAX_VALUES ||
        grid.evaluations > SNAPSHOT_MAX_VALUES)
        return fail(EX_DATAERR, "status has %lld dimensions, train_loss %llu epochs", (long long)grid.n_dimensions,
                    (unsigned long long)grid.epochs);
    TRY(take_own_metrics(channel, grid.own_bytes, results));
    results->n_dimensions = (int)grid.n_dimensions;
    results->epochs = grid.epochs;
    results->evaluations = grid.evaluations;
    results->every = grid.every;
    for (int d = 0; d < grid.n_dimensions; d++)
        TRY(take_dimension(channel, d == 0, &results->dimensions[d], &n_trials));
    TRY(results_allocate(results));
    for (size_t i = 0; results_metric_at(results, i) != NULL; i++)
        if ((grid.further >> i & 1) != 0)
            TRY(results_add_figures(results, results_metric_at(results, i)));
    results->metric = metric_at(grid.has_rmse ? METRIC_RMSE : METRIC_ACCURACY);
    if (grid.has_attention)
        TRY(results_allocate_attention(results));
    return results_allocate_curves(results);
}

/* ---- arrays over trials */

/* 0 of an optional one that is not there. */
static size_t bytes_of(const struct results *results, const struct snapshot_array *array)
{
    if (array->values == NULL)
        return 0;
    return results->n_trials * (array->is_curve ? results->evaluations : 1) * snapshot_value_bytes(array->type);
}

int snapshot_send_array(struct channel *channel, const struct snapshot_array *array, const struct results *results)
{
    return channel_send(channel, array->values, bytes_of(results, array));
}

int snapshot_take_array(struct channel *channel, const struct snapshot_array *array, struct results *results)
{
    return channel_take(channel, array->name, array->values, bytes_of(results, array));
}

/* Counts that are not there become 0. */
static int check_counts(const struct figures *figures, size_t trial)
{
    int32_t *hits = &figures->hits[trial], *of = &figures->of[trial];
    bool is_counted = *hits != SNAPSHOT_NO_COUNT && *of != SNAPSHOT_NO_COUNT;
    *hits = *hits == SNAPSHOT_NO_COUNT ? 0 : *hits;
    *of = *of == SNAPSHOT_NO_COUNT ? 0 : *of;
    if (*hits < 0 || *hits > *of)
        return fail(EX_DATAERR, "a trial has %d of %d %s correct", *hits, *of, figures->metric->counted);
    double value = figures->values[trial], expected = is_counted && *of > 0 ? 100.0 * *hits / *of : NAN;
    bool is_old = value == 0 && !is_counted; /* results_set_metric says of what */
    if (value != expected && !(isnan(expected) && (isnan(value) || is_old)))
        return fail(EX_DATAERR, "a trial with %d of %d %s correct has %s %g", *hits, *of, figures->metric->counted,
                    figures->metric->name, value);
    return 0;
}

int snapshot_check_figures(struct results *results)
{
    for (size_t i = 0; i < results->n_trials; i++) {
        if (results->status[i] < TRIAL_MISSING || results->status[i] >= N_TRIAL_STATUSES)
            return fail(EX_DATAERR, "status has the value %d: it is %d to %d", results->status[i], TRIAL_MISSING,
                        N_TRIAL_STATUSES - 1);
        for (size_t k = 0; k < results->n_figures; k++)
            if (results->figures[k].hits != NULL)
                TRY(check_counts(&results->figures[k], i));
    }
    return 0;
}

uint64_t snapshot_checksum(const struct results *results)
{
    uint64_t hash = HASH_START;
    struct snapshot_array arrays[SNAPSHOT_MAX_ARRAYS];
    size_t n = snapshot_arrays(results, arrays);
    for (size_t i = 0; i < n; i++)
        if (!arrays[i].is_trace)
            hash = hash_bytes(hash, arrays[i].values, bytes_of(results, &arrays[i]));
    return snapshot_hash_reasons(hash, results);
}

int snapshot_check_checksum(const struct results *results)
{
    uint64_t checksum = results->stored_checksum != 0 ? snapshot_checksum(results) : 0;
    if (checksum != results->stored_checksum)
        return fail(EX_DATAERR, "its arrays have the checksum %016" PRIx64 ", when they were written %016" PRIx64,
                    checksum, results->stored_checksum);
    return 0;
}

/* ---- attributes */

struct attributes_head {
    char name[RESULTS_LABEL], title[RESULTS_TITLE];
    uint64_t digest, checksum;
    int64_t n;
};

struct attribute_head {
    char name[RESULTS_LABEL];
    double number;
    uint64_t text_bytes; /* with the 0 at its end; 0: a number */
};

int snapshot_send_attributes(struct channel *channel, const struct results *results)
{
    struct attributes_head head = {
        .n = results->n_attributes, .digest = results->stored_digest, .checksum = results->stored_checksum};
    text_copy(head.name, sizeof head.name, results->name);
    text_copy(head.title, sizeof head.title, results->title);
    TRY(channel_send(channel, &head, sizeof head));
    for (int i = 0; i < results->n_attributes; i++) {
        const struct attribute *attribute = &results->attributes[i];
        struct attribute_head one = {.number = attribute->number};
        text_copy(one.name, sizeof one.name, attribute->name);
        one.text_bytes = attribute->text != NULL ? strlen(attribute->text) + 1 : 0;
        TRY(channel_send(channel, &one, sizeof one));
        if (attribute->text != NULL)
            TRY(channel_send(channel, attribute->text, one.text_bytes));
    }
    return 0;
}

static int take_text(struct channel *channel, const struct attribute_head *head, struct results *results)
{
    char *text = allocate(head->text_bytes, 1);
    int status = text == NULL ? EX_OSERR : channel_take(channel, head->name, text, head->text_bytes);
    if (status == 0 && !is_ended(text, head->text_bytes))
        status = fail(EX_DATAERR, "the attribute %s has no end", head->name);
    if (status == 0)
        status = results_add_text(results, head->name, text);
    free(text);
    return status;
}

static int take_attribute(struct channel *channel, struct results *results)
{
    struct attribute_head head;
    TRY(channel_take(channel, "an attribute", &head, sizeof head));
    if (!is_ended(head.name, sizeof head.name) || head.text_bytes > SNAPSHOT_MAX_TEXT_BYTES)
        return fail(EX_DATAERR, "an attribute has more than %d bytes", SNAPSHOT_MAX_TEXT_BYTES);
    return head.text_bytes > 0 ? take_text(channel, &head, results)
                               : results_add_number(results, head.name, head.number);
}

int snapshot_take_attributes(struct channel *channel, struct results *results)
{
    struct attributes_head head;
    TRY(channel_take(channel, "the attributes", &head, sizeof head));
    if (!is_ended(head.name, sizeof head.name) || !is_ended(head.title, sizeof head.title) ||
        !text_is_printable(head.name) || !text_is_printable(head.title))
        return fail(EX_DATAERR, "the study's name or title is not printable");
    text_copy(results->name, sizeof results->name, head.name);
    text_copy(results->title, sizeof results->title, head.title);
    results->stored_digest = head.digest;
    results->stored_checksum = head.checksum;
    for (int64_t i = 0; i < head.n; i++)
        TRY(take_attribute(channel, results));
    return 0;
}
