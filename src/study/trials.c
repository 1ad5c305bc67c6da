/* Cells and trials of a study. A trial is made from its index alone: there is no list of them. */
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "attnbench/study/settings.h"

#include <math.h>
#include <string.h>

size_t study_n_cells(const struct study *study)
{
    size_t n = 1;
    for (int a = 0; a < study->n_axes; a++)
        n *= (size_t)study->axes[a].count;
    return n;
}

size_t study_max_repeats(const struct study *study)
{
    return (size_t)(study->adaptive.max > 0 ? study->adaptive.max : study->repeats);
}

size_t study_n_trials(const struct study *study)
{
    return (size_t)study->n_models * study_n_cells(study) * study_max_repeats(study);
}

size_t study_index(const struct study *study, int model, size_t cell, size_t repeat)
{
    return ((size_t)model * study_n_cells(study) + cell) * study_max_repeats(study) + repeat;
}

struct value study_cell_value(const struct study *study, size_t cell, int a)
{
    for (int faster = study->n_axes - 1; faster > a; faster--)
        cell /= (size_t)study->axes[faster].count;
    return study->axes[a].values[cell % (size_t)study->axes[a].count];
}

const char *study_cell_text(const struct study *study, size_t cell, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (int a = 0; a < study->n_axes; a++)
        cell_append(buffer, size, &used, cell_as_argument, study->axes[a].setting->key,
                    study_cell_value(study, cell, a));
    return buffer;
}

const char *study_trial_text(const struct study *study, const struct trial *trial, char *buffer, size_t size)
{
    char cell[STUDY_CELL_TEXT], number[16];
    study_cell_text(study, trial->cell, cell, sizeof cell);
    snprintf(number, sizeof number, "%d", trial->repeat);
    snprintf(buffer, size, "%s %s%srepeat %s", trial->settings.model.name, cell, cell[0] != '\0' ? " " : "",
             study->repeat_names.n > 0 ? study->repeat_names.names[trial->repeat] : number);
    return buffer;
}

void place_cell(const struct study *study, size_t cell, struct trial_settings *settings)
{
    for (int a = 0; a < study->n_axes; a++)
        setting_put(study->axes[a].setting, study_cell_value(study, cell, a), settings);
    if (settings->model.weights_as[0] != '\0')
        match_weights(study, cell, settings);
}

/* --- hashes: of "key=value" texts, so that neither padding nor the order of bytes enters -------------------------- */

static uint64_t hash_key(uint64_t hash, const char *section, const char *key)
{
    if (*section != '\0') {
        hash = hash_bytes(hash, section, strlen(section));
        hash = hash_bytes(hash, ".", 1);
    }
    hash = hash_bytes(hash, key, strlen(key));
    return hash_bytes(hash, "=", 1);
}

static uint64_t hash_setting(uint64_t hash, const struct setting *setting, const void *base)
{
    hash = hash_key(hash, setting->section, setting->key);
    if (setting->type == SETTING_INTEGER || setting->type == SETTING_REAL || setting_is_parameter(setting))
        return value_hash(hash, setting_get(setting, base));
    return hash_text(hash, setting_value(setting, base)); /* which may be longer than a word */
}

static uint64_t hash_number(uint64_t hash, const char *key, int64_t number)
{
    return value_hash(hash_key(hash, "", key), value_integer(number));
}

/* A command may go by what stands in task, training and evaluate, where the study has a task. */
static bool enters_hash(const struct setting *setting, const struct trial_kind *kind,
                        const struct trial_settings *settings)
{
    if (!kind->has_parameters || setting_is_of_kind(setting, kind))
        return true;
    return strcmp(setting->section, "models") != 0 && settings->task.name[0] != '\0';
}

/* What stands at its default stays out, so that a key added to the table later leaves the trials made before alone. So
 * does what such a trial has not. Parameters come in the order of their names. */
static uint64_t hash_settings(int64_t seed, int64_t vary, const struct trial_settings *settings)
{
    const struct trial_kind *kind = trial_kind(settings);
    const struct setting *parameters[STUDY_MAX_PARAMETERS];
    size_t n = setting_parameters(parameters);
    uint64_t hash = hash_number(HASH_START, "seed", seed);
    if (vary != study_may_vary(settings))
        hash = hash_number(hash, "vary", vary);
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_TRIAL && (s->flags & SETTING_LABEL) == 0 && !setting_is_parameter(s) &&
            !setting_is_default(s, settings) && enters_hash(s, kind, settings))
            hash = hash_setting(hash, s, settings);
    for (size_t i = 0; i < n; i++)
        if (!setting_is_default(parameters[i], settings))
            hash = hash_setting(hash, parameters[i], settings);
    return hash;
}

/* The sizes of the task name the random streams; units and batch do not, so that cells which differ only in these see
 * the same pairs, as models of one cell do. */
static bool names_streams(const struct setting *setting)
{
    return strcmp(setting->section, "task") == 0;
}

