/* Keys that no row of the table has. */
#include "attnbench/base/text.h"
#include "draft.h"

#include <string.h>

enum { MAX_CANDIDATES = 64 };

/* The keys that may stand in a section: of "" its sections too; of "grid" the axes. */
static size_t list_keys(const char *section, const char *keys[static MAX_CANDIDATES])
{
    size_t n = 0;
    bool top = *section == '\0', grid = strcmp(section, "grid") == 0;
    for (const struct setting *s = study_settings(); s->key != NULL && n < MAX_CANDIDATES - 2; s++) {
        if (grid ? setting_may_be_axis(s) && !setting_is_parameter(s) : strcmp(s->section, section) == 0)
            keys[n++] = s->key;
        else if (top && (n == 0 || strcmp(keys[n - 1], s->section) != 0))
            keys[n++] = s->section;
    }
    if (top || grid)
        keys[n++] = top ? "grid" : "exclude";
    return n;
}

/* As only --set can give one: a key of the section is meant. */
static int refuse_section(const struct place *place, const char *section)
{
    const struct setting *s = study_settings();
    if (strcmp(section, "claims") == 0 || strcmp(section, "metrics") == 0)
        return refuse(place, "%s are made in the study file", section);
    while (strcmp(section, "grid") == 0 ? (s->flags & SETTING_LEADS) == 0
                                        : strcmp(s->section, section) != 0 || s->type != SETTING_INTEGER)
        s++;
    return refuse(place, "%s is a section: set a key in it, such as %s.%s=%s", section, section, s->key,
                  s->fallback != NULL ? s->fallback : "5");
}

/* "units" for "unit", and the other way round. */
static bool is_plural(const char *word, const char *of)
{
    size_t length = strlen(of);
    return strncmp(word, of, length) == 0 && strcmp(word + length, "s") == 0;
}

int refuse_key(const struct place *place, const char *section, const char *key)
{
    if (*section == '\0' && *key != '\0' && (is_section(key) || strcmp(key, "grid") == 0))
        return refuse_section(place, key);
    const char *keys[MAX_CANDIDATES] = {0};
    char key_shown[SHOWN_BYTES], where[SHOWN_BYTES] = "", all[400];
    size_t n = list_keys(section, keys);
    const char *nearest = text_nearest(key, keys, n);
    if (*section != '\0')
        snprintf(where, sizeof where, " in %s", section);
    shown(key, key_shown);
    bool is_meant = nearest != NULL && (is_plural(key, nearest) || is_plural(nearest, key));
    for (const struct setting *s = study_settings(); s->key != NULL && !is_meant; s++)
        if (strcmp(s->key, key) == 0 && !setting_is_own(s) && setting_owner(s) != OWNER_METRIC &&
            !setting_is_parameter(s))
            return refuse(place, "unknown key '%s'%s: it belongs %s%s", key_shown, where,
                          *s->section == '\0' ? "at the top level" : "under ", s->section);
    if (nearest != NULL)
        return refuse(place, "unknown key '%s'%s: did you mean '%s'?", key_shown, where, nearest);
    return refuse(place, "unknown key '%s'%s: it must be %s", key_shown, where,
                  text_alternatives(keys, n, all, sizeof all));
}

int refuse_axis_key(const struct draft *draft, const struct place *place, const char *key)
{
    char key_shown[SHOWN_BYTES];
    if (!draft->has_foreign || text_is_name(key))
        return refuse_key(place, "grid", key);
    return refuse(
        place,
        "'%s' cannot name an axis: it must be 1 to %d letters, digits, '.', '_' or '-', not starting with '.' "
        "or '-'",
        shown(key, key_shown), STUDY_NAME - 1);
}
