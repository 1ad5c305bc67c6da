#ifndef ATTNBENCH_RUN_SAVED_MODELS_H
#define ATTNBENCH_RUN_SAVED_MODELS_H

#include "attnbench/journal/journal.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"

#include <dirent.h>

/* Path of a trial's stored weights: DIRECTORY/models/<model>,<axis>=<value>,…,r<repeat>.h5 into buffer. */
int model_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size);

/* True if study.save_models asks for this trial's weights. */
int trial_is_saved(const struct study *study, const struct trial *trial);

/* Writes a RECORD_WEIGHTS to the trial's model_path. EX_DATAERR when it is not of the trial's model; EX_IOERR. */
int keep_weights(const struct study *study, const struct trial *trial, const char *directory,
                 const struct record *weights);

/* Whether it is such a file, for scandir of DIRECTORY/models. */
int is_stored_model(const struct dirent *entry);

/* Fills the model's weights from the file at path, which must be the trial's: the statuses of model_file_read. */
int load_weights(const char *path, const struct trial *trial, struct model *model);

#endif
