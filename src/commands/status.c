#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"
#include "attnbench/command/command_trial.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/study/trial_kind.h"
#include "state.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FAILURES_LISTED = 10 };

static void write_sum(const struct state *state, FILE *out)
{
    fprintf(out, "%s: ", state->directory);
    if (state->part.n > 0)
        fprintf(out, "part %lld of %lld: ", (long long)state->part.k, (long long)state->part.n);
    state_write_counts(state, out);
    fputc('\n', out);
}

/* Of how many the mean is, where some that are done are not in it. */
static void write_others(const struct model_state *model, FILE *out)
{
    size_t n_unmeasured = model->done - model->figures - model->diverged;
    if (model->figures == 0 || model->figures == model->done)
        return;
    fprintf(out, " (of %zu", model->figures);
    if (model->diverged > 0)
        fprintf(out, "; %zu diverged", model->diverged);
    if (n_unmeasured > 0)
        fprintf(out, "; %zu not measured", n_unmeasured);
    fputc(')', out);
}

static void write_models(const struct state *state, FILE *out)
{
    const struct study *study = &state->study;
    int width = 24;
    char figure[32];
    const struct metric *metric = study_metric(study);
    for (int m = 0; m < study->n_models; m++) {
        int length = (int)strlen(study->models[m].model.name);
        width = length > width ? length : width;
    }
    fprintf(out, "%-*s %8s %8s %8s  mean %s so far\n", width, "model", "done", "failed", "left", metric->called);
    for (int m = 0; m < study->n_models; m++) {
        const struct model_state *model = &state->models[m];
        fprintf(out, "%-*s %8zu %8zu %8zu  ", width, study->models[m].model.name, model->done, model->failed,
                model->left);
        text_figure(model->figure_sum / (double)model->figures, metric_decimals(metric), figure, sizeof figure);
        fprintf(out, "%s%s",
                model->figures > 0    ? figure
                : model->diverged > 0 ? "diverged"
                : model->done > 0     ? "not measured"
                                      : "-",
                model->figures > 0 && metric_is_percent(metric) ? "%" : "");
        write_others(model, out);
        fputc('\n', out);
    }
}

static void write_trial_name(const struct study *study, size_t index, FILE *out)
{
    char name[STUDY_TRIAL_TEXT];
    struct trial trial = study_trial(study, index);
    fputs(study_trial_text(study, &trial, name, sizeof name), out);
}

/* The trials that are not done, in the order of ranks. */
static void write_in_flight(const struct state *state, FILE *out)
{
    const struct running_report *running = &state->running;
    int last_rank = -1;
    for (size_t i = 0; i < running->n_in_flight; i++) {
        int rank = running->in_flight[i].rank;
        fputs("  ", out);
        write_trial_name(&state->study, running->in_flight[i].trial, out);
        fprintf(out, "%s on rank %d\n", rank == last_rank ? " next" : "", rank); /* a rank's first is at work */
        last_rank = rank;
    }
}

static void write_told(const struct state *state, FILE *out)
{
    const struct running_report *running = &state->running;
    char text[64], since[64] = "";
    time_t started = (time_t)running->started;
    struct tm broken_down;
    if (localtime_r(&started, &broken_down) != NULL)
        strftime(since, sizeof since, "%Y-%m-%d %H:%M:%S", &broken_down);
    fprintf(out, "A run is at work: %s, %" PRId64 " rank%s, since %s\n", state->holder, running->ranks,
            running->ranks == 1 ? "" : "s", since);
    write_in_flight(state, out);
    if (!isnan(running->seconds_left))
        fprintf(out, "Time left: about %s\n", text_duration(running->seconds_left, text, sizeof text));
    double silent = difftime(time(NULL), (time_t)running->updated);
    if (silent > 60)
        fprintf(out, "Last heard of %s ago\n", text_duration(silent, text, sizeof text));
}

static void write_running(const struct state *state, FILE *out)
{
    if (state->running.pid != 0)
        write_told(state, out);
    else
        fprintf(out, "A run is at work: %s\n", state->holder[0] != '\0' ? state->holder : "it has not said yet where");
}

/* What a run that died had in hand; the next one does it again. */
static void write_lost(const struct state *state, FILE *out)
{
    const struct running_report *running = &state->running;
    for (size_t i = 0; i < running->n_in_flight; i++) {
        if (i == 0)
            fprintf(out, "Lost with the run of host %s, pid %" PRId64 ", which died; the next run trains them again:\n",
                    running->host, running->pid);
        fputs("  ", out);
        write_trial_name(&state->study, running->in_flight[i].trial, out);
        fprintf(out, " on rank %d\n", running->in_flight[i].rank);
    }
}

/* A part is not the study: the others are in folders of their own. */
static void write_next_step(const struct state *state, FILE *out)
{
    char command[STATE_COMMAND];
    bool done = state->left == 0 && state->failed == 0, whole = state->part.n == 0;
    fprintf(out, "No run is at work%s%s%s\n",
            !done   ? ". To go on: "
            : whole ? ": all trials are done. "
                    : ": all trials of the part are done. With those of the other parts: ",
            state_next_command(state, command), done && whole ? " shows them." : "");
}

