/* What a folder has of a study: trials in its journal, weights beside it. */
#ifndef ATTNBENCH_KEPT_TRIALS_H
#define ATTNBENCH_KEPT_TRIALS_H

#include "attnbench/journal/journal.h"
#include "attnbench/study/study.h"
#include <stdio.h>

/* The journal's entry of a trial whose figures are there: finished or diverged. NULL: none. */
const struct journal_entry *kept_find(const struct journal *journal, uint64_t identity);

/* Trials in the journal that are not the study's: of a model, value or repeat that it no longer has. */
size_t kept_n_not_in_study(const struct study *study, const struct journal *journal);

/* Says on out that there are some; nothing when there are none. */
void kept_say_not_in_study(const struct study *study, const struct journal *journal, const char *directory, FILE *out);

/* Says on stderr of how many trials that are there the study wants the weights, and they are not. */
void say_weights_not_stored(const struct study *study, const struct journal *journal, const char *directory);

#endif
