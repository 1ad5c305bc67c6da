/* Settings that all studies have, whatever their trials are, and the whole table of them. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/setting_rows.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/study/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

CHOICES(saved_repeats, "first", "all", "none")
CHOICES(untils, "narrow", "decided")
CHOICES(spendings, "pocock", "obrien_fleming", "one_level") /* spending_words of looks.h */
CHOICES(varied, "init", "data", "order")                    /* as enum varied */

CHOICES(truths, "false", "true")
CHOICES(directions, "higher", "lower")
CHOICES(times, "seconds", "cpu_seconds") /* as enum metric_time, from METRIC_WALL_TIME on */

#define STUDY(field) FIELD(struct study, field)
#define CLAIM(field) FIELD(struct claim, field)
#define METRIC(field) FIELD(struct stated_metric, field)

/* The i-th metric that an evaluation gives. */
static const char *measured(size_t i)
{
    const char *name;
    for (size_t k = 0; (name = metric_name(k)) != NULL; k++)
        if (metric_find(name)->source == METRIC_EVALUATED && i-- == 0)
            return name;
    return NULL;
}

/* A row with neither a default nor SETTING_REQUIRED defaults to the name that stands in its section. A default that
 * has been released never changes: stored trials do not hold what stood at its default (settings_hash). So a new key's
 * default must be what the program did before. */
static const struct setting first[] = {
    {"", "name", SETTING_NAME, SETTING_REQUIRED | SETTING_LABEL, STUDY(name), NO_BOUNDS, NULL,
     "names the study and its folder, results/<name>"},
    {"", "title", SETTING_TEXT, SETTING_LABEL, STUDY(title), NO_BOUNDS, NULL, "what tables and charts show"},
    {"", "seed", SETTING_INTEGER, 0, STUDY(seed), 0, 0x1p53, NULL, "1", "names the random streams"},
    {"", "repeats", SETTING_INTEGER, 0, STUDY(repeats), 1, 100000, NULL, "10", "trials of each model in each cell"},
    {"", "metric", SETTING_WORD, SETTING_OPTIONAL, STUDY(metric), 0, 0, measured, NULL,
     "what tables, charts and adaptive repeats are about; accuracy, or rmse where values are real"},
    {"", "reached", SETTING_FIGURE, SETTING_OPTIONAL, STUDY(reached_stated), NO_BOUNDS, NULL,
     "the metric's figure that trainings should reach; reports say which share does (in claims: metric reached)"},
    {"", "save_models", SETTING_WORD, 0, STUDY(save_models), 0, 0, saved_repeats, "first",
     "keep the trained weights of repeat 0, of all repeats, or of none"},

    {"", "folder", SETTING_TEXT, SETTING_LABEL | SETTING_OPTIONAL, STUDY(folder), NO_BOUNDS, NULL,
     "where commands start; the folder of the study file when it is not given"},
    {"", "vary", SETTING_WORDS, 0, STUDY(vary), 0, 0, varied, "init, data, order",
     "what differs between repeats: initial weights, sequence pairs, their order; the rest is as in repeat 0"},

    {"adaptive", "max", SETTING_INTEGER, 0, STUDY(adaptive.max), 0, 100000, NULL, "0",
     "most repeats of a cell whose intervals are still wider than half_width; 0: no more than repeats"},
    {"adaptive", "half_width", SETTING_REAL, 0, STUDY(adaptive.half_width), 1e-6, 1e6, NULL, "2",
     "the interval of a model's mean is narrow enough with this half-width (at a look), in points or the metric's "
     "unit"},
    {"adaptive", "interval", SETTING_WORD, SETTING_OPTIONAL | SETTING_FIRST, STUDY(adaptive.interval), 0, 0,
     interval_word, NULL,
     "the interval that is to be so narrow; any_shape: the one that holds whatever the trainings are"},

    {"adaptive", "until", SETTING_WORD, SETTING_OPTIONAL | SETTING_FIRST, STUDY(adaptive.until), 0, 0, untils, NULL,
     "when a cell has enough repeats: intervals of means are narrow; or all claims, without claims all comparisons "
     "with the first model, are decided"},
    {"adaptive", "spending", SETTING_WORD, SETTING_OPTIONAL | SETTING_FIRST, STUDY(adaptive.spending), 0, 0, spendings,
     NULL, "how the 5 % of error are shared among the looks; a folder's own stays where it is left out"},

    {"models", "name", SETTING_NAME, SETTING_REQUIRED | SETTING_LABEL, TRIAL(model.name), NO_BOUNDS, NULL,
     "what tables show; no two models share one"},
    {"models", "title", SETTING_TEXT, SETTING_LABEL, TRIAL(model.title), NO_BOUNDS, NULL,
     "a longer name, in lists of models on top of a report, tables for a paper, and JSON; elsewhere stands the name"},
    {"models", "kind", SETTING_WORD, 0, TRIAL(model.kind), 0, 0, trial_model_word, NULL,
     "the model: its decoder, or a transformer"},
    {.key = NULL},
};