struct trial study_trial_unhashed(const struct study *study, size_t index)
{
    size_t repeats = study_max_repeats(study), n_cells = study_n_cells(study);
    struct trial trial = {
        .index = index,
        .model = (int)(index / repeats / n_cells),
        .repeat = (int)(index % repeats),
        .cell = index / repeats % n_cells,
        .seed = study->seed,
        .pairs = study->pairs,
        .study = study,
    };
    trial.settings = study->models[trial.model];
    place_cell(study, trial.cell, &trial.settings);
    trial.vary = trial_vary(study, &trial.settings);
    trial.init_repeat = (trial.vary & VARY_INIT) != 0 ? (uint32_t)trial.repeat : 0;
    trial.data_repeat = (trial.vary & VARY_DATA) != 0 ? (uint32_t)trial.repeat : 0;
    trial.order_repeat = (trial.vary & VARY_ORDER) != 0 ? (uint32_t)trial.repeat : 0;

    trial.cell_hash = HASH_START;
    trial.identity = hash_text(hash_key(HASH_START, "models", "name"), trial.settings.model.name);
    for (int a = 0; a < study->n_axes; a++) {
        const struct setting *setting = study->axes[a].setting;
        if (names_streams(setting))
            trial.cell_hash = hash_setting(trial.cell_hash, setting, &trial.settings);
        trial.identity = hash_setting(trial.identity, setting, &trial.settings);
    }
    if (study->repeat_names.n > 0)
        trial.identity = hash_text(hash_key(trial.identity, "", "repeat"), study->repeat_names.names[trial.repeat]);
    else
        trial.identity = hash_number(trial.identity, "repeat", trial.repeat);
    if (study_excludes(study, trial.cell))
        trial.identity = 0;
    return trial;
}

struct trial study_trial(const struct study *study, size_t index)
{
    struct trial trial = study_trial_unhashed(study, index);
    trial.settings_hash = hash_settings(trial.seed, trial.vary, &trial.settings);
    return trial;
}

static const char *print_vary(int64_t vary, char *buffer, size_t size)
{
    struct trial_settings holder = {.model.vary = vary};
    setting_print(setting_find("models", "vary"), &holder, buffer, size);
    return buffer;
}

int64_t study_may_vary(const struct trial_settings *settings)
{
    if (trial_reads_file(settings))
        return VARY_INIT | VARY_ORDER; /* fresh: which of its pairs come next */
    return VARY_INIT | VARY_DATA | (strcmp(settings->training.source, "fixed") == 0 ? VARY_ORDER : 0);
}

int64_t trial_vary(const struct study *study, const struct trial_settings *settings)
{
    int64_t own = settings->model.vary;
    return (own != 0 ? own : study->vary) & study_may_vary(settings);
}

int64_t study_vary(const struct study *study, int model)
{
    return trial_vary(study, &study->models[model]);
}

double study_reached(const struct study *study)
{
    char unit[CLAIM_WORD];
    double least;
    return figure_parse(study->reached_stated, &least, unit) ? least : NAN;
}

bool study_data_vary(const struct study *study, int model)
{
    return (study_vary(study, model) & VARY_DATA) != 0;
}

const char *study_varied(const struct study *study, int model, char *buffer, size_t size)
{
    return print_vary(study_vary(study, model), buffer, size);
}

static bool varies_wholly(const struct study *study, int model)
{
    return study_vary(study, model) == study_may_vary(&study->models[model]);
}

int study_whole(const struct study *study, int model)
{
    char values[2][STUDY_TEXT];
    struct trial part = study_trial(study, study_index(study, model, 0, 0));
    if (varies_wholly(study, model))
        return model;
    for (int other = 0; other < study->n_models; other++) {
        struct trial whole = study_trial(study, study_index(study, other, 0, 0));
        part.vary = whole.vary;
        if (varies_wholly(study, other) && study_difference(&part, &whole, values[0], values[1]) == NULL)
            return other;
    }
    return -1;
}

const char *study_difference(const struct trial *a, const struct trial *b, char *a_value, char *b_value)
{
    static char label[SETTING_LABEL_BYTES];
    if (a->seed != b->seed) {
        snprintf(a_value, STUDY_TEXT, "%lld", (long long)a->seed);
        snprintf(b_value, STUDY_TEXT, "%lld", (long long)b->seed);
        return "seed";
    }
    /* Before vary, which the source of the pairs changes too. */
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (setting_owner(s) != OWNER_TRIAL || (s->flags & SETTING_LABEL) != 0)
            continue;
        setting_print(s, &a->settings, a_value, STUDY_TEXT);
        setting_print(s, &b->settings, b_value, STUDY_TEXT);
        bool differ = s->type != SETTING_LIST
                          ? strcmp(a_value, b_value) != 0
                          : strcmp(setting_value(s, &a->settings), setting_value(s, &b->settings)) != 0;
        if (differ)
            return setting_label(s, label);
    }
    if (a->vary != b->vary) {
        print_vary(a->vary, a_value, STUDY_TEXT);
        print_vary(b->vary, b_value, STUDY_TEXT);
        return "vary";
    }
    return NULL;
}
