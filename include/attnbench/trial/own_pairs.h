/* The pairs of the tasks that read a file. */
#ifndef ATTNBENCH_OWN_PAIRS_H
#define ATTNBENCH_OWN_PAIRS_H

#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* The pairs of a study whose task is file or text, or its series, checked: for study.pairs. All zero with other tasks;
 * the caller frees with pair_table_free. EX_NOINPUT, EX_OSERR; EX_DATAERR: they are wrong, or do not fit the study. */
int own_pairs_read(const struct study *study, struct pair_table *out);

/* "832 pairs of texts to train on, 168 to evaluate, 3 longer ones left out", or "load.csv: temperature, load; rows 1 to
 * 384 to train on, 385 to 480 to test" into buffer, which it returns; NULL: neither texts nor a series, or not loaded.
 */
enum { OWN_PAIRS_TEXT = 1024 };
const char *own_pairs_text(const struct study *study, char buffer[static OWN_PAIRS_TEXT]);

/* The task of a trial with its pairs to train on, or to evaluate. EX_CONFIG; EX_SOFTWARE: its pairs are not loaded. */
enum pair_part { PART_TRAIN, PART_EVALUATE };
int trial_open_task(const struct trial *trial, enum pair_part part, struct task *out);

#endif