/* These come behind those of the kinds. */
static const struct setting last[] = {
    {"metrics", "name", SETTING_NAME, SETTING_REQUIRED, METRIC(name), NO_BOUNDS, NULL,
     "a metric of the study's own, as results and claims call it"},
    {"metrics", "title", SETTING_TEXT, SETTING_OPTIONAL, METRIC(title), NO_BOUNDS, NULL,
     "what tables and charts call it"},
    {"metrics", "unit", SETTING_TEXT, SETTING_OPTIONAL, METRIC(unit), NO_BOUNDS, NULL,
     "what stands behind its numbers; % for numbers from 0 to 100"},
    {"metrics", "counts", SETTING_WORD, 0, METRIC(counts), 0, 0, truths, "false",
     "it is a count, k of n, shown in percent"},
    {"metrics", "better", SETTING_WORD, 0, METRIC(better), 0, 0, directions, "higher", "which way is better"},
    {"metrics", "least", SETTING_FIGURE, SETTING_OPTIONAL, METRIC(least), NO_BOUNDS, NULL, "the least that it can be"},
    {"metrics", "most", SETTING_FIGURE, SETTING_OPTIONAL, METRIC(most), NO_BOUNDS, NULL, "the most that it can be"},
    {"metrics", "margin", SETTING_FIGURE, SETTING_OPTIONAL, METRIC(margin), NO_BOUNDS, NULL,
     "a difference that does not matter, for claims of `within margin`"},
    {"metrics", "collect", SETTING_TEXT, SETTING_OPTIONAL, METRIC(collect), NO_BOUNDS, NULL,
     "regular expression for its number in standard output, such as took ([0-9.]+) s; the last match counts"},
    {"metrics", "measure", SETTING_WORD, SETTING_OPTIONAL, METRIC(measure), 0, 0, times, NULL,
     "it is the time of each training or program, measured by attnbench: by the clock, or of processors"},
    {"models", "vary", SETTING_WORDS, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(model.vary), 0, 0, varied, NULL,
     "vary of this model, instead of the one at the top level"},
    {"claims", "text", SETTING_TEXT, SETTING_REQUIRED, CLAIM(text), NO_BOUNDS, NULL, "a claim that the study tests"},
    {"claims", "source", SETTING_TEXT, SETTING_OPTIONAL, CLAIM(source), NO_BOUNDS, NULL, "who makes it"},
    {"claims", "published", SETTING_FIGURES, SETTING_OPTIONAL, CLAIM(published_stated), NO_BOUNDS, NULL,
     "the figure published, in the metric's unit, or its repeats, with which ours are compared"},
    {"claims", "metric", SETTING_WORD, 0, CLAIM(metric), 0, 0, metric_name, "accuracy",
     "what it speaks of, as a mean over repeats: percent, epochs, or without a unit"},
    {"claims", "model", SETTING_NAME, SETTING_OPTIONAL, CLAIM(model), NO_BOUNDS, NULL, "whose mean is meant"},
    {"claims", "against", SETTING_NAME, SETTING_OPTIONAL, CLAIM(against), NO_BOUNDS, NULL,
     "the model whose mean is subtracted"},
    {"claims", "expect", SETTING_TEXT, SETTING_REQUIRED, CLAIM(stated), NO_BOUNDS, NULL,
     "such as mean >= 95, attention - baseline > 0 or attention - baseline within 2, no further apart than that"},
    {"claims", "interval", SETTING_WORD, SETTING_OPTIONAL | SETTING_FIRST, CLAIM(interval), 0, 0, interval_word, NULL,
     "by which it is judged; any_shape: the one that holds whatever the trainings are, of percentages"},
    {.key = NULL},
};

static const struct setting *find_in(const struct setting *table, const char *section, const char *key)
{
    for (const struct setting *s = table; s->key != NULL; s++)
        if (strcmp(s->section, section) == 0 && strcmp(s->key, key) == 0)
            return s;
    return NULL;
}

/* Adds the section's rows that are not there yet: kinds may share some. */
static size_t add_rows(struct setting *all, size_t n, const char *section, const struct setting *table)
{
    for (const struct setting *s = table; s->key != NULL; s++)
        if (strcmp(s->section, section) == 0 && find_in(all, section, s->key) == NULL)
            all[n++] = *s;
    return n;
}

enum { ROWS_MOST = 128 };
static struct setting all[ROWS_MOST + STUDY_MAX_PARAMETERS + 1];
static size_t n_rows, n_parameters;  /* of all: those of parameters come last */
static unsigned of_kinds[ROWS_MOST]; /* bit k: trials of the k-th kind have the row */

