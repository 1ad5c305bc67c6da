#include "rank.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/folder/publish.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/launch/launcher.h"
#include "agent.h"
#include "agreement.h"
#include "collector.h"
#include "dry_run.h"
#include "memory_check.h"
#include "stop.h"
#include "terms.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Milliseconds to sleep after so many turns in which nothing happened. A large message moves on only while both sides
 * look after it; then little sleep, but not for long: the other side may be busy. */
static double sleep_after(int quiet_turns, bool sending)
{
    enum { EAGER_TURNS = 50, CALM_TURNS = 100 };
    if (sending && quiet_turns < EAGER_TURNS)
        return 0.1;
    return quiet_turns < CALM_TURNS ? 1 : 5;
}

/* Where somebody is out of reach there is no leaving MPI together. Rank 0 has kept and published what it has. */
static _Noreturn void leave_alone(struct agent *agent, struct collector *collector)
{
    char duration[32];
    int status = EX_STOPPED_EARLY;
    trainer_stop(agent->trainer);
    if (collector != NULL) {
        status = collector_finish(collector);
        if (status == 0)
            status = fail(EX_STOPPED_EARLY, "all trials are there, but a rank was out of reach at the end");
        fprintf(stderr, "attnbench: %s\n", error_message());
        collector_close(collector);
    } else
        fprintf(stderr, "attnbench: rank 0 is out of reach, not heard of for %s; its host has what is finished\n",
                text_duration(agent->lifeline.patience, duration, sizeof duration));
    abort_job(status);
}

/* Trains and passes messages until the collector halts all ranks. collector: NULL but on rank 0. */
static void work(struct agent *agent, struct collector *collector)
{
    bool halting = false;
    int quiet_turns = 0;
    while (!agent->halted) {
        bool any = agent_turn(agent);
        if (collector != NULL) {
            any |= collector_turn(collector, &agent->outbox);
            if (collector->lost_a_rank)
                leave_alone(agent, collector);
            if (!halting)
                collector_report(collector, agent);
            if (!halting && collector_is_over(collector)) {
                collector_halt(collector, &agent->outbox);
                halting = any = true;
            }
        }
        if (agent->cut_off)
            leave_alone(agent, collector);
        quiet_turns = any ? 0 : quiet_turns + (quiet_turns < 1000);
        if (!any)
            agent_sleep(agent, sleep_after(quiet_turns, !outbox_is_empty(&agent->outbox)));
    }
}

/* Waits until every message of every rank has been received. Rank 0, which may have much to store, gives signs of life
 * until all have said their last; then none is on its way to it, and it lets them go. */
static void drain(struct agent *agent, struct collector *collector)
{
    const struct timespec moment = {.tv_nsec = 200 * 1000};
    MPI_Request barrier = MPI_REQUEST_NULL;
    struct awake quiet = {0};
    bool entered = false;
    int all_empty = 0;
    agent_say_last(agent);
    while (!all_empty) {
        bool any = collector != NULL && collector_turn(collector, &agent->outbox);
        if (any)
            quiet = (struct awake){0};
        if (!agent_listen(agent) || (collector != NULL && awake_seconds(&quiet) > agent->lifeline.patience))
            leave_alone(agent, collector);
        outbox_progress(&agent->outbox);
        if (!entered && outbox_is_empty(&agent->outbox) && (collector == NULL || collector_has_heard_all(collector))) {
            MPI_Ibarrier(MPI_COMM_WORLD, &barrier);
            entered = true;
            if (collector != NULL)
                collector->pulse.over = true;
        }
        if (entered)
            MPI_Test(&barrier, &all_empty, MPI_STATUS_IGNORE);
        if (!all_empty && !any)
            nanosleep(&moment, NULL);
    }
}

static int say_all_there(const struct collector *collector)
{
    const struct run_options *options = collector->options;
    const struct part part = collector->plan.part;
    if (part.n != 0 && collector->plan.n_there == 0)
        fprintf(stderr, "part %lld of %lld has no trials: the study has %zu\n", (long long)part.k, (long long)part.n,
                study_n_trials(collector->study));
    else
        fprintf(stderr, "all %zu trials are there already\n", collector->plan.n_there);
    kept_say_not_in_study(collector->study, collector->journal, collector->options->directory, stderr);
    if (publish_is_current(collector->study, options->directory, collector->journal))
        return 0;
    return publish_trials(collector->study, options->directory, collector->journal);
}

