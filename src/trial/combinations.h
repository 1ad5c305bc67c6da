#ifndef ATTNBENCH_TRIAL_COMBINATIONS_H
#define ATTNBENCH_TRIAL_COMBINATIONS_H

#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* Refuses settings that do not go together with others: EX_CONFIG, with a message that names them as "section.key". */
int check_combinations(const struct trial_settings *settings, const struct task_kind *task);

#endif
