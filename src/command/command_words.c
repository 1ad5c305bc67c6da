/* Placeholders of a command, and its environment. */
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/random.h"
#include "attnbench/base/text.h"
#include "command.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORD = PATH_MAX }; /* most bytes that a placeholder becomes */

/* ---- What stands for a name ---- */

/* Where a trial's values come from. */
struct source {
    const struct trial_settings *settings;
    const struct trial *trial; /* NULL: only whether names are known is asked */
    const char *scratch;
};

/* 31 bits, so that it is a seed everywhere. The same for all models of a cell and repeat. */
static uint32_t seed_of(const struct trial *trial, const char *purpose, uint32_t repeat)
{
    struct stream stream = stream_open((uint64_t)trial->seed, purpose, trial->cell_hash, repeat);
    return stream_bits(&stream) >> 1;
}

static void print_seed(const struct source *source, const char *name, char *out)
{
    const struct trial *trial = source->trial;
    uint32_t repeat = strcmp(name, "seed_init") == 0    ? trial->init_repeat
                      : strcmp(name, "seed_data") == 0  ? trial->data_repeat
                      : strcmp(name, "seed_order") == 0 ? trial->order_repeat
                                                        : (uint32_t)trial->repeat;
    snprintf(out, WORD, "%u", seed_of(trial, name, repeat));
}

static void print_repeat(const struct source *source, const char *name, char *out)
{
    (void)name;
    snprintf(out, WORD, "%d", source->trial->repeat);
}

static void print_model(const struct source *source, const char *name, char *out)
{
    (void)name;
    text_copy(out, WORD, source->settings->model.name);
}

static void print_scratch(const struct source *source, const char *name, char *out)
{
    snprintf(out, WORD, "%s%s", source->scratch, strcmp(name, "results") == 0 ? "/results.jsonl" : "");
}

/* Names that every command has. */
static const struct {
    const char *name;
    void (*print)(const struct source *source, const char *name, char *out);
} own_names[] = {
    {"seed", print_seed},     {"seed_init", print_seed}, {"seed_data", print_seed},  {"seed_order", print_seed},
    {"repeat", print_repeat}, {"model", print_model},    {"scratch", print_scratch}, {"results", print_scratch},
};
enum { N_OWN_NAMES = sizeof own_names / sizeof *own_names };

/* A setting that the command may go by: a parameter that it has, or in a study with a task one of task, training or
 * evaluate, or an axis. */
static bool is_known(const struct setting *setting, const struct trial_settings *settings)
{
    assert(settings != NULL);
    if (setting_is_parameter(setting))
        return setting_get(setting, settings).type != VALUE_NONE;
    return settings->task.name[0] != '\0' && setting_may_be_axis(setting);
}

/* Parameters go before built-in settings of the same name. */
static const struct setting *find_setting(const struct trial_settings *settings, const char *name)
{
    const struct setting *found = NULL;
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (strcmp(s->key, name) == 0 && is_known(s, settings) && (found == NULL || setting_is_parameter(s)))
            found = s;
    return found;
}

/* What the name stands for into `out` (WORD bytes, or NULL: only whether it is known). */
static bool find_word(const struct source *source, const char *name, char *out)
{
    const struct setting *setting = find_setting(source->settings, name);
    for (size_t i = 0; i < N_OWN_NAMES; i++)
        if (strcmp(own_names[i].name, name) == 0) {
            if (out != NULL)
                own_names[i].print(source, name, out);
            return true;
        }
    if (setting != NULL && out != NULL)
        setting_print(setting, source->settings, out, WORD);
    return setting != NULL;
}

/* ---- Arguments ---- */

/* The length of "{name}" at `text`, with the name; 0: there is none. "{{" is no placeholder. */
static size_t placeholder(const char *text, char name[static STUDY_NAME])
{
    size_t length = 1;
    if (text[0] != '{' || !(isalpha((unsigned char)text[1]) || text[1] == '_'))
        return 0;
    while (isalnum((unsigned char)text[length]) || (text[length] != '\0' && strchr("_.-", text[length]) != NULL))
        length++;
    if (text[length] != '}' || length > STUDY_NAME)
        return 0;
    memcpy(name, text + 1, length - 1);
    name[length - 1] = '\0';
    return length + 1;
}

static int refuse_name(const struct source *source, const char *name)
{
    const char *known[N_OWN_NAMES + STUDY_MAX_PARAMETERS];
    const struct setting *parameters[STUDY_MAX_PARAMETERS];
    char all[400];
    size_t n = 0, n_parameters = setting_parameters(parameters);
    for (size_t i = 0; i < n_parameters; i++)
        if (is_known(parameters[i], source->settings))
            known[n++] = parameters[i]->key;
    for (size_t i = 0; i < N_OWN_NAMES; i++)
        known[n++] = own_names[i].name;
    const char *nearest = text_nearest(name, known, n);
    if (nearest != NULL)
        return fail(EX_CONFIG, "models.command has {%s}, which nothing is named: did you mean {%s}?", name, nearest);
    return fail(EX_CONFIG, "models.command has {%s}, which nothing is named: it must be %s", name,
                text_alternatives(known, n, all, sizeof all));
}

