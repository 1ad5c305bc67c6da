/* Every cell of a study with every model: whether there can be such trials, and if not, where the study asks for them.
 */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"
#include "draft.h"

#include <ctype.h>
#include <string.h>

/* The entry that gives a setting of a model its value in a cell; NULL: it is at its default. */
static const struct entry *entry_in_cell(const struct draft *draft, const struct study *study,
                                         const struct setting *setting, int model, size_t cell)
{
    const struct axis *axis = axis_of(study, setting);
    int place = axis == NULL ? 0 : axis_find(axis, study_cell_value(study, cell, (int)(axis - study->axes)));
    for (size_t i = 0; axis != NULL && i < draft->n; i++) /* the axis's values are the entries in their order */
        if (draft->entries[i].setting == setting && draft->entries[i].where == IN_GRID && place-- == 0)
            return &draft->entries[i];
    return draft_find(draft, setting, strcmp(setting->section, "models") == 0 ? model : 0, IN_SECTION);
}

/* Where `label` stands in the message as a word of its own; NULL: it does not. */
static const char *find_label(const char *message, const char *label)
{
    size_t length = strlen(label);
    for (const char *at = strstr(message, label); at != NULL; at = strstr(at + 1, label))
        if (at[length] != '_' && !isalnum((unsigned char)at[length]))
            return at;
    return NULL;
}

/* Of the settings that a message names, "section.key", the first that --set gives, else the first that the file gives.
 * False when all of them are at their defaults. */
static bool find_place(const struct draft *draft, const struct study *study, int model, size_t cell,
                       const char *message, struct place *out)
{
    const struct entry *found = NULL;
    const char *found_at = NULL;
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        char label[SETTING_LABEL_BYTES];
        const char *at = setting_owner(s) == OWNER_TRIAL ? find_label(message, setting_label(s, label)) : NULL;
        const struct entry *entry = at != NULL ? entry_in_cell(draft, study, s, model, cell) : NULL;
        if (entry == NULL)
            continue;
        bool is_set = entry->place.override != NULL, was_set = found != NULL && found->place.override != NULL;
        if (found == NULL || (is_set && !was_set) || (is_set == was_set && at < found_at)) {
            found = entry;
            found_at = at;
        }
    }
    if (found != NULL)
        *out = found->place;
    return found != NULL;
}

/* The last message as one of a model in a cell, with its place. */
static int refuse_cell(const struct draft *draft, const struct study *study, int model, size_t cell)
{
    char reason[512], cell_text[STUDY_CELL_TEXT];
    struct place place = {.file = draft->file, .line = draft->models.lines[model]};
    text_copy(reason, sizeof reason, error_message());
    find_place(draft, study, model, cell, reason, &place);
    study_cell_text(study, cell, cell_text, sizeof cell_text);
    if (cell_text[0] == '\0')
        return refuse(&place, "%s", reason);
    return refuse(&place, "%s (cell %s)", reason, cell_text);
}

static struct trial_settings settings_in_cell(const struct study *study, int model, size_t cell)
{
    struct trial_settings settings = study->models[model];
    place_cell(study, cell, &settings);
    return settings;
}

/* The greatest value of each axis of numbers; of an axis of words the first, which says nothing. */
static void find_largest(const struct study *study, struct value largest[static STUDY_MAX_AXES])
{
    for (int a = 0; a < study->n_axes; a++) {
        largest[a] = study->axes[a].values[0];
        for (int i = 1; i < study->axes[a].count; i++)
            if (value_number(study->axes[a].values[i]) > value_number(largest[a]))
                largest[a] = study->axes[a].values[i];
    }
}

/* Where the arrays of a model may be largest: any cell may be when some are left out. */
static bool may_be_largest(const struct study *study, size_t cell, const struct value largest[static STUDY_MAX_AXES])
{
    bool may = true;
    for (int a = 0; may && study->n_exclusions == 0 && a < study->n_axes; a++)
        may = largest[a].type == VALUE_WORD || value_is_equal(study_cell_value(study, cell, a), largest[a]);
    return may && !study_excludes(study, cell);
}

static int check_settings(const struct trial_settings *settings)
{
    const struct trial_kind *kind = trial_kind(settings);
    TRY(settings_check_had(settings, kind));
    return kind->check(settings);
}

int look_at_cells(const struct draft *draft, const struct study *study)
{
    for (int model = 0; model < study->n_models; model++) {
        const struct trial_kind *kind = trial_kind(&study->models[model]);
        for (size_t cell = 0; kind->look != NULL && cell < study_n_cells(study); cell++) {
            struct trial_settings settings = settings_in_cell(study, model, cell);
            if (!study_excludes(study, cell) && kind->look(study, &settings) != 0)
                return refuse_cell(draft, study, model, cell);
        }
    }
    return 0;
}

/* Repeats have the same sizes. */
static int check_model(const struct draft *draft, const struct study *study, int model)
{
    struct value largest[STUDY_MAX_AXES];
    struct trial_size size;
    size_t n_cells = study_n_cells(study);
    for (size_t cell = 0; cell < n_cells; cell++) {
        struct trial_settings settings = settings_in_cell(study, model, cell);
        if (!study_excludes(study, cell) && check_settings(&settings) != 0)
            return refuse_cell(draft, study, model, cell);
    }
    find_largest(study, largest);
    for (size_t cell = 0; cell < n_cells; cell++) {
        if (!may_be_largest(study, cell, largest))
            continue;
        struct trial_settings settings = settings_in_cell(study, model, cell);
        int status = trial_size(&settings, &size);
        if (status != 0)
            return status == EX_CONFIG ? refuse_cell(draft, study, model, cell) : status;
    }
    return 0;
}

static bool is_matched(const struct study *study, int model)
{
    return study->models[model].model.weights_as[0] != '\0';
}

/* Models that have as many weights as others come after these. */
int check_cells(const struct draft *draft, const struct study *study)
{
    for (int matched = 0; matched < 2; matched++)
        for (int model = 0; model < study->n_models; model++)
            if (is_matched(study, model) == matched)
                TRY(mistakes_note(draft, check_model(draft, study, model)));
    return mistakes_end(draft);
}

int check_matches(const struct draft *draft, const struct study *study)
{
    for (int model = 0; model < study->n_models; model++)
        for (size_t cell = 0; is_matched(study, model) && cell < study_n_cells(study); cell++) {
            if (study_excludes(study, cell))
                continue;
            struct trial_settings settings = settings_in_cell(study, model, cell);
            if (check_match(study, cell, &settings) != 0)
                return refuse_cell(draft, study, model, cell);
        }
    return 0;
}
