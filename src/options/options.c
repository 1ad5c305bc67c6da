/* The options of all commands, and their one parser. */
#include "attnbench/options/options.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "options_keys.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_EXAMPLES = 1000 * 1000, MOST_EPOCHS = 100 * 1000 * 1000, LEAST_LOST_SECONDS = 5 };

/* The manual page and the completion are made from these tables too (docs.h). What the name of an argument says to the
 * completion: "a|b" one of these; "a,b" any of these; DIR, STUDY.yaml: a path; KEY=VALUE: a setting; KIND: a model's
 * kind; NAME: a model with stored weights. */
static const struct argp_option common_options[] = {
    {"help", '?', NULL, 0, "Give this help", -1},
    {NULL, 'h', NULL, OPTION_ALIAS, NULL, -1},
    {"usage", KEY_USAGE, NULL, 0, "Give a short usage message", -1},
    {"version", 'V', NULL, 0, "Print the program's version", -1},
    {0},
};

const struct argp_option run_options[] = {
    {"output", 'o', "DIR", 0, "Folder of the results (default: results/<name of the study>, of a part <name>-K-of-N)",
     0},
    {"set", KEY_SET, "KEY=VALUE", 0,
     "Set one key of the study for this run: training.epochs=300, models.units=32, models.NAME.units=32 for one model, "
     "grid.n_in=4,5 for several values; repeatable",
     0},
    {"repeats", KEY_REPEATS, "N", 0, "Repeats of each model and cell, instead of the study's", 0},
    {"part", KEY_PART, "K/N", 0,
     "Train the K-th of N parts of the study, about equal ones: for N jobs, each with a folder of its own, which "
     "attnbench merge joins (default: all)",
     0},
    {"max-time", KEY_MAX_TIME, "T", 0,
     "Stop after this time and keep what is finished: 90 (seconds), 15m, 2h, 1h30m or 01:30:00 (default: never)", 0},
    {"lost-after", KEY_LOST_AFTER, "T", 0,
     "Stop, and keep what is finished, when a rank is not heard of for this time: its machine or its network is gone "
     "(default: 2m)",
     0},
    {"max-trial-time", KEY_MAX_TRIAL_TIME, "T", 0,
     "A trial that takes longer is killed, and tried once more, on another rank if there is one; then it has failed "
     "(default: never)",
     0},
    {"max-trial-memory", KEY_MAX_TRIAL_MEMORY, "SIZE", 0,
     "A trial that takes more memory, such as 500M or 2G, fails (default: the rank's share of what its machine has "
     "free)",
     0},
    {"max-failures", KEY_MAX_FAILURES, "N", 0,
     "Stop when N trials have failed, and keep what is finished (default: never)", 0},
    {"fail-fast", KEY_FAIL_FAST, NULL, 0, "Stop at the first trial that fails: --max-failures 1", 0},
    {"keep-scratch", KEY_KEEP_SCRATCH, NULL, 0,
     "Keep the scratch folders of commands, also of those that did well (default: of those that failed)", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0,
     "Only say what there is to do, how long it will take, and the memory and disk space that it needs", 0},
    {0},
};

const struct argp_option status_options[] = {
    {"format", KEY_FORMAT, "text|json", 0, "What to print (default: text)", 0},
    {0},
};

const struct argp_option report_options[] = {
    {"format", KEY_FORMAT, "text|markdown|csv|latex|json|html", 0, "What to print (default: text)", 0},
    {"intervals", KEY_INTERVALS, "single|simultaneous", 0,
     "Intervals of the comparisons: each holds at 95 %, or all together and as Holm's verdicts say (default: single)",
     0},
    {"table", KEY_TABLE, "results", 0,
     "Print only the table of results for a paper, with its methods, as text, markdown or latex (default: all)", 0},
    {0},
};

const struct argp_option plan_options[] = {
    {"format", KEY_FORMAT, "text|json", 0, "What to print (default: text)", 0},
    {"difference", KEY_DIFFERENCE, "D", 0,
     "The difference to find, in points or the metric's unit (default: the pilot's own, which is unsure)", 0},
    {"half-width", KEY_HALF_WIDTH, "H", 0,
     "Also plan for 95 % intervals of means that are no wider than this on either side (default: not)", 0},
    {"power", KEY_POWER, "P", 0, "Percent of studies that should reach this (default: 80)", 0},
    {"mean", KEY_MEAN, "M", 0, "Without a pilot: the mean of the models' trainings, in percent or the metric's unit",
     0},
    {"sd", KEY_SD, "S", 0, "Without a pilot: the standard deviation between trainings, in the same unit", 0},
    {"ranks", KEY_RANKS, "N", 0, "Ranks to say the time for (default: the cores of this machine)", 0},
    {0},
};

