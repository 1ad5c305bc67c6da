#ifndef ATTNBENCH_RUN_SAVED_MODELS_H
#define ATTNBENCH_RUN_SAVED_MODELS_H

#include "plan.h"

#include "attnbench/journal.h"
#include "attnbench/model.h"
#include "attnbench/study.h"

#include <dirent.h>

/* Writes a RECORD_WEIGHTS to the trial's model_path. EX_DATAERR when it is not of the trial's model; EX_IOERR. */
int keep_weights(const struct study *study, const struct trial *trial, const char *directory,
                 const struct record *weights);

/* Whether it is such a file, for scandir of DIRECTORY/models. */
int is_stored_model(const struct dirent *entry);

/* Fills the model's weights from the file at path, which must be the trial's: the statuses of model_file_read. */
int load_weights(const char *path, const struct trial *trial, struct model *model);

/* Before anything is trained: makes DIRECTORY/models when a trial to do is to be stored there. EX_CANTCREAT when that
 * cannot be, or nothing can be written in it. */
int check_models_folder(const struct study *study, const struct plan *plan, const char *directory);

/* Says on stderr of how many trials that are there the study wants the weights, and they are not. */
void say_weights_not_stored(const struct study *study, const struct journal *journal, const char *directory);

#endif
