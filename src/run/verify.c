#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/trial.h"
#include "clock.h"
#include "directory.h"
#include "trial_difference.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A stored trial, and the same trial trained again. */
struct pair_of_runs {
    struct trial_result stored, again;
    struct trial_traces traces; /* of the second run */
    unsigned char *buffer;      /* of the stored one */
    size_t buffer_bytes;
};

/* Every k-th of the finished trials, so that all models and cells are met. */
static size_t *choose(const struct study *study, const struct journal *journal, int64_t sample, size_t *n)
{
    size_t n_trials = study_n_trials(study), found = 0;
    size_t *all = allocate(n_trials, sizeof *all);
    *n = 0;
    if (all == NULL)
        return NULL;
    for (size_t i = 0; i < n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, study_trial(study, i).identity);
        if (entry != NULL && trial_has_figures(entry->status))
            all[found++] = i;
    }
    size_t wanted = sample > 0 && (size_t)sample < found ? (size_t)sample : found;
    for (size_t k = 0; k < wanted; k++)
        all[k] = all[k * found / wanted];
    *n = wanted;
    return all;
}

static int run_again(const struct study *study, const struct journal *journal, const struct trial *trial,
                     struct pair_of_runs *runs)
{
    struct trial_progress progress = {0};
    const struct journal_entry *entry = journal_find(journal, trial->identity);
    if (entry->settings_hash != trial->settings_hash)
        return fail(EX_DATAERR, "%s: its trials were made with other settings than the study in its journal",
                    study->name);
    TRY(journal_read(journal, entry, &runs->buffer, &runs->buffer_bytes, &runs->stored));
    return trial_run(trial, &progress, &runs->traces, NULL, &runs->again);
}

static int verify_trial(const struct study *study, const struct journal *journal, size_t index, FILE *out, int *differs)
{
    struct trial trial = study_trial(study, index);
    struct pair_of_runs runs = {0};
    char cell[STUDY_TEXT], found[160];
    double start = clock_seconds();
    int status;
    TRY_ELSE(done, trial_traces_allocate(&trial.settings, &runs.traces));
    TRY_ELSE(done, run_again(study, journal, &trial, &runs));
    const char *const names[2] = {"stored", "now"};
    const char *what = trial_difference(&runs.stored, &runs.again, names, found, sizeof found);
    *differs = what != NULL;
    fprintf(out, "%s  %s %s repeat %d%s%s (%.1f s)\n", what == NULL ? "same   " : "DIFFERS",
            study->models[trial.model].model.name, study_cell_text(study, trial.cell, cell, sizeof cell), trial.repeat,
            what == NULL ? "" : ": ", what == NULL ? "" : what, clock_seconds() - start);
    fflush(out);
done:
    trial_traces_free(&runs.traces);
    free(runs.buffer);
    return status;
}

int verify_write(const char *directory, int64_t sample, FILE *out)
{
    struct journal *journal;
    struct study study;
    struct pair_table pairs = {0};
    size_t n = 0, n_different = 0;
    TRY(directory_open(directory, &journal, &study));
    size_t *trials = choose(&study, journal, sample, &n);
    int status = trials == NULL ? EX_OSERR : own_pairs_read(&study, &pairs);
    study.pairs = &pairs;
    for (size_t k = 0; k < n && status == 0; k++) {
        int differs = 0;
        status = verify_trial(&study, journal, trials[k], out, &differs);
        n_different += (size_t)differs;
    }
    free(trials);
    pair_table_free(&pairs);
    journal_close(journal);
    TRY(status);
    if (n == 0)
        return fail(EX_NOINPUT, "%s: no trial has finished, so there is nothing to verify", directory);
    if (n_different > 0)
        return fail(EX_DATAERR, "%zu of %zu trials differ from what %s holds", n_different, n, directory);
    fprintf(out, "%zu trials trained again: every loss, accuracy and evaluation has the same bits\n", n);
    return 0;
}
