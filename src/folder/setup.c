#include "setup.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"

#include <string.h>

/* Of the training what everyone asks for; of the rest, what somebody has set. Sizes without a default always. */
static bool matters(const struct study *study, const struct setting *setting)
{
    static const char *const asked[] = {"source", "epochs", "batch"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (strcmp(setting->section, "training") == 0 && strcmp(setting->key, asked[i]) == 0)
            return true;
    for (int model = 0; model < study->n_models; model++)
        if (!setting_is_default(setting, &study->models[model]))
            return true;
    return false;
}

static void add(struct setup *setup, const struct setup_fact *fact)
{
    if (setup->n_facts < SETUP_MAX)
        setup->facts[setup->n_facts++] = *fact;
}

/* Once where all models have the same value. */
static void add_setting(const struct study *study, const struct setting *setting, struct setup *out)
{
    bool same = study_shares(study, setting);
    for (int model = 0; model < (same ? 1 : study->n_models); model++) {
        struct setup_fact fact = {.of = strcmp(setting->section, "task") == 0 ? SETUP_TASK : SETUP_TRAINING,
                                  .model = same ? ALL_MODELS : model};
        text_copy(fact.key, sizeof fact.key, setting->key);
        fact.least = fact.most = setting_get(setting, &study->models[model]);
        add(out, &fact);
    }
}

/* Of a model with weights_as: its units in all cells. */
static void add_units(const struct study *study, int model, struct setup *out)
{
    struct setup_fact fact = {.of = SETUP_UNITS, .key = "units", .model = model};
    int64_t least = INT64_MAX, most = 0;
    for (size_t cell = 0; cell < study_n_cells(study); cell++) {
        if (study_excludes(study, cell))
            continue;
        int64_t units = study_trial(study, study_index(study, model, cell, 0)).settings.model.units;
        least = units < least ? units : least;
        most = units > most ? units : most;
    }
    fact.least = value_integer(least);
    fact.most = value_integer(most);
    text_copy(fact.as, sizeof fact.as, study->models[model].model.weights_as);
    add(out, &fact);
}

void setup_take(const struct study *study, struct setup *out)
{
    const struct trial_settings *first = &study->models[0]; /* the task is the same for all */
    *out = (struct setup){0};
    text_copy(out->task, sizeof out->task, first->task.name);
    text_copy(out->meaning, sizeof out->meaning, trial_kind(first)->problem(first));
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        bool task = strcmp(s->section, "task") == 0 && strcmp(s->key, "name") != 0;
        if ((task || strcmp(s->section, "training") == 0) && setting_may_be_axis(s) && axis_of(study, s) == NULL &&
            matters(study, s))
            add_setting(study, s, out);
    }
    for (int model = 0; model < study->n_models; model++)
        if (study->models[model].model.weights_as[0] != '\0')
            add_units(study, model, out);
}
