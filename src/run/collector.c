#include "collector.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/folder/publish.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "attnbench/command/command_trial.h"
#include "attnbench/trial/weights.h"
#include "disk_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double FIRST_PUBLISHING_SECONDS = 10, PUBLISHING_INTERVAL_SECONDS = 30;
/* An interval is at least this many times as long as the publishing that ends it, which keeps rank 0 from answering. */
static const double PUBLISHING_SHARE = 20;
static const double PUBLISHED_BYTES_A_SECOND = 60e6; /* until it has been measured */
static const double SYNC_SECONDS = 0.02;             /* what is told as done is on disk before */
static const double QUICK_SECONDS = 0.3;             /* mpirun kills the ranks a second after it told them to stop */

/* ---- Opening ---- */

/* journal NULL: nothing is there. */
static int make_plan(struct collector *collector, const struct journal *journal)
{
    const struct run_options *options = collector->options;
    plan_free(&collector->plan);
    TRY(plan_make(collector->study, journal, options->directory, options->part, &collector->plan));
    return check_disk(collector->study, &collector->plan, options->directory);
}

/* What is refused leaves no folder behind: the plan is made before it, and again where it holds anything. */
static int open_folder(struct collector *collector)
{
    const char *directory = collector->options->directory;
    bool is_new = directory_has_no_journal(directory);
    if (is_new)
        TRY(make_plan(collector, NULL));
    TRY(directory_open_to_write(directory, &collector->journal));
    return is_new && journal_bytes(collector->journal) == 0 ? 0 : make_plan(collector, collector->journal);
}

int collector_open(struct collector *collector, const struct study *study, const struct run_options *options,
                   int n_ranks)
{
    *collector = (struct collector){.study = study, .options = options, .n_ranks = n_ranks};
    TRY(open_folder(collector));
    collector->study = study = collector->plan.adaptive.study;
    TRY(check_models_folder(study, &collector->plan, options->directory));
    TRY(directory_keep_published(options->directory, collector->journal));
    collector->failed = allocate(study_n_trials(study), sizeof *collector->failed);
    collector->asking = allocate((size_t)n_ranks, sizeof *collector->asking);
    if (collector->failed == NULL || collector->asking == NULL)
        return EX_OSERR;
    say_weights_not_stored(study, collector->journal, options->directory);
    TRY(directory_append_study(collector->journal, study));
    return coordinator_create(collector->plan.items, collector->plan.n, n_ranks, &collector->coordinator);
}

int collector_begin(struct collector *collector)
{
    const struct study *study = collector->study;
    char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
    struct run_begun run = {
        .command = collector->options->command,
        .part = collector->options->part,
        .n_ranks = collector->n_ranks,
        .mpi = mpi_library_name(mpi, sizeof mpi),
    };
    char pairs[OWN_PAIRS_TEXT];
    run.pairs = own_pairs_text(study, pairs);
    if (run.pairs != NULL)
        fprintf(stderr, "%s\n", run.pairs);
    TRY(provenance_of_study(study, &run.openblas));
    TRY(provenance_begin(collector->journal, &run));
    TRY(standing_begin(&collector->plan.adaptive, &collector->standing));
    progress_begin(&collector->progress, &collector->plan, &collector->standing, collector->n_ranks);
    for (size_t i = 0; i < study_n_trials(study); i++) {
        struct trial trial = study_trial(study, i);
        if (adaptive_wants(&collector->plan.adaptive, &trial) && collector->plan.adaptive.figures[i].metric != NULL)
            standing_add(&collector->standing, &trial);
    }
    for (size_t cell = 0; cell < study_n_cells(study); cell++)
        standing_judge(&collector->standing, cell);
    collector->publishing_ended = clock_seconds();
    TRY(pulse_begin(&collector->pulse, collector->n_ranks, collector->options->lost_seconds));
    return running_begin(&collector->running, collector->options->directory, collector->n_ranks);
}

/* ---- Messages ---- */

