#include "find_trial.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"

#include <string.h>

static int find_model(const struct study *study, const char *name, int *model)
{
    const char *names[STUDY_MAX_MODELS];
    char list[STUDY_MAX_MODELS * (STUDY_NAME + 2)], *end = list;
    for (*model = 0; *model < study->n_models; ++*model) {
        names[*model] = study->models[*model].model.name;
        if (name != NULL && strcmp(names[*model], name) == 0)
            return 0;
        end = stpcpy(stpcpy(end, *model > 0 ? ", " : ""), names[*model]);
    }
    if (name == NULL)
        return fail(EX_USAGE, "which model? --model NAME is missing: the study has %s", list);
    const char *nearest = text_nearest(name, names, (size_t)study->n_models);
    if (nearest != NULL)
        return fail(EX_USAGE, "--model: the study has no model \"%s\"; did you mean \"%s\"?", name, nearest);
    return fail(EX_USAGE, "--model: the study has no model \"%s\", but %s", name, list);
}

static int find_axis(const struct study *study, const char *key, int *axis)
{
    const char *keys[STUDY_MAX_AXES];
    for (*axis = 0; *axis < study->n_axes; ++*axis) {
        keys[*axis] = study->axes[*axis].setting->key;
        if (strcmp(keys[*axis], key) == 0)
            return 0;
    }
    const char *nearest = text_nearest(key, keys, (size_t)study->n_axes);
    return fail(EX_USAGE, "--cell: \"%s\" is not an axis of the study's grid; %s \"%s\"", key,
                nearest != NULL ? "did you mean" : "its first is", nearest != NULL ? nearest : keys[0]);
}

/* One "key=value" of --cell: the place of the value on its axis. */
static int choose_value(const struct study *study, const char *key, const char *value, int places[STUDY_MAX_AXES])
{
    int a;
    int64_t number;
    TRY(find_axis(study, key, &a));
    if (!text_to_integer(value, &number) || text_has_leading_zero(value))
        return fail(EX_USAGE, "--cell: %s=%s: \"%s\" is not a whole number", key, value, value);
    const struct axis *axis = &study->axes[a];
    for (places[a] = 0; places[a] < axis->count; places[a]++)
        if (axis->values[places[a]] == number)
            return 0;
    return fail(EX_USAGE, "--cell: the study has no %s=%s, but %lld%s", key, value, (long long)axis->values[0],
                axis->count > 1 ? " and others" : "");
}

/* "n_in=5 n_out=2" → cell; an axis that is not named stands at its first value. */
static int find_cell(const struct study *study, const char *text, size_t *cell)
{
    char words[STUDY_TEXT], *rest = NULL;
    int places[STUDY_MAX_AXES] = {0};
    if (!text_copy(words, sizeof words, text != NULL ? text : ""))
        return fail(EX_USAGE, "--cell: longer than %zu bytes", sizeof words - 1);
    for (char *word = strtok_r(words, " ,", &rest); word != NULL; word = strtok_r(NULL, " ,", &rest)) {
        char *value = strchr(word, '=');
        if (value == NULL)
            return fail(EX_USAGE, "--cell: \"%s\" is not KEY=VALUE, as in \"n_in=5 n_out=2\"", word);
        *value++ = '\0';
        TRY(choose_value(study, word, value, places));
    }
    *cell = 0;
    for (int a = 0; a < study->n_axes; a++)
        *cell = *cell * (size_t)study->axes[a].count + (size_t)places[a];
    return 0;
}

int find_trial(const struct study *study, const struct trial_choice *choice, struct trial *out)
{
    int model;
    size_t cell = 0;
    TRY(find_model(study, choice->model, &model));
    TRY(find_cell(study, choice->cell, &cell));
    if (choice->repeat < 0 || choice->repeat >= (int64_t)study_max_repeats(study))
        return fail(EX_USAGE, "--repeat: %lld is not one of the study's: 0 to %lld", (long long)choice->repeat,
                    (long long)study_max_repeats(study) - 1);
    size_t index = study_index(study, model, cell, (size_t)choice->repeat);
    *out = study_trial(study, index);
    return 0;
}
