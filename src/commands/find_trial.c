#include "find_trial.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/value.h"
#include "attnbench/commands/actions.h"
#include "attnbench/study/study.h"

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
    return fail(EX_USAGE, "--model: the study has no model \"%s\"; it has %s", name, list);
}

static int find_axis(const struct study *study, const char *key, int *axis)
{
    const char *keys[STUDY_MAX_AXES];
    for (*axis = 0; *axis < study->n_axes; ++*axis) {
        keys[*axis] = study->axes[*axis].setting->key;
        if (strcmp(keys[*axis], key) == 0)
            return 0;
    }
    if (study->n_axes == 0)
        return fail(EX_USAGE, "--cell: the study has one cell, without values");
    const char *nearest = text_nearest(key, keys, (size_t)study->n_axes);
    return fail(EX_USAGE, "--cell: \"%s\" is not an axis of the study's grid; %s \"%s\"", key,
                nearest != NULL ? "did you mean" : "its first is", nearest != NULL ? nearest : keys[0]);
}

/* One "key=value" of --cell: the place of the value on its axis. */
static int choose_value(const struct study *study, const char *key, const char *text, int places[STUDY_MAX_AXES])
{
    int a;
    struct value value;
    char first[VALUE_TEXT];
    TRY(find_axis(study, key, &a));
    const struct axis *axis = &study->axes[a];
    enum value_type type = axis->values[0].type;
    if (!value_parse(type, text, &value))
        return fail(EX_USAGE, "--cell: %s=%s: \"%s\" is not a %s", key, text, text,
                    type == VALUE_INTEGER ? "whole number"
                    : type == VALUE_REAL  ? "number"
                                          : "word");
    for (places[a] = 0; places[a] < axis->count; places[a]++)
        if (value_is_equal(axis->values[places[a]], value))
            return 0;
    return fail(EX_USAGE, "--cell: the study has no %s=%s; it has %s%s", key, text, value_print(axis->values[0], first),
                axis->count > 1 ? " and others" : "");
}

/* The places in the text, -1 for an axis that it does not name. */
static int choose_places(const struct study *study, const char *text, int places[STUDY_MAX_AXES])
{
    char words[STUDY_CELL_TEXT], *rest = NULL;
    for (int a = 0; a < study->n_axes; a++)
        places[a] = -1;
    if (!text_copy(words, sizeof words, text != NULL ? text : ""))
        return fail(EX_USAGE, "--cell: longer than %zu bytes", sizeof words - 1);
    for (char *word = strtok_r(words, " ,", &rest); word != NULL; word = strtok_r(NULL, " ,", &rest)) {
        char *value = strchr(word, '=');
        if (value == NULL)
            return fail(EX_USAGE, "--cell: \"%s\" is not KEY=VALUE, as in \"n_in=5 n_out=2\"", word);
        *value++ = '\0';
        TRY(choose_value(study, word, value, places));
    }
    return 0;
}

/* "n_in=5 n_out=2" → the first cell with these values that the grid does not leave out. */
static int find_cell(const struct study *study, const char *text, size_t *cell)
{
    int places[STUDY_MAX_AXES];
    size_t n_cells = study_n_cells(study);
    TRY(choose_places(study, text, places));
    for (*cell = 0; *cell < n_cells; ++*cell) {
        bool is_it = !study_excludes(study, *cell);
        for (int a = 0; is_it && a < study->n_axes; a++)
            is_it =
                places[a] < 0 || value_is_equal(study_cell_value(study, *cell, a), study->axes[a].values[places[a]]);
        if (is_it)
            return 0;
    }
    return fail(EX_USAGE, "--cell: the study's grid leaves \"%s\" out", text);
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
