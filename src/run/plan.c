#include "attnbench/study_file/study_file.h"
#include "attnbench/run/plan.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/trial/saved_models.h"
#include "attnbench/trial/trial.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The stored study's trial of this identity; false when the study that is stored last no longer has it. */
static bool find_stored_trial(const struct journal *journal, uint64_t identity, struct trial *out)
{
    const char *text = journal_study(journal);
    struct study *stored = allocate(1, sizeof *stored);
    bool found = false;
    if (stored != NULL && text != NULL && study_parse(text, strlen(text), "journal", NULL, 0, stored) == 0) {
        for (size_t i = 0; i < study_n_trials(stored) && !found; i++) {
            *out = study_trial(stored, i);
            found = out->identity == identity;
        }
    }
    free(stored);
    return found;
}

static int refuse_other_settings(const struct journal *journal, const char *directory, const struct trial *trial)
{
    struct trial stored;
    char there[STUDY_TEXT], wanted[STUDY_TEXT];
    const char *setting = NULL;
    if (find_stored_trial(journal, trial->identity, &stored))
        setting = study_difference(&stored, trial, there, wanted);
    if (setting == NULL)
        return fail(EX_CONFIG, "%s holds trials of model %s made with other settings; give another folder with -o DIR",
                    directory, trial->settings.model.name);
    if (strcmp(setting, "task.checksum") == 0)
        return fail(EX_CONFIG,
                    "%s has changed since %s was begun: put the file back, or give another folder with -o DIR",
                    trial->settings.task.path, directory);
    return fail(EX_CONFIG,
                "%s holds trials of model %s made with %s = %s, the study now says %s: set it back, or give "
                "another folder with -o DIR",
                directory, trial->settings.model.name, setting, there, wanted);
}

bool plan_wants(const struct plan *plan, const struct trial *trial)
{
    return adaptive_wants(&plan->adaptive, trial) && part_has(plan->part, trial->index);
}

size_t plan_n_wanted(const struct plan *plan)
{
    return plan->part.n == 0 ? plan->adaptive.n_wanted : plan->n_there + plan->n_wanted;
}

static int add_trial(const struct journal *journal, const char *directory, const struct trial *trial, struct plan *plan)
{
    bool wanted = plan_wants(plan, trial);
    const struct journal_entry *entry = kept_find(journal, trial->identity);
    if (entry != NULL && entry->settings_hash != trial->settings_hash)
        return refuse_other_settings(journal, directory, trial);
    if (entry != NULL)
        plan->n_there += wanted;
    else if (wanted || adaptive_may_want(&plan->adaptive, trial)) {
        plan->items[plan->n++] = (struct work_item){trial->index, trial_cost(&trial->settings), trial->repeat, wanted};
        plan->n_wanted += wanted;
    }
    return 0;
}

/* One folder for two parts would be neither of them. */
static int check_part(const struct journal *journal, const char *directory, struct part part)
{
    struct part there = {0};
    TRY(provenance_part(journal, &there));
    if (part.n == 0 || there.n == 0 || (part.k == there.k && part.n == there.n))
        return 0;
    return fail(EX_USAGE,
                "%s holds part %lld/%lld of the study: give part %lld/%lld a folder of its own with -o, and join them "
                "with attnbench merge",
                directory, (long long)there.k, (long long)there.n, (long long)part.k, (long long)part.n);
}

int plan_make(const struct study *study, const struct journal *journal, const char *directory, struct part part,
              struct plan *out)
{
    if (part.n != 0 && study->adaptive.max > 0)
        return fail(EX_USAGE, "--part: an adaptive study needs all its repeats together to choose their number: run "
                              "the parts with --set adaptive.max=0, merge them, and run the whole study on the result");
    const char *openblas;
    TRY(provenance_of_study(study, &openblas));
    TRY(provenance_check(journal, directory, openblas));
    TRY(check_part(journal, directory, part));
    size_t n = study_n_trials(study);
    struct plan plan = {.items = allocate(n, sizeof *plan.items), .part = part};
    int status = plan.items == NULL ? EX_OSERR : adaptive_begin(study, journal, &plan.adaptive);
    if (status == 0)
        status = adaptive_check(&plan.adaptive, journal, directory);
    for (size_t i = 0; i < n && status == 0; i++) {
        struct trial trial = study_trial(study, i);
        status = add_trial(journal, directory, &trial, &plan);
    }
    if (status != 0)
        plan_free(&plan);
    else
        *out = plan;
    return status;
}

void plan_free(struct plan *plan)
{
    free(plan->items);
    adaptive_end(&plan->adaptive);
    *plan = (struct plan){0};
}

int check_models_folder(const struct study *study, const struct plan *plan, const char *directory)
{
    char path[PATH_MAX];
    bool stored = false;
    for (size_t i = 0; i < plan->n && !stored; i++) {
        struct trial trial = study_trial(study, plan->items[i].trial);
        stored = trial_is_saved(study, &trial);
    }
    if (!stored)
        return 0;
    TRY(path_join(path, sizeof path, directory, "models"));
    TRY(folder_make(path));
    if (access(path, W_OK | X_OK) != 0)
        return fail(EX_CANTCREAT, "cannot write in %s: %s", path, strerror(errno));
    return 0;
}
