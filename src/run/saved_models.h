#ifndef ATTNBENCH_RUN_SAVED_MODELS_H
#define ATTNBENCH_RUN_SAVED_MODELS_H

#include "attnbench/record.h"
#include "attnbench/study.h"

/* Writes a RECORD_WEIGHTS to the trial's model_path. EX_DATAERR when it is not of the trial's model; EX_IOERR. */
int keep_weights(const struct study *study, const struct trial *trial, const char *directory,
                 const struct record *weights);

#endif
