#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/text.h"
#include "attnbench/trial.h"
#include "directory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FAILURES_LISTED = 10 };

/* How far a study is. */
struct tally {
    struct model_tally {
        size_t done, failed, left; /* trials; done: with figures */
        double accuracy_sum;       /* percent, over done */
    } models[STUDY_MAX_MODELS];
    size_t done, failed, left;
    double cost_done, seconds_done; /* of finished trials: measured */
    double cost_left;               /* of failed trials too: a run does them again */
    size_t failures[FAILURES_LISTED];
};

static void count_trial(const struct study *study, const struct journal *journal, size_t index, struct tally *tally)
{
    struct trial trial = study_trial(study, index);
    struct model_tally *model = &tally->models[trial.model];
    const struct journal_entry *entry = journal_find(journal, trial.identity);
    double cost = trial_cost(&trial.settings);
    if (entry == NULL || entry->status == TRIAL_MISSING) {
        model->left++;
        tally->left++;
        tally->cost_left += cost;
    } else if (entry->status == TRIAL_FAILED) {
        if (tally->failed < FAILURES_LISTED)
            tally->failures[tally->failed] = index;
        model->failed++;
        tally->failed++;
        tally->cost_left += cost;
    } else {
        model->done++;
        tally->done++;
        model->accuracy_sum += entry->sequences > 0 ? 100.0 * entry->correct / entry->sequences : 0;
        tally->cost_done += cost;
        tally->seconds_done += entry->train_seconds + entry->evaluate_seconds;
    }
}

static void write_models(const struct study *study, const struct tally *tally, FILE *out)
{
    fprintf(out, "%-24s %8s %8s %8s  %s\n", "model", "done", "failed", "left", "mean accuracy so far");
    for (int m = 0; m < study->n_models; m++) {
        const struct model_tally *model = &tally->models[m];
        fprintf(out, "%-24s %8zu %8zu %8zu  ", study->models[m].model.name, model->done, model->failed, model->left);
        if (model->done > 0)
            fprintf(out, "%.2f%%\n", model->accuracy_sum / (double)model->done);
        else
            fputs("-\n", out);
    }
}

static void write_trial_name(const struct study *study, size_t index, FILE *out)
{
    char cell[STUDY_TEXT];
    struct trial trial = study_trial(study, index);
    fprintf(out, "%s %s repeat %d", study->models[trial.model].model.name,
            study_cell_text(study, trial.cell, cell, sizeof cell), trial.repeat);
}

/* DIR/running: what rank 0 last said of the run at work. Written by it now and then, read here without a lock. */
struct running {
    char host[256];
    int64_t pid, ranks, started, updated; /* times: seconds since 1970 */
    double seconds_left;                  /* negative: not known yet */
};

static void read_running_line(const char *line, struct running *running)
{
    char key[32], value[256];
    if (sscanf(line, "%31s %255s", key, value) != 2)
        return;
    if (strcmp(key, "host") == 0)
        text_copy(running->host, sizeof running->host, value);
    else if (strcmp(key, "pid") == 0)
        text_to_integer(value, &running->pid);
    else if (strcmp(key, "ranks") == 0)
        text_to_integer(value, &running->ranks);
    else if (strcmp(key, "started") == 0)
        text_to_integer(value, &running->started);
    else if (strcmp(key, "updated") == 0)
        text_to_integer(value, &running->updated);
    else if (strcmp(key, "seconds_left") == 0)
        text_to_real(value, &running->seconds_left);
}

static void write_in_flight(const struct study *study, const char *line, FILE *out)
{
    size_t index;
    int rank;
    if (sscanf(line, "in_flight %zu %d", &index, &rank) != 2 || index >= study_n_trials(study))
        return;
    fputs("  ", out);
    write_trial_name(study, index, out);
    fprintf(out, " on rank %d\n", rank);
}

static void write_running(const struct study *study, const char *directory, const char *holder, FILE *out)
{
    char path[4096], line[512], text[64], since[64] = "";
    struct running running = {.seconds_left = -1};
    snprintf(path, sizeof path, "%s/running", directory);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        read_running_line(line, &running);
    if (running.pid == 0) {
        fprintf(out, "A run is at work: %s\n", holder[0] != '\0' ? holder : "it has not said yet where");
    } else {
        time_t started = (time_t)running.started;
        struct tm broken_down;
        if (localtime_r(&started, &broken_down) != NULL)
            strftime(since, sizeof since, "%Y-%m-%d %H:%M:%S", &broken_down);
        fprintf(out, "A run is at work: host %s, pid %" PRId64 ", %" PRId64 " rank%s, since %s\n", running.host,
                running.pid, running.ranks, running.ranks == 1 ? "" : "s", since);
        for (rewind(file); fgets(line, sizeof line, file) != NULL;)
            write_in_flight(study, line, out);
        if (running.seconds_left >= 0)
            fprintf(out, "Time left: about %s\n", text_duration(running.seconds_left, text, sizeof text));
        double silent = difftime(time(NULL), (time_t)running.updated);
        if (silent > 60)
            fprintf(out, "Last heard of %s ago\n", text_duration(silent, text, sizeof text));
    }
    if (file != NULL)
        fclose(file);
}

static void write_idle(const char *directory, const struct tally *tally, FILE *out)
{
    char text[64];
    if (tally->left == 0 && tally->failed == 0) {
        fprintf(out, "No run is at work: all trials are done. attnbench report %s shows them.\n", directory);
        return;
    }
    fprintf(out, "No run is at work. To go on: attnbench run STUDY.yaml -o %s\n", directory);
    if (tally->cost_done > 0)
        fprintf(out, "Time left: about %s, divided by the number of ranks\n",
                text_duration(tally->cost_left * tally->seconds_done / tally->cost_done, text, sizeof text));
}

static int write_failures(const struct study *study, const struct journal *journal, const struct tally *tally,
                          FILE *out)
{
    unsigned char *buffer = NULL;
    size_t bytes = 0, listed = tally->failed < FAILURES_LISTED ? tally->failed : FAILURES_LISTED;
    int status = 0;
    if (listed > 0)
        fputs("Failed trials:\n", out);
    for (size_t i = 0; i < listed; i++) {
        struct trial_result result;
        struct trial trial = study_trial(study, tally->failures[i]);
        TRY_ELSE(done, journal_read(journal, journal_find(journal, trial.identity), &buffer, &bytes, &result));
        fputs("  ", out);
        write_trial_name(study, trial.index, out);
        fprintf(out, ": %s\n", result.reason);
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
    char holder[256] = "";
    TRY(directory_open(directory, &journal, &study));
    size_t n = study_n_trials(&study);
    for (size_t i = 0; i < n; i++)
        count_trial(&study, journal, i, &tally);
    fprintf(out, "%s: %s\n%s: %zu of %zu trials done, %zu failed, %zu left\n\n", study.name, study.title, directory,
            tally.done, n, tally.failed, tally.left);
    write_models(&study, &tally, out);
    fputc('\n', out);
    if (journal_is_locked(directory, holder, sizeof holder))
        write_running(&study, directory, holder, out);
    else
        write_idle(directory, &tally, out);
    int status = write_failures(&study, journal, &tally, out);
    journal_close(journal);
    return status;
}
