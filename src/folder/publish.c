#include "attnbench/folder/publish.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/adaptive.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/attention_weights.h"
#include "publish_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Dimensions ---- */

static int set_models(const struct study *study, struct dimension *out)
{
    size_t n = (size_t)study->n_models;
    text_copy(out->name, sizeof out->name, "model");
    out->count = n;
    out->labels = allocate(n, sizeof *out->labels);
    out->titles = allocate(n, sizeof *out->titles);
    if (out->labels == NULL || out->titles == NULL)
        return EX_OSERR;
    for (size_t m = 0; m < n; m++) {
        text_copy(out->labels[m], sizeof out->labels[m], study->models[m].model.name);
        text_copy(out->titles[m], sizeof out->titles[m], study->models[m].model.title);
    }
    return 0;
}

/* values NULL: 0, 1, … */
static int set_axis(struct dimension *out, const char *name, const struct value *values, size_t count)
{
    text_copy(out->name, sizeof out->name, name);
    out->count = count;
    out->values = allocate(count, sizeof *out->values);
    if (out->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < count; i++)
        out->values[i] = values != NULL ? values[i] : value_integer((int64_t)i);
    return 0;
}

/* Its key, unless an array has that name. */
static int set_axis_of(struct dimension *out, const struct axis *axis, const struct metric_set *own)
{
    char name[RESULTS_LABEL];
    const struct setting *setting = axis->setting;
    bool is_taken = results_has_array(setting->key, own);
    snprintf(name, sizeof name, "%s%s%s", is_taken ? setting->section : "", is_taken ? "_" : "", setting->key);
    return set_axis(out, name, axis->values, (size_t)axis->count);
}

/* What it has while the journal has nothing of it. */
static int8_t status_without(const struct study *study, const struct adaptive *adaptive, const struct trial *trial)
{
    return study_excludes(study, trial->cell) ? TRIAL_EXCLUDED
           : adaptive_wants(adaptive, trial)  ? TRIAL_MISSING
                                              : TRIAL_NOT_WANTED;
}

static int set_dimensions(const struct study *study, const struct adaptive *adaptive, struct results *results)
{
    struct dimension *next = results->dimensions;
    results->own = study->own;
    results->n_dimensions = study->n_axes + 2; /* counted before they are filled, so that all are freed */
    text_copy(results->name, sizeof results->name, study->name);
    text_copy(results->title, sizeof results->title, study->title);
    TRY(set_models(study, next++));
    for (int a = 0; a < study->n_axes; a++)
        TRY(set_axis_of(next++, &study->axes[a], &study->own));
    TRY(set_axis(next, "repeat", NULL, study_max_repeats(study)));
    TRY(results_allocate(results));
    results->metric = study_metric(study);
    results->every = study->models[0].evaluate.every; /* the same for all */
    for (size_t i = 0; i < results->n_trials; i++) {
        struct trial trial = study_trial_unhashed(study, i);
        results->status[i] = status_without(study, adaptive, &trial);
        results->identity[i] = results->status[i] == TRIAL_MISSING ? trial.identity : RESULTS_NOT_WANTED;
        results->chance[i] = results->status[i] == TRIAL_EXCLUDED ? NAN
                             : trial.repeat == 0                  ? trial_chance(&trial.settings)
                                                                  : results->chance[i - 1];
    }
    return 0;
}

/* ---- Publishing ---- */

static int add_study(const struct study *study, struct results *results)
{
    char *text = study_as_text(study);
    if (text == NULL)
        return EX_OSERR;
    int status = results_add_text(results, RESULTS_STUDY, text);
    free(text);
    return status;
}

static int add_metrics(const struct study *study, struct results *results)
{
    TRY(results_add_text(results, RESULTS_METRIC, study_metric(study)->name));
    if (study->own.n == 0)
        return 0;
    char *text = metrics_as_text(&study->own);
    int status = text == NULL ? fail(EX_OSERR, "no memory for the metrics") : 0;
    if (status == 0)
        status = results_add_text(results, RESULTS_METRICS, text);
    free(text);
    return status;
}