/* Ended as somebody wished; what is there is whole. */
static bool is_stopped(int status)
{
    return status == EX_STOPPED_EARLY || status == EX_TRIALS_FAILED;
}

/* The first reason to end the run counts, but for a wish where something fails after it; nothing more is handed out. */
static void end_with(struct collector *collector, int status, const char *reason)
{
    if (collector->status != 0 && (!is_stopped(collector->status) || is_stopped(status)))
        return;
    collector->status = status;
    snprintf(collector->reason, sizeof collector->reason, "%s", reason);
    coordinator_stop(collector->coordinator);
}

/* False when another run has taken the folder: it ends this one, and what lies there is the other's. */
static bool holds_folder(struct collector *collector)
{
    int status = journal_check(collector->journal);
    if (status == 0)
        return true;
    collector->running.directory = NULL;
    end_with(collector, status, error_message());
    return false;
}

static void answer(struct collector *collector, int rank, const struct wish *wish, struct outbox *outbox)
{
    size_t trials[AGENT_MAX_HELD], n = 0;
    for (double cost = 0; n < AGENT_MAX_HELD && n < wish->n_most && (n == 0 || cost < wish->cost); n++) {
        trials[n] = coordinator_next(collector->coordinator, rank);
        if (trials[n] == COORDINATOR_NONE)
            break;
        struct trial trial = study_trial(collector->study, trials[n]);
        running_handed_out(&collector->running, rank, trials[n], trial_cost(&trial.settings));
        cost += trial_cost(&trial.settings);
    }
    collector->asking[rank] = n == 0 ? *wish : (struct wish){0};
    if (n > 0)
        message_send(outbox, rank, TO_AGENT, (struct message_head){.kind = MESSAGE_TRIALS}, trials, n * sizeof *trials);
}

/* Appends the trial's record with the rank that ran it, which the trainer cannot know. */
static int append_result(struct collector *collector, const struct trial_result *result)
{
    size_t bytes = record_trial_bytes(result);
    if (bytes > collector->record_bytes) {
        free(collector->record);
        collector->record_bytes = 0;
        collector->record = allocate(bytes, 1);
        if (collector->record == NULL)
            return EX_OSERR;
        collector->record_bytes = bytes;
    }
    bytes = record_encode_trial(result, collector->record);
    TRY(journal_append(collector->journal, collector->record, bytes));
    if (!collector->unsynced)
        collector->next_sync = clock_seconds() + SYNC_SECONDS;
    collector->unsynced = true;
    return 0;
}

/* What the cell's figures now want of the trials from repeat `first` on. Those that came in before they were wanted
 * count from now on. */
static void plan_repeats(struct collector *collector, size_t cell, int64_t first)
{
    const struct study *study = collector->study;
    const struct adaptive *adaptive = &collector->plan.adaptive;
    size_t repeats = study_max_repeats(study);
    for (int model = 0; model < study->n_models; model++)
        for (size_t repeat = (size_t)first; repeat < repeats; repeat++) {
            size_t index = study_index(study, model, cell, repeat);
            struct trial trial = study_trial(study, index);
            if (adaptive_wants(adaptive, &trial)) {
                coordinator_want(collector->coordinator, index);
                if (adaptive->figures[index].metric != NULL)
                    standing_add(&collector->standing, &trial);
            } else if (!adaptive_may_want(adaptive, &trial))
                coordinator_withdraw(collector->coordinator, index);
        }
}

static void count_figures(struct collector *collector, const struct trial *trial, const struct trial_result *result)
{
    struct adaptive *adaptive = &collector->plan.adaptive;
    int64_t wanted = adaptive->repeats[trial->cell];
    bool changed = adaptive_take(adaptive, trial, result->figures, result->n_figures);
    collector->n_kept++;
    if (trial->repeat < wanted)
        standing_add(&collector->standing, trial);
    if (changed)
        plan_repeats(collector, trial->cell, wanted);
    standing_judge(&collector->standing, trial->cell);
}