static bool append(char *out, size_t *used, const char *text, size_t length)
{
    if (*used + length >= COMMAND_LINE)
        return false;
    memcpy(out + *used, text, length);
    *used += length;
    out[*used] = '\0';
    return true;
}

/* The argument with its placeholders replaced, into `out` (COMMAND_LINE bytes). {{name}} becomes {name}. */
static int expand(const struct source *source, const char *argument, char *out)
{
    char name[STUDY_NAME], word[WORD] = "";
    size_t used = 0;
    bool fits = true;
    out[0] = '\0';
    while (*argument != '\0' && fits) {
        size_t length = placeholder(argument, name), inner = *argument == '{' ? placeholder(argument + 1, name) : 0;
        if (inner > 0 && argument[inner + 1] == '}') {
            fits = append(out, &used, argument + 1, inner);
            length = inner + 2;
        } else if (length > 0) {
            if (!find_word(source, name, source->trial != NULL ? word : NULL))
                return refuse_name(source, name);
            fits = append(out, &used, word, strlen(word));
        } else
            fits = append(out, &used, argument, length = 1);
        argument += length;
    }
    return fits ? 0 : fail(EX_CONFIG, "an argument of models.command becomes longer than %d bytes", COMMAND_LINE);
}

int command_check_names(const struct trial_settings *settings)
{
    const struct setting *parameters[STUDY_MAX_PARAMETERS];
    size_t n = setting_parameters(parameters);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < N_OWN_NAMES; k++)
            if (strcmp(parameters[i]->key, own_names[k].name) == 0 && is_known(parameters[i], settings))
                return fail(EX_CONFIG,
                            "{%s} is each trial's own: give the axis or parameter another name, such as my_%s",
                            own_names[k].name, own_names[k].name);
    return 0;
}

int command_check_words(const struct trial_settings *settings)
{
    const struct source source = {.settings = settings};
    char argument[STUDY_LIST], expanded[COMMAND_LINE];
    const char *at = settings->model.command;
    size_t n = 0;
    for (; list_next(&at, argument, sizeof argument); n++) {
        if (n == COMMAND_ARGUMENTS)
            return fail(EX_CONFIG, "models.command has more than %d arguments", COMMAND_ARGUMENTS);
        TRY(expand(&source, argument, expanded));
    }
    return n > 0 ? 0
                 : fail(EX_CONFIG, "models.command is missing: write command: [python3, train.py, --seed, \"{seed}\"]");
}

/* ---- Environment ---- */

