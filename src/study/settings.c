/* The table of settings, and what can be done with a setting by its row. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"
#include "settings_internal.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Defines a setting's choices. */
#define CHOICES(name, ...)                                         \
    static const char *name(size_t i)                              \
    {                                                              \
        static const char *const words[] = {__VA_ARGS__};          \
        return i < sizeof words / sizeof *words ? words[i] : NULL; \
    }
CHOICES(saved_repeats, "first", "all", "none")
CHOICES(truths, "false", "true")
CHOICES(gates, "hard_sigmoid", "sigmoid")
CHOICES(target_lengths, "input", "output")
CHOICES(feedbacks, "softmax", "teacher")
CHOICES(sources, "fresh", "fixed")
CHOICES(arithmetics, "portable", "openblas")
CHOICES(varied, "init", "data", "order") /* as enum varied */

#define FIELD(type, field) offsetof(type, field), sizeof(((type *)0)->field)
#define STUDY(field) FIELD(struct study, field)
#define TRIAL(field) FIELD(struct trial_settings, field)
#define CLAIM(field) FIELD(struct claim, field)
#define NO_BOUNDS 0, 0, NULL

/* Each key of the training is one of models too, by which a model has it for itself. */
#define OF_STUDY(key, type, flags, min, max, choice, fallback, help) \
    {"training", #key, type, flags, TRIAL(training.key), min, max, choice, fallback, help},
#define OF_MODEL(key, type, flags, min, max, choice, fallback, help) \
    {"models",                                                       \
     #key,                                                           \
     type,                                                           \
     SETTING_LABEL | SETTING_OPTIONAL,                               \
     TRIAL(training.key),                                            \
     min,                                                            \
     max,                                                            \
     choice,                                                         \
     NULL,                                                           \
     "as " #key " under training, which it goes before"},
#define TRAINING(ROW)                                                                                               \
    ROW(source, SETTING_WORD, 0, 0, 0, sources, "fresh",                                                            \
        "new sequence pairs in each epoch, or the same samples in another order")                                   \
    ROW(samples, SETTING_INTEGER, 0, 0, 1e7, NULL, "0", "sequence pairs to train on with source fixed, drawn once") \
    ROW(validation, SETTING_INTEGER, 0, 0, 1e6, NULL, "0",                                                          \
        "further pairs that are held out, for evaluate.every, with source fixed")                                   \
    ROW(epochs, SETTING_INTEGER, 0, 1, 1e7, NULL, "5000",                                                           \
        "training steps of one batch each; with source fixed passes over all samples")                              \
    ROW(batch, SETTING_INTEGER, SETTING_LEADS, 1, 4096, NULL, "1", "sequence pairs a step")                         \
    ROW(learning_rate, SETTING_REAL, 0, 1e-12, 1, NULL, "0.001", "Adam's step size")                                \
    ROW(beta1, SETTING_REAL, 0, 0, 0.999999, NULL, "0.9", "decay of Adam's first moment, a step")                   \
    ROW(beta2, SETTING_REAL, 0, 0, 0.999999, NULL, "0.999", "decay of Adam's second moment, a step")                \
    ROW(epsilon, SETTING_REAL, 0, 1e-15, 1, NULL, "1e-8", "keeps Adam's denominator from 0")                        \
    ROW(arithmetic, SETTING_WORD, 0, 0, 0, arithmetics, "portable",                                                 \
        "of matrix products: the same bits everywhere, or by OpenBLAS, the same on one core type")

/* A row with neither a default nor SETTING_REQUIRED defaults to the name that stands in its section. A default that
 * has been released never changes: stored trials do not hold what stood at its default (settings_hash). So a new key's
 * default must be what the program did before. */
const struct setting study_settings[] = {
    {"", "name", SETTING_NAME, SETTING_REQUIRED | SETTING_LABEL, STUDY(name), NO_BOUNDS, NULL,
     "names the study and its folder, results/<name>"},
    {"", "title", SETTING_TEXT, SETTING_LABEL, STUDY(title), NO_BOUNDS, NULL, "what tables and charts show"},
    {"", "seed", SETTING_INTEGER, 0, STUDY(seed), 0, 0x1p53, NULL, "1", "names the random streams"},
    {"", "repeats", SETTING_INTEGER, 0, STUDY(repeats), 1, 100000, NULL, "10", "trials of each model in each cell"},
    {"", "save_models", SETTING_WORD, 0, STUDY(save_models), 0, 0, saved_repeats, "first",
     "keep the trained weights of repeat 0, of all repeats, or of none"},

    {"", "vary", SETTING_WORDS, 0, STUDY(vary), 0, 0, varied, "init, data, order",
     "what differs between repeats: initial weights, sequence pairs, their order; the rest is as in repeat 0"},

    {"adaptive", "max", SETTING_INTEGER, 0, STUDY(adaptive.max), 0, 100000, NULL, "0",
     "most repeats of a cell whose intervals are still wider than half_width; 0: no more than repeats"},
    {"adaptive", "half_width", SETTING_REAL, 0, STUDY(adaptive.half_width), 0.01, 50, NULL, "2",
     "half the width that is enough of the interval of a model's mean accuracy (one of the looks), percentage points"},

    {"task", "name", SETTING_WORD, SETTING_REQUIRED, TRIAL(task.name), 0, 0, task_name, NULL, "the problem to learn"},
    {"task", "n_in", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.n_in), 1, 1000, NULL, NULL,
     "length of the input, steps"},
    {"task", "n_out", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.n_out), 1, 1000, NULL, NULL,
     "values to give back, at most n_in"},
    {"task", "cardinality", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.cardinality), 1, 100000, NULL,
     NULL, "number of different values; 1 for real ones"},
    {"task", "reserve_zero", SETTING_WORD, 0, TRIAL(task.reserve_zero), 0, 0, truths, "false",
     "values are 1 to cardinality-1, so that 0 is padding alone: for echo, reverse and sort"},
    {"task", "marker", SETTING_INTEGER, 0, TRIAL(task.marker), 0, 99999, NULL, "16",
     "the value that find_marker looks for"},
    {"task", "path", SETTING_TEXT, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(task.path), NO_BOUNDS, NULL,
     "of the task file: a CSV or HDF5 file of pairs, beside the study file"},
    {"task", "checksum", SETTING_NAME, SETTING_OPTIONAL, TRIAL(task.checksum), NO_BOUNDS, NULL,
     "of the bytes of that file, to be sure that it is the same; filled in when it is not given"},

    {"models", "name", SETTING_NAME, SETTING_REQUIRED | SETTING_LABEL, TRIAL(model.name), NO_BOUNDS, NULL,
     "what tables show; no two models share one"},
    {"models", "title", SETTING_TEXT, SETTING_LABEL, TRIAL(model.title), NO_BOUNDS, NULL, "what reports show"},
    {"models", "kind", SETTING_WORD, 0, TRIAL(model.kind), 0, 0, trial_model_word, NULL, "the decoder"},
    {"models", "cell", SETTING_WORD, 0, TRIAL(model.cell), 0, 0, cell_name, "lstm", "the recurrent cell"},
    {"models", "gate", SETTING_WORD, 0, TRIAL(model.gate), 0, 0, gates, "hard_sigmoid",
     "activation of the cell's gates"},
    {"models", "units", SETTING_INTEGER, SETTING_LEADS, TRIAL(model.units), 1, 4096, NULL, "150",
     "width of the recurrent layers"},
    {"models", "layers", SETTING_INTEGER, 0, TRIAL(model.layers), 1, MODEL_MAX_LAYERS, NULL, "1",
     "recurrent layers of the encoder, one on the other"},
    {"models", "bidirectional", SETTING_WORD, 0, TRIAL(model.bidirectional), 0, 0, truths, "false",
     "the encoder also reads from the last step to the first"},
    {"models", "embedding", SETTING_INTEGER, 0, TRIAL(model.embedding), 0, 4096, NULL, "0",
     "width of the learned embedding of input values; 0: they are one-hot"},
    {"models", "weights_as", SETTING_NAME, SETTING_OPTIONAL, TRIAL(model.weights_as), NO_BOUNDS, NULL,
     "another model: in each cell as many units as give as many weights as it has"},
    {"models", "decoder_steps", SETTING_WORD, 0, TRIAL(model.decoder_steps), 0, 0, target_lengths, "input",
     "length of the target: n_in, padded with zeros, or n_out"},
    {"models", "attention", SETTING_WORD, 0, TRIAL(model.attention), 0, 0, attention_name, "additive",
     "how an attention decoder scores the steps of the input"},
    {"models", "feedback", SETTING_WORD, 0, TRIAL(model.feedback), 0, 0, feedbacks, "softmax",
     "what an attention decoder sees of the step before: its own output, or the target while training"},
    {"models", "head", SETTING_WORD, 0, TRIAL(model.head), 0, 0, head_name, "softmax",
     "what makes the outputs: probabilities of tokens, or real values as they are"},
    {"models", "vary", SETTING_WORDS, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(model.vary), 0, 0, varied, NULL,
     "as vary at the top level, which it goes before"},
    TRAINING(OF_MODEL) TRAINING(OF_STUDY)

        {"evaluate", "sequences", SETTING_INTEGER, 0, TRIAL(evaluate.sequences), 1, 1e6, NULL, "100",
         "new sequence pairs to count the right ones of"},
    {"evaluate", "every", SETTING_INTEGER, SETTING_WHOLE, TRIAL(evaluate.every), 0, 1e7, NULL, "0",
     "epochs between evaluations of held-out pairs, for a learning curve; 0: none"},

    {"claims", "text", SETTING_TEXT, SETTING_REQUIRED, CLAIM(text), NO_BOUNDS, NULL, "a claim that the study tests"},
    {"claims", "source", SETTING_TEXT, SETTING_OPTIONAL, CLAIM(source), NO_BOUNDS, NULL, "who makes it"},
    {"claims", "published", SETTING_FIGURE, SETTING_OPTIONAL, CLAIM(published_stated), NO_BOUNDS, NULL,
     "the figure published, in the metric's unit"},
    {"claims", "metric", SETTING_WORD, 0, CLAIM(metric), 0, 0, metric_name, "accuracy",
     "what it speaks of, as a mean over repeats: percent, epochs, or without a unit"},
    {"claims", "model", SETTING_NAME, SETTING_OPTIONAL, CLAIM(model), NO_BOUNDS, NULL, "whose mean is meant"},
    {"claims", "against", SETTING_NAME, SETTING_OPTIONAL, CLAIM(against), NO_BOUNDS, NULL,
     "the model whose mean is subtracted"},
    {"claims", "expect", SETTING_TEXT, SETTING_REQUIRED, CLAIM(stated), NO_BOUNDS, NULL,
     "such as mean >= 95, difference > 0 or attention - baseline > 0"},
    {.key = NULL},
};

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
    for (const struct setting *s = study_settings; s->key != NULL; s++)
        if (strcmp(s->section, section) == 0)
            return true;
    return false;
}

