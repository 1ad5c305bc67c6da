/* What can be done with a setting by its row. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/settings.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const char *shown(const char *text, char buffer[static SHOWN_BYTES])
{
    if (!text_copy(buffer, SHOWN_BYTES, text))
        memcpy(buffer + SHOWN_BYTES - 4, "...", 4);
    if (!text_is_printable(buffer)) /* cutting may have split a character, too */
        for (char *c = buffer; *c != '\0'; c++)
            if (*c < ' ' || *c > '~')
                *c = '?';
    return buffer;
}

int refuse(const struct place *place, const char *format, ...)
{
    char message[512], override[SHOWN_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (place->override != NULL)
        return fail(EX_USAGE, "--set %s: %s", shown(place->override, override), message);
    if (place->line > 0)
        return fail(EX_CONFIG, "%s:%d: %s", place->file, place->line, message);
    return fail(EX_CONFIG, "%s: %s", place->file, message);
}

bool is_section(const char *section)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (strcmp(s->section, section) == 0)
            return true;
    return false;
}

const struct setting *setting_of_model(const struct setting *setting)
{
    const struct setting *own = setting_find("models", setting->key);
    return own != NULL && own != setting && own->offset == setting->offset ? own : NULL;
}

bool setting_is_own(const struct setting *setting)
{
    return (setting->flags & SETTING_OWN) != 0;
}

bool setting_may_be_axis(const struct setting *setting)
{
    bool has_values = setting->type == SETTING_INTEGER || setting->type == SETTING_REAL ||
                      setting->type == SETTING_WORD || setting_is_parameter(setting);
    return has_values && setting_owner(setting) == OWNER_TRIAL &&
           (setting->flags & (SETTING_LABEL | SETTING_WHOLE)) == 0;
}

bool setting_has_axis(const struct setting *setting)
{
    return setting_may_be_axis(setting) || setting_is_own(setting);
}

const char *axis_example(const struct setting *setting, char buffer[static EXAMPLE_BYTES])
{
    if (setting->type == SETTING_WORD)
        snprintf(buffer, EXAMPLE_BYTES, "[%s, %s]", setting->choice(0), setting->choice(1));
    else
        text_copy(buffer, EXAMPLE_BYTES, setting->type == SETTING_REAL ? "[0.001, 0.003]" : "[4, 8]");
    return buffer;
}

const char *setting_label(const struct setting *setting, char buffer[static SETTING_LABEL_BYTES])
{
    snprintf(buffer, SETTING_LABEL_BYTES, "%s%s%s", setting->section, *setting->section == '\0' ? "" : ".",
             setting->key);
    return buffer;
}

enum owner setting_owner(const struct setting *setting)
{
    if (strcmp(setting->section, "claims") == 0)
        return OWNER_CLAIM;
    if (strcmp(setting->section, "metrics") == 0)
        return OWNER_METRIC;
    return *setting->section == '\0' || strcmp(setting->section, "adaptive") == 0 ? OWNER_STUDY : OWNER_TRIAL;
}

static void *field_of(const struct setting *setting, void *base)
{
    return (char *)base + setting->offset;
}

