/* What a trial's settings ask of task and model: by this a study is checked, and by this its trials run. */
#ifndef ATTNBENCH_TRIAL_CONFIG_H
#define ATTNBENCH_TRIAL_CONFIG_H

#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* EX_CONFIG when the settings do not go together. */
int trial_task(const struct trial_settings *settings, struct task *out);
int trial_model_config(const struct trial_settings *settings, struct model_config *out);

/* Whether its values are real: then its evaluation gives an rmse, and no accuracy. */
bool trial_is_real(const struct trial_settings *settings);

/* Whether it trains with OpenBLAS; whether a model of the study does. */
bool trial_uses_openblas(const struct trial_settings *settings);
bool study_uses_openblas(const struct study *study);

#endif
