#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "attnbench/trial/trial_difference.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A stored trial, and the same trial trained again. */
struct pair_of_runs {
    struct trial_result stored, again;
    struct trial_traces traces; /* of the second run */
    unsigned char *buffer;      /* of the stored one */
    size_t buffer_bytes;
};

/* Every k-th of the finished trials, so that all models and cells are met. */
static size_t *choose(const struct study *study, const struct journal *journal, int64_t sample, size_t *n)
{
    size_t n_trials = study_n_trials(study), found = 0;
    size_t *all = allocate(n_trials, sizeof *all);
    *n = 0;
    if (all == NULL)
        return NULL;
    for (size_t i = 0; i < n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, study_trial_unhashed(study, i).identity);
        if (entry != NULL && trial_has_figures(entry->status))
            all[found++] = i;
    }
    size_t wanted = sample > 0 && (size_t)sample < found ? (size_t)sample : found;
    for (size_t k = 0; k < wanted; k++)
        all[k] = all[k * found / wanted];
    *n = wanted;
    return all;
}

static int run_again(const struct study *study, const struct journal *journal, const struct trial *trial,
                     struct pair_of_runs *runs)
{
    struct trial_progress progress = {0};
    const struct journal_entry *entry = journal_find(journal, trial->identity);
    if (entry->settings_hash != trial->settings_hash)
        return fail(EX_DATAERR, "%s: its trials were made with other settings than the study in its journal",
                    study->name);
    TRY(journal_read(journal, entry, &runs->buffer, &runs->buffer_bytes, &runs->stored));
    return trial_run(trial, &progress, &runs->traces, NULL, &runs->again);
}

/* ---- another OpenBLAS, or another core type ---- */

/* Sums in another order have other last bits, and training makes their distance grow, about exponentially, with what
 * the weights have moved: learning rate x steps. So far may a loss be off, as a share of the greater one, after so many
 * steps: 1e-5 at first, ten times as much for each fifth. INFINITY: two trainings have parted by then. */
static double tolerance_after(const struct trial_settings *settings, double steps)
{
    const double first = 1e-5, growth = 5, moved = settings->training.learning_rate * steps;
    return moved < 1 ? first * pow(10, growth * moved) : INFINITY;
}

/* A trace of losses; the i-th was made after (i + before) times as many steps. */
struct losses {
    const char *what;
    const float *stored, *again;
    int32_t n, before;
    double steps;
};

/* The first that is further off than it may be, as text; NULL when none is. *compared: how many may not. */
static const char *first_far_loss(const struct losses *losses, const struct trial_settings *settings, int32_t *compared,
                                  char *buffer, size_t size)
{
    int32_t i = 0;
    for (; i < losses->n; i++) {
        double a = (double)losses->stored[i], b = (double)losses->again[i];
        double most = tolerance_after(settings, (i + losses->before) * losses->steps);
        if (isinf(most))
            break;
        if ((!isfinite(a) && !isfinite(b)) || fabs(a - b) <= most * fmax(fabs(a), fabs(b)))
            continue;
        snprintf(buffer, size, "the %s %" PRId32 ": stored %.9g, now %.9g, not within %.2g of it", losses->what, i + 1,
                 a, b, most);
        return buffer;
    }
    *compared = i;
    return NULL;
}

/* As difference(), of trials by unlike OpenBLAS; without one, what was compared is in the buffer. */
static const char *far_difference(const struct trial_settings *settings, const struct pair_of_runs *runs, char *buffer,
                                  size_t size)
{
    const struct trial_result *a = &runs->stored, *b = &runs->again;
    const double steps = trial_steps_an_epoch(settings);
    const struct losses train = {"loss of epoch", a->train_loss, b->train_loss, a->epochs, 0, steps};
    const struct losses held_out = {
        "held-out loss of evaluation",           a->held_out_loss, b->held_out_loss, a->evaluations, 1,
        steps * (double)settings->evaluate.every};
    int32_t compared, evaluations;
    if (a->epochs != b->epochs || a->evaluations != b->evaluations)
        return "the number of epochs or evaluations";
    if (first_far_loss(&train, settings, &compared, buffer, size) != NULL ||
        first_far_loss(&held_out, settings, &evaluations, buffer, size) != NULL)
        return buffer;
    snprintf(buffer, size, "%" PRId32 " of %" PRId32 " losses compared", compared, a->epochs);
    return NULL;
}