static const char *describe_failure(const struct collector *collector, const struct trial *trial,
                                    const struct trial_result *result, char *buffer, size_t size)
{
    char name[STUDY_TRIAL_TEXT];
    snprintf(buffer, size, "%s %s%s on rank %d: %s", study_trial_text(collector->study, trial, name, sizeof name),
             result->status == TRIAL_OUT_OF_MEMORY ? "ran " : "", trial_status_text(result->status), result->rank,
             result->reason);
    return buffer;
}

static void say_failure(struct collector *collector, const struct trial *trial, const struct trial_result *result,
                        bool again)
{
    enum { MOST_SAID = 10 };
    char line[1024], failure[512];
    if (collector->n_said++ >= MOST_SAID)
        return;
    snprintf(line, sizeof line, "attnbench: %s; %s%s",
             describe_failure(collector, trial, result, failure, sizeof failure),
             again ? "it is tried once more" : "for the second time, so it is set aside",
             collector->n_said == MOST_SAID ? "; what fails from now on is not told here" : "");
    progress_say(&collector->progress, line);
}

/* For the second time. */
static void count_failure(struct collector *collector, const struct trial *trial, const struct trial_result *result)
{
    char reason[64];
    collector->failed[trial->index] = true;
    if (collector->n_failures++ == 0)
        describe_failure(collector, trial, result, collector->first_failure, sizeof collector->first_failure);
    if (collector->n_failures != collector->options->max_failures)
        return;
    snprintf(reason, sizeof reason, "--max-failures %lld", (long long)collector->options->max_failures);
    end_with(collector, EX_TRIALS_FAILED, reason);
}

static void count_progress(struct collector *collector)
{
    const struct coordinator *coordinator = collector->coordinator;
    struct progress *progress = &collector->progress;
    if (collector->status != 0) /* what waits does so no longer */
        return;
    progress->n_failed = (size_t)collector->n_failures;
    progress->n_trials = plan_n_wanted(&collector->plan);
    progress->n_run = progress->n_trials - coordinator_n_waiting(coordinator) - coordinator_n_in_flight(coordinator) -
                      progress->n_there;
}

static int decode_result(const struct message *message, const struct trial *trial, struct record *record,
                         struct trial_result *result)
{
    TRY(record_decode(message->body, message->bytes, record));
    TRY(record_decode_trial(record, result));
    if (result->identity != trial->identity)
        return fail(EX_SOFTWARE, "rank %d delivered another trial than %zu", message->source, trial->index);
    result->rank = message->source;
    return 0;
}

static int keep_result(struct collector *collector, const struct message *message, bool *again)
{
    size_t index = (size_t)message->head.trial;
    struct trial trial = study_trial(collector->study, index);
    struct record record, further;
    struct trial_result result;
    TRY(decode_result(message, &trial, &record, &result));
    bool failed = trial_has_failed(result.status);
    *again = failed && coordinator_retry(collector->coordinator, message->source, index);
    if (!*again && !coordinator_done(collector->coordinator, message->source, index))
        return 0;
    if (message->bytes > record.total_bytes) {
        TRY(record_decode(message->body + record.total_bytes, message->bytes - record.total_bytes, &further));
        TRY(journal_check(collector->journal));
        TRY((further.kind == RECORD_OUTPUT ? keep_output : keep_weights)(collector->study, &trial,
                                                                         collector->options->directory, &further));
    }
    TRY(append_result(collector, &result));
    running_delivered(&collector->running, message->source, index,
                      failed ? 0 : result.train_seconds + result.evaluate_seconds);
    if (failed)
        say_failure(collector, &trial, &result, *again);
    if (!*again)
        (failed ? count_failure : count_figures)(collector, &trial, &result);
    count_progress(collector);
    return 0;
}

