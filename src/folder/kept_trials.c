#include "attnbench/folder/kept_trials.h"
#include "attnbench/base/file.h"
#include "attnbench/trial/saved_models.h"

#include <limits.h>
#include <stdio.h>

const struct journal_entry *kept_find(const struct journal *journal, uint64_t identity)
{
    const struct journal_entry *entry = journal == NULL ? NULL : journal_find(journal, identity);
    return entry != NULL && trial_has_figures(entry->status) ? entry : NULL;
}

size_t kept_n_not_in_study(const struct study *study, const struct journal *journal)
{
    size_t n_there = 0;
    for (size_t i = 0; i < study_n_trials(study); i++)
        n_there += journal_find(journal, study_trial_unhashed(study, i).identity) != NULL;
    return journal_n_trials(journal) - n_there;
}

void kept_say_not_in_study(const struct study *study, const struct journal *journal, const char *directory, FILE *out)
{
    size_t n = kept_n_not_in_study(study, journal);
    if (n > 0)
        fprintf(out, "%zu further trials are kept in %s but are not part of this study\n", n, directory);
}

void say_weights_not_stored(const struct study *study, const struct journal *journal, const char *directory)
{
    char path[PATH_MAX];
    size_t n = 0;
    for (size_t i = 0; i < study_n_trials(study); i++) {
        struct trial trial = study_trial(study, i);
        n += trial_is_saved(study, &trial) && kept_find(journal, trial.identity) != NULL &&
             model_path(study, &trial, directory, path, sizeof path) == 0 && file_is_missing(path);
    }
    if (n > 0)
        fprintf(stderr,
                "attnbench: weights of %zu trial%s that %s there already are not stored; save_models: %s holds for the "
                "trials to come, another folder (-o DIR) for all\n",
                n, n == 1 ? "" : "s", n == 1 ? "is" : "are", study->save_models);
}
