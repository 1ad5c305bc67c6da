/* study.h5, made of a journal, and read back with what the folder tells. */
#ifndef ATTNBENCH_FOLDER_PUBLISH_H
#define ATTNBENCH_FOLDER_PUBLISH_H

#include "attnbench/journal/journal.h"
#include "attnbench/store/results.h"
#include "attnbench/study/study.h"
#include <stdbool.h>

/* Publishes the journal's trials of the study, with what the journal tells of its runs, as directory/study.h5. */
int publish_trials(const struct study *study, const char *directory, const struct journal *journal);

/* True when directory/study.h5 shows this study with all the journal's trials of it. */
bool publish_is_current(const struct study *study, const char *directory, const struct journal *journal);

/* What more to read of study.h5 than snapshot_read does: snapshot_load_traces, for one. */
typedef int results_loader(const char *directory, struct results *results);

/* The study and results of a directory, with what `load` (or NULL) reads, for report, plot and predict: publishes first
 * when the journal has trials that study.h5 lacks, or study.h5 is damaged, and no run is at work there; when that
 * fails, says so on stderr and gives what study.h5 has. EX_NOINPUT: no results there; EX_CANTCREAT, EX_IOERR: not
 * published yet, and it cannot be; EX_DATAERR: damaged, and there is no journal to make it from. After a failure
 * results has nothing to free. */
int results_open(const char *directory, results_loader *load, struct study *study, struct results *results);

/* attnbench publish: writes copy/study.h5 (the folder is made when missing), what others need of a folder's results:
 * without journal and weights, but with what the claims need of the weights; no_traces: also without the training's
 * losses and accuracies of each epoch, which are most of its bytes. Its digest is the folder's. Its study has the name
 * of the task's file, not its place, and no folder of commands. EX_NOINPUT: no results, or no weights for a claim;
 * EX_DATAERR, EX_IOERR: some of these weights are damaged, or may not be read; EX_CANTCREAT: `copy` holds a journal, or
 * cannot be written; EX_USAGE: the same folder. */
int publish_copy(const char *directory, const char *copy, bool no_traces);

#endif
