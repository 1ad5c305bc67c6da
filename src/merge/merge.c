#include "attnbench/merge/merge.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/folder/publish.h"
#include "attnbench/store/model_file.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/saved_models.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One trial as a folder has it, or as the joined study wants it. */
struct sighting {
    uint64_t identity, settings_hash;
    uint64_t figures, items;       /* hashes; 0: it has none */
    const char *directory;         /* NULL: the joined study */
    const struct metric *metric;   /* of which that figure is; NULL: all of them are hashed */
    const struct metric *of_items; /* NULL: nothing says it */
};

struct merge {
    const char *directory; /* the result */
    const char *const *others;
    size_t n_others;
    uint64_t *bytes;                    /* (n_others): of their journals when they were compared */
    struct journal *journal;            /* of the result; NULL: it is not there yet */
    struct study *study;                /* joined */
    char openblas[PROVENANCE_OPENBLAS]; /* of the first folder with trials by it; "" before */
    struct sighting *sightings;
    size_t n_sightings, room;
    unsigned char *buffer;
    size_t buffer_bytes;
};

/* ---- What belongs together ---- */

static int join_study(struct merge *merge, const char *directory, const struct journal *journal)
{
    struct study *study = allocate(1, sizeof *study);
    if (study == NULL)
        return EX_OSERR;
    int status = directory_parse(directory, "journal", journal_study(journal), study);
    if (status == 0 && merge->study->n_models == 0)
        *merge->study = *study;
    else if (status == 0 && study_join(merge->study, study) != 0) {
        char why[512];
        text_copy(why, sizeof why, error_message());
        status = fail(EX_CONFIG, "%s does not belong to the same study as %s: %s", directory,
                      merge->journal != NULL ? merge->directory : merge->others[0], why);
    }
    free(study);
    return status;
}

/* What is equal has one hash: all NaN are, and so are 0 and -0. */
static uint64_t hash_real(uint64_t hash, double x)
{
    x = isnan(x) ? (double)NAN : x + 0.0;
    return hash_bytes(hash, &x, sizeof x);
}

static uint64_t hash_trace(uint64_t hash, const float *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        hash = hash_real(hash, (double)x[i]);
    return hash;
}

/* Added, as figures may come in any order. */
static uint64_t hash_figure(const struct figure *figure)
{
    const int32_t of_counts[] = {figure->hits, figure->of};
    if (figure->metric->outside_digest)
        return 0;
    uint64_t hash = hash_text(HASH_START, figure->metric->name);
    hash = hash_bytes(hash, of_counts, sizeof of_counts);
    return hash_real(hash, figure->value);
}

/* 0 without items: those of earlier versions have none. */
static uint64_t hash_items(const struct trial_result *result)
{
    uint64_t hash = result->n_items > 0 ? HASH_START : 0;
    for (int32_t i = 0; i < result->n_items; i++)
        hash = hash_real(hash, (double)result_item(result, i));
    return hash;
}

/* The bits of a trial's figures that a digest covers; not times and who ran it. */
static uint64_t hash_figures(const struct trial_result *result)
{
    const int32_t counts[] = {result->status, result->epochs, result->evaluations, result->sequences};
    uint64_t hash = hash_bytes(HASH_START, counts, sizeof counts);
    for (int32_t i = 0; i < result->n_figures; i++)
        hash += hash_figure(&result->figures[i]);
    hash = hash_trace(hash, result->train_loss, result->epochs);
    hash = hash_trace(hash, result->train_accuracy, result->epochs);
    hash = hash_trace(hash, result->held_out_loss, result->evaluations);
    return hash_trace(hash, result->held_out_accuracy, result->evaluations);
}

static int add_sighting(struct merge *merge, struct sighting sighting)
{
    if (merge->n_sightings == merge->room) {
        size_t room = 2 * merge->room + 1024;
        void *grown = reallocarray(merge->sightings, room, sizeof *merge->sightings);
        if (grown == NULL)
            return fail(EX_OSERR, "no memory to compare %zu trials", room);
        merge->sightings = grown;
        merge->room = room;
    }
    merge->sightings[merge->n_sightings++] = sighting;
    return 0;
}

/* Imported results may come in tables of a metric each, so each figure counts by itself. */
static bool is_given(const struct merge *merge)
{
    return trial_kind(&merge->study->models[0])->is_given;
}

