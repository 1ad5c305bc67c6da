#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "attnbench/study/settings.h"

#include <stdlib.h>
#include <string.h>

/* In double quotes: else 1e5, null or yes might be read as something else. */
void study_write_quoted(const char *text, FILE *out)
{
    putc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            putc('\\', out);
        putc(*c, out);
    }
    putc('"', out);
}

/* Words of parameters may be any, so they stand in quotes. */
static void write_one(const struct setting *setting, struct value value, FILE *out)
{
    char text[VALUE_TEXT];
    value_print(value, text);
    if (setting_is_parameter(setting) && value.type == VALUE_WORD)
        study_write_quoted(text, out);
    else
        fputs(text, out);
}

static void write_value(const struct setting *setting, const void *base, FILE *out)
{
    char text[STUDY_LIST];
    setting_print(setting, base, text, sizeof text);
    if (setting_is_parameter(setting))
        write_one(setting, setting_get(setting, base), out);
    else if (setting->type == SETTING_NAME || setting->type == SETTING_TEXT)
        study_write_quoted(text, out);
    else
        fprintf(out, setting->type == SETTING_WORDS ? "[%s]" : "%s", text);
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

/* A model's setting that its kind has not; of the sections that all models share, whether the study has a task. */
static bool has_not(const struct study *study, const struct setting *setting, const struct trial_settings *settings)
{
    return strcmp(setting->section, "models") == 0 ? !setting_is_of_kind(setting, trial_kind(settings))
                                                   : study->models[0].task.name[0] == '\0';
}

/* A half_width beside until: decided is refused where it is read. */
static bool goes_without_saying(const struct setting *setting, const void *base)
{
    if (setting == setting_find("adaptive", "half_width") && study_until_decided(base))
        return true;
    return (setting->flags & SETTING_LATER) != 0 && setting_is_default(setting, base);
}

/* "key: value" of a section's settings, but for those that stand in the grid. */
static void write_settings(const struct study *study, const char *section, const void *base, const char *first,
                           const char *indent, FILE *out)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (strcmp(s->section, section) != 0 || axis_of(study, s) != NULL || setting_is_left_out(s, base) ||
            (setting_owner(s) == OWNER_TRIAL &&
             (has_not(study, s, base) || follows_from_weights(s, base) || follows_from_training(study, s, base))) ||
            goes_without_saying(s, base))
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
    fprintf(out, "%s: [", axis->setting->key);
    for (int i = 0; i < axis->count; i++) {
        if (exclusion != NULL && !exclusion_has(exclusion, a, i))
            continue;
        fputs(separator, out);
        write_one(axis->setting, axis->values[i], out);
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

static void write_parameters(const struct study *study, const struct trial_settings *model, FILE *out)
{
    const struct setting *parameters[STUDY_MAX_PARAMETERS];
    size_t n = setting_parameters(parameters);
    const char *separator = "    parameters: {", *end = "";
    for (size_t i = 0; i < n; i++) {
        if (axis_of(study, parameters[i]) != NULL || setting_is_left_out(parameters[i], model))
            continue;
        fprintf(out, "%s%s: ", separator, parameters[i]->key);
        write_value(parameters[i], model, out);
        separator = ", ";
        end = "}\n";
    }
    fputs(end, out);
}

/* The i-th struct that the section's settings are of; NULL past the end. */
static const void *item_at(const struct study *study, const struct setting *any, int i)
{
    switch (setting_owner(any)) {
    case OWNER_CLAIM:
        return i < study->n_claims ? &study->claims[i] : NULL;
    case OWNER_METRIC:
        return i < study->n_metrics ? &study->metrics[i] : NULL;
    case OWNER_STUDY:
        return i < 1 ? (const void *)study : NULL;
    default:
        return i < (strcmp(any->section, "models") == 0 ? study->n_models : 1) ? &study->models[i] : NULL;
    }
}

static void write_section(const struct study *study, const struct setting *any, FILE *out)
{
    const char *section = any->section;
    bool is_models = strcmp(section, "models") == 0;
    bool is_list = is_models || setting_owner(any) == OWNER_CLAIM || setting_owner(any) == OWNER_METRIC;
    const char *indent = is_list ? "    " : "  ";
    char first[STUDY_WORD + 8];
    const void *base;
    for (int i = 0; (base = item_at(study, any, i)) != NULL; i++) {
        snprintf(first, sizeof first, "%s%s%s", i == 0 ? section : "", i == 0 ? ":\n" : "", is_list ? "  - " : "  ");
        write_settings(study, section, base, first, indent, out);
        if (is_models)
            write_parameters(study, base, out);
    }
}

void study_write(const struct study *study, FILE *out)
{
    const char *section = "";
    write_settings(study, section, study, "", "", out);
    repeat_names_write(study, out);
    write_grid(study, out);
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (strcmp(s->section, section) != 0 && !setting_is_parameter(s)) {
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
