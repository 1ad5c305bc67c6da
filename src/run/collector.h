/* Rank 0's other half: hands out the trials, keeps what comes back, publishes, and ends the run. */
#ifndef ATTNBENCH_RUN_COLLECTOR_H
#define ATTNBENCH_RUN_COLLECTOR_H

#include "attnbench/run/coordinator.h"
#include "attnbench/run/plan.h"
#include "attnbench/run/run.h"
#include "messages.h"
#include "progress.h"
#include "running.h"

struct collector {
    const struct study *study;
    const struct run_options *options;
    int n_ranks;
    struct plan plan;
    struct journal *journal;
    struct coordinator *coordinator;
    struct standing standing;
    struct progress progress;
    struct running running;
    struct pulse pulse;
    struct inbox inbox;
    unsigned char *record; /* room for one trial's record */
    size_t record_bytes;
    bool unsynced;    /* appended since the last sync */
    double next_sync; /* when */
    size_t n_kept;
    struct wish *asking; /* (ranks): what was asked for in vain; n_most 0: nothing */
    bool *failed;        /* (trials) of this run */
    int64_t n_failures, n_said;
    char first_failure[512];
    double publishing_ended;                    /* the last one, or the beginning */
    double publishing_seconds, published_bytes; /* what it took, of the journal; 0: there was none */
    size_t n_published;                         /* of n_kept */
    bool publishing_failed;                     /* which was said */
    bool lost_a_rank;
    int n_ended;       /* ranks that have said their last */
    int status;        /* of what ends the run before its time; 0: nothing */
    char reason[1024]; /* its message */
};

/* Opens the journal, compares its trials with the study and plans the run. EX_CANTCREAT, EX_CONFIG, EX_IOERR, … */
int collector_open(struct collector *collector, const struct study *study, const struct run_options *options,
                   int n_ranks);

/* Begins to say how far the run is. EX_OSERR. */
int collector_begin(struct collector *collector);

/* Does what can be done without waiting; answers go into `outbox`. True when something happened. A rank that is out of
 * reach ends the run. */
bool collector_turn(struct collector *collector, struct outbox *outbox);

/* Says how far it is, and publishes when it is time to. `own`: rank 0's agent. */
void collector_report(struct collector *collector, struct agent *own);

/* Nothing is left to do, or something has ended the run early. */
bool collector_is_over(const struct collector *collector);

/* Tells all agents to stop. */
void collector_halt(struct collector *collector, struct outbox *outbox);

/* Then, whether all ranks have said their last. */
bool collector_has_heard_all(const struct collector *collector);

/* Keeps and publishes what has come in; returns the run's status, with its message kept. */
int collector_finish(struct collector *collector);

void collector_close(struct collector *collector);

#endif
