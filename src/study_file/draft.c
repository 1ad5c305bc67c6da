/* A study file as a list of entries, and the overrides that replace some of them. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Every key of every model, and all values of all axes. */
static size_t most_entries(void)
{
    size_t most = STUDY_MAX_EXCLUSIONS * STUDY_MAX_AXIS_VALUES +
                  STUDY_MAX_PARAMETERS * (STUDY_MAX_MODELS + STUDY_MAX_AXIS_VALUES);
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        most += (strcmp(s->section, "models") == 0    ? STUDY_MAX_MODELS
                 : strcmp(s->section, "claims") == 0  ? STUDY_MAX_CLAIMS
                 : strcmp(s->section, "metrics") == 0 ? METRICS_OWN_MOST
                                                      : 1) +
                (setting_may_be_axis(s) ? STUDY_MAX_AXIS_VALUES : 0);
    return most;
}

static int grow(struct draft *draft, const struct place *place)
{
    size_t most = most_entries(), room = draft->room > 0 ? 2 * draft->room : FIRST_ROOM;
    if (draft->room == most)
        return refuse(place, "more than %zu values in one study", most);
    room = room < most ? room : most;
    struct entry *entries = realloc(draft->entries, room * sizeof *entries);
    if (entries == NULL)
        return fail(EX_OSERR, "out of memory for the study file");
    draft->entries = entries;
    draft->room = room;
    return 0;
}

void draft_free(struct draft *draft)
{
    free(draft->entries);
    draft->entries = NULL;
    draft->n = draft->room = 0;
}

const struct entry *draft_find(const struct draft *draft, const struct setting *setting, int item, enum where where)
{
    for (size_t i = 0; i < draft->n; i++) {
        const struct entry *entry = &draft->entries[i];
        if (entry->setting == setting && entry->item == item && entry->where == where)
            return entry;
    }
    return NULL;
}

int draft_add(struct draft *draft, const struct entry *entry)
{
    if (draft->n == draft->room)
        TRY(grow(draft, &entry->place));
    draft->entries[draft->n++] = *entry;
    return 0;
}

static void draft_remove(struct draft *draft, const struct setting *setting, int item, enum where where)
{
    size_t kept = 0;
    for (size_t i = 0; i < draft->n; i++) {
        const struct entry *entry = &draft->entries[i];
        if (entry->setting != setting || entry->item != item || entry->where != where)
            draft->entries[kept++] = *entry;
    }
    draft->n = kept;
}

/* An entry with `length` bytes of text, blanks at both ends left out. */
static int make_entry(const struct setting *setting, int item, enum where where, const struct place *place,
                      const char *text, size_t length, struct entry *out)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length >= sizeof out->text)
        return refuse(place, "the value is %zu bytes long: at most %zu are allowed", length, sizeof out->text - 1);
    *out = (struct entry){.setting = setting, .item = item, .where = where, .place = *place};
    memcpy(out->text, text, length);
    return 0;
}

/* What stands between the brackets of a list, or a value without any; blanks at both ends left out. */
static int open_list(const struct place *place, const char *label, const char *example, const char **at, size_t *length)
{
    *at += strspn(*at, " ");
    for (*length = strlen(*at); *length > 0 && (*at)[*length - 1] == ' ';)
        --*length;
    bool opens = **at == '[', closes = *length > 0 && (*at)[*length - 1] == ']';
    if (opens != closes || (opens && *length == 1))
        return refuse(place, "the list of %s lacks a bracket: write %s", label, example);
    if (opens) {
        ++*at;
        *length -= 2;
    }
    return 0;
}

static int refuse_list(const struct setting *setting, const struct place *place, const char *value)
{
    char label[SETTING_LABEL_BYTES], value_shown[SHOWN_BYTES];
    setting_label(setting, label);
    if (setting_has_axis(setting))
        return refuse(place, "%s is a list: use --set grid.%s=%s", label, setting->key, shown(value, value_shown));
    return refuse(place, "%s is a list: it must be a single value", label);
}

