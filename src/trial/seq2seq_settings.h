#ifndef ATTNBENCH_SEQ2SEQ_SETTINGS_H
#define ATTNBENCH_SEQ2SEQ_SETTINGS_H

#include "attnbench/study/trial_kind.h"

extern const struct setting seq2seq_settings[];
extern const struct setting_condition seq2seq_conditions[];

bool seq2seq_attends(const struct trial_settings *settings); /* its model has attention */

#endif
