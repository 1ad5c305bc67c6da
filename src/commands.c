#include "commands.h"
#include "compare.h"
#include "attnbench/error.h"
#include "attnbench/report.h"
#include "attnbench/run.h"
#include "attnbench/study.h"
#include "attnbench/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_EXAMPLES = 10,
    DEFAULT_EPOCHS = 1000,
    MOST_EXAMPLES = 1000 * 1000,
    MOST_EPOCHS = 100 * 1000 * 1000,
    PATH_BYTES = 4096,
};

/* Options without a letter; the others are known by theirs. */
enum {
    KEY_SET = 256,
    KEY_REPEATS,
    KEY_PART,
    KEY_MAX_TIME,
    KEY_DRY_RUN,
    KEY_FORMAT,
    KEY_MODEL,
    KEY_REPEAT,
    KEY_CELL,
    KEY_EXAMPLES,
    KEY_INPUT,
    KEY_WEIGHTS,
    KEY_EPOCHS,
    KEY_SAMPLE,
    KEY_CHECK,
    KEY_USAGE,
};

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

static const struct argp_option run_options[] = {
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
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Only say what there is to do, how long it will take and the disk space", 0},
    {0},
};

static const struct argp_option report_options[] = {
    {"format", KEY_FORMAT, "text|markdown|csv|latex|json|html", 0, "What to print (default: text)", 0},
    {0},
};

static const struct argp_option compare_options[] = {
    {"format", KEY_FORMAT, "text|markdown|csv|latex|json", 0, "What to print (default: text)", 0},
    {0},
};

static const struct argp_option plot_options[] = {
    {"output", 'o', "PLOTS_DIR", 0, "Folder of the charts (default: plots/<name of the study>)", 0},
    {"format", KEY_FORMAT, "png,svg,pdf", 0, "Kinds of files, one or more (default: png,svg)", 0},
    {"check", KEY_CHECK, NULL, 0,
     "Draw nothing: name the charts that are missing or older than the results; exit status 65 when there are any", 0},
    {0},
};

static const struct argp_option predict_options[] = {
    {"model", KEY_MODEL, "NAME", 0, "Name of the model in the study (required)", 0},
    {"repeat", KEY_REPEAT, "R", 0, "Which of its repeats, from 0 (default: 0)", 0},
    {"cell", KEY_CELL, "TEXT", 0, "Which cell of the grid, e.g. \"n_in=5 n_out=2\" (default: the first)", 0},
    {"examples", KEY_EXAMPLES, "N", 0, "Number of new sequence pairs (default: 10)", 0},
    {"input", KEY_INPUT, "VALUES", 0, "Predict for this sequence instead, e.g. \"3 1 2 5 4\"", 0},
    {"weights", KEY_WEIGHTS, NULL, 0, "Print the attention weights too: a row an output step, a column an input step",
     0},
    {0},
};

static const struct argp_option verify_options[] = {
    {"sample", KEY_SAMPLE, "N", 0, "Train only N of the trials again, spread over the study (default: all)", 0},
    {0},
};

static const struct argp_option bench_options[] = {
    {"model", KEY_MODEL, "KIND", 0, "A model's kind, as in a study (run --help lists them); repeatable (default: all)",
     0},
    {"set", KEY_SET, "KEY=VALUE", 0, "Another size than the tutorial's, e.g. training.batch=32; repeatable", 0},
    {"epochs", KEY_EPOCHS, "N", 0, "Training steps to measure (default: 1000)", 0},
    {"format", KEY_FORMAT, "text|json", 0, "What to print, times in microseconds (default: text)", 0},
    {0},
};

