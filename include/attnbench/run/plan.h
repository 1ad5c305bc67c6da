/* What a run has to do: the study's trials less those that the journal holds. */
#ifndef ATTNBENCH_RUN_PLAN_H
#define ATTNBENCH_RUN_PLAN_H

#include "attnbench/folder/adaptive.h"
#include "attnbench/journal/journal.h"
#include "attnbench/run/coordinator.h"
#include "attnbench/base/part.h"
#include "attnbench/study/study.h"
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

/* The run is to end with figures of this trial. */
bool plan_wants(const struct plan *plan, const struct trial *trial);

/* How many these are, as far as is known by now. */
size_t plan_n_wanted(const struct plan *plan);

/* Before anything is trained: makes DIRECTORY/models when a trial to do is to be stored there. EX_CANTCREAT when that
 * cannot be, or nothing can be written in it. */
int check_models_folder(const struct study *study, const struct plan *plan, const char *directory);

#endif