const struct argp_option compare_options[] = {
    {"format", KEY_FORMAT, "text|markdown|csv|latex|json", 0, "What to print (default: text)", 0},
    {"plot", KEY_PLOT, "PLOTS_DIR", 0,
     "Draw the means of each model over the studies into this folder, as PNG and SVG, with data and script", 0},
    {"fail-if", KEY_FAIL_IF, "worse|changed", 0,
     "Exit status 1 when a model is worse than in the study before by more than noise; or when it has changed, for "
     "better or worse",
     0},
    {"bits", KEY_BITS, NULL, 0,
     "Compare no means, but the bits of two studies: name each trial of both that differs, and the first epoch at "
     "which it does; exit "
     "status 1 when there are any",
     0},
    {0},
};

const struct argp_option publish_options[] = {
    {"without-traces", KEY_NO_TRACES, NULL, 0,
     "Leave out the losses and accuracies of each epoch of the training, which are most of the file; the digest stays "
     "(default: all is kept)",
     0},
    {0},
};

const struct argp_option claims_options[] = {
    {"format", KEY_FORMAT, "text|markdown|latex", 0, "What to print (default: text)", 0},
    {0},
};

const struct argp_option plot_options[] = {
    {"output", 'o', "PLOTS_DIR", 0, "Folder of the charts (default: plots/<name of DIR>)", 0},
    {"format", KEY_FORMAT, "png,svg,pdf", 0, "Kinds of files, one or more (default: png,svg)", 0},
    {"check", KEY_CHECK, NULL, 0,
     "Draw nothing: name the charts that are missing, changed or out of date; exit status 65 when there "
     "are any",
     0},
    {0},
};

const struct argp_option predict_options[] = {
    {"model", KEY_MODEL, "NAME", 0, "Name of the model in the study (required)", 0},
    {"repeat", KEY_REPEAT, "R", 0, "Which of its repeats, from 0 (default: 0)", 0},
    {"cell", KEY_CELL, "TEXT", 0, "Which cell of the grid, e.g. \"n_in=5 n_out=2\" (default: the first)", 0},
    {"examples", KEY_EXAMPLES, "N", 0, "Number of new sequence pairs (default: 10)", 0},
    {"input", KEY_INPUT, "VALUES", 0,
     "Predict for this sequence instead, e.g. \"3 1 2 5 4\", or of task text this text; -: for each line of "
     "standard input",
     0},
    {"weights", KEY_WEIGHTS, NULL, 0, "Print the attention weights too: a row an output step, a column an input step",
     0},
    {0},
};

const struct argp_option trial_options[] = {
    {"model", KEY_MODEL, "NAME", 0, "Name of the model in the study (required)", 0},
    {"repeat", KEY_REPEAT, "R", 0, "Which of its repeats, from 0 (default: 0)", 0},
    {"cell", KEY_CELL, "TEXT", 0, "Which cell of the grid, e.g. \"n_in=5 n_out=2\" (default: the first)", 0},
    {"keep-scratch", KEY_KEEP_SCRATCH, NULL, 0, "Keep the scratch folder of a command (default: if it failed)", 0},
    {0},
};

const struct argp_option verify_options[] = {
    {"sample", KEY_SAMPLE, "N", 0, "Train only N of the trials again, spread over the study (default: all)", 0},
    {0},
};

const struct argp_option bench_options[] = {
    {"model", KEY_MODEL, "KIND", 0, "A model's kind, as in a study (run --help lists them); repeatable (default: all)",
     0},
    {"set", KEY_SET, "KEY=VALUE", 0,
     "Another size than the tutorial's, e.g. training.batch=32, or one arithmetic; repeatable", 0},
    {"epochs", KEY_EPOCHS, "N", 0, "Training steps to measure (default: 1000)", 0},
    {"format", KEY_FORMAT, "text|json", 0, "What to print, times in microseconds (default: text)", 0},
    {0},
};

/* Refuses a second value of an option that takes one: the last would silently win. */
static int check_once(struct options *options, int key, const char *text, const struct argp_option *known)
{
    while (known != NULL && known->name != NULL && known->key != key)
        known++;
    if (known == NULL || known->name == NULL || known->arg == NULL || key == KEY_SET || key == KEY_MODEL ||
        key == KEY_METRIC || key == KEY_AXIS)
        return 0;
    for (int i = 0; i < options->n_given; i++)
        if (options->given[i].key == key && strcmp(options->given[i].text, text) != 0)
            return fail(EX_USAGE, "--%s is given twice, %s and %s: give it once", known->name, options->given[i].text,
                        text);
    if (options->n_given == OPTIONS_MAX_GIVEN)
        return fail(EX_USAGE, "more than %d options", OPTIONS_MAX_GIVEN);
    options->given[options->n_given].key = key;
    options->given[options->n_given++].text = text;
    return 0;
}