/* ---- trials ---- */

/* How the trials of a folder are verified, and what came of it. */
struct verification {
    const struct study *study;
    const struct journal *journal;
    char openblas[PROVENANCE_OPENBLAS]; /* of the folder, where this machine's is another one; else "" */
    size_t n, n_different, n_close, n_untried;
    struct repetition {
        size_t n, n_same, n_close; /* trials that have the metric; to the bit; within CLOSE of it */
        double greatest;           /* difference, as a share of the stored figure */
    } metrics[METRICS_MOST];
};

/* Such a share of a figure may be rounding: of sums in another order, or of printed digits. */
static const double CLOSE = 1e-6;

/* How the figures repeat, whatever made them. */
static void count_figures(struct verification *verification, const struct pair_of_runs *runs)
{
    for (int32_t i = 0; i < runs->stored.n_figures; i++) {
        const struct figure *stored = &runs->stored.figures[i];
        if (stored->metric->time != METRIC_NO_TIME)
            continue;
        const struct figure *again = figure_find(runs->again.figures, runs->again.n_figures, stored->metric);
        struct repetition *repetition = &verification->metrics[metric_index(stored->metric)];
        bool is_same =
            again != NULL && (again->value == stored->value || (isnan(again->value) && isnan(stored->value)));
        double off = is_same              ? 0
                     : again == NULL      ? INFINITY
                     : stored->value == 0 ? INFINITY
                                          : fabs(again->value - stored->value) / fabs(stored->value);
        repetition->n++;
        repetition->n_same += is_same;
        repetition->n_close += !is_same && off <= CLOSE;
        repetition->greatest = isnan(off) ? INFINITY : fmax(repetition->greatest, off);
    }
}

/* Of commands some figures may repeat, and others, such as times, cannot. */
static void write_figures(const struct verification *verification, FILE *out)
{
    for (size_t i = 0; metric_at(i) != NULL; i++) {
        const struct repetition *repetition = &verification->metrics[i];
        if (repetition->n == 0)
            continue;
        fprintf(out, "%s: %zu of %zu the same to the bit", metric_at(i)->name, repetition->n_same, repetition->n);
        if (repetition->n_close > 0)
            fprintf(out, ", %zu within %.0e of it", repetition->n_close, CLOSE);
        if (repetition->n_same + repetition->n_close < repetition->n && isfinite(repetition->greatest))
            fprintf(out, ", %zu not; the furthest is %.2g %% off",
                    repetition->n - repetition->n_same - repetition->n_close, 100 * repetition->greatest);
        else if (repetition->n_same + repetition->n_close < repetition->n)
            fprintf(out, ", %zu not", repetition->n - repetition->n_same - repetition->n_close);
        fputs("\n", out);
    }
}

/* Whether this machine has what the trial needs, such as a GPU; else says what it lacks. */
static bool can_try(const struct study *study, const struct trial *trial, FILE *out)
{
    const struct trial_kind *kind = trial_kind(&trial->settings);
    char name[STUDY_TRIAL_TEXT];
    if (kind->look == NULL || kind->look(study, &trial->settings) == 0)
        return true;
    fprintf(out, "untried  %s: %s\n", study_trial_text(study, trial, name, sizeof name), error_message());
    return false;
}