/* Those of a step of a batch system or of MPI: a program that uses MPI itself would take itself for a rank. */
static bool is_of_launcher(const char *variable)
{
    static const char *const begins[] = {
        "OMPI_",           "PMIX_",        "PMI_",        "PRTE_",         "MPI_LOCAL",       "HYDI_",
        "HYDRA_",          "MPICH_RANK",   "SLURM_STEP",  "SLURM_PROCID=", "SLURM_LOCALID=",  "SLURM_NODEID=",
        "SLURM_TASK_PID=", "SLURM_GTIDS=", "SLURM_SRUN_", "SLURM_LAUNCH_", "SLURM_MPI_TYPE=", "ATTNBENCH_"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(variable, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static bool has_variable(char *const *environment, size_t n, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
            return true;
    return false;
}

static int add_variable(const struct command_words *words, size_t *n, const char *name, const char *value)
{
    size_t bytes = strlen(name) + strlen(value) + 2;
    char *variable = allocate(bytes, 1);
    if (variable == NULL)
        return EX_OSERR;
    snprintf(variable, bytes, "%s=%s", name, value);
    words->environment[(*n)++] = variable;
    return 0;
}

/* "ATTNBENCH_LEARNING_RATE". */
static int add_own(struct command_words *words, size_t *n, const struct source *source, const char *key)
{
    char name[STUDY_NAME + sizeof "ATTNBENCH_"], word[WORD];
    snprintf(name, sizeof name, "ATTNBENCH_%s", key);
    for (char *c = name; *c != '\0'; c++)
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    find_word(source, key, word);
    return add_variable(words, n, name, word);
}

static int make_environment(const struct source *source, struct command_words *out)
{
    static const char *const threads[] = {"OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"};
    size_t n_there = 0, n = 0;
    char cores[24];
    while (environ[n_there] != NULL)
        n_there++;
    size_t n_settings = 0;
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        n_settings++;
    out->environment = allocate(n_there + n_settings + N_OWN_NAMES + 8, sizeof *out->environment);
    if (out->environment == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n_there; i++) {
        bool is_left_out = is_of_launcher(environ[i]) || strncmp(environ[i], "LC_ALL=", strlen("LC_ALL=")) == 0;
        if (!is_left_out && (out->environment[n++] = strdup(environ[i])) == NULL)
            return fail(EX_OSERR, "no memory for the environment of a command");
    }
    snprintf(cores, sizeof cores, "%lld",
             (long long)(source->settings->model.cores > 0 ? source->settings->model.cores : 1));
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        if (!has_variable(out->environment, n, threads[i]))
            TRY(add_variable(out, &n, threads[i], cores));
    if (!has_variable(out->environment, n, "PYTHONUNBUFFERED"))
        TRY(add_variable(out, &n, "PYTHONUNBUFFERED", "1"));
    TRY(add_variable(out, &n, "LC_ALL", "C.UTF-8"));
    for (size_t i = 0; i < N_OWN_NAMES; i++)
        TRY(add_own(out, &n, source, own_names[i].name));
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (is_known(s, source->settings) && find_setting(source->settings, s->key) == s)
            TRY(add_own(out, &n, source, s->key));
    return 0;
}

/* ---- The whole ---- */

int command_words_make(const struct trial *trial, const char *scratch, struct command_words *out)
{
    const struct source source = {&trial->settings, trial, scratch};
    char argument[STUDY_LIST], *expanded = allocate(COMMAND_LINE, 1);
    const char *at = trial->settings.model.command;
    *out = (struct command_words){.environment = NULL};
    int status = expanded == NULL ? EX_OSERR : 0;
    for (size_t n = 0; status == 0 && n < COMMAND_ARGUMENTS && list_next(&at, argument, sizeof argument); n++) {
        status = expand(&source, argument, expanded);
        if (status == 0 && (out->arguments[n] = strdup(expanded)) == NULL)
            status = fail(EX_OSERR, "no memory for the arguments of a command");
    }
    free(expanded);
    text_copy(out->scratch, sizeof out->scratch, scratch);
    snprintf(out->results, sizeof out->results, "%s/results.jsonl", scratch);
    text_copy(out->folder, sizeof out->folder, trial->study->folder);
    if (status == 0)
        status = make_environment(&source, out);
    if (status != 0)
        command_words_free(out);
    return status;
}

int command_words_set(const struct command_words *words, const char *name, const char *value)
{
    size_t i = 0, length = strlen(name);
    while (words->environment[i] != NULL &&
           !(strncmp(words->environment[i], name, length) == 0 && words->environment[i][length] == '='))
        i++;
    free(words->environment[i]);
    return add_variable(words, &i, name, value);
}

void command_words_free(struct command_words *words)
{
    for (size_t i = 0; words->arguments[i] != NULL; i++)
        free(words->arguments[i]);
    for (size_t i = 0; words->environment != NULL && words->environment[i] != NULL; i++)
        free(words->environment[i]);
    free(words->environment);
    *words = (struct command_words){.environment = NULL};
}

/* ---- The program ---- */

static bool may_run(const char *path, int *error)
{
    struct stat file;
    if (stat(path, &file) != 0 || access(path, X_OK) != 0) {
        *error = errno == ENOENT && *error != 0 ? *error : errno;
        return false;
    }
    if (S_ISDIR(file.st_mode))
        *error = EISDIR;
    return !S_ISDIR(file.st_mode);
}

int command_find_program(const char *folder, const char *program, char path[static PATH_MAX])
{
    int error = 0;
    if (strchr(program, '/') != NULL) {
        bool is_absolute = program[0] == '/';
        snprintf(path, PATH_MAX, "%s%s%s", is_absolute ? "" : folder, is_absolute ? "" : "/", program);
        if (may_run(path, &error))
            return 0;
        return fail(EX_CONFIG, "models.command: %s: %s%s", path, strerror(error),
                    error == EACCES && access(path, F_OK) == 0 ? ": chmod +x makes it a program" : "");
    }
    const char *at = getenv("PATH");
    for (at = at != NULL ? at : "/usr/local/bin:/usr/bin:/bin"; *at != '\0'; at += *at == ':') {
        size_t length = strcspn(at, ":");
        snprintf(path, PATH_MAX, "%.*s/%s", length > 0 ? (int)length : (int)strlen(folder), length > 0 ? at : folder,
                 program);
        if (may_run(path, &error))
            return 0;
        at += length;
    }
    return fail(EX_CONFIG, "models.command: there is no program %s: %s", program,
                error == EACCES ? strerror(error) : "it is in no folder of PATH");
}
