#include "plan.h"
#include "provenance.h"

#include "attnbench/error.h"
#include "attnbench/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct journal_entry *plan_find(const struct journal *journal, uint64_t identity)
{
    const struct journal_entry *entry = journal == NULL ? NULL : journal_find(journal, identity);
    return entry != NULL && trial_has_figures(entry->status) ? entry : NULL;
}

size_t plan_n_not_in_study(const struct study *study, const struct journal *journal)
{
    size_t n_there = 0;
    for (size_t i = 0; i < study_n_trials(study); i++)
        n_there += journal_find(journal, study_trial(study, i).identity) != NULL;
    return journal_n_trials(journal) - n_there;
}

void plan_say_not_in_study(const struct study *study, const struct journal *journal, const char *directory, FILE *out)
{
    size_t n = plan_n_not_in_study(study, journal);
    if (n > 0)
        fprintf(out, "%zu further trials are kept in %s but are not part of this study\n", n, directory);
}

char *plan_study_text(const struct study *study)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream != NULL) {
        study_write(study, stream);
        if (fclose(stream) == 0)
            return text;
    }
    free(text);
    fail(EX_OSERR, "no memory for the study's text");
    return NULL;
}

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
    return fail(EX_CONFIG,
                "%s holds trials of model %s made with %s = %s, the study now says %s: set it back, or give "
                "another folder with -o DIR",
                directory, trial->settings.model.name, setting, there, wanted);
}

bool part_has(struct part part, size_t index)
{
    if (part.n == 0)
        return true;
    size_t n = (size_t)part.n, column = index % n;
    bool back = index / n % 2 == 1;
    return (back ? n - 1 - column : column) == (size_t)part.k - 1;
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
    const struct journal_entry *entry = plan_find(journal, trial->identity);
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
        return fail(EX_USAGE, "--part: how many repeats an adaptive study needs shows only when all are together; run "
                              "the parts with --set adaptive.max=0, merge them, and run the whole study on the result");
    const char *openblas;
    TRY(provenance_of_study(study, &openblas));
    TRY(provenance_check(journal, directory, openblas));
    TRY(check_part(journal, directory, part));
    size_t n = study_n_trials(study);
    struct plan plan = {.items = allocate(n, sizeof *plan.items), .part = part};
    int status = plan.items == NULL ? EX_OSERR : adaptive_begin(study, journal, &plan.adaptive);
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