static int parse_count(const char *option, const char *text, int64_t min, int64_t max, int64_t *out)
{
    if (!text_to_integer(text, out) || text_has_leading_zero(text) || *out < min || *out > max)
        return fail(EX_USAGE, "%s: \"%s\" is not a whole number from %lld to %lld", option, text, (long long)min,
                    (long long)max);
    return 0;
}

static int parse_time(const char *option, const char *text, double *out)
{
    if (!text_to_seconds(text, out) || !(*out > 0))
        return fail(EX_USAGE, "%s: \"%s\" is not a time like 90, 15m, 2h, 1h30m or 01:30:00", option, text);
    return 0;
}

static int parse_number(const char *option, const char *text, double least, double most, double *out)
{
    if (!text_to_real(text, out) || text_has_leading_zero(text) || !(*out >= least && *out <= most))
        return fail(EX_USAGE, "--%s: \"%s\" is not a number from %g to %g", option, text, least, most);
    return 0;
}

static int add_override(struct options *options, const char *text)
{
    if (options->n_overrides == OPTIONS_MAX_OVERRIDES)
        return fail(EX_USAGE, "--set: more than %d of them; put them into the study file", OPTIONS_MAX_OVERRIDES);
    options->overrides[options->n_overrides++] = text;
    return 0;
}

static int set_repeats(struct options *options, const char *text)
{
    const struct setting *setting = study_settings();
    int64_t repeats;
    while (strcmp(setting->key, "repeats") != 0)
        setting++;
    TRY(parse_count("--repeats", text, (int64_t)setting->min, (int64_t)setting->max, &repeats));
    snprintf(options->repeats, sizeof options->repeats, "repeats=%lld", (long long)repeats);
    return add_override(options, options->repeats);
}

static int set_max_failures(struct options *options, bool is_fail_fast, int64_t most)
{
    int64_t before = options->max_failures;
    options->max_failures = most;
    if (before == 0 || before == most)
        return 0;
    return fail(EX_USAGE, "--fail-fast is --max-failures 1: --max-failures %lld is given too",
                (long long)(is_fail_fast ? before : most));
}

/* "2/8" */
static int set_part(struct options *options, const char *text)
{
    char k[24];
    size_t length = strcspn(text, "/");
    snprintf(k, sizeof k, "%.*s", length < sizeof k ? (int)length : 0, text);
    if (text[length] != '/' || !text_to_integer(k, &options->part.k) ||
        !text_to_integer(text + length + 1, &options->part.n) || options->part.n > STUDY_MAX_TRIALS ||
        options->part.k < 1 || options->part.k > options->part.n)
        return fail(EX_USAGE, "--part: \"%s\" is not K/N, such as 2/8: the second of eight parts", text);
    return 0;
}

static int add_model(struct options *options, const char *name)
{
    if (options->n_models == OPTIONS_MAX_MODELS)
        return fail(EX_USAGE, "--model: more than %d of them", OPTIONS_MAX_MODELS);
    options->models[options->n_models++] = name;
    return 0;
}

/* expected: the names of the arguments, "DIR_A DIR_B"; dots at the end stand for more of the last. */
static int set_argument(struct options *options, const char *text, const char *expected)
{
    int most = expected != NULL && strstr(expected, "...") != NULL ? OPTIONS_MAX_ARGUMENTS : 1;
    for (const char *c = expected; most < OPTIONS_MAX_ARGUMENTS && c != NULL && *c != '\0'; c++)
        most += *c == ' ';
    if (options->n_arguments == most)
        return fail(EX_USAGE, "\"%s\" is one argument too many after \"%s\"", text, options->arguments[most - 1]);
    options->arguments[options->n_arguments++] = text;
    return 0;
}

