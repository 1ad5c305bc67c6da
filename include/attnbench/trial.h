/* One trial: train a model, evaluate it. No files, no MPI, no clock but for the seconds it reports. */
#ifndef ATTNBENCH_TRIAL_H
#define ATTNBENCH_TRIAL_H

#include "attnbench/record.h"
#include "attnbench/trial_config.h"
#include <stdatomic.h>

/* Lives in memory shared by agent, trainer and trial. */
struct trial_progress {
    _Atomic size_t trial;   /* index of the trial running, SIZE_MAX when none */
    _Atomic int32_t epochs; /* done of it */
};

/* Trains and evaluates. Fills result, whose traces point to train_loss and train_accuracy (epochs each, the caller's).
 * weights: room for model_n_weights floats (parameters in the order of the model's table), or NULL. EX_OSERR when
 * memory is short. */
int trial_run(const struct trial *trial, struct trial_progress *progress, float *train_loss, float *train_accuracy,
              float *weights, struct trial_result *result);

/* Floating-point work of the whole trial in multiply-adds: what longest-first goes by. */
double trial_cost(const struct trial_settings *settings);

#endif
