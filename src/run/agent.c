#include "agent.h"
#include "clock.h"
#include "stop.h"

#include "attnbench/error.h"

#include <math.h>
#include <poll.h>
#include <string.h>

/* The next trial is asked for when the running one has this long to go: many times what an answer takes, and too short
 * to hold back a trial that another rank could start. */
static const double ASK_AHEAD_SECONDS = 0.05;

void agent_init(struct agent *agent, const struct study *study, struct trainer *trainer)
{
    *agent = (struct agent){.study = study, .trainer = trainer, .running = SIZE_MAX};
}

static void tell_stop(struct agent *agent, int status, const char *text)
{
    struct message_head head = {.kind = MESSAGE_STOP, .status = status};
    agent->told_stop = true;
    message_send(&agent->outbox, 0, TO_COLLECTOR, head, text, strlen(text));
}

/* Sends on what the trainer has delivered. */
static bool deliver(struct agent *agent)
{
    bool any = false;
    struct delivery delivery;
    for (;;) {
        int status = trainer_receive(agent->trainer, &delivery);
        if (status != 0)
            tell_stop(agent, status, error_message());
        if (status != 0 || delivery.records == NULL)
            return any;
        struct message_head head = {.kind = MESSAGE_RESULT, .trial = delivery.trial};
        message_send(&agent->outbox, 0, TO_COLLECTOR, head, delivery.records, delivery.bytes);
        agent->n_held--;
        any = true;
    }
}

static bool take_orders(struct agent *agent)
{
    bool any = false;
    struct message message;
    while (!agent->halted && message_receive(&agent->inbox, TO_AGENT, &message)) {
        any = true;
        if (message.head.kind == MESSAGE_HALT)
            agent->halted = true;
        else if (message.head.kind == MESSAGE_TRIAL && !agent->told_stop) {
            agent->asked = false;
            agent->n_held++;
            int status = trainer_submit(agent->trainer, (size_t)message.head.trial);
            if (status != 0)
                tell_stop(agent, status, error_message());
        }
        message_free(&message);
    }
    return any;
}

/* Until the end of the running trial, by the pace of its epochs; infinite while that is not known. */
static double seconds_to_go(struct agent *agent)
{
    const struct trial_progress *progress = trainer_progress(agent->trainer);
    size_t trial = atomic_load(&progress->trial);
    if (trial != agent->running) {
        agent->running = trial;
        agent->running_since = clock_seconds();
        if (trial != SIZE_MAX)
            agent->running_epochs = (int32_t)study_trial(agent->study, trial).settings.training.epochs;
    }
    int32_t done = atomic_load(&progress->epochs);
    if (trial == SIZE_MAX || done <= 0)
        return HUGE_VAL;
    return (clock_seconds() - agent->running_since) * (agent->running_epochs - done) / done;
}

static bool ask_in_time(struct agent *agent)
{
    double to_go = seconds_to_go(agent);
    if (agent->asked || agent->told_stop || agent->n_held >= AGENT_MAX_HELD)
        return false;
    if (agent->n_held > 0 && to_go > ASK_AHEAD_SECONDS)
        return false;
    agent->asked = true;
    message_send(&agent->outbox, 0, TO_COLLECTOR, (struct message_head){.kind = MESSAGE_ASK}, NULL, 0);
    return true;
}

bool agent_turn(struct agent *agent)
{
    outbox_progress(&agent->outbox);
    bool any = !agent->told_stop && deliver(agent);
    if (!agent->told_stop && stop_reason() != NULL)
        tell_stop(agent, EX_STOPPED_EARLY, stop_reason());
    any |= take_orders(agent);
    any |= ask_in_time(agent);
    return any;
}

void agent_sleep(const struct agent *agent, double milliseconds)
{
    /* A trainer that is gone would wake poll() at once and for ever. */
    struct pollfd descriptor = {.fd = agent->told_stop ? -1 : trainer_descriptor(agent->trainer), .events = POLLIN};
    struct timespec timeout = {.tv_nsec = (long)(milliseconds * 1e6)};
    ppoll(&descriptor, 1, &timeout, NULL);
}