static int override_one(struct draft *draft, const struct setting *setting, int item, const struct place *place,
                        const char *value)
{
    struct entry entry;
    char label[SETTING_LABEL_BYTES];
    const char *at = value;
    size_t length = strlen(value);
    if (setting->type == SETTING_LIST)
        return refuse(place, "%s is a list: it is written in the study file", setting_label(setting, label));
    if (setting->type == SETTING_WORDS)
        TRY(open_list(place, setting_label(setting, label), "[init, data], or init", &at, &length));
    else if (value[strspn(value, " ")] == '[' && setting->type != SETTING_TEXT)
        return refuse_list(setting, place, value);
    TRY(make_entry(setting, item, IN_SECTION, place, at, length, &entry));
    draft_remove(draft, setting, item, IN_SECTION);
    return draft_add(draft, &entry);
}

const struct setting *setting_find_axis(const struct draft *draft, const char *key)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_may_be_axis(s) && strcmp(s->key, key) == 0 && setting_is_parameter(s) == draft->is_foreign)
            return s;
    return draft->has_foreign && text_is_name(key) ? setting_parameter(key, true) : NULL;
}

/* "4" or "[4, 6]" in place of the axis's values. */
static int override_axis(struct draft *draft, const struct setting *setting, const struct place *place,
                         const char *value)
{
    char label[SETTING_LABEL_BYTES];
    char example[EXAMPLE_BYTES], one_or_list[2 * EXAMPLE_BYTES];
    const char *at = value;
    size_t length;
    snprintf(label, sizeof label, "grid.%s", setting->key);
    axis_example(setting, example);
    snprintf(one_or_list, sizeof one_or_list, "%s, or %.*s", example, (int)strcspn(example + 1, ","), example + 1);
    TRY(open_list(place, label, one_or_list, &at, &length));
    const char *end = at + length;
    draft_remove(draft, setting, 0, IN_GRID);
    for (;;) {
        struct entry entry;
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;
        TRY(make_entry(setting, 0, IN_GRID, place, at, (size_t)(stop - at), &entry));
        TRY(draft_add(draft, &entry));
        if (comma == NULL)
            return 0;
        at = comma + 1;
    }
}

/* Index of the model called `name`, by its entry in the draft. */
static int find_model(const struct draft *draft, const struct place *place, const char *name, int *out)
{
    const struct setting *setting = setting_find("models", "name");
    const char *names[STUDY_MAX_MODELS];
    char name_shown[SHOWN_BYTES];
    size_t n = 0;
    for (int model = 0; model < draft->models.n; model++) {
        const struct entry *entry = draft_find(draft, setting, model, IN_SECTION);
        if (entry == NULL)
            continue;
        if (strcmp(entry->text, name) == 0) {
            *out = model;
            return 0;
        }
        names[n++] = entry->text;
    }
    const char *nearest = text_nearest(name, names, n);
    shown(name, name_shown);
    if (nearest != NULL)
        return refuse(place, "no model is named '%s': did you mean '%s'?", name_shown, nearest);
    return refuse(place, "no model is named '%s'", name_shown);
}

/* The key's parts, section and key, with a model's name between them where there is one. */
struct target {
    char section[SHOWN_BYTES], model[SHOWN_BYTES], key[SHOWN_BYTES];
};

static int split_key(const struct place *place, const char *text, size_t length, struct target *out)
{
    char copy[3 * SHOWN_BYTES] = "";
    if (length >= SHOWN_BYTES + STUDY_NAME)
        return refuse(place, "the key is %zu bytes long: no key is", length);
    memcpy(copy, text, length);
    char *first = strchr(copy, '.'), *last = strrchr(copy, '.');
    text_copy(out->key, sizeof out->key, last != NULL ? last + 1 : copy);
    if (first == NULL)
        return 0;
    if (last == first + 1)
        return refuse(place, "there is nothing between the two dots of the key");
    if (last > first) {
        *last = '\0';
        text_copy(out->model, sizeof out->model, first + 1);
    }
    *first = '\0';
    text_copy(out->section, sizeof out->section, copy);
    return 0;
}

