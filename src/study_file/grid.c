/* The axes of a study file, and what its grid leaves out. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <math.h>
#include <string.h>

/* --- axes --------------------------------------------------------------------------------------------------------- */

/* The entry's value, checked as one of its setting. */
static int read_value(const struct entry *entry, struct value *out)
{
    struct trial_settings scratch;
    TRY(setting_set(entry, &scratch));
    *out = setting_get(entry->setting, &scratch);
    return 0;
}

/* The value as one of a wider type: a number as a word, a whole one as a real one. */
static struct value widen(struct value value, enum value_type type)
{
    char text[VALUE_TEXT];
    if (value.type >= type)
        return value;
    return type == VALUE_REAL ? value_real(value_number(value)) : value_word(value_print(value, text));
}

/* The values of a parameter are of one type. */
static int make_alike(struct axis *axis, const struct entry *in_grid)
{
    enum value_type type = VALUE_INTEGER;
    char text[VALUE_TEXT];
    for (int i = 0; i < axis->count; i++)
        type = axis->values[i].type > type ? axis->values[i].type : type;
    for (int i = 0; i < axis->count; i++) {
        axis->values[i] = widen(axis->values[i], type);
        if (axis_find(axis, axis->values[i]) < i)
            return refuse(&in_grid->place, "grid.%s lists %s twice", axis->setting->key,
                          value_print(axis->values[i], text));
    }
    return 0;
}

static int add_axis_value(struct axis *axis, const struct entry *entry)
{
    char label[SETTING_LABEL_BYTES], text[VALUE_TEXT];
    struct value value;
    TRY(read_value(entry, &value));
    if (axis_find(axis, value) < axis->count)
        return refuse(&entry->place, "grid.%s lists %s twice", entry->setting->key, value_print(value, text));
    if (axis->count == STUDY_MAX_AXIS_VALUES)
        return refuse(&entry->place, "%s has more than %d values", setting_label(entry->setting, label),
                      STUDY_MAX_AXIS_VALUES);
    axis->values[axis->count++] = value;
    return 0;
}

/* A value in a section is refused beside an axis in the grid, which would hide it. But a grid given by --set replaces
 * the one value of task, training or evaluate in the file. */
static int check_hidden(const struct entry *hidden, const struct entry *axis)
{
    const char *section = hidden->setting->section, *key = hidden->setting->key;
    if (hidden->place.override != NULL)
        return refuse(&hidden->place, "grid.%s is set, and goes before it: use --set grid.%s=%s", key, key,
                      hidden->text);
    if (axis->place.override == NULL)
        return refuse(&hidden->place, "%s.%s stands here and grid.%s on line %d: keep one of the two", section, key,
                      key, axis->place.line);
    if (strcmp(section, "models") == 0)
        return refuse(&axis->place,
                      "it would hide the models' own %s (%s:%d): use --set models.%s=N, or take %s out of the models",
                      key, hidden->place.file, hidden->place.line, key, key);
    return 0;
}

/* The sizes of a task always are axes, be it of one value. */
static bool is_always_axis(const struct setting *setting)
{
    const unsigned both = SETTING_LEADS | SETTING_REQUIRED;
    return (setting->flags & both) == both;
}

static int fill_axis(const struct draft *draft, const struct setting *setting, struct study *out)
{
    const struct setting *own = setting_of_model(setting);
    const struct entry *single = draft_find(draft, setting, 0, IN_SECTION);
    const struct entry *in_grid = draft_find(draft, setting, 0, IN_GRID);
    char label[SETTING_LABEL_BYTES];
    if (in_grid == NULL && !is_always_axis(setting))
        return 0;
    if (in_grid == NULL && draft->is_foreign)
        return 0;
    if (in_grid == NULL && single == NULL) /* behind another mistake it may be there */
        return draft->mistakes->n > 0
                   ? 0
                   : refuse(&(struct place){.file = draft->file}, "%s is missing: give it there, or as a list in grid",
                            setting_label(setting, label));
    if (out->n_axes == STUDY_MAX_AXES)
        return refuse(in_grid != NULL ? &in_grid->place : &single->place,
                      "the grid has more than %d axes: HDF5 stores no more dimensions", STUDY_MAX_AXES);
    struct axis *axis = &out->axes[out->n_axes++];
    axis->setting = setting;
    if (in_grid == NULL)
        return add_axis_value(axis, single);
    for (size_t i = 0; i < draft->n; i++) {
        const struct entry *entry = &draft->entries[i];
        if (entry->setting == setting && entry->where == IN_GRID)
            TRY(add_axis_value(axis, entry));
        else if (entry->where == IN_SECTION && (entry->setting == setting || (own != NULL && entry->setting == own)))
            TRY(check_hidden(entry, in_grid));
    }
    return setting_is_parameter(setting) ? make_alike(axis, in_grid) : 0;
}

int fill_axes(const struct draft *draft, struct study *out)
{
    const struct setting *parameters[STUDY_MAX_PARAMETERS];
    size_t n = setting_parameters(parameters);
    for (int leads = 1; leads >= 0; leads--)
        for (const struct setting *s = study_settings(); s->key != NULL; s++)
            if (setting_may_be_axis(s) && !setting_is_parameter(s) && ((s->flags & SETTING_LEADS) != 0) == leads)
                TRY(fill_axis(draft, s, out));
    for (size_t i = 0; i < n; i++)
        TRY(fill_axis(draft, parameters[i], out));
    return 0;
}

static int add_excluded(const struct study *study, const struct entry *entry, struct exclusion *out)
{
    const struct axis *axis = axis_of(study, entry->setting);
    const char *key = entry->setting->key;
    struct value value;
    char text[VALUE_TEXT];
    if (axis == NULL)
        return refuse(&entry->place, "grid.exclude names %s, which is no axis of this grid", key);
    TRY(read_value(entry, &value));
    int i = axis_find(axis, setting_is_parameter(entry->setting) ? widen(value, axis->values[0].type) : value);
    if (i == axis->count)
        return refuse(&entry->place, "grid.exclude.%s is %s, which matches nothing: grid.%s has no such value", key,
                      value_print(value, text), key);
    exclusion_add(out, (int)(axis - study->axes), i);
    return 0;
}

static bool leaves_none(const struct study *study)
{
    size_t cell = 0, n = study_n_cells(study);
    while (cell < n && study_excludes(study, cell))
        cell++;
    return cell == n;
}

int fill_exclusions(const struct draft *draft, struct study *out)
{
    for (int item = 0; item < draft->exclusions.n; item++) {
        bool any = false;
        struct place place = {.file = draft->file, .line = draft->exclusions.lines[item]};
        for (size_t i = 0; i < draft->n; i++) {
            const struct entry *entry = &draft->entries[i];
            if (entry->where != IN_EXCLUDE || entry->item != item)
                continue;
            TRY(add_excluded(out, entry, &out->exclusions[item]));
            any = true;
        }
        out->n_exclusions = item + 1;
        if (!any)
            return refuse(&place, "grid.exclude lists an empty mapping: name an axis and its value");
        if (leaves_none(out))
            return refuse(&place, "grid.exclude leaves no cell of the grid: take this line out, or make it narrower");
    }
    return 0;
}