static error_t parse_plan_option(int key, const char *text, struct options *options)
{
    const double tiny = 1e-6, huge = 1e6;
    switch (key) {
    case KEY_DIFFERENCE:
        return parse_number("difference", text, tiny, huge, &options->difference);
    case KEY_HALF_WIDTH:
        return parse_number("half-width", text, tiny, huge, &options->half_width);
    case KEY_POWER:
        return parse_number("power", text, 1, 99, &options->power);
    case KEY_MEAN:
        return parse_number("mean", text, -huge, huge, &options->mean);
    case KEY_SD:
        return parse_number("sd", text, 0, huge, &options->sd);
    case KEY_RANKS:
        return parse_count("--ranks", text, 1, STUDY_MAX_TRIALS, &options->ranks);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t plan_or_import(int key, const char *text, struct options *options)
{
    error_t status = parse_import_option(key, text, &options->import);
    return status == ARGP_ERR_UNKNOWN ? parse_plan_option(key, text, options) : status;
}

static error_t parse_run_option(int key, const char *text, struct options *options)
{
    int64_t count;
    switch (key) {
    case KEY_PART:
        return set_part(options, text);
    case KEY_MAX_TIME:
        return parse_time("--max-time", text, &options->max_seconds);
    case KEY_LOST_AFTER:
        if (!text_to_seconds(text, &options->lost_seconds) || !(options->lost_seconds >= LEAST_LOST_SECONDS))
            return fail(EX_USAGE, "--lost-after: \"%s\" is not a time of %d s or more, like 90 or 5m", text,
                        LEAST_LOST_SECONDS);
        return 0;
    case KEY_MAX_TRIAL_TIME:
        return parse_time("--max-trial-time", text, &options->max_trial_seconds);
    case KEY_MAX_TRIAL_MEMORY:
        if (!text_to_bytes(text, &options->max_trial_bytes) || !(options->max_trial_bytes > 0))
            return fail(EX_USAGE, "--max-trial-memory: \"%s\" is not a size like 500M or 2G", text);
        return 0;
    case KEY_MAX_FAILURES:
        TRY(parse_count("--max-failures", text, 1, STUDY_MAX_TRIALS, &count));
        return set_max_failures(options, false, count);
    case KEY_FAIL_FAST:
        return set_max_failures(options, true, 1);
    case KEY_KEEP_SCRATCH:
        options->keep_scratch = true;
        return 0;
    case KEY_DRY_RUN:
        options->dry_run = true;
        return 0;
    default:
        return plan_or_import(key, text, options);
    }
}

/* Where the text of such an option goes that is looked at later; NULL: it is none. */
static const char **kept_as_it_is(struct options *options, int key)
{
    switch (key) {
    case 'o':
        return &options->output;
    case KEY_FORMAT:
        return &options->format;
    case KEY_TABLE:
        return &options->table;
    case KEY_PLOT:
        return &options->charts;
    case KEY_INTERVALS:
        return &options->intervals;
    case KEY_FAIL_IF:
        return &options->fail_if;
    case KEY_CELL:
        return &options->cell;
    case KEY_INPUT:
        return &options->input;
    default:
        return NULL;
    }
}

/* One parser for all commands: each lists the options it knows. */
error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct options *options = state->input;
    TRY(check_once(options, key, text, state->root_argp->options));
    const char **kept = kept_as_it_is(options, key);
    if (kept != NULL) {
        *kept = text;
        return 0;
    }
    switch (key) {
    case KEY_SET:
        return add_override(options, text);
    case KEY_REPEATS:
        return set_repeats(options, text);
    case KEY_CHECK:
        options->check = true;
        return 0;
    case KEY_BITS:
        options->bits = true;
        return 0;
    case KEY_NO_TRACES:
        options->no_traces = true;
        return 0;
    case KEY_MODEL:
        return add_model(options, text);
    case KEY_REPEAT:
        return parse_count("--repeat", text, 0, STUDY_MAX_TRIALS, &options->repeat);
    case KEY_EXAMPLES:
        return parse_count("--examples", text, 1, MOST_EXAMPLES, &options->examples);
    case KEY_WEIGHTS:
        options->weights = true;
        return 0;
    case KEY_SAMPLE:
        return parse_count("--sample", text, 1, STUDY_MAX_TRIALS, &options->sample);
    case KEY_EPOCHS:
        return parse_count("--epochs", text, 1, MOST_EPOCHS, &options->epochs);
    case ARGP_KEY_INIT:
        state->child_inputs[0] = options;
        options->mean = options->sd = NAN;
        return 0;
    case ARGP_KEY_ARG:
        return set_argument(options, text, state->root_argp->args_doc);
    default:
        return parse_run_option(key, text, options);
    }
}

static error_t parse_common_option(int key, char *text, struct argp_state *state)
{
    struct options *options = state->input;
    (void)text;
    switch (key) {
    case '?':
    case 'h':
        options->help = true;
        return 0;
    case KEY_USAGE:
        options->usage = true;
        return 0;
    case 'V':
        options->version = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp common_argp = {common_options, parse_common_option, NULL, NULL, NULL, NULL, NULL};
const struct argp_child common_options_child[] = {{&common_argp, 0, NULL, 0}, {0}};
