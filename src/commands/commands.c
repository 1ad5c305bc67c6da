#include "attnbench/commands/commands.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/plot/plot.h"
#include "attnbench/commands/actions.h"
#include "attnbench/analysis/history.h"
#include "attnbench/folder/publish.h"
#include "attnbench/import/import.h"
#include "attnbench/merge/merge.h"
#include "attnbench/page/page.h"
#include "attnbench/paper/paper.h"
#include "attnbench/report/report.h"
#include "attnbench/report/tables.h"
#include "attnbench/run/run.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/own_pairs.h"
#include "claims.h"
#include "compare.h"
#include "opened.h"
#include "plan.h"
#include "shown.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DEFAULT_EXAMPLES = 10,
    DEFAULT_EPOCHS = 1000,
    DEFAULT_LOST_SECONDS = 120,
    PATH_BYTES = 4096,
};

/* Joins folder and name when -o does not say where to write. */
static int output_path(const struct options *options, const char *folder, const char *name, char *path, size_t size)
{
    int length = options->output != NULL ? snprintf(path, size, "%s", options->output)
                                         : snprintf(path, size, "%s/%s", folder, name);
    if (length < 1 || (size_t)length >= size)
        return fail(EX_USAGE, "--output: a path has 1 to %zu bytes, not %d", size - 1, length);
    return 0;
}

/* Imported results are there, or not. */
static int check_runs(const struct study *study)
{
    for (int model = 0; model < study->n_models; model++)
        if (trial_kind(&study->models[model])->is_given)
            return fail(EX_CONFIG, "the results of %s are imported: they cannot be trained here",
                        study->models[model].model.name);
    return 0;
}

static int run(const struct options *options)
{
    struct study study;
    struct pair_table pairs;
    char directory[PATH_BYTES], name[2 * STUDY_NAME];
    TRY(study_read(options->arguments[0], options->overrides, (size_t)options->n_overrides, &study));
    TRY(check_runs(&study));
    text_copy(name, sizeof name, study.name);
    if (options->part.n > 0)
        snprintf(name, sizeof name, "%s-%lld-of-%lld", study.name, (long long)options->part.k,
                 (long long)options->part.n);
    TRY(output_path(options, "results", name, directory, sizeof directory));
    TRY(own_pairs_read(&study, &pairs));
    study.pairs = &pairs;
    double lost_seconds = options->lost_seconds > 0 ? options->lost_seconds : DEFAULT_LOST_SECONDS;
    const struct run_options to_run = {.directory = directory,
                                       .output = options->output,
                                       .settings = options->overrides,
                                       .n_settings = (size_t)options->n_overrides,
                                       .part = options->part,
                                       .keep_scratch = options->keep_scratch,
                                       .dry_run = options->dry_run,
                                       .max_seconds = options->max_seconds,
                                       .lost_seconds = lost_seconds,
                                       .max_trial_seconds = options->max_trial_seconds,
                                       .max_trial_bytes = options->max_trial_bytes,
                                       .max_failures = options->max_failures,
                                       .command = options->command_line};
    int status = run_study(&study, &to_run);
    pair_table_free(&pairs);
    return status;
}

/* Of the commands that print text or JSON. */
static int text_or_json(const struct options *options, bool *json)
{
    const char *format = options->format != NULL ? options->format : "text";
    *json = strcmp(format, "json") == 0;
    if (!*json && strcmp(format, "text") != 0)
        return fail(EX_USAGE, "--format: \"%s\" is not one of text, json", format);
    return 0;
}

static int status(const struct options *options)
{
    bool json;
    TRY(text_or_json(options, &json));
    return status_write(options->arguments[0], json, stdout);
}

static int load_for_charts(const char *directory, struct results *results)
{
    if (plot_needs_traces(results))
        return snapshot_load_traces(directory, results);
    return results->stored_digest != 0 ? 0 : snapshot_load_digest(directory, results);
}

/* By default plots/NAME of the results' folder, for several may hold the same study. */
static int charts_path(const struct options *options, char *path, size_t size)
{
    char *whole = realpath(options->arguments[0], NULL);
    const char *name = whole != NULL ? strrchr(whole, '/') + 1 : "";
    int status = output_path(options, "plots", name, path, size);
    free(whole);
    return status;
}

/* Of the formats that people read as text; a page and what programs read have all of it in one. */
static int check_table(const struct options *options, enum report_format format)
{
    if (options->table == NULL)
        return 0;
    if (strcmp(options->table, "results") != 0)
        return fail(EX_USAGE, "--table: \"%s\" is not results, the one table of a study for a paper", options->table);
    if (report_document(format) == NULL)
        return fail(EX_USAGE, "--table %s is of --format text, markdown or latex, not of %s, which has all figures",
                    options->table, options->format);
    return 0;
}

