/* Whether a study's results fit the file system of its folder: before anything is trained. */
#ifndef ATTNBENCH_RUN_DISK_CHECK_H
#define ATTNBENCH_RUN_DISK_CHECK_H

#include "attnbench/run/plan.h"
#include "attnbench/study/study.h"

/* Bytes that a run may write. */
struct disk_need {
    double journal;  /* of the trials to do */
    double snapshot; /* study.h5 with all trials; it takes about as much as the journal: traces compress little */
    double models;   /* files of weights of the trials to do */
    double model;    /* the largest of these */
    size_t n_models;
};

/* Of the trials that are wanted now. EX_OSERR when a model is too large for any machine. */
int disk_needed(const struct study *study, const struct plan *plan, struct disk_need *out);

/* The most that the folder will hold beyond what it holds now: a study.h5 stands until the next one is whole. */
double disk_more_bytes(const struct disk_need *need, const char *directory);

/* Free bytes of the file system that the folder lies in, or will lie in; infinite where it does not tell. */
double disk_available(const char *directory);

/* EX_IOERR, with the sizes, when the trials to do may need more than is free, or a file more than the process' limit.
 */
int check_disk(const struct study *study, const struct plan *plan, const char *directory);

#endif
