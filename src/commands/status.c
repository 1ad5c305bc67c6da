#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/adaptive.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/folder/running_file.h"
#include "attnbench/run/plan.h"
#include "attnbench/run/run.h"
#include "attnbench/trial/trial.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FAILURES_LISTED = 10 };

/* How far a study is. */
struct tally {
    struct part part; /* that the folder is of; all zero: the whole study */
    struct model_tally {
        size_t done, failed, left; /* trials; done: with figures */
        size_t figures;            /* of those that are done: finite ones */
        double figure_sum;         /* percent, or where values are real the error */
    } models[STUDY_MAX_MODELS];
    size_t done, failed, left;
    size_t kinds[N_TRIAL_STATUSES]; /* of the records */
    double cost_done, seconds_done; /* of finished trials: measured */
    double cost_left;               /* of failed trials too: a run does them again */
    size_t failures[FAILURES_LISTED];
};

static void add_figure(const struct trial *trial, const struct journal_entry *entry, struct model_tally *model)
{
    double figure = trial_is_real(&trial->settings) ? entry->rmse : 100.0 * entry->correct / entry->sequences;
    if (!figure_is_finite(figure))
        return;
    model->figures++;
    model->figure_sum += figure;
}

static void count_trial(const struct trial *trial, const struct journal *journal, struct tally *tally)
{
    struct model_tally *model = &tally->models[trial->model];
    const struct journal_entry *entry = journal_find(journal, trial->identity);
    double cost = trial_cost(&trial->settings);
    tally->kinds[entry == NULL ? TRIAL_MISSING : entry->status]++;
    if (entry == NULL || entry->status == TRIAL_MISSING) {
        model->left++;
        tally->left++;
        tally->cost_left += cost;
    } else if (trial_has_failed(entry->status)) {
        if (tally->failed < FAILURES_LISTED)
            tally->failures[tally->failed] = trial->index;
        model->failed++;
        tally->failed++;
        tally->cost_left += cost;
    } else {
        model->done++;
        tally->done++;
        add_figure(trial, entry, model);
        tally->cost_done += cost;
        tally->seconds_done += entry->train_seconds + entry->evaluate_seconds;
    }
}

static void write_sum(const char *directory, const struct tally *tally, FILE *out)
{
    fprintf(out, "%s: ", directory);
    if (tally->part.n > 0)
        fprintf(out, "part %lld of %lld: ", (long long)tally->part.k, (long long)tally->part.n);
    fprintf(out, "%zu of %zu trials done, %zu failed, %zu left\n\n", tally->done,
            tally->done + tally->failed + tally->left, tally->failed, tally->left);
}

static void write_models(const struct study *study, const struct tally *tally, FILE *out)
{
    int width = 24;
    char figure[32];
    bool real = trial_is_real(&study->models[0]);
    for (int m = 0; m < study->n_models; m++) {
        int length = (int)strlen(study->models[m].model.name);
        width = length > width ? length : width;
    }
    fprintf(out, "%-*s %8s %8s %8s  mean %s so far\n", width, "model", "done", "failed", "left",
            real ? "RMSE" : "accuracy");
    for (int m = 0; m < study->n_models; m++) {
        const struct model_tally *model = &tally->models[m];
        fprintf(out, "%-*s %8zu %8zu %8zu  ", width, study->models[m].model.name, model->done, model->failed,
                model->left);
        text_figure(model->figure_sum / (double)model->figures, real ? 4 : 2, figure, sizeof figure);
        fprintf(out, "%s%s",
                model->figures > 0 ? figure
                : model->done > 0  ? "diverged"
                                   : "-",
                model->figures > 0 && !real ? "%" : "");
        if (model->figures > 0 && model->figures < model->done)
            fprintf(out, " (of %zu; %zu diverged)", model->figures, model->done - model->figures);
        fputc('\n', out);
    }
}

static void write_trial_name(const struct study *study, size_t index, FILE *out)
{
    char cell[STUDY_TEXT];
    struct trial trial = study_trial(study, index);
    fprintf(out, "%s %s repeat %d", study->models[trial.model].model.name,
            study_cell_text(study, trial.cell, cell, sizeof cell), trial.repeat);
}

