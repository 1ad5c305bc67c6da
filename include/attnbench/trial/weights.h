/* Trained weights, in files of their own. */
#ifndef ATTNBENCH_TRIAL_WEIGHTS_H
#define ATTNBENCH_TRIAL_WEIGHTS_H

#include "attnbench/journal/record.h"
#include "attnbench/base/series.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"

/* Writes a RECORD_WEIGHTS to the trial's model_path; of a series also how it is scaled. EX_DATAERR when it is not of
 * the trial's model; EX_IOERR; EX_SOFTWARE: the series is not loaded. */
int keep_weights(const struct study *study, const struct trial *trial, const char *directory,
                 const struct record *weights);

/* Fills the model's weights from the file at path, which must be the trial's, and of a series an empty scaling, which
 * the caller frees (scaling_free): the statuses of model_file_read. */
int load_weights(const char *path, const struct trial *trial, struct model *model, struct scaling *scaling);

#endif
