/* Who holds which trial, how long the rest will take, and DIR/running, which tells others both. */
#ifndef ATTNBENCH_RUN_RUNNING_H
#define ATTNBENCH_RUN_RUNNING_H

#include "attnbench/folder/running_file.h"
#include "agent.h"

struct held_trial {
    size_t trial; /* SIZE_MAX: none */
    double cost;
    double since; /* clock_seconds() when it became the rank's first, which is the one that runs */
};

struct running {
    const char *directory; /* NULL: it is another run's by now, and nothing is written or removed */
    int n_ranks;
    struct held_trial (*held)[AGENT_MAX_HELD]; /* (n_ranks), oldest first */
    double seconds, cost;                      /* sums over the delivered trials */
    long long started;                         /* epoch seconds */
    double next_write;
};

/* EX_OSERR. Release with running_end, which removes DIR/running as well. */
int running_begin(struct running *running, const char *directory, int n_ranks);
void running_end(struct running *running);

void running_handed_out(struct running *running, int rank, size_t trial, double cost);

/* seconds: what the trial took; 0 for a failed one, which says nothing about the pace. */
void running_delivered(struct running *running, int rank, size_t trial, double seconds);

/* Until all is done, NaN while nothing is known. cost_left: of all that is not delivered; own: the trial that this
 * process' trainer runs, whose epochs tell the pace before the first delivery. */
double running_seconds_left(const struct running *running, double cost_left, const struct agent *own);

/* Writes DIR/running, unless it did so a moment ago. It is for people only: errors do not matter. */
void running_write(struct running *running, double seconds_left);

#endif
