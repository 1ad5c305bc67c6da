/* Names of repeats, by which results that others measured are paired and joined. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/settings.h"

#include <string.h>

static int find_name(const struct repeat_names *names, const char *name)
{
    int i = 0;
    while (i < names->n && strcmp(names->names[i], name) != 0)
        i++;
    return i;
}

static bool add_name(struct repeat_names *names, const char *name)
{
    return names->n < STUDY_MAX_REPEAT_NAMES && text_copy(names->names[names->n++], STUDY_WORD, name);
}

int repeat_names_add(struct repeat_names *names, const struct place *place, const char *name)
{
    char name_shown[SHOWN_BYTES];
    shown(name, name_shown);
    if (find_name(names, name) < names->n)
        return refuse(place, "repeat_names lists '%s' twice", name_shown);
    if (!text_is_name(name) && !(name[0] == '-' && text_is_name(name + 1)))
        return refuse(place, "repeat_names lists '%s': a name has letters, digits, '.', '_' and '-'", name_shown);
    if (!add_name(names, name))
        return refuse(place, "repeat_names lists '%s': at most %d names of %d bytes are allowed", name_shown,
                      STUDY_MAX_REPEAT_NAMES, STUDY_WORD - 1);
    return 0;
}

void repeat_names_write(const struct study *study, FILE *out)
{
    for (int i = 0; i < study->repeat_names.n; i++)
        fprintf(out, "%s\"%s\"", i == 0 ? "repeat_names: [" : ", ", study->repeat_names.names[i]);
    fputs(study->repeat_names.n > 0 ? "]\n" : "", out);
}

int repeat_names_join(struct study *study, const struct study *other)
{
    if ((study->repeat_names.n > 0) != (other->repeat_names.n > 0))
        return fail(EX_CONFIG, "the repeats of one have names, those of the other have none");
    for (int i = 0; i < other->repeat_names.n; i++) {
        const char *name = other->repeat_names.names[i];
        if (find_name(&study->repeat_names, name) == study->repeat_names.n && !add_name(&study->repeat_names, name))
            return fail(EX_CONFIG, "there would be more than %d repeats with names", STUDY_MAX_REPEAT_NAMES);
    }
    if (study->repeat_names.n > 0)
        study->repeats = study->repeat_names.n;
    return 0;
}

bool study_has_pairs(const struct study *study)
{
    return study->repeat_names.n > 0 || !trial_kind(&study->models[0])->is_given;
}

int study_find_repeat(const struct study *study, const char *name)
{
    int i = find_name(&study->repeat_names, name);
    return i < study->repeat_names.n ? i : -1;
}