/* What would take a search each time it is asked. */
static void note_facts(struct setting *row)
{
    const struct setting *training = setting_find("training", row->key);
    if (strcmp(row->section, "models") == 0 && training != NULL && training->offset == row->offset)
        row->flags |= SETTING_OWN;
    bool of_all = find_in(first, row->section, row->key) != NULL || find_in(last, row->section, row->key) != NULL;
    for (size_t k = 0; trial_kind_at(k) != NULL; k++)
        if (of_all || find_in(trial_kind_at(k)->settings, row->section, row->key) != NULL)
            of_kinds[row - all] |= 1U << k;
}

const struct setting *study_settings(void)
{
    static const char *const sections[] = {"",       "adaptive", "metrics",  "task",
                                           "models", "training", "evaluate", "claims"};
    if (all[0].key != NULL)
        return all;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        n_rows = add_rows(all, n_rows, sections[i], first);
        for (size_t k = 0; trial_kind_at(k) != NULL; k++)
            n_rows = add_rows(all, n_rows, sections[i], trial_kind_at(k)->settings);
        n_rows = add_rows(all, n_rows, sections[i], last);
    }
    for (size_t i = 0; i < n_rows; i++)
        note_facts(&all[i]);
    return all;
}

/* ---- Parameters: settings of any name ---- */

bool setting_is_parameter(const struct setting *setting)
{
    return setting->type == SETTING_VALUE;
}

const struct setting *setting_parameter(const char *name, bool add)
{
    static char names[STUDY_MAX_PARAMETERS][STUDY_NAME];
    const struct setting *found = setting_find("parameters", name);
    if (found != NULL || !add || n_parameters == STUDY_MAX_PARAMETERS)
        return found;
    text_copy(names[n_parameters], STUDY_NAME, name);
    all[n_rows] =
        (struct setting){.section = "parameters",
                         .key = names[n_parameters],
                         .type = SETTING_VALUE,
                         .flags = SETTING_OPTIONAL,
                         .offset = offsetof(struct trial_settings, parameters) + n_parameters * sizeof(struct value),
                         .size = sizeof(struct value),
                         .help = "a parameter of a command"};
    n_parameters++;
    return &all[n_rows++];
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct setting *const *)a)->key, (*(const struct setting *const *)b)->key);
}

size_t setting_parameters(const struct setting *out[static STUDY_MAX_PARAMETERS])
{
    size_t first_row = n_rows - n_parameters;
    for (size_t i = 0; i < n_parameters; i++)
        out[i] = &all[first_row + i];
    qsort(out, n_parameters, sizeof *out, by_name);
    return n_parameters;
}

const struct setting *setting_find(const char *section, const char *key)
{
    return find_in(study_settings(), section, key);
}

/* ---- What a kind of trial has ---- */

/* "models.cell is gru, but task.name echo has none: leave it out" */
static int refuse_setting(const struct setting *setting, const struct setting *decides,
                          const struct trial_settings *settings)
{
    char value[STUDY_TEXT], decided[STUDY_TEXT], label[SETTING_LABEL_BYTES], of[SETTING_LABEL_BYTES];
    setting_print(setting, settings, value, sizeof value);
    setting_print(decides, settings, decided, sizeof decided);
    return fail(EX_CONFIG, "%s is %s, but %s %s has none: leave it out", setting_label(setting, label), value,
                setting_label(decides, of), decided);
}

bool setting_is_of_kind(const struct setting *setting, const struct trial_kind *kind)
{
    if (setting_is_parameter(setting))
        return kind->has_parameters;
    for (size_t k = 0; trial_kind_at(k) != NULL; k++)
        if (trial_kind_at(k) == kind)
            return (of_kinds[setting - all] >> k & 1U) != 0;
    return find_in(kind->settings, setting->section, setting->key) != NULL; /* of no table */
}

/* What stands in task, training and evaluate is there for all models: a command may go by it or not. */
static bool is_for_all(const struct setting *setting, const struct trial_kind *kind)
{
    return (kind->has_parameters || kind->is_untrained) &&
           (strcmp(setting->section, "models") != 0 || setting_is_own(setting));
}

int settings_check_had(const struct trial_settings *settings, const struct trial_kind *kind)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_TRIAL && !setting_is_of_kind(s, kind) && !is_for_all(s, kind) &&
            !setting_is_default(s, settings))
            return refuse_setting(s, setting_find("models", "kind"), settings);
    for (const struct setting_condition *c = kind->conditions; c != NULL && c->key != NULL; c++) {
        if (c->has != NULL ? c->has(settings) : trial_has_option(settings, c->option))
            continue;
        const struct setting *setting = setting_find(c->section, c->key);
        if (!setting_is_default(setting, settings))
            return refuse_setting(setting, setting_find(c->decides_section, c->decides_key), settings);
    }
    return 0;
}
