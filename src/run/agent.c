#include "agent.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "stop.h"

#include <math.h>
#include <poll.h>
#include <string.h>

/* More is asked for when what is held lasts this long: many times what an answer takes, and too short to hold back a
 * trial that another rank could start. */
static const double ASK_AHEAD_SECONDS = 0.05;

void agent_init(struct agent *agent, const struct study *study, struct trainer *trainer, double patience)
{
    *agent = (struct agent){.study = study, .trainer = trainer, .running = SIZE_MAX};
    lifeline_begin(&agent->lifeline, patience);
}

static double cost_of(const struct agent *agent, size_t trial)
{
    struct trial settings = study_trial(agent->study, trial);
    return trial_cost(&settings.settings);
}

static void tell_stop(struct agent *agent, int status, const char *text)
{
    struct message_head head = {.kind = MESSAGE_STOP, .status = status};
    agent->told_stop = true;
    message_send(&agent->outbox, 0, TO_COLLECTOR, head, text, strlen(text));
}

/* Slower trials count at once, faster ones by and by: rather too little held than too much. */
static void learn_pace(struct agent *agent, double cost)
{
    double now = clock_seconds(), pace = (now - agent->held_since) / cost;
    agent->held_since = now;
    agent->seconds_a_cost = pace > agent->seconds_a_cost ? pace : (agent->seconds_a_cost + pace) / 2;
}

/* Sends on what the trainer has delivered. */
static bool deliver(struct agent *agent)
{
    double cost = 0;
    struct delivery delivery;
    for (;;) {
        int status = trainer_receive(agent->trainer, &delivery);
        if (status != 0)
            tell_stop(agent, status, error_message());
        if (status != 0 || delivery.records == NULL)
            break;
        struct message_head head = {.kind = MESSAGE_RESULT, .trial = delivery.trial};
        message_send(&agent->outbox, 0, TO_COLLECTOR, head, delivery.records, delivery.bytes);
        cost += cost_of(agent, delivery.trial);
        agent->n_held--;
    }
    if (cost == 0)
        return false;
    learn_pace(agent, cost);
    agent->cost_held = agent->n_held == 0 ? 0 : agent->cost_held - cost;
    return true;
}

static void submit(struct agent *agent, size_t trial)
{
    if (agent->n_held++ == 0)
        agent->held_since = clock_seconds();
    agent->cost_held += cost_of(agent, trial);
    int status = trainer_submit(agent->trainer, trial);
    if (status != 0)
        tell_stop(agent, status, error_message());
}

static bool take_orders(struct agent *agent)
{
    bool any = false;
    struct message message;
    while (message_receive(&agent->inbox, TO_AGENT, &message)) {
        any = true;
        double more = 0;
        if (message.head.kind == MESSAGE_ALIVE)
            memcpy(&more, message.body, sizeof more);
        lifeline_heard(&agent->lifeline, more);
        if (message.head.kind == MESSAGE_HALT)
            agent->halted = true;
        const size_t *trials = (const void *)message.body;
        size_t n = message.head.kind == MESSAGE_TRIALS ? message.bytes / sizeof *trials : 0;
        for (size_t i = 0; i < n && !agent->told_stop; i++)
            submit(agent, trials[i]);
        agent->asked = agent->asked && n == 0;
        message_free(&message);
    }
    return any;
}

/* Until the end of the running trial, by the pace of its epochs; infinite while that is not known. */
static double seconds_to_go(struct agent *agent)
{
    const struct trial_progress *progress = trainer_progress(agent->trainer);
    size_t trial = atomic_load(&progress->trial); /* the trial may have written anything there */
    if (trial >= study_n_trials(agent->study))
        trial = SIZE_MAX;
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

/* How long the trainer has work for, as far as that is known. */
static double seconds_held(struct agent *agent)
{
    double to_go = seconds_to_go(agent);
    if (agent->n_held == 0)
        return 0;
    if (agent->n_held == 1 && !isinf(to_go))
        return to_go;
    if (agent->seconds_a_cost == 0)
        return HUGE_VAL;
    double behind = isinf(to_go) ? agent->cost_held : agent->cost_held - cost_of(agent, agent->running);
    return (isinf(to_go) ? 0 : to_go) + behind * agent->seconds_a_cost;
}

static bool ask_in_time(struct agent *agent)
{
    double held = seconds_held(agent);
    if (agent->asked || agent->told_stop || agent->n_held >= AGENT_MAX_HELD || held > ASK_AHEAD_SECONDS)
        return false;
    struct wish wish = {
        .cost = agent->seconds_a_cost > 0 ? ASK_AHEAD_SECONDS / agent->seconds_a_cost : 0,
        .n_most = (size_t)(AGENT_MAX_HELD - agent->n_held),
    };
    agent->asked = true;
    message_send(&agent->outbox, 0, TO_COLLECTOR, (struct message_head){.kind = MESSAGE_ASK}, &wish, sizeof wish);
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
    agent->cut_off = !lifeline_turn(&agent->lifeline, &agent->outbox);
    return any;
}

void agent_say_last(struct agent *agent)
{
    message_send(&agent->outbox, 0, TO_COLLECTOR, (struct message_head){.kind = MESSAGE_LAST}, NULL, 0);
}

bool agent_listen(struct agent *agent)
{
    take_orders(agent);
    return lifeline_holds(&agent->lifeline);
}

void agent_sleep(const struct agent *agent, double milliseconds)
{
    /* A trainer that is gone would wake poll() at once and for ever. */
    struct pollfd descriptor = {.fd = agent->told_stop ? -1 : trainer_descriptor(agent->trainer), .events = POLLIN};
    struct timespec timeout = {.tv_nsec = (long)(milliseconds * 1e6)};
    ppoll(&descriptor, 1, &timeout, NULL);
}
