#include "running.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double WRITE_INTERVAL_SECONDS = 2;
static const struct held_trial NOTHING = {.trial = SIZE_MAX};

int running_begin(struct running *running, const char *directory, int n_ranks)
{
    *running = (struct running){.directory = directory, .n_ranks = n_ranks, .started = (long long)time(NULL)};
    running->held = allocate((size_t)n_ranks, sizeof *running->held);
    if (running->held == NULL)
        return EX_OSERR;
    for (int rank = 0; rank < n_ranks; rank++)
        for (int i = 0; i < AGENT_MAX_HELD; i++)
            running->held[rank][i] = NOTHING;
    return 0;
}

void running_end(struct running *running)
{
    if (running->directory != NULL)
        running_remove(running->directory);
    free(running->held);
    *running = (struct running){0};
}

void running_handed_out(struct running *running, int rank, size_t trial, double cost)
{
    for (int i = 0; i < AGENT_MAX_HELD; i++) {
        struct held_trial *held = &running->held[rank][i];
        if (held->trial == SIZE_MAX) {
            *held = (struct held_trial){trial, cost, clock_seconds()};
            return;
        }
    }
}

void running_delivered(struct running *running, int rank, size_t trial, double seconds)
{
    struct held_trial *held = running->held[rank];
    int i = 0;
    while (i < AGENT_MAX_HELD - 1 && held[i].trial != trial)
        i++;
    if (seconds > 0) {
        running->seconds += seconds;
        running->cost += held[i].cost;
    }
    for (; i < AGENT_MAX_HELD - 1; i++)
        held[i] = held[i + 1];
    held[i] = NOTHING;
    held[0].since = clock_seconds();
}

/* Seconds that a unit of cost takes on one rank. */
static double pace(const struct running *running, const struct agent *own)
{
    if (running->cost > 0)
        return running->seconds / running->cost;
    int32_t epochs = atomic_load(&trainer_progress(own->trainer)->epochs);
    const struct held_trial *first = &running->held[0][0];
    if (epochs <= 0 || first->trial == SIZE_MAX || own->running != first->trial)
        return NAN;
    return (clock_seconds() - own->running_since) / (first->cost * epochs / own->running_epochs);
}

double running_seconds_left(const struct running *running, double cost_left, const struct agent *own)
{
    double seconds_a_cost = pace(running, own), now = clock_seconds(), longest = 0;
    double left = cost_left * seconds_a_cost;
    for (int rank = 0; rank < running->n_ranks; rank++) {
        const struct held_trial *first = &running->held[rank][0];
        if (first->trial == SIZE_MAX)
            continue;
        double needs = first->cost * seconds_a_cost, spent = fmin(now - first->since, needs);
        left -= spent;
        longest = fmax(longest, needs - spent);
    }
    return isnan(left) ? NAN : fmax(left / running->n_ranks, longest);
}

void running_write(struct running *running, double seconds_left)
{
    double now = clock_seconds();
    char path[PATH_MAX], temporary[PATH_MAX], host[256] = "";
    if (running->directory == NULL || now < running->next_write ||
        path_join(path, sizeof path, running->directory, "running") != 0 ||
        path_join(temporary, sizeof temporary, running->directory, "running.new") != 0)
        return;
    running->next_write = now + WRITE_INTERVAL_SECONDS;
    FILE *file = fopen(temporary, "w");
    if (file == NULL)
        return;
    gethostname(host, sizeof host - 1);
    fprintf(file, "host %s\npid %d\nranks %d\nstarted %lld\nupdated %lld\n", host, (int)getpid(), running->n_ranks,
            running->started, (long long)time(NULL));
    if (!isnan(seconds_left))
        fprintf(file, "seconds_left %.1f\n", seconds_left);
    for (int rank = 0; rank < running->n_ranks; rank++)
        for (int i = 0; i < AGENT_MAX_HELD && running->held[rank][i].trial != SIZE_MAX; i++)
            fprintf(file, "in_flight %zu %d\n", running->held[rank][i].trial, rank);
    if (fclose(file) != 0 || rename(temporary, path) != 0)
        unlink(temporary);
}
