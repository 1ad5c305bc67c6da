/* What a trial's settings ask of task and model: by this a study is checked, and by this its trials run. Only this
 * folder asks: others go by the kind of the trial (trial_kind.h). */
#ifndef ATTNBENCH_SEQ2SEQ_CONFIG_H
#define ATTNBENCH_SEQ2SEQ_CONFIG_H

#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* EX_CONFIG when the settings do not go together. */
int trial_task(const struct trial_settings *settings, struct task *out);
/* Of the task series: the columns to forecast from, as list_next (base/list.h) reads them. */
const char *trial_inputs(const struct trial_settings *settings);

int trial_model_config(const struct trial_settings *settings, struct model_config *out);

#endif