/* LaTeX is for papers: their table comes first, and the rest may be the appendix. */
static void write_report(const struct options *options, const struct analysis *analysis, enum report_format format)
{
    if (options->table != NULL || format == REPORT_LATEX)
        paper_table_write(analysis, report_document(format), stdout);
    if (format == REPORT_HTML)
        page_write(analysis, stdout);
    else if (options->table == NULL)
        report_write(analysis, format, stdout);
}

static int report(const struct options *options)
{
    enum report_format format = REPORT_TEXT;
    if (options->format != NULL)
        TRY(report_format_parse(options->format, REPORT_HTML, &format));
    bool together = options->intervals != NULL && strcmp(options->intervals, "simultaneous") == 0;
    if (options->intervals != NULL && !together && strcmp(options->intervals, "single") != 0)
        return fail(EX_USAGE, "--intervals: \"%.40s\" is not one of single, simultaneous", options->intervals);
    TRY(check_table(options, format));
    struct opened opened;
    int status = opened_make(options->arguments[0], snapshot_load_some, &opened);
    opened.analysis.shows_together = together;
    if (status == 0)
        write_report(options, &opened.analysis, format);
    opened_free(&opened);
    return status;
}

static int parse_fail_if(const char *text, enum fail_if *out)
{
    *out = FAIL_NEVER;
    if (text == NULL)
        return 0;
    *out = strcmp(text, "worse") == 0 ? FAIL_IF_WORSE : FAIL_IF_CHANGED;
    if (*out == FAIL_IF_CHANGED && strcmp(text, "changed") != 0)
        return fail(EX_USAGE, "--fail-if: \"%s\" is not one of worse, changed", text);
    return 0;
}

static int compare_bits(const struct options *options)
{
    if (options->n_arguments > 2)
        return fail(EX_USAGE, "--bits compares two folders, not %d", options->n_arguments);
    if (options->format != NULL)
        return fail(EX_USAGE, "--bits and --format exclude each other: what --bits prints is text");
    if (options->charts != NULL || options->fail_if != NULL)
        return fail(EX_USAGE, "--bits and %s exclude each other: --bits compares no means",
                    options->charts != NULL ? "--plot" : "--fail-if");
    return bits_write(options->arguments, stdout);
}

static int compare(const struct options *options)
{
    struct compare_options to_compare = {.directories = options->arguments,
                                         .n = (size_t)options->n_arguments,
                                         .format = REPORT_TEXT,
                                         .charts = options->charts};
    if (options->n_arguments < 2)
        return fail(EX_USAGE, "DIR_B is missing: attnbench compare DIR_A DIR_B...");
    if (options->bits)
        return compare_bits(options);
    if (options->n_arguments > HISTORY_MOST)
        return fail(EX_USAGE, "compare takes %d folders at most, not %d", HISTORY_MOST, options->n_arguments);
    if (options->format != NULL)
        TRY(report_format_parse(options->format, REPORT_JSON, &to_compare.format));
    TRY(parse_fail_if(options->fail_if, &to_compare.fail_if));
    return compare_write(&to_compare, stdout);
}

static int claims(const struct options *options)
{
    enum report_format format = REPORT_TEXT;
    if (options->format != NULL)
        TRY(report_format_parse(options->format, REPORT_LATEX, &format));
    return claims_of_folders(options->arguments, (size_t)options->n_arguments, format, stdout);
}

static int plan(const struct options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct plan_goal goal = {.difference = options->difference,
                                   .half_width = options->half_width,
                                   .power = options->power > 0 ? options->power / 100 : 0.8,
                                   .mean = options->mean,
                                   .sd = options->sd,
                                   .ranks = options->ranks > 0 ? options->ranks : cores};
    return plan_write(options->arguments[0], options->format, &goal, stdout);
}

static int plot(const struct options *options)
{
    struct opened opened;
    struct shown shown = {0};
    char directory[PATH_BYTES];
    int status;
    TRY_ELSE(done, opened_make(options->arguments[0], load_for_charts, &opened));
    TRY_ELSE(done, charts_path(options, directory, sizeof directory));
    shown_make(options->arguments[0], &opened.study, &opened.results, &shown);
    const struct plot_options to_plot = {.directory = directory,
                                         .formats = options->format != NULL ? options->format : "png,svg",
                                         .n_maps = shown.n_maps,
                                         .maps = shown.maps,
                                         .n_decoded = shown.n_decoded,
                                         .decoded = shown.decoded,
                                         .forecasts = &shown.forecasts,
                                         .n_hidden = shown.n_hidden,
                                         .hidden = shown.hidden};
    status = (options->check ? plot_check : plot_write)(&opened.analysis, &to_plot, stdout);
done:
    shown_free(&shown);
    opened_free(&opened);
    return status;
}

