/* The trainer: a process forked before MPI_Init that never calls MPI and runs each trial in a child of its own, so that
 * a trial that crashes or runs out of memory is a failed trial, not a dead rank. (Of trials that take milliseconds a
 * few share a child, one after the other: the one that it dies of has failed.)
 *
 * agent ↔ trainer: one socket pair. Down go trial indices, up come frames of encoded records (record.h).
 * child → trainer: a memory file of such frames. */
#ifndef ATTNBENCH_RUN_TRAINER_H
#define ATTNBENCH_RUN_TRAINER_H

#include "attnbench/trial/trial.h"

struct trainer;

/* trial_run (trial.h), or what a test puts in its place. */
typedef int trial_function(const struct trial *trial, struct trial_progress *progress,
                           const struct trial_traces *traces, float *weights, struct trial_result *result);

/* Forks the trainer. `study` must stay as it is while the trainer lives. EX_OSERR. */
int trainer_start(const struct study *study, trial_function *run, struct trial_limits limits, struct trainer **out);

/* Asks for one more trial; those asked for before it run first. EX_OSERR when the trainer is gone. */
int trainer_submit(struct trainer *trainer, size_t trial);

/* What one trial left: one RECORD_TRIAL and perhaps one RECORD_WEIGHTS behind it. */
struct delivery {
    size_t trial;
    const unsigned char *records; /* NULL: nothing has arrived; valid until the next call */
    size_t bytes;
};

/* Takes the next delivery without waiting. EX_OSERR, with how it ended, when the trainer is gone. */
int trainer_receive(struct trainer *trainer, struct delivery *out);

/* Readable when a delivery may have arrived: for poll(). */
int trainer_descriptor(const struct trainer *trainer);

const struct trial_progress *trainer_progress(const struct trainer *trainer);

/* Kills the trainer and its trial and waits until both are gone. NULL is allowed. */
void trainer_stop(struct trainer *trainer);

#endif
