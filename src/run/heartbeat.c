#include "heartbeat.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEATS = 3 }; /* in the time of one's patience */

double awake_seconds(struct awake *awake)
{
    double now = clock_seconds();
    if (awake->last > 0)
        awake->seconds += fmin(now - awake->last, 1);
    awake->last = now;
    return awake->seconds;
}

/* ---- Rank 0 ---- */

int pulse_begin(struct pulse *pulse, int n_ranks, double patience)
{
    *pulse = (struct pulse){.n_ranks = n_ranks, .patience = patience};
    pulse->heard = allocate((size_t)n_ranks, sizeof *pulse->heard);
    return pulse->heard == NULL ? EX_OSERR : 0;
}

void pulse_end(struct pulse *pulse)
{
    free(pulse->heard);
    pulse->heard = NULL;
}

void pulse_heard(struct pulse *pulse, int rank, const char *host)
{
    struct rank_heard *heard = &pulse->heard[rank];
    heard->at = pulse->awake.seconds;
    if (host != NULL)
        strncpy(heard->host, host, sizeof heard->host - 1);
}

void pulse_announce_silence(struct pulse *pulse, double seconds, struct outbox *outbox)
{
    for (int rank = 0; rank < pulse->n_ranks; rank++)
        message_send(outbox, rank, TO_AGENT, (struct message_head){.kind = MESSAGE_ALIVE}, &seconds, sizeof seconds);
    pulse->next_beat = clock_seconds() + pulse->patience / BEATS;
}

int pulse_turn(struct pulse *pulse, struct outbox *outbox)
{
    double now = awake_seconds(&pulse->awake);
    if (!pulse->over && clock_seconds() >= pulse->next_beat)
        pulse_announce_silence(pulse, 0, outbox);
    if (now < pulse->next_look || pulse->over)
        return -1;
    pulse->next_look = now + fmin(1, pulse->patience / BEATS);
    for (int rank = 0; rank < pulse->n_ranks && !pulse->halting; rank++)
        if (now - pulse->heard[rank].at > pulse->patience)
            return rank;
    return -1;
}

/* ---- The others, and rank 0's own agent ---- */

void lifeline_begin(struct lifeline *lifeline, double patience)
{
    *lifeline = (struct lifeline){.patience = patience, .silent_until = patience};
}

void lifeline_heard(struct lifeline *lifeline, double more)
{
    lifeline->silent_until = fmax(lifeline->silent_until, lifeline->awake.seconds + lifeline->patience + more);
}

bool lifeline_holds(struct lifeline *lifeline)
{
    return awake_seconds(&lifeline->awake) < lifeline->silent_until;
}

bool lifeline_turn(struct lifeline *lifeline, struct outbox *outbox)
{
    double now = awake_seconds(&lifeline->awake);
    if (now >= lifeline->next_sign) {
        char host[HOST_BYTES] = "";
        gethostname(host, sizeof host - 1);
        message_send(outbox, 0, TO_COLLECTOR, (struct message_head){.kind = MESSAGE_ALIVE}, host, strlen(host));
        lifeline->next_sign = now + lifeline->patience / BEATS;
    }
    return lifeline_holds(lifeline);
}