static int see_figures(struct merge *merge, struct sighting sighting, const struct trial_result *result)
{
    sighting.items = hash_items(result);
    sighting.of_items = result_item_metric(result);
    if (!is_given(merge)) {
        sighting.figures = hash_figures(result);
        return add_sighting(merge, sighting);
    }
    for (int32_t i = 0; i < result->n_figures; i++) {
        sighting.metric = result->figures[i].metric;
        sighting.figures = hash_figure(&result->figures[i]);
        TRY(add_sighting(merge, sighting));
    }
    return 0;
}

static int see_trials(struct merge *merge, const char *directory, const struct journal *journal)
{
    for (size_t i = 0; i < journal_n_trials(journal); i++) {
        const struct journal_entry *entry = journal_entry(journal, i);
        struct sighting sighting = {entry->identity, entry->settings_hash, 0, 0, directory, NULL, NULL};
        struct trial_result result;
        if (!trial_has_figures(entry->status))
            continue;
        TRY(journal_read(journal, entry, &merge->buffer, &merge->buffer_bytes, &result));
        TRY(see_figures(merge, sighting, &result));
    }
    return 0;
}

static int see_wanted(struct merge *merge)
{
    for (size_t i = 0; i < study_n_trials(merge->study); i++) {
        struct trial trial = study_trial(merge->study, i);
        if (!study_excludes(merge->study, trial.cell))
            TRY(add_sighting(merge, (struct sighting){trial.identity, trial.settings_hash, 0, 0, NULL, NULL, NULL}));
    }
    return 0;
}

/* The joined study's first, then metric by metric. */
static int by_identity(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;
    if (x->identity != y->identity)
        return x->identity > y->identity ? 1 : -1;
    if (x->directory == NULL || y->directory == NULL || x->metric == y->metric)
        return (x->directory != NULL) - (y->directory != NULL);
    return metric_index(x->metric) > metric_index(y->metric) ? 1 : -1;
}

static const char *name_trial(const struct study *study, uint64_t identity, char *buffer, size_t size)
{
    snprintf(buffer, size, "a trial that is not part of the study");
    for (size_t i = 0; i < study_n_trials(study); i++) {
        struct trial trial = study_trial_unhashed(study, i);
        if (trial.identity == identity)
            study_trial_text(study, &trial, buffer, size);
    }
    return buffer;
}

static int fail_settings(const struct merge *merge, const struct sighting *first, const struct sighting *other)
{
    char name[512];
    name_trial(merge->study, other->identity, name, sizeof name);
    if (first->directory == NULL)
        return fail(EX_CONFIG, "%s: %s was made with other settings than the study has now", other->directory, name);
    return fail(EX_CONFIG, "%s was made with other settings in %s than in %s", name, first->directory,
                other->directory);
}

/* The metric is that of the one figure that differs, NULL where it is of all. */
static int fail_figures(const struct merge *merge, const char *what, const struct metric *metric,
                        const struct sighting *first, const struct sighting *other)
{
    const char *advice =
        is_given(merge) ? "correct the tables, and import them again" : "attnbench verify tells which are right";
    char name[512];
    name_trial(merge->study, other->identity, name, sizeof name);
    return fail(EX_DATAERR, "%s has %s %s in %s than in %s: %s", name, metric != NULL ? "another" : "other",
                metric != NULL ? metric->name : what, first->directory, other->directory, advice);
}

/* Other items of one metric, or items of another one. */
static int fail_items(const struct merge *merge, const struct sighting *first, const struct sighting *other)
{
    char name[512];
    if (first->of_items == NULL || other->of_items == NULL || first->of_items == other->of_items)
        return fail_figures(merge, "items", NULL, first, other);
    name_trial(merge->study, other->identity, name, sizeof name);
    return fail(EX_DATAERR, "%s has items of %s in %s and of %s in %s: a result can have items of one metric alone",
                name, first->of_items->name, first->directory, other->of_items->name, other->directory);
}

/* All that is said of one trial must agree: its settings, and its figures and items where it has any. */
static int compare_sightings(struct merge *merge)
{
    TRY(see_wanted(merge));
    if (merge->n_sightings == 0)
        return 0;
    qsort(merge->sightings, merge->n_sightings, sizeof *merge->sightings, by_identity);
    const struct sighting *first = merge->sightings, *with_figures = NULL, *with_items = NULL;
    for (size_t i = 0; i < merge->n_sightings; i++) {
        const struct sighting *sighting = &merge->sightings[i];
        if (i == 0 || first->identity != sighting->identity) {
            first = sighting;
            with_figures = with_items = NULL;
        }
        if (first->settings_hash != sighting->settings_hash)
            return fail_settings(merge, first, sighting);
        if (sighting->figures != 0 && with_figures != NULL && with_figures->metric == sighting->metric &&
            with_figures->figures != sighting->figures)
            return fail_figures(merge, "figures", sighting->metric, with_figures, sighting);
        if (sighting->items != 0 && with_items != NULL && with_items->items != sighting->items)
            return fail_items(merge, with_items, sighting);
        with_figures = sighting->figures != 0 ? sighting : with_figures;
        with_items = sighting->items != 0 ? sighting : with_items;
    }
    return 0;
}

