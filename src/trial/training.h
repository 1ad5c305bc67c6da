/* Training a model on its source of pairs. */
#ifndef ATTNBENCH_TRIAL_TRAINING_H
#define ATTNBENCH_TRIAL_TRAINING_H

#include "attnbench/trial/trial.h"
#include "pairs.h"

/* Pairs that a learning curve is made with. */
int64_t training_held_out(const struct trial_settings *settings);

/* Fills the traces, and status and seconds of the result. EX_OSERR. */
int train(const struct trial *trial, const struct task *task, struct model *model, struct trial_progress *progress,
          const struct trial_traces *traces, struct trial_result *result);

#endif
