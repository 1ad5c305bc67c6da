/* Who runs what: pure logic, no MPI, no clock.
 *
 * Rank 0's agent keeps one. Trials go out round by round (a round is a repeat), so that at any time all models and
 * cells have about as many; within a round longest expected first. A trial is wanted, or spare: it may become wanted
 * when others have been delivered. Spare trials go out when no wanted one waits, so that no rank is idle. A rank may
 * hold several trials (one running, others waiting). A trial that fails goes out once more, before all others, to
 * another rank when there is one. Ranks are not lost one by one: mpirun ends the whole job. */
#ifndef ATTNBENCH_COORDINATOR_H
#define ATTNBENCH_COORDINATOR_H

#include <stdbool.h>
#include <stddef.h>

struct coordinator;

#define COORDINATOR_NONE ((size_t)-1)

struct work_item {
    size_t trial; /* its index */
    double cost;  /* expected, any unit, > 0 */
    int round;
    bool wanted;
};

/* Ties keep the order given. EX_OSERR. */
int coordinator_create(const struct work_item *items, size_t n, int n_ranks, struct coordinator **out);
void coordinator_free(struct coordinator *coordinator);

/* The next trial for `rank`, or COORDINATOR_NONE when nothing is left to hand out or stopped. */
size_t coordinator_next(struct coordinator *coordinator, int rank);

/* `rank` delivered `trial`. False when it was not that rank's to deliver (a duplicate, a stranger): ignore it. */
bool coordinator_done(struct coordinator *coordinator, int rank, size_t trial);

/* `trial` failed on `rank`: true when it will go out once more. Else it did so already, or was not that rank's: then it
 * is for coordinator_done. */
bool coordinator_retry(struct coordinator *coordinator, int rank, size_t trial);

/* A spare trial becomes wanted; one that still waits is not handed out any more. Other trials stay as they are. */
void coordinator_want(struct coordinator *coordinator, size_t trial);
void coordinator_withdraw(struct coordinator *coordinator, size_t trial);

/* Hands out nothing more; trials in flight may still be delivered. */
void coordinator_stop(struct coordinator *coordinator);

/* Of the wanted ones alone: */
size_t coordinator_n_waiting(const struct coordinator *coordinator);   /* not handed out yet */
size_t coordinator_n_in_flight(const struct coordinator *coordinator); /* handed out, not delivered */
double coordinator_cost_left(const struct coordinator *coordinator);   /* of both */
bool coordinator_complete(const struct coordinator *coordinator); /* nothing waits, stopped or not, nothing in flight */
bool coordinator_finished(const struct coordinator *coordinator); /* nothing waiting (or stopped), nothing in flight */

#endif
