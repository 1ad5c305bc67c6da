/* The kind command: its settings, and one trial of it. */
#include "command.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "attnbench/study/setting_rows.h"
#include "attnbench/command/command_trial.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct setting settings_of_command[] = {
    {"models", "command", SETTING_LIST, SETTING_OPTIONAL, TRIAL(model.command), NO_BOUNDS, NULL,
     "of the kind command: the program and its arguments, where {seed}, {results} and names of axes stand for values"},
    {"models", "cores", SETTING_INTEGER, SETTING_LABEL, TRIAL(model.cores), 0, 1024, NULL, "0",
     "cores that each trial of a command has to itself; 0: they are shared"},
    {"models", "gpus", SETTING_INTEGER, SETTING_LABEL, TRIAL(model.gpus), 0, 1024, NULL, "0",
     "GPUs that each trial of a command has to itself, by CUDA_VISIBLE_DEVICES"},
    {.key = NULL},
};

static const char *word(size_t i)
{
    return i == 0 ? "command" : NULL;
}

static int check(const struct trial_settings *settings)
{
    return command_check_words(settings);
}

/* The program may be named by a placeholder: then it is looked for when it runs. */
static int look(const struct study *study, const struct trial_settings *settings)
{
    char program[STUDY_LIST], path[PATH_MAX];
    const char *at = settings->model.command;
    TRY(command_check_names(settings));
    TRY(command_check_places(settings));
    if (!list_next(&at, program, sizeof program) || strchr(program, '{') != NULL)
        return 0;
    return command_find_program(study->folder, program, path);
}

static const char *problem(const struct trial_settings *settings)
{
    (void)settings;
    return "programs, run once each";
}

/* ---- Scratch folders ---- */

/* Its whole path, as the program starts in another folder. */
static int make_scratch(char path[static PATH_MAX])
{
    const char *above = getenv("TMPDIR");
    char whole[PATH_MAX];
    snprintf(path, PATH_MAX, "%s/attnbench-XXXXXX", above != NULL && above[0] != '\0' ? above : "/tmp");
    if (mkdtemp(path) == NULL || realpath(path, whole) == NULL)
        return fail(EX_CANTCREAT, "cannot make a scratch folder, %s: %s", path, strerror(errno));
    memcpy(path, whole, sizeof whole);
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    if (type == FTW_DNR)
        chmod(path, S_IRWXU);
    remove(path);
    return 0; /* the others all the same */
}

void command_remove_scratch(const char *path)
{
    enum { OPEN_MOST = 16 };
    if (rmdir(path) != 0)
        nftw(path, remove_entry, OPEN_MOST, FTW_DEPTH | FTW_PHYS);
}

/* ---- One trial ---- */

/* A reason that is too long for a result ends in "…". */
static void set_reason(struct trial_result *result, int status, const char *reason)
{
    static const char ellipsis[] = "…";
    char whole[4 * RECORD_REASON];
    result->status = status;
    safe_text(reason, whole, sizeof whole);
    bool fits = strlen(whole) < sizeof result->reason;
    safe_text(whole, result->reason, sizeof result->reason - (fits ? 0 : sizeof ellipsis - 1));
    if (!fits)
        strcat(result->reason, ellipsis);
}

/* Why a command that ended badly has failed. */
static void describe_end(const struct trial *trial, const struct command_report *report, struct trial_result *result)
{
    char reason[4 * RECORD_REASON], limit[32];
    const char *colon = report->last_error[0] != '\0' ? ": " : "";
    int status = TRIAL_CRASHED, signal = WIFSIGNALED(report->wait_status) ? WTERMSIG(report->wait_status) : 0;
    if (report->end == COMMAND_NOT_STARTED)
        snprintf(reason, sizeof reason, "it could not be started: %s",
                 report->last_error[0] != '\0' ? report->last_error : strerror(report->error));
    else if (report->end == COMMAND_TIMED_OUT) {
        status = TRIAL_TIMED_OUT;
        snprintf(reason, sizeof reason, "killed after %s", text_duration(trial->limits.seconds, limit, sizeof limit));
    } else if (report->end == COMMAND_TOO_LARGE) {
        status = TRIAL_OUT_OF_MEMORY;
        snprintf(reason, sizeof reason, "took more than %s", text_bytes(trial->limits.bytes, limit, sizeof limit));
    } else if (signal != 0)
        snprintf(reason, sizeof reason, "killed by signal %d (%s)%s%s", signal, strsignal(signal), colon,
                 report->last_error);
    else
        snprintf(reason, sizeof reason, "exited with status %d%s%s", WEXITSTATUS(report->wait_status), colon,
                 report->last_error);
    set_reason(result, status, reason);
}

