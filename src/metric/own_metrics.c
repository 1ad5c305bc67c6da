/* Metrics that studies define. */
#include "own_metrics.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row, and the texts that it points to. */
struct own_row {
    struct own_metric own;
    struct metric metric;
    char title[METRIC_TITLE], called[METRIC_TITLE], unit[METRIC_UNIT + 1], hits[METRIC_NAME + 8], of[METRIC_NAME + 8];
};

enum { OWN_ROWS = 28 };
static struct own_row rows[OWN_ROWS];
static size_t n_rows;
static struct metric_set in_use;

const struct metric *metric_own_at(size_t i)
{
    return i < n_rows ? &rows[i].metric : NULL;
}

void metrics_use(const struct metric_set *set)
{
    in_use = *set;
}

const struct metric_set *metrics_in_use(void)
{
    return &in_use;
}

/* ---- Definitions ---- */

static bool is_same(const struct own_metric *a, const struct own_metric *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->title, b->title) == 0 && strcmp(a->unit, b->unit) == 0 &&
           a->kind == b->kind && a->less_is_better == b->less_is_better && a->least == b->least && a->most == b->most &&
           a->time == b->time;
}

/* Columns of tables and arrays of study.h5 whose names say something else. */
bool metric_name_is_free(const char *name)
{
    static const char *const names[] = {
        "against",       "chance",
        "correct",       "correlation",
        "crashed",       "difference",
        "diverged",      "epoch",
        "evaluation",    "failed",
        "figures",       "held_out_accuracy",
        "held_out_loss", "identity",
        "improvement",   "interquartile_mean",
        "item_index",    "item_values",
        "max",           "mean",
        "median",        "metric",
        "min",           "missing",
        "model",         "model_title",
        "out_of_memory", "p",
        "paired",        "pairs",
        "reason",        "repeat",
        "repeats",       "sd",
        "sequences",     "status",
        "table",         "timed_out",
        "traced",        "train_accuracy",
        "train_loss",    "train_seconds",
        "variance",      "varied",
        "verdict",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return false;
    const struct metric *built_in = metric_built_in(name);
    return built_in == NULL || built_in->source == METRIC_EVALUATED;
}

/* "Top 5 accuracy", and "top 5 accuracy" in a sentence. */
static void set_texts(struct own_row *row)
{
    const struct own_metric *own = &row->own;
    text_copy(row->title, sizeof row->title, own->title[0] != '\0' ? own->title : own->name);
    for (char *c = row->title; own->title[0] == '\0' && *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    text_copy(row->called, sizeof row->called, row->title);
    row->title[0] = (char)toupper((unsigned char)row->title[0]);
    if (own->title[0] == '\0' || islower((unsigned char)row->called[1]))
        row->called[0] = (char)tolower((unsigned char)row->called[0]);
    if (own->unit[0] != '\0')
        snprintf(row->unit, sizeof row->unit, " %s", own->unit);
    size_t hits = 0, of = 0;
    text_append(row->hits, sizeof row->hits, &hits, "%s_hits", own->name);
    text_append(row->of, sizeof row->of, &of, "%s_of", own->name);
}

static void set_row(struct own_row *row, const struct own_metric *own)
{
    bool counts = own->kind == METRIC_COUNTS, is_percent = counts || strcmp(own->unit, "%") == 0;
    row->own = *own;
    set_texts(row);
    row->metric = (struct metric){
        .name = row->own.name,
        .title = row->title,
        .called = row->called,
        .meaning = row->title,
        .on_axis = row->called,
        .caption = row->title,
        .kind = own->kind,
        .less_is_better = own->less_is_better,
        .least = is_percent ? 0 : own->least,
        .most = is_percent ? 100 : own->most,
        .unit = counts ? " %" : row->unit,
        .unit_of_difference = is_percent ? " points" : row->unit,
        .counted = counts ? "items" : NULL,
        .hits = counts ? row->hits : NULL,
        .of = counts ? row->of : NULL,
        .outside_digest = own->time != METRIC_NO_TIME,
        .time = own->time,
    };
}

int metrics_define(const struct own_metric *own, struct metric_set *set)
{
    size_t i = 0;
    if (!metric_name_is_free(own->name))
        return fail(EX_CONFIG, "%s means something else in tables and files: give the metric another name", own->name);
    for (size_t k = 0; k < set->n; k++)
        if (strcmp(set->rows[k]->name, own->name) == 0)
            return fail(EX_CONFIG, "two metrics are named '%s'", own->name);
    while (i < n_rows && !is_same(&rows[i].own, own))
        i++;
    if (i == OWN_ROWS || set->n == METRICS_OWN_MOST)
        return fail(EX_CONFIG, "there are more than %d metrics", i == OWN_ROWS ? OWN_ROWS : METRICS_OWN_MOST);
    if (i == n_rows)
        set_row(&rows[n_rows++], own);
    set->rows[set->n++] = &rows[i].metric;
    return 0;
}

/* ---- As text ---- */

static const char *const kind_words[] = {
    [METRIC_COUNTS] = "counts", [METRIC_BOUNDED] = "bounded", [METRIC_POSITIVE] = "positive", [METRIC_REAL] = "real"};

static const char *const time_words[] = {
    [METRIC_NO_TIME] = "", [METRIC_WALL_TIME] = "seconds", [METRIC_CPU_TIME] = "cpu_seconds"};

static const struct own_metric *own_of(const struct metric *metric)
{
    size_t i = 0;
    while (&rows[i].metric != metric)
        i++;
    return &rows[i].own;
}

char *metrics_as_text(const struct metric_set *set)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return NULL;
    for (size_t i = 0; i < set->n; i++) {
        const struct own_metric *own = own_of(set->rows[i]);
        fprintf(stream, "%s\t%s\t%s\t%.17g\t%.17g\t%s\t%s%s%s\n", own->name, kind_words[own->kind],
                own->less_is_better ? "lower" : "higher", own->least, own->most, own->unit, own->title,
                own->time != METRIC_NO_TIME ? "\t" : "", time_words[own->time]);
    }
    if (fclose(stream) == 0)
        return text;
    free(text);
    return NULL;
}

/* Bounds may be infinite. */
static bool take_bound(const char *text, double *out)
{
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && !isnan(*out);
}

/* The next of a line's fields, which end with tabs. */
static bool take_field(const char **line, char *out, size_t size)
{
    size_t length = strcspn(*line, "\t\n");
    if (length >= size)
        return false;
    memcpy(out, *line, length);
    out[length] = '\0';
    *line += length + (*(*line + length) != '\0');
    return text_is_printable(out);
}

/* Times alone have this field: earlier versions knew none. */
static bool take_time(const char **line, enum metric_time *out)
{
    char word[METRIC_NAME] = "";
    bool is_there = (*line)[-1] == '\t';
    if (is_there && !take_field(line, word, sizeof word))
        return false;
    *out = METRIC_NO_TIME;
    while (*out <= METRIC_CPU_TIME && strcmp(time_words[*out], word) != 0)
        (*out)++;
    return *out <= METRIC_CPU_TIME && is_there == (*out != METRIC_NO_TIME);
}

static bool take_metric(const char **line, struct own_metric *out)
{
    char kind[METRIC_NAME], better[METRIC_NAME], least[METRIC_UNIT * 2], most[METRIC_UNIT * 2];
    *out = (struct own_metric){.kind = METRIC_COUNTS};
    bool is_whole = take_field(line, out->name, sizeof out->name) && take_field(line, kind, sizeof kind) &&
                    take_field(line, better, sizeof better) && take_field(line, least, sizeof least) &&
                    take_field(line, most, sizeof most) && take_field(line, out->unit, sizeof out->unit) &&
                    take_field(line, out->title, sizeof out->title) && take_time(line, &out->time);
    if (!is_whole || !text_is_name(out->name) || !take_bound(least, &out->least) || !take_bound(most, &out->most))
        return false;
    while (out->kind <= METRIC_REAL && strcmp(kind_words[out->kind], kind) != 0)
        out->kind++;
    out->less_is_better = strcmp(better, "lower") == 0;
    return out->kind <= METRIC_REAL && (out->less_is_better || strcmp(better, "higher") == 0);
}

int metrics_from_text(const char *text, struct metric_set *set)
{
    *set = (struct metric_set){0};
    while (*text != '\0') {
        struct own_metric own;
        if (!take_metric(&text, &own))
            return fail(EX_DATAERR, "its metrics are not written as attnbench writes them");
        if (metrics_define(&own, set) != 0) {
            char why[256];
            text_copy(why, sizeof why, error_message());
            return fail(EX_DATAERR, "its metrics: %s", why);
        }
    }
    return 0;
}