static int trial_choice(const struct options *options, struct trial_choice *out)
{
    if (options->n_models > 1)
        return fail(EX_USAGE, "one --model NAME is needed, not %d", options->n_models);
    *out = (struct trial_choice){.model = options->n_models == 1 ? options->models[0] : NULL,
                                 .repeat = options->repeat,
                                 .cell = options->cell,
                                 .keeps_scratch = options->keep_scratch};
    return 0;
}

static int predict(const struct options *options)
{
    struct trial_choice choice;
    TRY(trial_choice(options, &choice));
    if (options->input != NULL && options->examples != 0)
        return fail(EX_USAGE, "--input and --examples exclude each other: one sequence is given, or some are drawn");
    const struct predict_options to_predict = {
        .directory = options->arguments[0],
        .choice = choice,
        .examples = options->examples != 0 ? options->examples : DEFAULT_EXAMPLES,
        .input = options->input,
        .weights = options->weights,
    };
    return predict_write(&to_predict, stdout);
}

static int merge(const struct options *options)
{
    if (options->n_arguments < 2)
        return fail(EX_USAGE, "DIR_IN is missing: attnbench merge DIR_OUT DIR_IN...");
    TRY(merge_write(options->arguments[0], options->arguments + 1, (size_t)options->n_arguments - 1, stdout));
    return state_say_counts(options->arguments[0], stdout);
}

static int publish(const struct options *options)
{
    if (options->n_arguments < 2)
        return fail(EX_USAGE, "DIR_OUT is missing: attnbench publish DIR DIR_OUT");
    TRY(publish_copy(options->arguments[0], options->arguments[1], options->no_traces));
    printf("%s/study.h5\n", options->arguments[1]);
    return 0;
}

static int one_trial(const struct options *options)
{
    struct trial_choice choice;
    TRY(trial_choice(options, &choice));
    return trial_write(options->arguments[0], &choice, stdout);
}

static int verify(const struct options *options)
{
    return verify_write(options->arguments[0], options->sample, stdout);
}