const void *setting_value(const struct setting *setting, const void *base)
{
    return (const char *)base + setting->offset;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

enum { MAX_CANDIDATES = 64 };

static size_t list_choices(const struct setting *setting, const char *choices[static MAX_CANDIDATES])
{
    size_t n = 0;
    for (const char *word; n < MAX_CANDIDATES && (word = setting->choice(n)) != NULL; n++)
        choices[n] = word;
    return n;
}

static int set_word(const struct entry *entry, const char *label, char *field)
{
    const char *choices[MAX_CANDIDATES];
    char value[SHOWN_BYTES], all[256];
    size_t n = list_choices(entry->setting, choices);
    for (size_t i = 0; i < n; i++)
        if (strcmp(entry->text, choices[i]) == 0) {
            text_copy(field, entry->setting->size, entry->text);
            return 0;
        }
    const char *nearest = text_nearest(entry->text, choices, n);
    shown(entry->text, value);
    if (nearest != NULL)
        return refuse(&entry->place, "%s is '%s': did you mean '%s'?", label, value, nearest);
    return refuse(&entry->place, "%s is '%s': it must be %s", label, value,
                  text_alternatives(choices, n, all, sizeof all));
}

/* "init, data" as a set of bits, the first choice's the lowest. */
static int set_words(const struct entry *entry, const char *label, int64_t *field)
{
    const char *choices[MAX_CANDIDATES];
    char value[SHOWN_BYTES], all[256];
    size_t n = list_choices(entry->setting, choices);
    *field = 0;
    for (const char *next = entry->text; *next != '\0';) {
        size_t length = strcspn(next, ", "), choice = 0;
        while (choice < n && (strlen(choices[choice]) != length || strncmp(next, choices[choice], length) != 0))
            choice++;
        if (choice == n)
            return refuse(&entry->place, "%s is '%s': it must list some of %s", label, shown(entry->text, value),
                          text_alternatives(choices, n, all, sizeof all));
        if ((*field >> choice & 1) != 0)
            return refuse(&entry->place, "%s lists %s twice", label, choices[choice]);
        *field |= INT64_C(1) << choice;
        next += length;
        next += strspn(next, ", ");
    }
    return 0;
}

static void print_words(const struct setting *setting, int64_t set, char *buffer, size_t size)
{
    size_t used = 0;
    const char *word;
    buffer[0] = '\0';
    for (size_t i = 0; (word = setting->choice(i)) != NULL; i++)
        if ((set >> i & 1) != 0)
            text_append(buffer, size, &used, "%s%s", used > 0 ? ", " : "", word);
}

/* A bound of the setting, as its values are. */
static struct value bound_of(const struct setting *setting, double bound)
{
    return setting->type == SETTING_INTEGER ? value_integer((int64_t)bound) : value_real(bound);
}

static bool is_within(const struct setting *setting, struct value value)
{
    return !isnan(value_number(value)) && value_compare(value, bound_of(setting, setting->min)) >= 0 &&
           value_compare(value, bound_of(setting, setting->max)) <= 0;
}

static int set_number(const struct entry *entry, const char *label, void *base)
{
    const struct setting *setting = entry->setting;
    char text[SHOWN_BYTES], low[VALUE_TEXT], high[VALUE_TEXT];
    struct value value, least = bound_of(setting, setting->min);
    bool is_number = value_parse(least.type, entry->text, &value);
    if (is_number && is_within(setting, value)) {
        setting_put(setting, value, base);
        return 0;
    }
    shown(entry->text, text);
    value_print(least, low);
    value_print(bound_of(setting, setting->max), high);
    if (is_number)
        return refuse(&entry->place, "%s is %s: it must be from %s to %s", label, text, low, high);
    return refuse(&entry->place, "%s is '%s': it must be a %snumber from %s to %s%s", label, text,
                  least.type == VALUE_INTEGER ? "whole " : "", low, high,
                  entry->where == IN_GRID && strchr(text, ',') != NULL ? ", or a list, such as [4, 8]" : "");
}

/* What is in quotes is a word. */
static int set_value(const struct entry *entry, const char *label, struct value *out)
{
    char value[SHOWN_BYTES];
    if (entry->quoted ? text_is_name(entry->text) && value_parse(VALUE_WORD, entry->text, out)
                      : value_parse_any(entry->text, out))
        return 0;
    return refuse(
        &entry->place,
        "%s is '%s': it must be a number, or a word of up to %d letters, digits, '.', '_' or '-', not starting "
        "with '.' or '-'",
        label, shown(entry->text, value), VALUE_WORD_BYTES - 1);
}

int setting_set(const struct entry *entry, void *base)
{
    const struct setting *setting = entry->setting;
    void *field = field_of(setting, base);
    char label[SETTING_LABEL_BYTES], value[SHOWN_BYTES];
    setting_label(setting, label);
    if (entry->where != IN_SECTION)
        snprintf(label, sizeof label, "%s.%s", entry->where == IN_GRID ? "grid" : "grid.exclude", setting->key);
    if (entry->text[0] == '\0')
        return refuse(&entry->place, "%s is empty", label);
    if (entry->quoted && setting->type <= SETTING_FIGURES)
        return refuse(&entry->place, "%s is the text '%s': write a number, without quotes", label,
                      shown(entry->text, value));
    switch (setting->type) {
    case SETTING_INTEGER:
    case SETTING_REAL:
        return set_number(entry, label, base);
    case SETTING_WORD:
        return set_word(entry, label, field);
    case SETTING_WORDS:
        return set_words(entry, label, field);
    case SETTING_NAME:
        if (!text_is_name(entry->text))
            return refuse(
                &entry->place,
                "%s is '%s': it must be 1 to %d letters, digits, '.', '_' or '-', not starting with '.' or '-'", label,
                shown(entry->text, value), STUDY_NAME - 1);
        break;
    case SETTING_VALUE:
        return set_value(entry, label, field);
    case SETTING_FIGURE:
    case SETTING_FIGURES:
    case SETTING_TEXT:
    case SETTING_LIST:
        if (!text_is_printable(entry->text))
            return refuse(&entry->place, "%s is '%s': it must be UTF-8 text without control characters", label,
                          shown(entry->text, value));
        break;
    }
    if (!text_copy(field, setting->size, entry->text))
        return refuse(&entry->place, "%s is '%s': at most %zu bytes are allowed", label, shown(entry->text, value),
                      setting->size - 1);
    return 0;
}

struct value setting_get(const struct setting *setting, const void *base)
{
    const void *field = setting_value(setting, base);
    if (setting_is_parameter(setting))
        return *(const struct value *)field;
    if (setting->type == SETTING_INTEGER)
        return value_integer(*(const int64_t *)field);
    return setting->type == SETTING_REAL ? value_real(*(const double *)field) : value_word(field);
}

void setting_put(const struct setting *setting, struct value value, void *base)
{
    void *field = field_of(setting, base);
    if (setting_is_parameter(setting))
        *(struct value *)field = value;
    else if (value.type == VALUE_INTEGER)
        *(int64_t *)field = value.integer;
    else if (value.type == VALUE_REAL)
        *(double *)field = value.real;
    else
        text_copy(field, setting->size, value.word);
}

void setting_print(const struct setting *setting, const void *base, char *buffer, size_t size)
{
    char number[VALUE_TEXT];
    if (setting->type == SETTING_WORDS)
        print_words(setting, *(const int64_t *)setting_value(setting, base), buffer, size);
    else if (setting->type == SETTING_INTEGER || setting->type == SETTING_REAL || setting_is_parameter(setting))
        text_copy(buffer, size, value_print(setting_get(setting, base), number));
    else
        text_copy(buffer, size, setting_value(setting, base));
}

bool setting_is_left_out(const struct setting *setting, const void *base)
{
    const void *value = setting_value(setting, base);
    if (setting_is_parameter(setting))
        return setting_get(setting, base).type == VALUE_NONE;
    if ((setting->flags & SETTING_OPTIONAL) == 0 || setting->type == SETTING_INTEGER || setting->type == SETTING_REAL)
        return false;
    return setting->type == SETTING_WORDS ? *(const int64_t *)value == 0 : *(const char *)value == '\0';
}

bool setting_is_default(const struct setting *setting, const void *base)
{
    struct value fallback;
    if (setting->fallback == NULL)
        return setting_is_left_out(setting, base);
    if (setting->type != SETTING_INTEGER && setting->type != SETTING_REAL)
        return strcmp(setting->fallback, setting_value(setting, base)) == 0;
    struct value value = setting_get(setting, base);
    return value_parse(value.type, setting->fallback, &fallback) && value_is_equal(value, fallback);
}

/* --- help --------------------------------------------------------------------------------------------------------- */

static void print_range(const struct setting *setting, FILE *out)
{
    const char *choices[MAX_CANDIDATES];
    char low[VALUE_TEXT], high[VALUE_TEXT], all[256];
    switch (setting->type) {
    case SETTING_INTEGER:
    case SETTING_REAL:
        fprintf(out, "%s to %s", value_print(bound_of(setting, setting->min), low),
                value_print(bound_of(setting, setting->max), high));
        break;
    case SETTING_WORD:
        fputs(text_alternatives(choices, list_choices(setting, choices), all, sizeof all), out);
        break;
    case SETTING_WORDS:
        fprintf(out, "a list of some of %s",
                text_alternatives(choices, list_choices(setting, choices), all, sizeof all));
        break;
    case SETTING_NAME:
        fprintf(out, "a name of up to %d letters, digits, '.', '_', '-'", STUDY_NAME - 1);
        break;
    case SETTING_FIGURE:
    case SETTING_FIGURES:
        fprintf(out, "a number, with its unit where it may be a fraction: 72.6 or 0.7 %%%s",
                setting->type == SETTING_FIGURES ? "; or a list of numbers, the repeats: [20, 23]" : "");
        break;
    case SETTING_LIST:
        fputs("a list of texts", out);
        break;
    case SETTING_VALUE:
        fputs("a number or a word", out);
        break;
    case SETTING_TEXT:
        fprintf(out, "a text of up to %zu bytes", setting->size - 1);
        break;
    }
}

void study_write_rules(const struct setting *setting, FILE *out)
{
    print_range(setting, out);
    if (setting->flags & SETTING_REQUIRED)
        fputs("; required", out);
    else
        fprintf(out, "; default %s",
                setting->fallback != NULL             ? setting->fallback
                : setting_is_own(setting)             ? "that"
                : (setting->flags & SETTING_FIRST)    ? setting->choice(0)
                : (setting->flags & SETTING_OPTIONAL) ? "none"
                                                      : "the name");
    if (setting_may_be_axis(setting))
        fprintf(out, "; or a list, as grid.%s", setting->key);
}

void study_help(FILE *out)
{
    char label[SETTING_LABEL_BYTES];
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        fprintf(out, "  %-24s %s\n  %-24s ", setting_label(s, label), s->help, "");
        study_write_rules(s, out);
        putc('\n', out);
    }
}
