/* The trial that a user names by its model, cell and repeat. */
#ifndef ATTNBENCH_COMMANDS_FIND_TRIAL_H
#define ATTNBENCH_COMMANDS_FIND_TRIAL_H

#include "attnbench/commands/actions.h"
#include "attnbench/study/study.h"

/* EX_USAGE, naming what the study has instead. */
int find_trial(const struct study *study, const struct trial_choice *choice, struct trial *out);

#endif
