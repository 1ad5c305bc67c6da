#include "attnbench/error.h"
#include "attnbench/folder.h"
#include "attnbench/model_file.h"
#include "attnbench/run.h"
#include "attnbench/text.h"
#include "directory.h"
#include "plan.h"
#include "publish.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One trial as a folder has it, or as the joined study wants it. */
struct claim_on_trial {
    uint64_t identity, settings_hash, figures; /* figures: their hash; 0: it has none */
    const char *directory;                     /* NULL: the joined study */
};

struct merge {
    const char *directory; /* the result */
    const char *const *others;
    size_t n_others;
    struct journal *journal; /* of the result; NULL: it is not there yet */
    struct study *study;     /* joined */
    struct claim_on_trial *claims;
    size_t n_claims, room;
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

/* The bits of a trial's figures, but for times and who ran it. */
static uint64_t hash_figures(const struct trial_result *result)
{
    const int32_t counts[] = {result->status,    result->epochs,  result->evaluations,
                              result->sequences, result->correct, result->is_real};
    size_t trace = (size_t)result->epochs * sizeof(float), curve = (size_t)result->evaluations * sizeof(float);
    double rmse = result->is_real ? result->rmse : 0;
    uint64_t hash = hash_bytes(HASH_START, counts, sizeof counts);
    hash = hash_bytes(hash, &rmse, sizeof rmse);
    hash = hash_bytes(hash, result->train_loss, trace);
    hash = hash_bytes(hash, result->train_accuracy, trace);
    hash = hash_bytes(hash, result->held_out_loss, curve);
    return hash_bytes(hash, result->held_out_accuracy, curve);
}

static int add_claim(struct merge *merge, struct claim_on_trial claim)
{
    if (merge->n_claims == merge->room) {
        size_t room = 2 * merge->room + 1024;
        void *grown = reallocarray(merge->claims, room, sizeof *merge->claims);
        if (grown == NULL)
            return fail(EX_OSERR, "no memory to compare %zu trials", room);
        merge->claims = grown;
        merge->room = room;
    }
    merge->claims[merge->n_claims++] = claim;
    return 0;
}

static int claim_trials(struct merge *merge, const char *directory, const struct journal *journal)
{
    for (size_t i = 0; i < journal_n_trials(journal); i++) {
        const struct journal_entry *entry = journal_entry(journal, i);
        struct claim_on_trial claim = {entry->identity, entry->settings_hash, 0, directory};
        struct trial_result result;
        if (!trial_has_figures(entry->status))
            continue;
        TRY(journal_read(journal, entry, &merge->buffer, &merge->buffer_bytes, &result));
        claim.figures = hash_figures(&result);
        TRY(add_claim(merge, claim));
    }
    return 0;
}

static int claim_wanted(struct merge *merge)
{
    for (size_t i = 0; i < study_n_trials(merge->study); i++) {
        struct trial trial = study_trial(merge->study, i);
        TRY(add_claim(merge, (struct claim_on_trial){trial.identity, trial.settings_hash, 0, NULL}));
    }
    return 0;
}

static int by_identity(const void *a, const void *b)
{
    const struct claim_on_trial *x = a, *y = b;
    return (x->identity > y->identity) - (x->identity < y->identity);
}

static const char *name_trial(const struct study *study, uint64_t identity, char *buffer, size_t size)
{
    char cell[STUDY_TEXT];
    snprintf(buffer, size, "a trial that is not part of the study");
    for (size_t i = 0; i < study_n_trials(study); i++) {
        struct trial trial = study_trial(study, i);
        if (trial.identity == identity)
            snprintf(buffer, size, "%s %s repeat %d", trial.settings.model.name,
                     study_cell_text(study, trial.cell, cell, sizeof cell), trial.repeat);
    }
    return buffer;
}

/* All that is said of one trial must agree: its settings, and its figures where it has any. */
static int compare_claims(struct merge *merge)
{
    char name[512];
    TRY(claim_wanted(merge));
    if (merge->n_claims == 0)
        return 0;
    qsort(merge->claims, merge->n_claims, sizeof *merge->claims, by_identity);
    const struct claim_on_trial *with_figures = NULL;
    for (size_t i = 0; i < merge->n_claims; i++) {
        const struct claim_on_trial *claim = &merge->claims[i];
        bool first = i == 0 || claim[-1].identity != claim->identity;
        if (!first && claim[-1].settings_hash != claim->settings_hash)
            return fail(EX_CONFIG, "%s: %s was made with other settings than the study has now",
                        claim->directory != NULL ? claim->directory : claim[-1].directory,
                        name_trial(merge->study, claim->identity, name, sizeof name));
        if (first)
            with_figures = NULL;
        if (claim->figures == 0)
            continue;
        if (with_figures != NULL && with_figures->figures != claim->figures)
            return fail(EX_DATAERR, "%s has other figures in %s than in %s: attnbench verify tells which are right",
                        name_trial(merge->study, claim->identity, name, sizeof name), with_figures->directory,
                        claim->directory);
        with_figures = claim;
    }
    return 0;
}

static int check_folder(struct merge *merge, const char *directory)
{
    struct journal *journal;
    struct stat result, other;
    char holder[512];
    if (stat(merge->directory, &result) == 0 && stat(directory, &other) == 0 && result.st_dev == other.st_dev &&
        result.st_ino == other.st_ino)
        return fail(EX_USAGE, "%s is to hold the result, and cannot be one of the others", directory);
    if (journal_is_locked(directory, holder, sizeof holder))
        return fail(EX_CANTCREAT, "%s: a run is at work there (%s): wait for its end", directory, holder);
    int status = journal_open_read(directory, &journal);
    if (status == EX_NOINPUT)
        return fail(EX_NOINPUT, "%s: no results there (no journal)", directory);
    TRY(status);
    status = join_study(merge, directory, journal);
    if (status == 0)
        status = claim_trials(merge, directory, journal);
    journal_close(journal);
    return status;
}

/* A result that is there already is one more part. */
static int open_result(struct merge *merge)
{
    char path[PATH_MAX];
    TRY(path_join(path, sizeof path, merge->directory, "journal"));
    if (access(path, F_OK) != 0)
        return 0;
    TRY(directory_open_to_write(merge->directory, &merge->journal));
    if (journal_study(merge->journal) != NULL)
        TRY(join_study(merge, merge->directory, merge->journal));
    return claim_trials(merge, merge->directory, merge->journal);
}

/* ---- Putting it together ---- */

static int is_stored_model(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 3, ".h5") == 0;
}