static bool has_ended_well(const struct command_report *report)
{
    return report->end == COMMAND_ENDED && report->wait_status == 0;
}

static void take_results(const struct trial *trial, const struct command_results *results, struct trial_result *result)
{
    if (results->why[0] != '\0') {
        set_reason(result, TRIAL_CRASHED, results->why);
        return;
    }
    result->status = results->has_diverged ? TRIAL_DIVERGED : TRIAL_FINISHED;
    result->epochs = (int32_t)results->n_epochs;
    result->train_loss = results->loss;
    result->train_accuracy = results->accuracy;
    result->n_items = (int32_t)results->n_items;
    result->items = results->items;
    for (size_t i = 0; i < METRICS_OWN_MOST && command_metric(&trial->settings, i) != NULL; i++)
        if (results->has[i])
            result_add(result, results->figures[i]);
    trial_add_times(result);
}

int command_trial_run(const struct trial *trial, bool in_foreground, struct trial_result *result)
{
    static char tail[COMMAND_TAIL]; /* of one trial at a time; the result points to it */
    static struct command_results results;
    static struct command_report report;
    char scratch[PATH_MAX], name[STUDY_TRIAL_TEXT];
    struct command_words words;
    TRY(make_scratch(scratch));
    command_results_free(&results);
    *result = (struct trial_result){.identity = trial->identity, .settings_hash = trial->settings_hash};
    int status = command_words_make(trial, scratch, &words);
    if (status == 0) {
        status = command_run(&words, trial, in_foreground, &report, tail);
        report.in_foreground = in_foreground;
        result->train_seconds = report.seconds;
        result->cpu_seconds = report.cpu_seconds;
        if (status == 0 && has_ended_well(&report))
            status = command_results_read(trial, words.results, &report, &results);
        if (status == 0 && has_ended_well(&report))
            take_results(trial, &results, result);
        else if (status == 0)
            describe_end(trial, &report, result);
        command_words_free(&words);
    }
    result->output = tail;
    result->output_bytes = status == 0 ? report.tail_bytes : 0;
    if (status == 0 && report.n_left > 0)
        fprintf(stderr, "attnbench: %s left %d process%s running, which %s killed\n",
                study_trial_text(trial->study, trial, name, sizeof name), report.n_left, report.n_left == 1 ? "" : "es",
                report.n_left == 1 ? "was" : "were");
    bool is_kept = trial->limits.keeps_scratch || (status == 0 && trial_has_failed(result->status));
    if (is_kept && rmdir(scratch) != 0) /* what is empty need not be kept */
        fprintf(stderr, "attnbench: the scratch folder of %s is kept: %s\n",
                study_trial_text(trial->study, trial, name, sizeof name), scratch);
    else if (!is_kept)
        command_remove_scratch(scratch);
    return status;
}

static int run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
               float *weights, struct trial_result *result)
{
    (void)progress;
    (void)traces;
    (void)weights;
    return command_trial_run(trial, false, result);
}

const struct trial_kind command_kind = {
    .name = "command",
    .model = word,
    .settings = settings_of_command,
    .has_parameters = true,
    .limits_itself = true,
    .check = check,
    .look = look,
    .problem = problem,
    .metric = command_metric,
    .run = run,
};
