#ifndef ATTNBENCH_TRIAL_NAIVE_H
#define ATTNBENCH_TRIAL_NAIVE_H

#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"

/* The forecast of the window that begins at a row, by a model of such a kind: out (n_out, G), scaled. */
void naive_forecast(const struct trial_settings *settings, const struct task *task, size_t row, float *out);

#endif