static int copy_model(const struct merge *merge, const char *from, const char *to, const char *name)
{
    char source[PATH_MAX], copy[PATH_MAX];
    TRY(journal_check(merge->journal));
    TRY(path_join(source, sizeof source, from, name));
    TRY(path_join(copy, sizeof copy, to, name));
    return access(copy, F_OK) == 0 ? 0 : model_file_copy(source, copy);
}

static int copy_models(const struct merge *merge, const char *directory)
{
    char from[PATH_MAX], to[PATH_MAX];
    struct dirent **entries = NULL;
    TRY(path_join(from, sizeof from, directory, "models"));
    TRY(path_join(to, sizeof to, merge->directory, "models"));
    int n = scandir(from, &entries, is_stored_model, alphasort), status = n > 0 ? folder_make(to) : 0;
    for (int i = 0; i < n; i++) {
        if (status == 0)
            status = copy_model(merge, from, to, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int copy_trials(struct merge *merge, const struct journal *journal, size_t *n_copied)
{
    *n_copied = 0;
    for (size_t i = 0; i < journal_n_trials(journal); i++) {
        const struct journal_entry *entry = journal_entry(journal, i);
        const struct journal_entry *there = journal_find(merge->journal, entry->identity);
        struct trial_result result;
        bool has_figures = trial_has_figures(entry->status);
        if (there != NULL && (trial_has_figures(there->status) || !has_figures))
            continue;
        TRY(journal_read(journal, entry, &merge->buffer, &merge->buffer_bytes, &result));
        TRY(journal_append(merge->journal, merge->buffer, entry->bytes));
        *n_copied += has_figures;
    }
    return journal_sync(merge->journal);
}

/* Weights go before the trial that they are of, so that no trial is there without. */
static int copy_folder(struct merge *merge, const char *directory, FILE *out)
{
    struct journal *journal;
    size_t n = 0;
    TRY(journal_open_read(directory, &journal));
    const char *runs = journal_runs(journal);
    int status = copy_models(merge, directory);
    if (status == 0 && *runs != '\0' && strstr(journal_runs(merge->journal), runs) == NULL)
        status = journal_append_text(merge->journal, RECORD_RUN, runs);
    if (status == 0)
        status = copy_trials(merge, journal, &n);
    journal_close(journal);
    if (status == 0)
        fprintf(out, "%zu trial%s from %s\n", n, n == 1 ? "" : "s", directory);
    return status;
}

static void say_result(const struct merge *merge, FILE *out)
{
    size_t n_there = 0, n_failed = 0, n = study_n_trials(merge->study);
    for (size_t i = 0; i < n; i++) {
        const struct journal_entry *entry = journal_find(merge->journal, study_trial(merge->study, i).identity);
        n_there += entry != NULL && trial_has_figures(entry->status);
        n_failed += entry != NULL && trial_has_failed(entry->status);
    }
    fprintf(out, "%s: %zu of %zu trials done, %zu failed, %zu left\n", merge->directory, n_there, n, n_failed,
            n - n_there - n_failed);
    plan_say_not_in_study(merge->study, merge->journal, merge->directory, out);
}

static int merge_all(struct merge *merge, FILE *out)
{
    TRY(open_result(merge));
    for (size_t i = 0; i < merge->n_others; i++)
        TRY(check_folder(merge, merge->others[i]));
    TRY(compare_claims(merge));
    if (merge->journal == NULL)
        TRY(directory_open_to_write(merge->directory, &merge->journal));
    TRY(directory_append_study(merge->journal, merge->study));
    for (size_t i = 0; i < merge->n_others; i++)
        TRY(copy_folder(merge, merge->others[i], out));
    TRY(publish(merge->study, merge->directory, merge->journal));
    say_result(merge, out);
    return 0;
}

int merge_write(const char *directory, const char *const *others, size_t n, FILE *out)
{
    struct merge merge = {.directory = directory, .others = others, .n_others = n};
    merge.study = allocate(1, sizeof *merge.study);
    int status = merge.study == NULL ? EX_OSERR : merge_all(&merge, out);
    journal_close(merge.journal);
    free(merge.study);
    free(merge.claims);
    free(merge.buffer);
    return status;
}