static int override(struct draft *draft, const char *text)
{
    struct place place = {.file = draft->file, .override = text};
    const char *equals = strchr(text, '=');
    struct target target = {.section = ""};
    if (equals == NULL)
        return refuse(&place, "there is no '=': write section.key=value, such as training.epochs=300");
    if (!text_is_printable(text))
        return refuse(&place, "it must be UTF-8 text without control characters");
    TRY(split_key(&place, text, (size_t)(equals - text), &target));

    bool in_grid = strcmp(target.section, "grid") == 0;
    bool in_models = strcmp(target.section, "models") == 0 || strcmp(target.section, "parameters") == 0;
    if (!in_grid && !is_section(target.section))
        return refuse_key(&place, "", target.section);
    if (target.model[0] != '\0' && !in_models)
        return refuse(&place, "'%s' in %s has no keys of its own", target.model, target.section);
    if (strcmp(target.section, "claims") == 0 || strcmp(target.section, "metrics") == 0)
        return refuse(&place, "%s are made in the study file", target.section);
    if (in_grid && strcmp(target.key, "exclude") == 0)
        return refuse(&place, "what the grid leaves out is written in the study file");
    const struct setting *setting =
        in_grid ? setting_find_axis(draft, target.key) : setting_find(target.section, target.key);
    if (setting == NULL)
        return in_grid ? refuse_axis_key(draft, &place, target.key) : refuse_key(&place, target.section, target.key);

    if (in_grid)
        return override_axis(draft, setting, &place, equals + 1);
    if (!in_models)
        return override_one(draft, setting, 0, &place, equals + 1);
    if (target.model[0] != '\0') {
        int model = 0;
        TRY(find_model(draft, &place, target.model, &model));
        return override_one(draft, setting, model, &place, equals + 1);
    }
    for (int model = 0; model < draft->models.n; model++)
        TRY(override_one(draft, setting, model, &place, equals + 1));
    return 0;
}

/* A key of models, and the same of all models: "models.NAME.units", "models.units". */
static bool is_of_one_model(const char *one, size_t one_length, const char *all, size_t all_length)
{
    static const char section[] = "models.";
    size_t first = sizeof section - 1, rest = all_length - first; /* "units" */
    return all_length > first && one_length > all_length + 1 && strncmp(all, section, first) == 0 &&
           strncmp(one, section, first) == 0 && memchr(all + first, '.', rest) == NULL &&
           one[one_length - rest - 1] == '.' && strncmp(one + one_length - rest, all + first, rest) == 0;
}

/* But for blanks and brackets. */
static bool is_same_value(const char *a, const char *b)
{
    static const char left_out[] = " []";
    for (;; a++, b++) {
        a += strspn(a, left_out);
        b += strspn(b, left_out);
        if (*a != *b || *a == '\0')
            return *a == *b;
    }
}

/* Two values for one setting, of which the second would silently win. */
static int check_pair(const char *file, const char *before, const char *after)
{
    const struct place place = {.file = file, .override = after};
    size_t before_key = strcspn(before, "="), after_key = strcspn(after, "=");
    char before_shown[SHOWN_BYTES];
    if (is_same_value(before + before_key, after + after_key))
        return 0;
    shown(before, before_shown);
    if (before_key == after_key && strncmp(before, after, after_key) == 0)
        return refuse(&place, "the command line says %s too: keep one of the two", before_shown);
    if (is_of_one_model(before, before_key, after, after_key))
        return refuse(&place, "it undoes %s before it: give it first", before_shown);
    return 0;
}

int draft_override(struct draft *draft, const char *const *overrides, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t before = 0; before < i; before++)
            TRY(check_pair(draft->file, overrides[before], overrides[i]));
        TRY(override(draft, overrides[i]));
    }
    return 0;
}