static void write_idle(const struct state *state, FILE *out)
{
    char text[64];
    double seconds_left = state_seconds_left(state);
    size_t torn_bytes = journal_torn_bytes(state->journal);
    if (torn_bytes > 0)
        fprintf(out, "The last %s of %s/journal are an incomplete record: the next run removes it.\n",
                text_bytes((double)torn_bytes, text, sizeof text), state->directory);
    write_next_step(state, out);
    if (seconds_left > 0)
        fprintf(out, "%s: about %s, divided by the number of ranks\n",
                state->left > 0 ? "Time left" : "To try again what failed",
                text_duration(seconds_left, text, sizeof text));
}

static bool is_imported(const struct state *state)
{
    return trial_kind(&state->study.models[0])->is_given;
}

static void write_failed_kinds(const struct state *state, FILE *out)
{
    const char *separator = "Failed trials (";
    for (int status = 0; status < N_TRIAL_STATUSES; status++)
        if (trial_has_failed(status) && state->kinds[status] > 0) {
            fprintf(out, "%s%zu %s", separator, state->kinds[status], trial_status_text(status));
            separator = ", ";
        }
    fputs(is_imported(state) ? "):\n" : "), each with what repeats it alone, in the foreground (for gdb, perf):\n",
          out);
}

static void write_command(const struct state *state, const struct trial *trial, FILE *out)
{
    char cell[STUDY_CELL_TEXT];
    fputs("attnbench trial ", out);
    text_write_shell(out, state->directory);
    fprintf(out, " --model %s", trial->settings.model.name);
    fputs(state->study.n_axes > 0 ? " --cell " : "", out);
    if (state->study.n_axes > 0)
        text_write_shell(out, study_cell_text(&state->study, trial->cell, cell, sizeof cell));
    fprintf(out, " --repeat %d\n", trial->repeat);
}

/* The last lines of what a command printed, and where the rest is. */
static void write_output(const struct state *state, const struct trial *trial, FILE *out)
{
    enum { LINES = 3, BYTES = 1024 };
    char path[PATH_MAX], bytes[BYTES + 1], safe[SAFE_TEXT];
    if (output_path(&state->study, trial, state->directory, path, sizeof path) != 0)
        return;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return;
    if (fseek(file, -BYTES, SEEK_END) != 0)
        rewind(file);
    size_t n = fread(bytes, 1, BYTES, file);
    fclose(file);
    bytes[n] = '\0';
    while (n > 0 && bytes[n - 1] == '\n')
        bytes[--n] = '\0';
    const char *line = bytes + n;
    for (int lines = 0; line > bytes && (line[-1] != '\n' || ++lines < LINES);)
        line--;
    for (size_t length; *line != '\0'; line += length + (line[length] == '\n')) {
        length = strcspn(line, "\n");
        bytes[line - bytes + (ptrdiff_t)length] = '\0';
        fprintf(out, "    | %s\n", safe_text(line, safe, sizeof safe));
        if (line + length == bytes + n)
            break;
        bytes[line - bytes + (ptrdiff_t)length] = '\n';
    }
    fprintf(out, "    its output: %s\n", path);
}

static int write_failures(const struct state *state, FILE *out)
{
    unsigned char *buffer = NULL;
    char reason[SAFE_TEXT];
    size_t bytes = 0, listed = 0;
    int status = 0;
    struct trial trial = {0};
    if (state->failed > 0)
        write_failed_kinds(state, out);
    size_t most = state->failed < FAILURES_LISTED ? state->failed : FAILURES_LISTED;
    for (size_t from = 0; listed < most && state_find_failed(state, from, &trial); from = trial.index + 1) {
        struct trial_result result;
        TRY_ELSE(done,
                 journal_read(state->journal, journal_find(state->journal, trial.identity), &buffer, &bytes, &result));
        fputs("  ", out);
        write_trial_name(&state->study, trial.index, out);
        fprintf(out, ": %s: %s\n", trial_status_text(result.status), safe_text(result.reason, reason, sizeof reason));
        listed++;
        if (is_imported(state))
            continue;
        fputs("    ", out);
        write_command(state, &trial, out);
        write_output(state, &trial, out);
    }
    if (state->failed > listed)
        fprintf(out, "  and %zu more\n", state->failed - listed);
done:
    free(buffer);
    return status;
}

static int write_text(const struct state *state, FILE *out)
{
    const struct study *study = &state->study;
    char title[SAFE_TEXT];
    fprintf(out, "%s: %s\n", study->name, safe_text(study->title, title, sizeof title));
    write_sum(state, out);
    write_models(state, out);
    study_write_matches(study, "Weights: ", out);
    if (state->kinds[TRIAL_DIVERGED] > 0)
        fprintf(
            out, "%zu of the trials that are done diverged (a loss or a figure was not finite): their %s counts %s\n",
            state->kinds[TRIAL_DIVERGED], study_metric(study)->called,
            study_metric(study)->kind == METRIC_COUNTS && !metric_is_own(study_metric(study)) ? "as it is"
                                                                                              : "where it is finite");
    kept_say_not_in_study(study, state->journal, state->directory, out);
    fputc('\n', out);
    if (state->run_at_work)
        write_running(state, out);
    else {
        write_idle(state, out);
        write_lost(state, out);
    }
    return write_failures(state, out);
}

int status_write(const char *directory, bool json, FILE *out)
{
    struct state state;
    int status = state_open(directory, &state);
    if (status == 0)
        status = (json ? state_write_json : write_text)(&state, out);
    state_close(&state);
    return status;
}
