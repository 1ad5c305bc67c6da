/* What a run has to do: the study's trials less those that the journal holds. */
#ifndef ATTNBENCH_RUN_PLAN_H
#define ATTNBENCH_RUN_PLAN_H

#include "adaptive.h"

#include "attnbench/coordinator.h"
#include "attnbench/journal.h"
#include "attnbench/run.h"
#include "attnbench/study.h"
#include <stdio.h>

struct plan {
    struct work_item *items;     /* (n), costs by trial_cost; failed ones are tried again */
    size_t n, n_wanted, n_there; /* there: wanted ones that the journal has */
    struct part part;
    struct adaptive adaptive;
};

/* journal may be NULL: nothing is there. EX_CONFIG, naming the setting and both its values, when the journal holds a
 * trial of the study that was made with another setting; EX_USAGE: a part of an adaptive study, whose repeats depend on
 * all figures of a cell, or one that goes into the folder of another part. Release with plan_free. */
int plan_make(const struct study *study, const struct journal *journal, const char *directory, struct part part,
              struct plan *out);
void plan_free(struct plan *plan);

/* Whether the trial of this index is one of the part's. */
bool part_has(struct part part, size_t index);

/* The run is to end with figures of this trial. */
bool plan_wants(const struct plan *plan, const struct trial *trial);

/* How many these are, as far as is known by now. */
size_t plan_n_wanted(const struct plan *plan);

/* The journal's entry of a trial whose figures are there: finished or diverged. NULL: none. */
const struct journal_entry *plan_find(const struct journal *journal, uint64_t identity);

/* Trials in the journal that are not the study's: of a model, value or repeat that it no longer has. */
size_t plan_n_not_in_study(const struct study *study, const struct journal *journal);

/* Says on out that there are some; nothing when there are none. */
void plan_say_not_in_study(const struct study *study, const struct journal *journal, const char *directory, FILE *out);

/* The study as a study file. The caller frees it; NULL when memory is short, with the message kept. */
char *plan_study_text(const struct study *study);

#endif