/* A trial that failed waits for another rank, which may have asked in vain already. */
static void answer_asking(struct collector *collector, struct outbox *outbox)
{
    for (int rank = 0; rank < collector->n_ranks; rank++) {
        struct wish wish = collector->asking[rank];
        if (wish.n_most > 0)
            answer(collector, rank, &wish, outbox);
    }
}

static void take(struct collector *collector, const struct message *message, struct outbox *outbox)
{
    bool alive = message->head.kind == MESSAGE_ALIVE;
    pulse_heard(&collector->pulse, message->source, alive ? (const char *)message->body : NULL);
    if (message->head.kind == MESSAGE_ASK)
        answer(collector, message->source, (const void *)message->body, outbox);
    else if (message->head.kind == MESSAGE_LAST)
        collector->n_ended++;
    else if (message->head.kind == MESSAGE_STOP)
        end_with(collector, message->head.status, (const char *)message->body);
    else if (message->head.kind == MESSAGE_RESULT) {
        bool again = false;
        int status = keep_result(collector, message, &again);
        if (status != 0)
            end_with(collector, status, error_message());
        else if (again)
            answer_asking(collector, outbox);
    }
}

/* Its trials in flight are trained again by the next run. */
static void lose_rank(struct collector *collector, int rank)
{
    char reason[256], duration[32];
    snprintf(reason, sizeof reason, "the loss of rank %d on host %s, not heard of for %s", rank,
             collector->pulse.heard[rank].host,
             text_duration(collector->options->lost_seconds, duration, sizeof duration));
    end_with(collector, EX_STOPPED_EARLY, reason);
    collector->lost_a_rank = true;
}

/* One for all that has come since the last one. */
static void sync_now(struct collector *collector)
{
    int status = collector->unsynced ? journal_sync(collector->journal) : 0;
    collector->unsynced = false;
    if (status != 0)
        end_with(collector, status, error_message());
}

bool collector_turn(struct collector *collector, struct outbox *outbox)
{
    struct message message;
    bool any = message_receive(&collector->inbox, TO_COLLECTOR, &message);
    if (any) {
        take(collector, &message, outbox);
        message_free(&message);
    }
    int lost = pulse_turn(&collector->pulse, outbox);
    if (lost >= 0 && !any) /* else its sign of life may lie behind what is taken now */
        lose_rank(collector, lost);
    if (clock_seconds() >= collector->next_sync)
        sync_now(collector);
    return any;
}

/* ---- Publishing and the end ---- */

static double seconds_to_publish(const struct collector *collector)
{
    double bytes = (double)journal_bytes(collector->journal);
    if (collector->published_bytes > 0)
        return bytes * collector->publishing_seconds / collector->published_bytes;
    return bytes / PUBLISHED_BYTES_A_SECOND;
}

static int publish_now(struct collector *collector)
{
    double begin = clock_seconds();
    int status = publish_trials(collector->study, collector->options->directory, collector->journal);
    if (status == 0)
        collector->n_published = collector->n_kept;
    collector->publishing_ended = clock_seconds();
    collector->publishing_seconds = collector->publishing_ended - begin;
    collector->published_bytes = (double)journal_bytes(collector->journal);
    return status;
}

static bool is_time_to_publish(const struct collector *collector)
{
    double least = collector->published_bytes > 0 ? PUBLISHING_INTERVAL_SECONDS : FIRST_PUBLISHING_SECONDS;
    return collector->n_kept > collector->n_published &&
           clock_seconds() - collector->publishing_ended >=
               fmax(least, PUBLISHING_SHARE * seconds_to_publish(collector));
}

/* The journal has all trials: a study.h5 that is behind for a while is no reason to stop. */
static void say_not_published(struct collector *collector)
{
    char line[1200];
    if (collector->publishing_failed)
        return;
    collector->publishing_failed = true;
    snprintf(line, sizeof line, "attnbench: not published yet: %s; the run goes on and tries again", error_message());
    progress_say(&collector->progress, line);
}

