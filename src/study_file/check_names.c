/* Names that would be read as something else: by other programs as data, or by people as another kind of model. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/nn/model.h"
#include "draft.h"

#include <string.h>
#include <strings.h>

static int check_reading(const struct draft *draft, const char *section, int item, const char *prefix, const char *name)
{
    const struct setting *setting = setting_find(section, "name");
    const char *reading = text_other_reading(name);
    char label[SETTING_LABEL_BYTES];
    if (reading == NULL)
        return 0;
    return refuse(&draft_find(draft, setting, item, IN_SECTION)->place,
                  "%s is '%s', which other programs read as %s: give it another name, such as %s_%s",
                  setting_label(setting, label), name, reading, prefix, name);
}

/* Whether the setting has another value than the name says: the word of another choice, or the key of what is off. */
static bool belies(const struct setting *setting, const struct trial_settings *settings)
{
    const char *name = settings->model.name;
    if (strcasecmp(name, setting->key) == 0 && setting->fallback != NULL &&
        (strcmp(setting->fallback, "false") == 0 || strcmp(setting->fallback, "0") == 0))
        return setting_is_default(setting, settings);
    if (setting->type != SETTING_WORD)
        return false;
    for (size_t i = 0; setting->choice(i) != NULL; i++)
        if (strcasecmp(name, setting->choice(i)) == 0)
            return strcasecmp(name, setting_value(setting, settings)) != 0;
    return false;
}

/* A model without attention has the default of models.attention. */
static bool is_attention_without(const struct trial_settings *settings)
{
    return attention_find(settings->model.name) != NULL && strcmp(settings->model.kind, "attention") != 0;
}

static int check_kind(const struct draft *draft, int model, const struct trial_settings *settings)
{
    if (trial_kind(settings)->is_given)
        return 0;
    const struct setting *s = study_settings(), *kind = setting_find("models", "kind");
    char label[SETTING_LABEL_BYTES], value[STUDY_TEXT];
    while (s->key != NULL && (strcmp(s->section, "models") != 0 || !belies(s, settings)))
        s++;
    if (s->key == NULL && is_attention_without(settings))
        s = kind;
    if (s->key == NULL)
        return 0;
    const struct entry *entry = draft_find(draft, s, model, IN_SECTION);
    if (entry == NULL || entry->place.override == NULL)
        entry = draft_find(draft, setting_find("models", "name"), model, IN_SECTION);
    setting_print(s, settings, value, sizeof value);
    return refuse(&entry->place, "models.name is '%s', but %s is %s: give it another name", settings->model.name,
                  setting_label(s, label), value);
}

int check_names(const struct draft *draft, const struct study *study)
{
    TRY(mistakes_note(draft, check_reading(draft, "", 0, "study", study->name)));
    for (int model = 0; model < study->n_models; model++) {
        TRY(mistakes_note(draft, check_reading(draft, "models", model, "model", study->models[model].model.name)));
        TRY(mistakes_note(draft, check_kind(draft, model, &study->models[model])));
    }
    return 0;
}