/* DIR/running is some seconds old: the journal may have what it names. */
static bool is_in_flight(const struct study *study, const struct journal *journal, size_t trial)
{
    return trial < study_n_trials(study) && kept_find(journal, study_trial(study, trial).identity) == NULL;
}

/* The trials that are not done, in the order of ranks. */
static void write_in_flight(const struct study *study, const struct journal *journal,
                            const struct running_report *running, FILE *out)
{
    int last_rank = -1;
    for (size_t i = 0; i < running->n_in_flight; i++) {
        int rank = running->in_flight[i].rank;
        if (!is_in_flight(study, journal, running->in_flight[i].trial))
            continue;
        fputs("  ", out);
        write_trial_name(study, running->in_flight[i].trial, out);
        fprintf(out, "%s on rank %d\n", rank == last_rank ? " next" : "", rank); /* a rank's first is at work */
        last_rank = rank;
    }
}

static void write_report(const struct study *study, const struct journal *journal, const struct running_report *running,
                         const char *holder, FILE *out)
{
    char text[64], since[64] = "";
    time_t started = (time_t)running->started;
    struct tm broken_down;
    if (localtime_r(&started, &broken_down) != NULL)
        strftime(since, sizeof since, "%Y-%m-%d %H:%M:%S", &broken_down);
    fprintf(out, "A run is at work: %s, %" PRId64 " rank%s, since %s\n", holder, running->ranks,
            running->ranks == 1 ? "" : "s", since);
    write_in_flight(study, journal, running, out);
    if (!isnan(running->seconds_left))
        fprintf(out, "Time left: about %s\n", text_duration(running->seconds_left, text, sizeof text));
    double silent = difftime(time(NULL), (time_t)running->updated);
    if (silent > 60)
        fprintf(out, "Last heard of %s ago\n", text_duration(silent, text, sizeof text));
}

static void write_running(const struct study *study, const struct journal *journal, const char *directory,
                          const char *holder, FILE *out)
{
    struct running_report running;
    running_read(directory, &running);
    if (running.pid == 0)
        fprintf(out, "A run is at work: %s\n", holder[0] != '\0' ? holder : "it has not said yet where");
    else
        write_report(study, journal, &running, holder, out);
    free(running.in_flight);
}

/* What a run that died had in hand; the next one does it again. */
static void write_lost(const struct study *study, const struct journal *journal, const char *directory, FILE *out)
{
    struct running_report running;
    size_t n = 0;
    running_read(directory, &running);
    for (size_t i = 0; i < running.n_in_flight; i++) {
        size_t index = running.in_flight[i].trial;
        if (!is_in_flight(study, journal, index))
            continue;
        if (n++ == 0)
            fprintf(out, "Lost with the run of host %s, pid %" PRId64 ", which died; the next run trains them again:\n",
                    running.host, running.pid);
        fputs("  ", out);
        write_trial_name(study, index, out);
        fprintf(out, " on rank %d\n", running.in_flight[i].rank);
    }
    free(running.in_flight);
}

/* A part is not the study: the others are in folders of their own. */
static void write_next_step(const char *directory, const struct tally *tally, FILE *out)
{
    const struct part part = tally->part;
    bool done = tally->left == 0 && tally->failed == 0;
    if (part.n == 0 && done)
        fprintf(out, "No run is at work: all trials are done. attnbench report %s shows them.\n", directory);
    else if (part.n == 0)
        fprintf(out, "No run is at work. To go on: attnbench run STUDY.yaml -o %s\n", directory);
    else if (done)
        fprintf(out,
                "No run is at work: all trials of the part are done. With those of the other parts: attnbench merge "
                "DIR_OUT %s DIR...\n",
                directory);
    else
        fprintf(out, "No run is at work. To go on: attnbench run STUDY.yaml --part %lld/%lld -o %s\n",
                (long long)part.k, (long long)part.n, directory);
}

