#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "settings_internal.h"

#include <stdlib.h>
#include <string.h>

/* Names and texts in double quotes: else 1e5, null or yes might be read as something else. */
static void write_value(const struct setting *setting, const void *base, FILE *out)
{
    char text[STUDY_TEXT];
    setting_print(setting, base, text, sizeof text);
    if (setting->type == SETTING_WORDS) {
        fprintf(out, "[%s]", text);
        return;
    }
    if (setting->type != SETTING_NAME && setting->type != SETTING_TEXT) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            putc('\\', out);
        putc(*c, out);
    }
    putc('"', out);
}

/* Of a model that has as many weights as another, which a cell decides. */
static bool follows_from_weights(const struct setting *setting, const void *base)
{
    return setting == setting_find("models", "units") &&
           ((const struct trial_settings *)base)->model.weights_as[0] != '\0';
}

/* A model's own setting of the training, but the section training, which is the first model's, says the same. */
static bool follows_from_training(const struct study *study, const struct setting *setting, const void *base)
{
    char value[STUDY_TEXT], first[STUDY_TEXT];
    if (!setting_is_own(setting))
        return false;
    setting_print(setting, base, value, sizeof value);
    setting_print(setting, &study->models[0], first, sizeof first);
    return strcmp(value, first) == 0;
}

/* "key: value" of a section's settings, but for those that stand in the grid. */
static void write_settings(const struct study *study, const char *section, const void *base, const char *first,
                           const char *indent, FILE *out)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (strcmp(s->section, section) != 0 || axis_of(study, s) != NULL || setting_is_left_out(s, base) ||
            follows_from_weights(s, base) || follows_from_training(study, s, base))
            continue;
        fprintf(out, "%s%s: ", first, s->key);
        write_value(s, base, out);
        putc('\n', out);
        first = indent;
    }
}

/* "key: [value, …]" of the axis's values, or of those that an exclusion names. */
static void write_values(const struct study *study, int a, const struct exclusion *exclusion, FILE *out)
{
    const struct axis *axis = &study->axes[a];
    const char *separator = "";
    char text[VALUE_TEXT];
    fprintf(out, "%s: [", axis->setting->key);
    for (int i = 0; i < axis->count; i++) {
        if (exclusion != NULL && !exclusion_has(exclusion, a, i))
            continue;
        fprintf(out, "%s%s", separator, value_print(axis->values[i], text));
        separator = ", ";
    }
    putc(']', out);
}

static void write_exclusion(const struct study *study, const struct exclusion *exclusion, FILE *out)
{
    const char *separator = "    - {";
    for (int a = 0; a < study->n_axes; a++) {
        if (!exclusion_names(exclusion, a))
            continue;
        fputs(separator, out);
        write_values(study, a, exclusion, out);
        separator = ", ";
    }
    fputs("}\n", out);
}

static void write_grid(const struct study *study, FILE *out)
{
    fputs(study->n_axes > 0 ? "grid:\n" : "", out);
    for (int a = 0; a < study->n_axes; a++) {
        fputs("  ", out);
        write_values(study, a, NULL, out);
        putc('\n', out);
    }
    fputs(study->n_exclusions > 0 ? "  exclude:\n" : "", out);
    for (int e = 0; e < study->n_exclusions; e++)
        write_exclusion(study, &study->exclusions[e], out);
}

static void write_section(const struct study *study, const struct setting *any, FILE *out)
{
    const char *section = any->section;
    bool claims = setting_owner(any) == OWNER_CLAIM, list = claims || strcmp(section, "models") == 0;
    const char *indent = list ? "    " : "  ";
    char first[STUDY_WORD + 8];
    for (int i = 0; i < (claims ? study->n_claims : list ? study->n_models : 1); i++) {
        const void *base = claims                              ? (const void *)&study->claims[i]
                           : setting_owner(any) == OWNER_STUDY ? (const void *)study
                                                               : (const void *)&study->models[i];
        snprintf(first, sizeof first, "%s%s%s", i == 0 ? section : "", i == 0 ? ":\n" : "", list ? "  - " : "  ");
        write_settings(study, section, base, first, indent, out);
    }
}

void study_write(const struct study *study, FILE *out)
{
    const char *section = "";
    write_settings(study, section, study, "", "", out);
    write_grid(study, out);
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (strcmp(s->section, section) != 0) {
            section = s->section;
            write_section(study, s, out);
        }
}

char *study_as_text(const struct study *study)
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
