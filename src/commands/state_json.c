/* What `status` tells, for programs. */
#include "attnbench/folder/kept_trials.h"
#include "attnbench/base/json.h"
#include "attnbench/study/trial_kind.h"
#include "state.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { TIME_TEXT = 32 };

/* As in the provenance: "2026-01-31T12:00:00Z". */
static void write_time(const char *key, int64_t seconds, struct json *json)
{
    char text[TIME_TEXT] = "";
    time_t moment = (time_t)seconds;
    struct tm utc;
    if (gmtime_r(&moment, &utc) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_text(json, key, text);
}

/* The keys of one trial, in an object that is open. */
static void write_trial(const struct study *study, const struct trial *trial, struct json *json)
{
    json_text(json, "model", study->models[trial->model].model.name);
    json_open(json, "cell", '{');
    for (int a = 0; a < study->n_axes; a++)
        json_value(json, study->axes[a].setting->key, study_cell_value(study, trial->cell, a));
    json_close(json, '}');
    json_integer(json, "repeat", trial->repeat);
}

static void write_study(const struct state *state, struct json *json)
{
    json_open(json, "study", '{');
    json_text(json, "name", state->study.name);
    json_text(json, "title", state->study.title);
    json_close(json, '}');
    json_text(json, "folder", state->directory);
    if (state->part.n == 0) {
        json_real(json, "part", NAN);
        return;
    }
    json_open(json, "part", '{');
    json_integer(json, "number", state->part.k);
    json_integer(json, "of", state->part.n);
    json_close(json, '}');
}

static void write_counts(const struct state *state, struct json *json)
{
    size_t wanted = state->done + state->failed + state->left;
    json_open(json, "trials", '{');
    json_integer(json, "wanted", (long long)wanted);
    json_integer(json, "done", (long long)state->done);
    json_integer(json, "failed", (long long)state->failed);
    json_integer(json, "left", (long long)state->left);
    json_integer(json, "diverged", (long long)state->kinds[TRIAL_DIVERGED]);
    json_integer(json, "crashed", (long long)state->kinds[TRIAL_CRASHED]);
    json_integer(json, "out_of_memory", (long long)state->kinds[TRIAL_OUT_OF_MEMORY]);
    json_integer(json, "timed_out", (long long)state->kinds[TRIAL_TIMED_OUT]);
    json_integer(json, "not_in_study", (long long)kept_n_not_in_study(&state->study, state->journal));
    json_close(json, '}');
}

static void write_models(const struct state *state, struct json *json)
{
    json_text(json, "metric", study_metric(&state->study)->name);
    json_open(json, "models", '[');
    for (int m = 0; m < state->study.n_models; m++) {
        const struct model_state *model = &state->models[m];
        json_open(json, NULL, '{');
        json_text(json, "name", state->study.models[m].model.name);
        json_integer(json, "done", (long long)model->done);
        json_integer(json, "failed", (long long)model->failed);
        json_integer(json, "left", (long long)model->left);
        json_integer(json, "figures", (long long)model->figures);
        json_real(json, "mean", model->figure_sum / (double)model->figures);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Of the run at work, or of one that died. A rank's first trial is the one that it trains; others wait there. */
static void write_in_flight(const struct state *state, const char *key, struct json *json)
{
    const struct running_report *running = &state->running;
    int last_rank = -1;
    json_open(json, key, '[');
    for (size_t i = 0; i < running->n_in_flight; i++) {
        int rank = running->in_flight[i].rank;
        struct trial trial = study_trial(&state->study, running->in_flight[i].trial);
        json_open(json, NULL, '{');
        write_trial(&state->study, &trial, json);
        json_integer(json, "rank", rank);
        json_flag(json, "waits", rank == last_rank);
        json_close(json, '}');
        last_rank = rank;
    }
    json_close(json, ']');
}

/* Who, since when, and what: null where no run is at work; without host and trials while it has told nothing. */
static void write_run(const struct state *state, struct json *json)
{
    const struct running_report *running = &state->running;
    if (!state->run_at_work) {
        json_real(json, "run", NAN);
        write_in_flight(state, "lost", json);
        return;
    }
    json_open(json, "run", '{');
    json_text(json, "holder", state->holder);
    if (running->pid != 0) {
        json_text(json, "host", running->host);
        json_integer(json, "pid", running->pid);
        json_integer(json, "ranks", running->ranks);
        write_time("started", running->started, json);
        write_time("updated", running->updated, json);
        write_in_flight(state, "trials", json);
    }
    json_close(json, '}');
}

/* What is left, and what to type next: null while a run is at work. */
static void write_rest(const struct state *state, struct json *json)
{
    char command[STATE_COMMAND];
    json_real(json, "seconds_left", state_seconds_left(state));
    json_integer(json, "seconds_left_on_ranks", state->run_at_work ? state->running.ranks : 1);
    if (state->run_at_work)
        json_real(json, "next_command", NAN);
    else
        json_text(json, "next_command", state_next_command(state, command));
}

static int write_failures(const struct state *state, struct json *json)
{
    unsigned char *buffer = NULL;
    size_t bytes = 0;
    int status = 0;
    struct trial trial = {0};
    struct trial_result result;
    json_open(json, "failures", '[');
    for (size_t from = 0, left = state->failed; left > 0 && state_find_failed(state, from, &trial); left--) {
        from = trial.index + 1;
        status = journal_read(state->journal, journal_find(state->journal, trial.identity), &buffer, &bytes, &result);
        if (status != 0)
            break;
        json_open(json, NULL, '{');
        write_trial(&state->study, &trial, json);
        json_text(json, "status", trial_status_text(result.status));
        json_text(json, "reason", result.reason);
        json_close(json, '}');
    }
    json_close(json, ']');
    free(buffer);
    return status;
}

int state_write_json(const struct state *state, FILE *out)
{
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    write_study(state, &json);
    write_counts(state, &json);
    write_models(state, &json);
    write_run(state, &json);
    write_rest(state, &json);
    int status = write_failures(state, &json);
    json_close(&json, '}');
    return status;
}