void collector_report(struct collector *collector, struct agent *own)
{
    enum { PATIENCE = 10 }; /* times what publishing should take */
    double now = clock_seconds();
    if (!holds_folder(collector))
        return;
    if (now >= collector->progress.next_show || now >= collector->running.next_write) {
        double left = running_seconds_left(&collector->running, coordinator_cost_left(collector->coordinator), own);
        sync_now(collector);
        progress_show(&collector->progress, left);
        running_write(&collector->running, left);
    }
    if (!is_time_to_publish(collector))
        return;
    pulse_announce_silence(&collector->pulse, PATIENCE * seconds_to_publish(collector), &own->outbox);
    outbox_progress(&own->outbox);
    sync_now(collector);
    if (publish_now(collector) != 0)
        say_not_published(collector);
}

bool collector_is_over(const struct collector *collector)
{
    return collector->status != 0 || coordinator_finished(collector->coordinator);
}

void collector_halt(struct collector *collector, struct outbox *outbox)
{
    coordinator_stop(collector->coordinator);
    collector->pulse.halting = true;
    for (int rank = 0; rank < collector->n_ranks; rank++)
        message_send(outbox, rank, TO_AGENT, (struct message_head){.kind = MESSAGE_HALT}, NULL, 0);
}

bool collector_has_heard_all(const struct collector *collector)
{
    return collector->n_ended == collector->n_ranks;
}

/* Of the wanted trials. */
struct outcome {
    size_t n_there; /* the journal has their figures */
    size_t n_failed;
};

static struct outcome outcome_of(const struct collector *collector)
{
    struct outcome outcome = {0};
    for (size_t i = 0; i < study_n_trials(collector->study); i++) {
        struct trial trial = study_trial(collector->study, i);
        if (!plan_wants(&collector->plan, &trial))
            continue;
        bool there = kept_find(collector->journal, trial.identity) != NULL;
        outcome.n_there += there;
        outcome.n_failed += !there && collector->failed[i];
    }
    return outcome;
}

int collector_finish(struct collector *collector)
{
    size_t n_trials = plan_n_wanted(&collector->plan);
    sync_now(collector);
    holds_folder(collector);
    struct outcome outcome = outcome_of(collector);
    bool complete = coordinator_complete(collector->coordinator);
    bool stopped = is_stopped(collector->status);
    if (stopped && complete)
        collector->status = 0; /* it came too late to matter */
    progress_end(&collector->progress, collector->status == 0);
    if (collector->status == 0)
        kept_say_not_in_study(collector->study, collector->journal, collector->options->directory, stderr);
    int ending = provenance_end(collector->journal);
    if (collector->status != 0 && !stopped)
        return fail(collector->status, "%s", collector->reason);
    TRY(ending);
    int publishing = complete || seconds_to_publish(collector) < QUICK_SECONDS ? publish_now(collector) : 0;
    if (collector->status != 0 && publishing != 0)
        fprintf(stderr, "attnbench: not published: %s\n", error_message());
    else
        TRY(publishing);
    if (collector->status != 0)
        return fail(collector->status,
                    "stopped by %s: %zu of %zu trials are kept; run the same command again to go on%s%s",
                    collector->reason, outcome.n_there, n_trials,
                    collector->n_failures > 0 ? "; the first failed: " : "", collector->first_failure);
    if (outcome.n_failed > 0)
        return fail(EX_TRIALS_FAILED,
                    "%zu of %zu trials failed (run again to try them again, attnbench status %s lists them); the "
                    "first: %s",
                    outcome.n_failed, n_trials, collector->options->directory, collector->first_failure);
    return 0;
}

void collector_close(struct collector *collector)
{
    if (collector->running.held != NULL)
        running_end(&collector->running);
    pulse_end(&collector->pulse);
    coordinator_free(collector->coordinator);
    standing_end(&collector->standing);
    plan_free(&collector->plan);
    journal_close(collector->journal);
    free(collector->record);
    free(collector->failed);
    free(collector->asking);
}
