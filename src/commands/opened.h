/* A folder's study, results and analysis, as report, plot and claims need them. */
#ifndef ATTNBENCH_OPENED_H
#define ATTNBENCH_OPENED_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/folder/publish.h"
#include "attnbench/study/study.h"

struct opened {
    struct study study;
    struct results results;
    struct analysis analysis;
    int whole[STUDY_MAX_MODELS]; /* of the analysis's questions */
};

/* As results_open, then the analysis of all that the study asks. opened_free in any case; it must not move, for its
 * parts point to each other. */
int opened_make(const char *directory, results_loader *load, struct opened *out);
void opened_free(struct opened *opened);

#endif
