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
    {"task", "n_in", SETTING_INTEGER, SETTING_AXIS | SETTING_REQUIRED, TRIAL(task.n_in), 1, 1000, NULL, NULL,
     "length of the input, steps"},
    {"task", "n_out", SETTING_INTEGER, SETTING_AXIS | SETTING_REQUIRED, TRIAL(task.n_out), 1, 1000, NULL, NULL,
     "values to give back, at most n_in"},
    {"task", "cardinality", SETTING_INTEGER, SETTING_AXIS | SETTING_REQUIRED, TRIAL(task.cardinality), 1, 100000, NULL,
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
    {"models", "units", SETTING_INTEGER, SETTING_AXIS, TRIAL(model.units), 1, 4096, NULL, "150",
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
    {"models", "arithmetic", SETTING_WORD, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(training.arithmetic), 0, 0,
     arithmetics, NULL, "as arithmetic under training, which it goes before"},

    {"training", "source", SETTING_WORD, 0, TRIAL(training.source), 0, 0, sources, "fresh",
     "new sequence pairs in each epoch, or the same samples in another order"},
    {"training", "samples", SETTING_INTEGER, 0, TRIAL(training.samples), 0, 1e7, NULL, "0",
     "sequence pairs to train on with source fixed, drawn once"},
    {"training", "validation", SETTING_INTEGER, 0, TRIAL(training.validation), 0, 1e6, NULL, "0",
     "further pairs that are held out, for evaluate.every, with source fixed"},
    {"training", "epochs", SETTING_INTEGER, 0, TRIAL(training.epochs), 1, 1e7, NULL, "5000",
     "training steps of one batch each; with source fixed passes over all samples"},
    {"training", "batch", SETTING_INTEGER, SETTING_AXIS, TRIAL(training.batch), 1, 4096, NULL, "1",
     "sequence pairs a step"},
    {"training", "learning_rate", SETTING_REAL, 0, TRIAL(training.learning_rate), 1e-12, 1, NULL, "0.001",
     "Adam's step size"},
    {"training", "beta1", SETTING_REAL, 0, TRIAL(training.beta1), 0, 0.999999, NULL, "0.9",
     "decay of Adam's first moment, a step"},
    {"training", "beta2", SETTING_REAL, 0, TRIAL(training.beta2), 0, 0.999999, NULL, "0.999",
     "decay of Adam's second moment, a step"},
    {"training", "epsilon", SETTING_REAL, 0, TRIAL(training.epsilon), 1e-15, 1, NULL, "1e-8",
     "keeps Adam's denominator from 0"},
    {"training", "arithmetic", SETTING_WORD, 0, TRIAL(training.arithmetic), 0, 0, arithmetics, "portable",
     "of matrix products: the same bits everywhere, or by OpenBLAS, the same on one core type"},

    {"evaluate", "sequences", SETTING_INTEGER, 0, TRIAL(evaluate.sequences), 1, 1e6, NULL, "100",
     "new sequence pairs to count the right ones of"},
    {"evaluate", "every", SETTING_INTEGER, 0, TRIAL(evaluate.every), 0, 1e7, NULL, "0",
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
        if ((s->flags & SETTING_AXIS) != 0 && strcmp(s->key, key) == 0)
            return s;
    return NULL;
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

static void print_real(double value, char *buffer, size_t size)
{
    const double MOST_PLAIN = 1e6;
    double back = 0;
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(buffer, size, "%.*g", digits, value);
        if (text_to_real(buffer, &back) && back == value)
            break;
    }
    if (strchr(buffer, 'e') != NULL && fabs(value) >= 1 && fabs(value) < MOST_PLAIN)
        snprintf(buffer, size, "%.0f", value); /* 100, not 1e+02 */
}

static int set_number(const struct entry *entry, const char *label, void *field)
{
    const struct setting *setting = entry->setting;
    char value[SHOWN_BYTES], low[32], high[32];
    int64_t integer = 0;
    double real = 0;
    shown(entry->text, value);
    if (setting->type == SETTING_INTEGER) {
        if (!text_to_integer(entry->text, &integer) || text_has_leading_zero(entry->text))
            return refuse(&entry->place, "%s is '%s': it must be a whole number from %.0f to %.0f%s", label, value,
                          setting->min, setting->max,
                          entry->in_grid && strchr(value, ',') != NULL ? ", or a list, such as [4, 8]" : "");
        if (integer < (int64_t)setting->min || integer > (int64_t)setting->max)
            return refuse(&entry->place, "%s is %s: it must be from %.0f to %.0f", label, value, setting->min,
                          setting->max);
        *(int64_t *)field = integer;
        return 0;
    }
    print_real(setting->min, low, sizeof low);
    print_real(setting->max, high, sizeof high);
    if (!text_to_real(entry->text, &real) || text_has_leading_zero(entry->text))
        return refuse(&entry->place, "%s is '%s': it must be a number from %s to %s", label, value, low, high);
    if (!(real >= setting->min && real <= setting->max))
        return refuse(&entry->place, "%s is %s: it must be from %s to %s", label, value, low, high);
    *(double *)field = real;
    return 0;
}

int setting_set(const struct entry *entry, void *base)
{
    const struct setting *setting = entry->setting;
    void *field = setting_field(setting, base);
    char label[SETTING_LABEL_BYTES], value[SHOWN_BYTES];
    setting_label(setting, label);
    if (entry->in_grid)
        snprintf(label, sizeof label, "grid.%s", setting->key);
    if (entry->text[0] == '\0')
        return refuse(&entry->place, "%s is empty", label);
    if (entry->quoted && setting->type <= SETTING_FIGURE)
        return refuse(&entry->place, "%s is the text '%s': write a number, without quotes", label,
                      shown(entry->text, value));
    switch (setting->type) {
    case SETTING_INTEGER:
    case SETTING_REAL:
        return set_number(entry, label, field);
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

void setting_print(const struct setting *setting, const void *base, char *buffer, size_t size)
{
    const void *value = setting_value(setting, base);
    if (setting->type == SETTING_INTEGER)
        snprintf(buffer, size, "%lld", (long long)*(const int64_t *)value);
    else if (setting->type == SETTING_REAL)
        print_real(*(const double *)value, buffer, size);
    else if (setting->type == SETTING_WORDS)
        print_words(setting, *(const int64_t *)value, buffer, size);
    else
        text_copy(buffer, size, value);
}

bool setting_is_left_out(const struct setting *setting, const void *base)
{
    const void *value = setting_value(setting, base);
    if ((setting->flags & SETTING_OPTIONAL) == 0)
        return false;
    return setting->type == SETTING_WORDS ? *(const int64_t *)value == 0 : *(const char *)value == '\0';
}

bool setting_is_default(const struct setting *setting, const void *base)
{
    const void *value = setting_value(setting, base);
    int64_t integer;
    double real;
    if (setting->fallback == NULL)
        return setting_is_left_out(setting, base);
    if (setting->type == SETTING_INTEGER)
        return text_to_integer(setting->fallback, &integer) && integer == *(const int64_t *)value;
    if (setting->type == SETTING_REAL)
        return text_to_real(setting->fallback, &real) && real == *(const double *)value;
    return strcmp(setting->fallback, value) == 0;
}

/* --- help --------------------------------------------------------------------------------------------------------- */

static void print_range(const struct setting *setting, FILE *out)
{
    const char *choices[MAX_CANDIDATES];
    char low[32], high[32], all[256];
    switch (setting->type) {
    case SETTING_INTEGER:
        fprintf(out, "%.0f to %.0f", setting->min, setting->max);
        break;
    case SETTING_REAL:
        print_real(setting->min, low, sizeof low);
        print_real(setting->max, high, sizeof high);
        fprintf(out, "%s to %s", low, high);
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
                : (setting->flags & SETTING_OPTIONAL) ? "none"
                                                      : "the name");
    if (setting->flags & SETTING_AXIS)
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