const struct setting *setting_find(const char *section, const char *key)
{
    for (const struct setting *s = study_settings; s->key != NULL; s++)
        if (strcmp(s->section, section) == 0 && strcmp(s->key, key) == 0)
            return s;
    return NULL;
}

const struct setting *setting_of_model(const struct setting *setting)
{
    const struct setting *own = setting_find("models", setting->key);
    return own != NULL && own != setting && own->offset == setting->offset ? own : NULL;
}

const struct setting *setting_find_axis(const char *key)
{
    for (const struct setting *s = study_settings; s->key != NULL; s++)
        if (setting_may_be_axis(s) && strcmp(s->key, key) == 0)
            return s;
    return NULL;
}

bool setting_is_own(const struct setting *setting)
{
    const struct setting *training = setting_find("training", setting->key);
    return training != NULL && setting_of_model(training) == setting;
}

bool setting_may_be_axis(const struct setting *setting)
{
    bool has_values =
        setting->type == SETTING_INTEGER || setting->type == SETTING_REAL || setting->type == SETTING_WORD;
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
    return *setting->section == '\0' || strcmp(setting->section, "adaptive") == 0 ? OWNER_STUDY : OWNER_TRIAL;
}

void *setting_field(const struct setting *setting, void *base)
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

int setting_set(const struct entry *entry, void *base)
{
    const struct setting *setting = entry->setting;
    void *field = setting_field(setting, base);
    char label[SETTING_LABEL_BYTES], value[SHOWN_BYTES];
    setting_label(setting, label);
    if (entry->where != IN_SECTION)
        snprintf(label, sizeof label, "%s.%s", entry->where == IN_GRID ? "grid" : "grid.exclude", setting->key);
    if (entry->text[0] == '\0')
        return refuse(&entry->place, "%s is empty", label);
    if (entry->quoted && setting->type <= SETTING_FIGURE)
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
    case SETTING_FIGURE:
    case SETTING_TEXT:
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
    if (setting->type == SETTING_INTEGER)
        return value_integer(*(const int64_t *)field);
    return setting->type == SETTING_REAL ? value_real(*(const double *)field) : value_word(field);
}

void setting_put(const struct setting *setting, struct value value, void *base)
{
    void *field = setting_field(setting, base);
    if (value.type == VALUE_INTEGER)
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
    else if (setting->type == SETTING_INTEGER || setting->type == SETTING_REAL)
        text_copy(buffer, size, value_print(setting_get(setting, base), number));
    else
        text_copy(buffer, size, setting_value(setting, base));
}

bool setting_is_left_out(const struct setting *setting, const void *base)
{
    const void *value = setting_value(setting, base);
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
        fputs("a number, with its unit where it may be a fraction: 72.6 or 0.7 %", out);
        break;
    case SETTING_TEXT:
        fprintf(out, "a text of up to %d bytes", STUDY_TEXT - 1);
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
                : (setting->flags & SETTING_OPTIONAL) ? "none"
                                                      : "the name");
    if (setting_may_be_axis(setting))
        fprintf(out, "; or a list, as grid.%s", setting->key);
}

void study_help(FILE *out)
{
    char label[SETTING_LABEL_BYTES];
    for (const struct setting *s = study_settings; s->key != NULL; s++) {
        fprintf(out, "  %-24s %s\n  %-24s ", setting_label(s, label), s->help, "");
        study_write_rules(s, out);
        putc('\n', out);
    }
}