static int add_varied(const struct study *study, struct results *results)
{
    char text[STUDY_MAX_MODELS * STUDY_TEXT] = "", line[STUDY_TEXT];
    size_t used = 0;
    bool all = true;
    for (int model = 0; model < study->n_models; model++) {
        int64_t vary = study_vary(study, model);
        all = all && (vary & VARY_DATA) != 0 && vary == study_may_vary(&study->models[model]);
        text_append(text, sizeof text, &used, "%s%s", model > 0 ? "; " : "",
                    study_varied(study, model, line, sizeof line));
    }
    return all ? 0 : results_add_text(results, RESULTS_VARY, text);
}

/* Those of one level as ever. */
static int add_looks(const struct study *study, const struct look_plan *plan, struct results *results)
{
    char text[LOOKS_MOST * 24] = "";
    size_t used = 0;
    TRY(results_add_number(results, RESULTS_LOOKS, (double)plan->n));
    for (size_t i = 0; i < plan->n; i++)
        text_append(text, sizeof text, &used, "%s%lld", i > 0 ? ", " : "", (long long)plan->repeats[i]);
    if (plan->spending != SPENDING_ONE_LEVEL) {
        TRY(results_add_text(results, RESULTS_SPENDING, spending_words[plan->spending]));
        TRY(results_add_text(results, RESULTS_LOOKS_AT, text));
    }
    if (strcmp(study->adaptive.interval, INTERVAL_ANY_SHAPE) == 0)
        TRY(results_add_text(results, RESULTS_INTERVAL, INTERVAL_ANY_SHAPE));
    return study_until_decided(study) ? 0 : results_add_number(results, RESULTS_HALF_WIDTH, study->adaptive.half_width);
}

/* The study with as many repeats as its cells want at most: what study.h5 shows. */
static int shown_study(const struct study *study, const struct journal *journal, struct study *shown,
                       struct adaptive *adaptive)
{
    TRY(adaptive_begin(study, journal, adaptive));
    *shown = *adaptive->study;
    if (study->adaptive.max > 0)
        shown->adaptive.max = adaptive_most_repeats(adaptive);
    return 0;
}

static int add_part(const struct journal *journal, struct results *results)
{
    struct part part;
    TRY(provenance_part(journal, &part));
    if (part.n == 0)
        return 0;
    TRY(results_add_number(results, RESULTS_PART, (double)part.k));
    return results_add_number(results, RESULTS_PARTS, (double)part.n);
}

static int fill(const struct study *study, const struct journal *journal, struct results *results)
{
    struct study *shown = allocate(1, sizeof *shown);
    struct adaptive adaptive = {0};
    int status = shown == NULL ? EX_OSERR : shown_study(study, journal, shown, &adaptive);
    if (status == 0)
        status = set_dimensions(shown, &adaptive, results);
    if (status == 0)
        status = add_study(study, results);
    if (status == 0)
        status = add_metrics(study, results);
    if (status == 0 && !isnan(study_reached(study)))
        status = results_add_number(results, RESULTS_REACHED, study_reached(study));
    if (status == 0)
        status = add_varied(study, results);
    if (status == 0 && trial_kind(&study->models[0])->is_given)
        status = results_add_text(results, RESULTS_PAIRED, study_has_pairs(study) ? "by name" : "no");
    if (status == 0 && adaptive.looks.n > 1)
        status = add_looks(study, &adaptive.looks, results);
    if (status == 0)
        status = provenance_add(journal, study_uses_openblas(study), results);
    if (status == 0)
        status = add_part(journal, results);
    adaptive_end(&adaptive);
    free(shown);
    return status;
}

int publish_trials(const struct study *study, const char *directory, const struct journal *journal)
{
    struct results *results = allocate(1, sizeof *results);
    if (results == NULL)
        return EX_OSERR;
    int status = fill(study, journal, results);
    if (status == 0)
        status = snapshot_write(directory, journal, results);
    results_free(results);
    free(results);
    return status;
}

/* What the weights say, for they stay behind. Where some cannot be read, a copy would hide that: there is none. Those
 * of a trial that diverged say nothing, and are not missed. */
static int load_attention(const char *directory, const struct study *study, struct results *results)
{
    const struct missing_weights *missing = NULL;
    TRY(results_load_attention(directory, study, results));
    if (results->weights_missing == NULL) /* no claim needs them */
        return 0;
    for (int model = 0; model < study->n_models; model++)
        if (results->weights_missing[model].is_unreadable)
            return fail(results->weights_missing[model].status, "%s", results->weights_missing[model].why);
        else if (results->weights_missing[model].why[0] != '\0')
            missing = &results->weights_missing[model];
    for (size_t i = 0; i < results->n_trials; i++)
        if (missing == NULL || !isnan(results->attention_last_3[i]))
            return 0;
    return fail(EX_NOINPUT, "%s: the study has a claim on attention_last_3, and a copy needs the weights for it: %s",
                directory, missing->why);
}

