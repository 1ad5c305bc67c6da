/* Signs of life between rank 0 and the agents of all ranks. A machine whose network is cut looks to MPI like one that
 * has nothing to say, for a quarter of an hour and more: who hears nothing for `patience` seconds gives up instead.
 *
 * Only time in which this process itself was awake counts: one that was stopped, or was busy writing, has not listened.
 */
#ifndef ATTNBENCH_RUN_HEARTBEAT_H
#define ATTNBENCH_RUN_HEARTBEAT_H

#include "messages.h"

struct awake {
    double last, seconds; /* clock_seconds() of the last look; starts as {0} */
};

/* Seconds that this process was awake, if it looks at least once a second. */
double awake_seconds(struct awake *awake);

enum { HOST_BYTES = 64 };

/* Rank 0's view of all ranks. */
struct pulse {
    int n_ranks;
    double patience; /* seconds */
    struct awake awake;
    double next_look; /* awake seconds */
    double next_beat; /* clock_seconds(): ranks wait by the clock, however busy this one is */
    bool halting;     /* ranks give no more signs of life: none is missed */
    bool over;        /* ranks no longer listen */
    struct rank_heard {
        double at; /* awake seconds */
        char host[HOST_BYTES];
    } * heard; /* (n_ranks) */
};

/* EX_OSERR. Release with pulse_end. */
int pulse_begin(struct pulse *pulse, int n_ranks, double patience);
void pulse_end(struct pulse *pulse);

/* A message of that rank has come; body NULL: not its MESSAGE_ALIVE, which names its host. */
void pulse_heard(struct pulse *pulse, int rank, const char *host);

/* Tells all ranks, when it is time to, that rank 0 is there. Returns a rank that has been silent for too long, or -1.
 */
int pulse_turn(struct pulse *pulse, struct outbox *outbox);

/* Tells all ranks that rank 0 may be silent for so many seconds longer than usual. */
void pulse_announce_silence(struct pulse *pulse, double seconds, struct outbox *outbox);

/* A rank's view of rank 0. */
struct lifeline {
    double patience; /* seconds */
    struct awake awake;
    double next_sign, silent_until; /* awake seconds */
};

void lifeline_begin(struct lifeline *lifeline, double patience);

/* A message of rank 0 has come; `more`: seconds that it may be silent longer than usual. */
void lifeline_heard(struct lifeline *lifeline, double more);

/* False when rank 0 has been silent for too long. */
bool lifeline_holds(struct lifeline *lifeline);

/* Tells rank 0, when it is time to, that this rank is there. The same answer. */
bool lifeline_turn(struct lifeline *lifeline, struct outbox *outbox);

#endif
