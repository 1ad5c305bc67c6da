/* What a run says on stderr: one live line on a terminal, a plain line now and then when it is not one. */
#ifndef ATTNBENCH_RUN_PROGRESS_H
#define ATTNBENCH_RUN_PROGRESS_H

#include "attnbench/run/plan.h"
#include "standing.h"
#include <stdbool.h>

struct progress {
    struct standing *standing;       /* not owned */
    size_t n_trials, n_there, n_run; /* of the study, found in the journal, run now (failed ones too): wanted ones */
    size_t n_failed;                 /* of those run now */
    int n_ranks;
    int terminal; /* descriptor of the terminal that shows stderr; -1: none does */
    bool line_is_up;
    double started, next_show; /* clock_seconds() */
};

void progress_begin(struct progress *progress, const struct plan *plan, struct standing *standing, int n_ranks);

/* Says how far it is, if the last time is long enough ago. seconds_left: NaN when not known. */
void progress_show(struct progress *progress, double seconds_left);

/* Says something else: on a line of its own. */
void progress_say(struct progress *progress, const char *line);

/* Takes the live line away; complete: says what the run did. */
void progress_end(struct progress *progress, bool complete);

#endif