static int parse_count(const char *option, const char *text, int64_t min, int64_t max, int64_t *out)
{
    if (!text_to_integer(text, out) || *out < min || *out > max)
        return fail(EX_USAGE, "%s: \"%s\" is not a whole number from %lld to %lld", option, text, (long long)min,
                    (long long)max);
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
    const struct setting *setting = study_settings;
    int64_t repeats;
    while (strcmp(setting->key, "repeats") != 0)
        setting++;
    TRY(parse_count("--repeats", text, (int64_t)setting->min, (int64_t)setting->max, &repeats));
    snprintf(options->repeats, sizeof options->repeats, "repeats=%lld", (long long)repeats);
    return add_override(options, options->repeats);
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

static int set_argument(struct options *options, const char *text, const char *expected)
{
    bool two = expected != NULL && strchr(expected, ' ') != NULL;
    if (options->argument == NULL)
        options->argument = text;
    else if (two && options->second_argument == NULL)
        options->second_argument = text;
    else
        return fail(EX_USAGE, "\"%s\" is one argument too many after \"%s\"", text,
                    two ? options->second_argument : options->argument);
    return 0;
}

/* One parser for all commands: each lists the options it knows. */
static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case 'o':
        options->output = text;
        return 0;
    case KEY_SET:
        return add_override(options, text);
    case KEY_REPEATS:
        return set_repeats(options, text);
    case KEY_PART:
        return set_part(options, text);
    case KEY_MAX_TIME:
        if (!text_to_seconds(text, &options->max_seconds) || !(options->max_seconds > 0))
            return fail(EX_USAGE, "--max-time: \"%s\" is not a time like 90, 15m, 2h, 1h30m or 01:30:00", text);
        return 0;
    case KEY_DRY_RUN:
        options->dry_run = true;
        return 0;
    case KEY_FORMAT:
        options->format = text;
        return 0;
    case KEY_CHECK:
        options->check = true;
        return 0;
    case KEY_MODEL:
        return add_model(options, text);
    case KEY_REPEAT:
        return parse_count("--repeat", text, 0, STUDY_MAX_TRIALS, &options->repeat);
    case KEY_CELL:
        options->cell = text;
        return 0;
    case KEY_EXAMPLES:
        return parse_count("--examples", text, 1, MOST_EXAMPLES, &options->examples);
    case KEY_INPUT:
        options->input = text;
        return 0;
    case KEY_WEIGHTS:
        options->weights = true;
        return 0;
    case KEY_SAMPLE:
        return parse_count("--sample", text, 1, STUDY_MAX_TRIALS, &options->sample);
    case KEY_EPOCHS:
        return parse_count("--epochs", text, 1, MOST_EPOCHS, &options->epochs);
    case ARGP_KEY_INIT:
        state->child_inputs[0] = options;
        return 0;
    case ARGP_KEY_ARG:
        return set_argument(options, text, state->root_argp->args_doc);
    default:
        return ARGP_ERR_UNKNOWN;
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
static const struct argp_child common[] = {{&common_argp, 0, NULL, 0}, {0}};

/* Joins folder and name when -o does not say where to write. */
static int output_path(const struct options *options, const char *folder, const char *name, char *path, size_t size)
{
    int length = options->output != NULL ? snprintf(path, size, "%s", options->output)
                                         : snprintf(path, size, "%s/%s", folder, name);
    if (length < 1 || (size_t)length >= size)
        return fail(EX_USAGE, "--output: a path has 1 to %zu bytes, not %d", size - 1, length);
    return 0;
}

static int ranks_started(void)
{
    const char *text = getenv("OMPI_COMM_WORLD_SIZE");
    if (text == NULL && getenv("PMIX_RANK") != NULL) /* srun; a batch script's own shell has SLURM_NTASKS alone */
        text = getenv("SLURM_NTASKS");
    int64_t ranks;
    return text != NULL && text_to_integer(text, &ranks) && ranks > 0 && ranks <= INT32_MAX ? (int)ranks : 1;
}

static int run(const struct options *options)
{
    struct study study;
    struct pair_table pairs;
    char directory[PATH_BYTES], name[2 * STUDY_NAME];
    TRY(study_read(options->argument, options->overrides, (size_t)options->n_overrides, &study));
    text_copy(name, sizeof name, study.name);
    if (options->part.n > 0)
        snprintf(name, sizeof name, "%s-%lld-of-%lld", study.name, (long long)options->part.k,
                 (long long)options->part.n);
    TRY(output_path(options, "results", name, directory, sizeof directory));
    TRY(own_pairs_read(&study, &pairs));
    study.pairs = &pairs;
    const struct run_options to_run = {.directory = directory,
                                       .part = options->part,
                                       .max_seconds = options->max_seconds,
                                       .command = options->command_line};
    int status = 0;
    if (!options->dry_run)
        status = run_study(&study, &to_run);
    else if (run_is_first_rank())
        status = run_dry(&study, directory, options->part, ranks_started());
    pair_table_free(&pairs);
    return status;
}

static int status(const struct options *options)
{
    return status_write(options->argument, stdout);
}

/* A report can do without them where memory is short: it then says nothing of the training. */
static int load_traces_if_small(const char *directory, struct results *results)
{
    const double most_bytes = 1e9;
    double bytes = 2.0 * sizeof *results->train_loss * (double)results->n_trials * (double)results->epochs;
    int status = bytes <= most_bytes ? snapshot_load_traces(directory, results) : EX_OSERR;
    if (status != EX_OSERR)
        return status;
    free(results->train_loss);
    free(results->train_accuracy);
    results->train_loss = results->train_accuracy = NULL;
    return 0;
}

static int report(const struct options *options)
{
    enum report_format format = REPORT_TEXT;
    if (options->format != NULL)
        TRY(report_format_parse(options->format, REPORT_HTML, &format));
    struct study study;
    struct results results = {0};
    struct analysis analysis = {0};
    int status;
    TRY(results_open(options->argument, &study, &results));
    TRY_ELSE(done, load_traces_if_small(options->argument, &results));
    if (format != REPORT_CSV)
        TRY_ELSE(done, snapshot_load_digest(options->argument, &results));
    TRY_ELSE(done, analysis_make(&results, study.claims, (size_t)study.n_claims, &analysis));
    report_write(&analysis, format, stdout);
done:
    analysis_free(&analysis);
    results_free(&results);
    return status;
}

/* The attention of all models whose weights are stored; what is damaged is said and left out. */
static size_t load_maps(const char *directory, const struct study *study, struct attention_map *maps)
{
    enum { SEQUENCES = 200 };
    size_t n = 0;
    for (int model = 0; model < study->n_models; model++) {
        struct attention_weights weights;
        int status = attention_weights(directory, study, model, SEQUENCES, &weights);
        if (status == 0)
            maps[n++] = (struct attention_map){.model = (size_t)model,
                                               .repeat = weights.repeat,
                                               .steps = weights.steps,
                                               .n_in = weights.n_in,
                                               .sequences = weights.sequences,
                                               .weights = weights.mean};
        else if (status != EX_NOINPUT)
            fprintf(stderr, "attnbench: %s; no chart shows its attention\n", error_message());
    }
    return n;
}

static int compare(const struct options *options)
{
    enum report_format format = REPORT_TEXT;
    if (options->second_argument == NULL)
        return fail(EX_USAGE, "DIR_B is missing: attnbench compare DIR_A DIR_B");
    if (options->format != NULL)
        TRY(report_format_parse(options->format, REPORT_JSON, &format));
    return compare_write((const char *const[]){options->argument, options->second_argument}, format, stdout);
}

static int plot(const struct options *options)
{
    struct study study;
    struct results results = {0};
    struct analysis analysis = {0};
    struct attention_map maps[STUDY_MAX_MODELS];
    char directory[PATH_BYTES];
    struct plot_options to_plot = {.directory = directory, .formats = "png,svg", .maps = maps};
    int status;
    if (options->format != NULL)
        to_plot.formats = options->format;
    TRY(results_open(options->argument, &study, &results));
    if (plot_needs_traces(&results))
        TRY_ELSE(done, snapshot_load_traces(options->argument, &results));
    TRY_ELSE(done, output_path(options, "plots", study.name, directory, sizeof directory));
    TRY_ELSE(done, analysis_make(&results, study.claims, (size_t)study.n_claims, &analysis));
    to_plot.n_maps = load_maps(options->argument, &study, maps);
    status = (options->check ? plot_check : plot_write)(&analysis, &to_plot, stdout);
done:
    for (size_t i = 0; i < to_plot.n_maps; i++)
        free(maps[i].weights);
    analysis_free(&analysis);
    results_free(&results);
    return status;
}

static int predict(const struct options *options)
{
    if (options->n_models > 1)
        return fail(EX_USAGE, "predict needs one --model NAME, not %d", options->n_models);
    if (options->input != NULL && options->examples != 0)
        return fail(EX_USAGE, "--input and --examples exclude each other: one sequence is given, or some are drawn");
    const struct predict_options to_predict = {
        .directory = options->argument,
        .model = options->n_models == 1 ? options->models[0] : NULL,
        .repeat = options->repeat,
        .examples = options->examples != 0 ? options->examples : DEFAULT_EXAMPLES,
        .input = options->input,
        .cell = options->cell,
        .weights = options->weights,
    };
    return predict_write(&to_predict, stdout);
}

static int verify(const struct options *options)
{
    return verify_write(options->argument, options->sample, stdout);
}

static int bench(const struct options *options)
{
    const char *format = options->format != NULL ? options->format : "text";
    bool json = strcmp(format, "json") == 0;
    if (!json && strcmp(format, "text") != 0)
        return fail(EX_USAGE, "--format: \"%s\" is not one of text, json", format);
    struct bench_options to_bench = {
        .n_models = options->n_models,
        .settings = options->overrides,
        .n_settings = (size_t)options->n_overrides,
        .epochs = options->epochs != 0 ? options->epochs : DEFAULT_EPOCHS,
        .json = json,
    };
    for (int i = 0; i < options->n_models; i++)
        to_bench.models[i] = options->models[i];
    return bench_write(&to_bench, stdout);
}

const struct exit_status exit_statuses[] = {
    {EX_OK, "done; of run: all trials are there"},
    {EX_TRIALS_FAILED, "the study ended, but some trials failed"},
    {EX_USAGE, "wrong usage"},
    {EX_DATAERR, "damaged data; of plot --check: charts are missing or older than the results"},
    {EX_NOINPUT, "no such file, or no results there"},
    {EX_UNAVAILABLE, "gnuplot is missing"},
    {EX_SOFTWARE, "a mistake in the program"},
    {EX_OSERR, "no memory, or no more processes"},
    {EX_CANTCREAT, "the folder cannot be made, or another run is at work in it"},
    {EX_IOERR, "input or output failed"},
    {EX_STOPPED_EARLY, "stopped early, all finished trials kept: run it again to go on"},
    {EX_CONFIG, "a mistake in the study file, or a setting that the folder's trials were not made with"},
    {0, NULL},
};

static void more_run_help(FILE *out)
{
    fputs("\nExit status of all commands:\n", out);
    for (const struct exit_status *e = exit_statuses; e->meaning != NULL; e++)
        fprintf(out, "  %2d  %s\n", e->status, e->meaning);
    fputs("\nKeys of a study file:\n", out);
    study_help(out);
}

static const char run_doc[] =
    "Trains and evaluates the trials of a study that DIR lacks, on all ranks that mpirun started (one without mpirun), "
    "and publishes them in DIR/study.h5. Run it again to go on with a stopped study, or with more repeats.";
static const char status_doc[] = "Says what of a study is done, failed, running and left, and how long it will take.";
static const char report_doc[] =
    "Prints the accuracies (percent of sequences wholly right) of a study's models with 95 % confidence intervals, "
    "each further model's difference to the first, what became of the study's claims, and the answer in words.";
static const char compare_doc[] =
    "Sets the study in DIR_B against the one in DIR_A: the difference of each model's accuracy in each cell that both "
    "have, and whether it is more than noise; which settings differ. The exit status is 0 also where they differ.";
static const char plot_doc[] = "Draws the charts that suit the study, each with its data and gnuplot script beside it.";
static const char predict_doc[] = "Prints what a trained model answers beside what is expected. Which trials keep "
                                  "their weights is decided by the study's save_models.";
static const char verify_doc[] = "Trains stored trials again and requires the same bits of every loss, accuracy and "
                                 "evaluation, on this machine as on the one that made them. Names what differs.";
static const char bench_doc[] =
    "Measures the time of a training step, on one core, beside this machine's limit for it.";

const struct command commands[] = {
    {"run",
     "train and evaluate the trials of a study file",
     true,
     {run_options, parse_option, "STUDY.yaml", run_doc, common, NULL, NULL},
     run,
     more_run_help},
    {"status",
     "what is done, running, failed and left of a study",
     false,
     {NULL, parse_option, "DIR", status_doc, common, NULL, NULL},
     status,
     NULL},
    {"report",
     "tables of a study's results",
     false,
     {report_options, parse_option, "DIR", report_doc, common, NULL, NULL},
     report,
     NULL},
    {"compare",
     "two studies side by side: what differs by more than noise",
     false,
     {compare_options, parse_option, "DIR_A DIR_B", compare_doc, common, NULL, NULL},
     compare,
     NULL},
    {"plot",
     "charts of a study's results",
     false,
     {plot_options, parse_option, "DIR", plot_doc, common, NULL, NULL},
     plot,
     NULL},
    {"predict",
     "what a trained model answers",
     false,
     {predict_options, parse_option, "DIR", predict_doc, common, NULL, NULL},
     predict,
     NULL},
    {"verify",
     "train stored trials again: bit for bit the same, or which is not",
     false,
     {verify_options, parse_option, "DIR", verify_doc, common, NULL, NULL},
     verify,
     NULL},
    {"bench",
     "time of a training step beside the machine's limit",
     false,
     {bench_options, parse_option, NULL, bench_doc, common, NULL, NULL},
     bench,
     NULL},
    {NULL, NULL, false, {0}, NULL, NULL},
};
