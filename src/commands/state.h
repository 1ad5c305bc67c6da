/* How far the study of a folder is: what `status` tells in words and as JSON. */
#ifndef ATTNBENCH_STATE_H
#define ATTNBENCH_STATE_H

#include "attnbench/folder/adaptive.h"
#include "attnbench/folder/running_file.h"
#include "attnbench/base/part.h"
#include "attnbench/study/study.h"

#include <stdbool.h>
#include <stdio.h>

enum { STATE_COMMAND = 4200 }; /* bytes of a command with a path */

struct model_state {
    size_t done, failed, left; /* trials; done: with figures */
    size_t figures, diverged;  /* of those that are done: finite ones of the study's metric, and others */
    double figure_sum;
};

struct state {
    const char *directory; /* not owned */
    struct study study;
    struct journal *journal;
    struct adaptive adaptive;
    struct part part; /* that the folder is of; all zero: the whole study */
    struct model_state models[STUDY_MAX_MODELS];
    size_t done, failed, left;
    size_t kinds[N_TRIAL_STATUSES]; /* of the records */
    double cost_done, seconds_done; /* of finished trials: measured */
    double cost_left;               /* of failed trials too: a run does them again */
    bool run_at_work;
    char holder[512];              /* of the lease, in words; "": not told yet */
    struct running_report running; /* of the run at work, or of the last one that died; in flight: what is not done */
};

/* The statuses of directory_open. Release with state_close, also after an error. */
int state_open(const char *directory, struct state *out);
void state_close(struct state *state);

/* "4 of 6 trials done, 1 failed, 1 left" */
void state_write_counts(const struct state *state, FILE *out);
/* The same behind "DIR: ". The statuses of directory_open, and EX_OSERR. */
int state_say_counts(const char *directory, FILE *out);

/* Of the trials that this folder is to have: the first failed one of index `from` or more. False: there is none. */
bool state_find_failed(const struct state *state, size_t from, struct trial *out);

/* While a run is at work of all ranks, else of one; NaN: not known. */
double state_seconds_left(const struct state *state);

/* What to type next where no run is at work: report, run or, of a part that is done, merge; into buffer, which it
 * returns. */
const char *state_next_command(const struct state *state, char buffer[static STATE_COMMAND]);

/* As one object of JSON. EX_IOERR, EX_DATAERR: a reason cannot be read. */
int state_write_json(const struct state *state, FILE *out);

#endif