static void write_idle(const char *directory, const struct tally *tally, size_t torn_bytes, FILE *out)
{
    char text[64];
    if (torn_bytes > 0)
        fprintf(out, "The last %s of %s/journal are no whole record: the next run cuts them off.\n",
                text_bytes((double)torn_bytes, text, sizeof text), directory);
    write_next_step(directory, tally, out);
    if (tally->cost_done > 0 && tally->cost_left > 0)
        fprintf(out, "Time left: about %s, divided by the number of ranks\n",
                text_duration(tally->cost_left * tally->seconds_done / tally->cost_done, text, sizeof text));
}

static void write_failed_kinds(const struct tally *tally, FILE *out)
{
    const char *separator = "Failed trials (";
    for (int status = 0; status < N_TRIAL_STATUSES; status++)
        if (trial_has_failed(status) && tally->kinds[status] > 0) {
            fprintf(out, "%s%zu %s", separator, tally->kinds[status], trial_status_text(status));
            separator = ", ";
        }
    fputs("), each with what repeats it alone, in the foreground (for gdb, perf):\n", out);
}

static void write_command(const struct study *study, const char *directory, const struct trial *trial, FILE *out)
{
    char cell[STUDY_TEXT];
    fputs("attnbench trial ", out);
    text_write_shell(out, directory);
    fprintf(out, " --model %s --cell ", trial->settings.model.name);
    text_write_shell(out, study_cell_text(study, trial->cell, cell, sizeof cell));
    fprintf(out, " --repeat %d\n", trial->repeat);
}

static int write_failures(const struct study *study, const struct journal *journal, const char *directory,
                          const struct tally *tally, FILE *out)
{
    unsigned char *buffer = NULL;
    char reason[SAFE_TEXT];
    size_t bytes = 0, listed = tally->failed < FAILURES_LISTED ? tally->failed : FAILURES_LISTED;
    int status = 0;
    if (listed > 0)
        write_failed_kinds(tally, out);
    for (size_t i = 0; i < listed; i++) {
        struct trial_result result;
        struct trial trial = study_trial(study, tally->failures[i]);
        TRY_ELSE(done, journal_read(journal, journal_find(journal, trial.identity), &buffer, &bytes, &result));
        fputs("  ", out);
        write_trial_name(study, trial.index, out);
        fprintf(out, ": %s: %s\n    ", trial_status_text(result.status),
                safe_text(result.reason, reason, sizeof reason));
        write_command(study, directory, &trial, out);
    }
    if (tally->failed > listed)
        fprintf(out, "  and %zu more\n", tally->failed - listed);
done:
    free(buffer);
    return status;
}

int status_write(const char *directory, FILE *out)
{
    struct journal *journal;
    struct study study;
    struct tally tally = {0};
    struct adaptive adaptive = {0};
    int status;
    char holder[512] = "", title[SAFE_TEXT];
    TRY(directory_open(directory, &journal, &study));
    TRY_ELSE(done, provenance_part(journal, &tally.part));
    TRY_ELSE(done, adaptive_begin(&study, journal, &adaptive));
    for (size_t i = 0; i < study_n_trials(&study); i++) {
        struct trial trial = study_trial(&study, i);
        if (adaptive_wants(&adaptive, &trial) && part_has(tally.part, i))
            count_trial(&trial, journal, &tally);
    }
    fprintf(out, "%s: %s\n", study.name, safe_text(study.title, title, sizeof title));
    write_sum(directory, &tally, out);
    write_models(&study, &tally, out);
    study_write_matches(&study, "Weights: ", out);
    if (tally.kinds[TRIAL_DIVERGED] > 0)
        fprintf(out, "%zu of the trials that are done diverged (a loss was not finite): their %s\n",
                tally.kinds[TRIAL_DIVERGED],
                trial_is_real(&study.models[0]) ? "error counts where it is finite" : "accuracy counts as it is");
    kept_say_not_in_study(&study, journal, directory, out);
    fputc('\n', out);
    if (journal_is_locked(directory, holder, sizeof holder))
        write_running(&study, journal, directory, holder, out);
    else {
        write_idle(directory, &tally, journal_torn_bytes(journal), out);
        write_lost(&study, journal, directory, out);
    }
    status = write_failures(&study, journal, directory, &tally, out);
done:
    adaptive_end(&adaptive);
    journal_close(journal);
    return status;
}
