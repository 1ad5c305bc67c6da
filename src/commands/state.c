#include "state.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/trial.h"

#include <math.h>
#include <stdlib.h>

static void add_figure(const struct metric *metric, const struct journal_entry *entry, struct model_state *model)
{
    const struct figure *figure = figure_find(entry->figures, entry->n_figures, metric);
    if (figure == NULL)
        return; /* it was not measured */
    if (!figure_is_finite(figure->value)) {
        model->diverged++;
        return;
    }
    model->figures++;
    model->figure_sum += figure->value;
}

static void count_trial(const struct trial *trial, struct state *state)
{
    struct model_state *model = &state->models[trial->model];
    const struct journal_entry *entry = journal_find(state->journal, trial->identity);
    double cost = trial_cost(&trial->settings);
    state->kinds[entry == NULL ? TRIAL_MISSING : entry->status]++;
    if (entry == NULL || entry->status == TRIAL_MISSING) {
        model->left++;
        state->left++;
        state->cost_left += cost;
    } else if (trial_has_failed(entry->status)) {
        model->failed++;
        state->failed++;
        state->cost_left += cost;
    } else {
        model->done++;
        state->done++;
        add_figure(study_metric(&state->study), entry, model);
        state->cost_done += cost;
        state->seconds_done += entry->train_seconds + entry->evaluate_seconds;
    }
}

static bool is_counted(const struct state *state, const struct trial *trial)
{
    return adaptive_wants(&state->adaptive, trial) && part_has(state->part, trial->index);
}

/* DIR/running is some seconds old: takes out the trials that are done by now. */
static void drop_done(struct state *state)
{
    struct running_report *running = &state->running;
    size_t n = 0;
    for (size_t i = 0; i < running->n_in_flight; i++) {
        size_t trial = running->in_flight[i].trial;
        if (trial < study_n_trials(&state->study) &&
            kept_find(state->journal, study_trial_unhashed(&state->study, trial).identity) == NULL)
            running->in_flight[n++] = running->in_flight[i];
    }
    running->n_in_flight = n;
}

int state_open(const char *directory, struct state *out)
{
    *out = (struct state){.directory = directory};
    TRY(directory_open(directory, &out->journal, &out->study));
    TRY(provenance_part(out->journal, &out->part));
    TRY(adaptive_begin(&out->study, out->journal, &out->adaptive));
    for (size_t i = 0; i < study_n_trials(&out->study); i++) {
        struct trial trial = study_trial(&out->study, i);
        if (is_counted(out, &trial))
            count_trial(&trial, out);
    }
    out->run_at_work = journal_is_locked(directory, out->holder, sizeof out->holder);
    running_read(directory, &out->running);
    drop_done(out);
    return 0;
}

void state_close(struct state *state)
{
    adaptive_end(&state->adaptive);
    journal_close(state->journal);
    free(state->running.in_flight);
}

void state_write_counts(const struct state *state, FILE *out)
{
    fprintf(out, "%zu of %zu trials done, %zu failed, %zu left\n", state->done,
            state->done + state->failed + state->left, state->failed, state->left);
}

int state_say_counts(const char *directory, FILE *out)
{
    struct state *state = allocate(1, sizeof *state);
    if (state == NULL)
        return EX_OSERR;
    int status = state_open(directory, state);
    if (status == 0) {
        fprintf(out, "%s: ", directory);
        state_write_counts(state, out);
    }
    state_close(state);
    free(state);
    return status;
}

bool state_find_failed(const struct state *state, size_t from, struct trial *out)
{
    for (size_t i = from; i < study_n_trials(&state->study); i++) {
        *out = study_trial(&state->study, i);
        const struct journal_entry *entry = journal_find(state->journal, out->identity);
        if (entry != NULL && trial_has_failed(entry->status) && is_counted(state, out))
            return true;
    }
    return false;
}

double state_seconds_left(const struct state *state)
{
    if (state->run_at_work)
        return state->running.seconds_left;
    if (state->cost_left == 0)
        return 0;
    return state->cost_done > 0 ? state->cost_left * state->seconds_done / state->cost_done : NAN;
}

static void write_next_command(const struct state *state, FILE *out)
{
    const struct part part = state->part;
    bool done = state->left == 0 && state->failed == 0;
    if (done)
        fputs(part.n == 0 ? "attnbench report " : "attnbench merge DIR_OUT ", out);
    else if (trial_kind(&state->study.models[0])->is_given)
        fputs("attnbench import TABLE -o ", out);
    else if (part.n == 0)
        fputs("attnbench run STUDY.yaml -o ", out);
    else
        fprintf(out, "attnbench run STUDY.yaml --part %lld/%lld -o ", (long long)part.k, (long long)part.n);
    text_write_shell(out, state->directory);
    fputs(done && part.n != 0 ? " DIR..." : "", out);
}

const char *state_next_command(const struct state *state, char buffer[static STATE_COMMAND])
{
    buffer[0] = '\0';
    FILE *out = fmemopen(buffer, STATE_COMMAND, "w");
    if (out != NULL) {
        write_next_command(state, out);
        fclose(out);
    }
    return buffer;
}