static int bench(const struct options *options)
{
    bool json;
    TRY(text_or_json(options, &json));
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

static int import(const struct options *options)
{
    struct import_options to_import = options->import;
    to_import.path = options->arguments[0];
    to_import.directory = options->output;
    to_import.dry_run = options->dry_run;
    to_import.command = options->command_line;
    return import_results(&to_import, stdout);
}

const struct exit_status exit_statuses[] = {
    {EX_OK, "done; of run: all trials are there"},
    {EX_TRIALS_FAILED, "some trials failed: the study ended without them, or stopped at --max-failures; of compare "
                       "--bits: some trials differ; of compare --fail-if: a model is worse, or has changed"},
    {EX_USAGE, "wrong usage"},
    {EX_DATAERR,
     "damaged data; a data file or table that is wrong or does not fit the study; of plot --check: charts are "
     "missing, changed or out of date"},
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
    "Trains and evaluates the trials of a study that DIR lacks, on all ranks that mpirun started. Without mpirun "
    "that is one rank. The results are in DIR/study.h5. Run it again to go on with a stopped study, or with more "
    "repeats.";
static const char status_doc[] = "Says what of a study is done, failed, running and left, and how long it will take.";
static const char report_doc[] =
    "Prints a study's results: each model's mean with its 95 % confidence interval, each further model's "
    "difference to the first, the verdicts on the study's claims, and the answer in words. The figures are "
    "accuracies (percent of sequences wholly right), or root mean squared errors where values are real, or the "
    "study's own metrics.";
static const char compare_doc[] =
    "Sets the study in DIR_B against the one in DIR_A. Says how each model's figure differs in each cell that "
    "both have, whether that is more than noise, and which settings differ. Of more than two studies, such as "
    "versions of a program, each is set against the one before. The exit status is 0 even where they differ, "
    "except with --fail-if and --bits.";
static const char publish_doc[] =
    "Writes DIR_OUT/study.h5, a copy of all figures of DIR without journal and weights. Others can read, report, "
    "plot and compare it as they would DIR. What its claims need of the stored weights is in it.";
static const char claims_doc[] =
    "Says what became of the claims of several studies. Each claim has the figure published, ours with its 95 % "
    "confidence interval, and the verdict: supported, refuted, undecided or no data. Of studies with the same "
    "name it says the folders.";
static const char plan_doc[] =
    "Says how many repeats, of how many sequences, it takes to find a difference or to narrow the interval of a "
    "mean. It simulates studies and judges them as reports judge. DIR holds a pilot's results. A pilot of "
    "STUDY.yaml is in results/NAME, unless --mean and --sd are stated.";
static const char plot_doc[] = "Draws the charts that suit the study, each with its data and gnuplot script beside it.";
static const char predict_doc[] =
    "Prints what a trained model answers beside what is expected. The study's save_models decides which trials "
    "keep their weights.";
static const char merge_doc[] =
    "Joins the folders of several jobs, such as those of run --part, into DIR_OUT, which is made or added to. It "
    "then has the trials, stored weights and runs of all, as one study with all their repeats, cells and models. "
    "Folders with another seed or setting are refused before anything is written. So are two that disagree on a "
    "trial.";
static const char import_doc[] =
    "Makes a folder of results of a table that others measured: CSV, TSV or JSON lines, or - for standard input. "
    "Report, plot, compare and claims then work on it as on results of run.";
static const char trial_doc[] =
    "Trains and evaluates one trial of the study in DIR, stored or not. It runs in the foreground and in a "
    "single process, for a debugger or a profiler. Keeps nothing.";
static const char verify_doc[] =
    "Trains stored trials again, and requires the same bits of every loss, accuracy and evaluation, on this "
    "machine as on the one that made them. Names what differs. With OpenBLAS of another core type or version, "
    "losses may differ by rounding.";
static const char bench_doc[] =
    "Measures the time of a training step on one core, with either arithmetic. Sets it beside this machine's limit for "
    "it, and beside the most multiply-adds that the core can do.";

const struct command commands[] = {
    {"run",
     "Train and evaluate the trials of a study file",
     true,
     {run_options, parse_option, "STUDY.yaml", run_doc, common_options_child, NULL, NULL},
     run,
     more_run_help},
    {"status",
     "What is done, running, failed and left of a study",
     false,
     {status_options, parse_option, "DIR", status_doc, common_options_child, NULL, NULL},
     status,
     NULL},
    {"report",
     "Tables of a study's results",
     false,
     {report_options, parse_option, "DIR", report_doc, common_options_child, NULL, NULL},
     report,
     NULL},
    {"compare",
     "Studies side by side: what differs by more than noise",
     false,
     {compare_options, parse_option, "DIR_A DIR_B...", compare_doc, common_options_child, NULL, NULL},
     compare,
     NULL},
    {"claims",
     "What became of the claims of several studies",
     false,
     {claims_options, parse_option, "DIR...", claims_doc, common_options_child, NULL, NULL},
     claims,
     NULL},
    {"plan",
     "How many repeats and sequences a study needs",
     false,
     {plan_options, parse_option, "STUDY.yaml|DIR", plan_doc, common_options_child, NULL, NULL},
     plan,
     NULL},
    {"plot",
     "Charts of a study's results",
     false,
     {plot_options, parse_option, "DIR", plot_doc, common_options_child, NULL, NULL},
     plot,
     NULL},
    {"predict",
     "What a trained model answers",
     false,
     {predict_options, parse_option, "DIR", predict_doc, common_options_child, NULL, NULL},
     predict,
     NULL},
    {"merge",
     "Join the folders of several jobs",
     false,
     {NULL, parse_option, "DIR_OUT DIR_IN...", merge_doc, common_options_child, NULL, NULL},
     merge,
     NULL},
    {"import",
     "Make results of a table of figures",
     false,
     {import_options, parse_option, "TABLE", import_doc, common_options_child, NULL, NULL},
     import,
     NULL},
    {"publish",
     "A small copy of the results, for others",
     false,
     {publish_options, parse_option, "DIR DIR_OUT", publish_doc, common_options_child, NULL, NULL},
     publish,
     NULL},
    {"trial",
     "Train one trial alone, in the foreground",
     false,
     {trial_options, parse_option, "DIR", trial_doc, common_options_child, NULL, NULL},
     one_trial,
     NULL},
    {"verify",
     "Train stored trials again, and name those that differ in a bit",
     false,
     {verify_options, parse_option, "DIR", verify_doc, common_options_child, NULL, NULL},
     verify,
     NULL},
    {"bench",
     "Time of a training step beside the machine's limit",
     false,
     {bench_options, parse_option, NULL, bench_doc, common_options_child, NULL, NULL},
     bench,
     NULL},
    {NULL, NULL, false, {0}, NULL, NULL},
};