static int verify_trial(struct verification *verification, size_t index, FILE *out)
{
    const struct study *study = verification->study;
    struct trial trial = study_trial(study, index);
    struct pair_of_runs runs = {0};
    char name[STUDY_TRIAL_TEXT], found[200] = "";
    double start = clock_seconds();
    int status;
    if (!can_try(study, &trial, out)) {
        verification->n_untried++;
        return 0;
    }
    TRY_ELSE(done, trial_traces_allocate(&trial.settings, &runs.traces));
    TRY_ELSE(done, run_again(study, verification->journal, &trial, &runs));
    const char *const names[2] = {"stored", "now"};
    bool other = verification->openblas[0] != '\0' && trial_uses_openblas(&trial.settings);
    const char *what = other ? far_difference(&trial.settings, &runs, found, sizeof found)
                             : trial_difference(&runs.stored, &runs.again, names, found, sizeof found);
    if (trial_has_failed(runs.again.status)) {
        snprintf(found, sizeof found, "now %s: %.160s", trial_status_text(runs.again.status), runs.again.reason);
        what = found;
    }
    verification->n_different += what != NULL;
    verification->n_close += what == NULL && other;
    count_figures(verification, &runs);
    fprintf(out, "%s  %s%s%s (%.1f s)\n",
            what != NULL ? "DIFFERS"
            : other      ? "close  "
                         : "same   ",
            study_trial_text(study, &trial, name, sizeof name), what != NULL || other ? ": " : "",
            what != NULL ? what
            : other      ? found
                         : "",
            clock_seconds() - start);
    fflush(out);
done:
    trial_traces_free(&runs.traces);
    free(runs.buffer);
    return status;
}

/* Notes the folder's OpenBLAS where the study uses it and this machine's is another one. */
static int compare_openblas(struct verification *verification)
{
    const char *here;
    TRY(provenance_of_study(verification->study, &here));
    if (here == NULL)
        return 0;
    TRY(provenance_openblas(verification->journal, verification->openblas));
    if (strcmp(verification->openblas, here) == 0)
        verification->openblas[0] = '\0';
    return 0;
}

static int verify_trials(struct verification *verification, int64_t sample, FILE *out)
{
    size_t *trials = choose(verification->study, verification->journal, sample, &verification->n);
    int status = trials == NULL ? EX_OSERR : compare_openblas(verification);
    for (size_t k = 0; k < verification->n && status == 0; k++)
        status = verify_trial(verification, trials[k], out);
    free(trials);
    return status;
}

static int say_outcome(const struct verification *verification, const char *directory, FILE *out)
{
    size_t n = verification->n, n_close = verification->n_close;
    if (n == 0)
        return fail(EX_NOINPUT, "%s: no trial has finished, so there is nothing to verify", directory);
    bool has_commands = false;
    for (int model = 0; model < verification->study->n_models; model++)
        has_commands = has_commands || trial_kind(&verification->study->models[model])->has_parameters;
    if (has_commands)
        write_figures(verification, out);
    if (verification->n_different > 0)
        return fail(EX_DATAERR, "%zu of %zu trials differ from what %s holds", verification->n_different, n, directory);
    if (verification->n_untried > 0)
        return fail(EX_CONFIG,
                    "%zu of %zu trials could not be tried here; of the others none differs from what %s holds",
                    verification->n_untried, n, directory);
    if (n_close > 0)
        fprintf(
            out,
            "%zu trials by %s trained again by %s, which has other last bits: every loss is as close as these leave "
            "it\n",
            n_close, verification->openblas, openblas_version());
    if (n > n_close)
        fprintf(out, "%zu trials trained again: every loss, accuracy and evaluation has the same bits\n", n - n_close);
    return 0;
}

int verify_write(const char *directory, int64_t sample, FILE *out)
{
    struct journal *journal;
    struct study study;
    struct pair_table pairs = {0};
    TRY(directory_open(directory, &journal, &study));
    struct verification verification = {.study = &study, .journal = journal};
    int status = own_pairs_read(&study, &pairs);
    study.pairs = &pairs;
    if (status == 0)
        status = verify_trials(&verification, sample, out);
    pair_table_free(&pairs);
    journal_close(journal);
    return status != 0 ? status : say_outcome(&verification, directory, out);
}
