/* A rank's agent: asks the collector for trials, passes them to the trainer and sends back what it delivers. */
#ifndef ATTNBENCH_RUN_AGENT_H
#define ATTNBENCH_RUN_AGENT_H

#include "heartbeat.h"
#include "trainer.h"

enum { AGENT_MAX_HELD = 32 }; /* one trial running, the others waiting: more than one only when they are short */

struct agent {
    const struct study *study;
    struct trainer *trainer;
    struct outbox outbox;
    struct inbox inbox;
    struct lifeline lifeline;
    int n_held;             /* trials submitted and not delivered */
    double cost_held;       /* of these */
    double held_since;      /* clock_seconds() of the last delivery, or of what was submitted to an idle trainer */
    double seconds_a_cost;  /* of the trials delivered last; 0: none was */
    bool asked;             /* an ask is not answered yet */
    bool told_stop, halted; /* MESSAGE_STOP was sent, MESSAGE_HALT has come */
    bool cut_off;           /* rank 0 is out of reach */
    size_t running;         /* the trial whose start was seen, SIZE_MAX: none */
    double running_since;   /* clock_seconds() */
    int32_t running_epochs; /* that it has in all */
};

/* patience: seconds without a sign of rank 0 after which it is out of reach. */
void agent_init(struct agent *agent, const struct study *study, struct trainer *trainer, double patience);

/* Does what can be done without waiting; true when something happened. */
bool agent_turn(struct agent *agent);

/* Once halted: the last message to rank 0; and what still comes from there, signs of life. False when none has come for
 * too long. */
void agent_say_last(struct agent *agent);
bool agent_listen(struct agent *agent);

/* Sleeps until the trainer delivers or `milliseconds` have gone by. */
void agent_sleep(const struct agent *agent, double milliseconds);

#endif
