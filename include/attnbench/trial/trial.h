/* One trial: train a model, evaluate it. No files, no MPI, no clock but for the seconds it reports. */
#ifndef ATTNBENCH_TRIAL_H
#define ATTNBENCH_TRIAL_H

#include "attnbench/journal/record.h"
#include "attnbench/study/study.h"
#include <stdatomic.h>

/* Lives in memory shared by agent, trainer and trial. */
struct trial_progress {
    _Atomic size_t trial;   /* index of the trial running, SIZE_MAX when none */
    _Atomic int32_t epochs; /* done of it */
};

/* Room for a trial's traces. */
struct trial_traces {
    float *train_loss, *train_accuracy;       /* (epochs) */
    float *held_out_accuracy, *held_out_loss; /* (evaluations) */
    float *items;                             /* (trial_items); NULL: they are not wanted */
};
int trial_traces_allocate(const struct trial_settings *settings, struct trial_traces *out); /* EX_OSERR */
void trial_traces_free(struct trial_traces *traces);

/* How often a trial looks at its held-out pairs: the length of their curves. */
int32_t trial_evaluations(const struct trial_settings *settings);

/* How many of its evaluated sequences a trial keeps one by one: all, or none of more than RECORD_ITEMS. */
int32_t trial_items(const struct trial_settings *settings);

/* Bytes that its record takes at most. */
size_t trial_record_bytes(const struct trial_settings *settings);

/* Trains and evaluates. Fills result, whose traces point into `traces`. weights: room for model_n_weights floats
 * (parameters in the order of the model's table), or NULL. EX_OSERR when memory is short. */
int trial_run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
              float *weights, struct trial_result *result);

/* Adds the times that the study's own metrics measure. */
void trial_add_times(struct trial_result *result);

/* Training steps that an epoch is. */
double trial_steps_an_epoch(const struct trial_settings *settings);

/* Floating-point work of the whole trial in multiply-adds: what longest-first goes by. */
double trial_cost(const struct trial_settings *settings);

#endif