static int check_place(const char *directory, const char *copy)
{
    TRY(folder_make(copy));
    if (folder_is_same(directory, copy))
        return fail(EX_USAGE, "%s and %s are the same folder", directory, copy);
    if (!directory_has_no_journal(copy))
        return fail(EX_CANTCREAT, "%s holds the journal of a run: give another folder", copy);
    return 0;
}

static int write_copy(const char *directory, const struct journal *journal, const struct study *study,
                      struct results *shown, const char *copy, bool no_traces)
{
    struct results *results = allocate(1, sizeof *results);
    if (results == NULL)
        return EX_OSERR;
    int status = fill(study, journal, results);
    results->no_traces = no_traces;
    if (status == 0 && no_traces)
        status = results_add_text(results, RESULTS_NO_TRACES, "left out");
    if (status == 0 && results->n_trials != shown->n_trials)
        status = fail(EX_CANTCREAT, "%s has changed meanwhile: wait for the end of the run there", directory);
    if (status == 0) {
        results->attention_last_3 = shown->attention_last_3;
        shown->attention_last_3 = NULL;
        status = snapshot_write_copy(copy, journal, results);
    }
    results_free(results);
    free(results);
    return status;
}

/* Where files and commands lie on this machine means nothing on another. A file's name and checksum stay. */
static void leave_out_places(struct study *study)
{
    study->folder[0] = '\0';
    for (int model = 0; model < study->n_models; model++) {
        char *path = study->models[model].task.path, name[STUDY_TEXT];
        const char *slash = strrchr(path, '/');
        text_copy(name, sizeof name, slash != NULL ? slash + 1 : path);
        text_copy(path, STUDY_TEXT, name);
    }
}

int publish_copy(const char *directory, const char *copy, bool no_traces)
{
    struct study *study = allocate(1, sizeof *study);
    struct journal *journal = NULL;
    struct results shown = {0};
    int status = study == NULL ? EX_OSERR : results_open(directory, NULL, study, &shown);
    if (status == 0)
        status = load_attention(directory, study, &shown);
    if (status == 0)
        status = check_place(directory, copy);
    if (status == 0)
        status = directory_open(directory, &journal, study);
    if (status == 0) {
        leave_out_places(study);
        status = write_copy(directory, journal, study, &shown, copy, no_traces);
    }
    journal_close(journal);
    results_free(&shown);
    free(study);
    return status;
}

static bool shows_trials(const struct results *results, const struct study *shown, const struct adaptive *adaptive,
                         const struct journal *journal)
{
    bool same = results->n_trials == study_n_trials(shown);
    for (size_t i = 0; same && i < results->n_trials; i++) {
        struct trial trial = study_trial_unhashed(shown, i);
        const struct journal_entry *entry = journal_find(journal, trial.identity);
        int8_t status = status_without(shown, adaptive, &trial);
        same = results->status[i] == (status == TRIAL_MISSING && entry != NULL ? entry->status : status);
    }
    return same;
}

static bool shows_all(const struct results *results, const struct study *study, const struct journal *journal)
{
    char *text = study_as_text(study);
    const char *published = results_text(results, RESULTS_STUDY);
    struct study *shown = allocate(1, sizeof *shown);
    struct adaptive adaptive = {0};
    bool same = text != NULL && published != NULL && strcmp(text, published) == 0 && shown != NULL &&
                shown_study(study, journal, shown, &adaptive) == 0 && shows_trials(results, shown, &adaptive, journal);
    adaptive_end(&adaptive);
    free(shown);
    free(text);
    return same;
}

int publish_look(const struct study *study, const char *directory, const struct journal *journal, bool *current)
{
    struct results *results = allocate(1, sizeof *results);
    int status = results == NULL ? EX_OSERR : snapshot_read(directory, results);
    *current = status == 0 && shows_all(results, study, journal);
    if (status == 0)
        results_free(results);
    free(results);
    return status;
}

bool publish_is_current(const struct study *study, const char *directory, const struct journal *journal)
{
    bool current;
    if (publish_look(study, directory, journal, &current) == EX_DATAERR)
        say_made_again(error_message());
    return current;
}