/* Calls `act` for each file of weights in the directory that the result lacks, with its path and that of its copy.
 * Without a folder of models there are none. */
static int for_each_model(const struct merge *merge, const char *directory,
                          int (*act)(const struct merge *, const char *source, const char *copy))
{
    char from[PATH_MAX], to[PATH_MAX], source[PATH_MAX], copy[PATH_MAX];
    struct dirent **entries = NULL;
    TRY(path_join(from, sizeof from, directory, "models"));
    TRY(path_join(to, sizeof to, merge->directory, "models"));
    int n = scandir(from, &entries, is_stored_model, alphasort), status = 0;
    if (n < 0 && errno != ENOENT)
        return fail(EX_IOERR, "cannot read %s: %s", from, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status == 0)
            status = path_join(source, sizeof source, from, entries[i]->d_name);
        if (status == 0)
            status = path_join(copy, sizeof copy, to, entries[i]->d_name);
        if (status == 0 && access(copy, F_OK) != 0)
            status = act(merge, source, copy);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int check_model(const struct merge *merge, const char *source, const char *copy)
{
    (void)merge;
    (void)copy;
    return model_file_check(source);
}

/* A folder is of one arithmetic, which the first one says. */
static int check_arithmetic(struct merge *merge, const char *directory, const struct journal *journal)
{
    TRY(provenance_check(journal, directory, merge->openblas[0] != '\0' ? merge->openblas : NULL));
    return merge->openblas[0] != '\0' ? 0 : provenance_openblas(journal, merge->openblas);
}

static int check_folder(struct merge *merge, size_t part)
{
    const char *directory = merge->others[part];
    struct journal *journal;
    char holder[512];
    if (folder_is_same(merge->directory, directory))
        return fail(EX_USAGE, "%s is to hold the result, and cannot be one of the others", directory);
    TRY(journal_await_publisher(directory));
    if (journal_is_locked(directory, holder, sizeof holder))
        return fail(EX_CANTCREAT, "%s: a run is at work there (%s): wait for its end", directory, holder);
    TRY(directory_check_kind(directory));
    int status = journal_open_read(directory, &journal);
    if (status == EX_NOINPUT && directory_has_snapshot(directory))
        return fail(EX_NOINPUT,
                    "%s: a published copy cannot be merged, as it has no journal: name the folder of the run",
                    directory);
    if (status == EX_NOINPUT)
        return fail(EX_NOINPUT, "%s: no results there (no journal)", directory);
    TRY(status);
    status = check_arithmetic(merge, directory, journal);
    if (status == 0)
        status = join_study(merge, directory, journal);
    if (status == 0)
        status = see_trials(merge, directory, journal);
    if (status == 0)
        status = for_each_model(merge, directory, check_model);
    merge->bytes[part] = journal_bytes(journal);
    journal_close(journal);
    return status;
}

/* A result that is there already is one more part. */
static int open_result(struct merge *merge)
{
    if (directory_has_no_journal(merge->directory))
        return 0;
    TRY(directory_open_to_write(merge->directory, &merge->journal));
    TRY(check_arithmetic(merge, merge->directory, merge->journal));
    if (journal_study(merge->journal) != NULL)
        TRY(join_study(merge, merge->directory, merge->journal));
    return see_trials(merge, merge->directory, merge->journal);
}

/* ---- Putting it together ---- */

/* Of given results that are in both: one with the figures of both, where the new one has some that are not there, or
 * items where none are. */
static int join_trial(struct merge *merge, const struct journal_entry *there, struct trial_result *result, bool *is_new)
{
    *is_new = result_join(result, there->figures, there->n_figures) || (result->n_items > 0 && there->n_items == 0);
    if (!*is_new)
        return 0;
    unsigned char *items = NULL, *record = NULL;
    size_t bytes = 0;
    int status = journal_join_items(merge->journal, there, &items, &bytes, result);
    if (status == 0 && (record = allocate(record_trial_bytes(result), 1)) == NULL)
        status = EX_OSERR;
    if (status == 0)
        status = journal_append(merge->journal, record, record_encode_trial(result, record));
    free(items);
    free(record);
    return status;
}

static int copy_model(const struct merge *merge, const char *source, const char *copy)
{
    TRY(journal_check(merge->journal));
    TRY(folder_make_above(copy));
    return model_file_copy(source, copy);
}

/* Whether what is there of a trial stays as it is. An imported result that failed does, beside a further metric. */
static bool stays(const struct merge *merge, const struct journal_entry *there, const struct journal_entry *other)
{
    if (!trial_has_figures(other->status))
        return true;
    if (trial_has_figures(there->status))
        return !is_given(merge);
    return is_given(merge) && figure_find(other->figures, other->n_figures, study_metric(merge->study)) == NULL;
}

static int copy_trials(struct merge *merge, const struct journal *journal, size_t *n_copied)
{
    *n_copied = 0;
    for (size_t i = 0; i < journal_n_trials(journal); i++) {
        const struct journal_entry *entry = journal_entry(journal, i);
        const struct journal_entry *there = journal_find(merge->journal, entry->identity);
        struct trial_result result;
        bool has_figures = trial_has_figures(entry->status);
        bool is_in_both = there != NULL && trial_has_figures(there->status) && has_figures;
        if (there != NULL && stays(merge, there, entry))
            continue;
        TRY(journal_read(journal, entry, &merge->buffer, &merge->buffer_bytes, &result));
        if (is_in_both)
            TRY(join_trial(merge, there, &result, &has_figures));
        else
            TRY(journal_append(merge->journal, merge->buffer, entry->bytes));
        *n_copied += has_figures;
    }
    return journal_sync(merge->journal);
}

static bool has_run(const char *runs, const char *run, size_t bytes)
{
    for (size_t n; *runs != '\0'; runs += n) {
        n = provenance_run_bytes(runs);
        if (n == bytes && memcmp(runs, run, n) == 0)
            return true;
    }
    return false;
}

/* Those that are not there yet: the part may have been merged before, and have gone on since. */
static int copy_runs(struct merge *merge, const char *runs)
{
    size_t used = 0;
    char *fresh = allocate(strlen(runs) + 1, 1);
    if (fresh == NULL)
        return EX_OSERR;
    for (size_t n; *runs != '\0'; runs += n) {
        n = provenance_run_bytes(runs);
        if (has_run(journal_runs(merge->journal), runs, n))
            continue;
        memcpy(fresh + used, runs, n);
        used += n;
    }
    int status = used > 0 ? journal_append_text(merge->journal, RECORD_RUN, fresh) : 0;
    free(fresh);
    return status;
}

/* Weights go before the trial that they are of, so that no trial is there without. */
static int copy_folder(struct merge *merge, size_t part, FILE *out)
{
    const char *directory = merge->others[part];
    struct journal *journal;
    size_t n = 0;
    TRY(journal_open_read(directory, &journal));
    metrics_use(&merge->study->own); /* those of all folders, and not of this one alone */
    int status = journal_bytes(journal) == merge->bytes[part]
                     ? for_each_model(merge, directory, copy_model)
                     : fail(EX_CANTCREAT,
                            "%s has changed since it was compared: wait for the end of the run there, and "
                            "merge again",
                            directory);
    if (status == 0)
        status = copy_runs(merge, journal_runs(journal));
    if (status == 0)
        status = copy_trials(merge, journal, &n);
    journal_close(journal);
    if (status == 0)
        fprintf(out, "%zu trial%s from %s\n", n, n == 1 ? "" : "s", directory);
    return status;
}

static int merge_all(struct merge *merge, FILE *out)
{
    TRY(open_result(merge));
    for (size_t i = 0; i < merge->n_others; i++)
        TRY(check_folder(merge, i));
    TRY(compare_sightings(merge));
    if (merge->journal == NULL)
        TRY(directory_open_to_write(merge->directory, &merge->journal));
    TRY(directory_append_study(merge->journal, merge->study));
    for (size_t i = 0; i < merge->n_others; i++)
        TRY(copy_folder(merge, i, out));
    TRY(directory_keep_published(merge->directory, merge->journal));
    TRY(publish_trials(merge->study, merge->directory, merge->journal));
    kept_say_not_in_study(merge->study, merge->journal, merge->directory, out);
    return 0;
}

int merge_write(const char *directory, const char *const *others, size_t n, FILE *out)
{
    struct merge merge = {.directory = directory, .others = others, .n_others = n};
    merge.study = allocate(1, sizeof *merge.study);
    merge.bytes = allocate(n, sizeof *merge.bytes);
    int status = merge.study == NULL || merge.bytes == NULL ? EX_OSERR : merge_all(&merge, out);
    journal_close(merge.journal);
    free(merge.study);
    free(merge.sightings);
    free(merge.bytes);
    free(merge.buffer);
    return status;
}