/* Rank 0 opens, all ranks work, rank 0 ends; each knows the outcome. */
static int run_ranks(const struct study *study, const struct run_options *options, struct trainer *trainer, int rank,
                     int n_ranks)
{
    struct collector first = {0}, *collector = rank == 0 ? &first : NULL;
    struct agent agent;
    agent_init(&agent, study, trainer, options->lost_seconds);
    int status = 0, n_to_do = 0;
    if (rank == 0) {
        status = collector_open(collector, study, options, n_ranks);
        n_to_do = status == 0 && collector->plan.n_wanted > 0;
        if (status == 0)
            status = n_to_do ? collector_begin(collector) : say_all_there(collector);
    }
    status = agree_with_first_rank(rank, status, &n_to_do);
    if (status == 0 && n_to_do) {
        work(&agent, collector);
        trainer_stop(trainer);
        agent.trainer = NULL;
        drain(&agent, collector);
        status = agree_with_first_rank(rank, rank == 0 ? collector_finish(collector) : 0, &n_to_do);
    } else
        trainer_stop(trainer);
    if (rank == 0)
        collector_close(collector);
    return status;
}

/* mpirun ends the job, and stops listening, when the first rank leaves with a status other than 0: let that not be
 * before rank 0 has said why. */
static void finalize(int rank, int status)
{
    const struct timespec for_the_message = {.tv_nsec = 200 * 1000 * 1000};
    MPI_Request barrier;
    MPI_Ibarrier(MPI_COMM_WORLD, &barrier);
    wait_for(&barrier); /* MPI_Finalize waits for all ranks too, but spins */
    MPI_Finalize();
    if (status != 0 && rank != 0)
        nanosleep(&for_the_message, NULL);
}

/* MPI for this rank, from here on. */
static void begin_mpi(int *rank, int *n_ranks)
{
    signal(SIGPIPE, SIG_IGN); /* whoever read what this run says is gone: it goes on without */
    launcher_prepare_mpi();
    launcher_watch();
    MPI_Init(NULL, NULL);
    launcher_unwatch();
    stop_catch_signals(); /* MPICH takes SIGUSR1 over */
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, n_ranks);
}

/* What may fail on this machine alone, before a rank says that it can start. */
static int prepare(const struct study *study, const struct run_options *options, trial_function *run,
                   struct trainer **trainer, const char **openblas)
{
    struct trial_limits limits;
    if (kernels_get() == NULL)
        return EX_CONFIG;
    TRY(limits_of_trial(study, options, &limits));
    TRY(provenance_of_study(study, openblas)); /* before the fork: trials share what it takes */
    if (options->dry_run)
        return 0;
    TRY(check_memory(study, launcher_ranks()));
    return trainer_start(study, run, limits, trainer);
}

int run_study_with(const struct study *study, const struct run_options *options, trial_function *run)
{
    struct trainer *trainer = NULL;
    int rank, n_ranks, nothing = 0;
    char library[64];
    stop_watch(options->max_seconds);
    const char *openblas = NULL;
    int status = prepare(study, options, run, &trainer, &openblas);
    if (options->dry_run && !launcher_started_others())
        return status == 0 && launcher_is_first_rank() ? run_dry(study, options, launcher_ranks()) : status;
    char *terms = terms_text(study, options, openblas);
    begin_mpi(&rank, &n_ranks);
    if (status == 0 && options->part.n == 0) /* separate parts may be started by anything */
        status = launcher_check_company(n_ranks, mpi_library_name(library, sizeof library));
    status = agree_to_start(rank, n_ranks, terms, terms == NULL ? EX_OSERR : status);
    free(terms);
    if (status == 0 && options->dry_run)
        status = agree_with_first_rank(rank, rank == 0 ? run_dry(study, options, n_ranks) : 0, &nothing);
    else if (status == 0)
        status = run_ranks(study, options, trainer, rank, n_ranks);
    else
        trainer_stop(trainer);
    finalize(rank, status);
    return status;
}

int run_study(const struct study *study, const struct run_options *options)
{
    return run_study_with(study, options, trial_run);
}

int run_refuse(int status)
{
    int rank, n_ranks, called = 0;
    MPI_Initialized(&called);
    if (called || !launcher_started_others())
        return status;
    begin_mpi(&rank, &n_ranks);
    status = agree_to_start(rank, n_ranks, NULL, status);
    finalize(rank, status);
    return status;
}
