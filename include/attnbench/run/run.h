/* Runs a study under MPI: each rank is an agent (MPI, this process) and a trainer (a child, no MPI). */
#ifndef ATTNBENCH_RUN_H
#define ATTNBENCH_RUN_H

#include "attnbench/base/part.h"
#include "attnbench/study/study.h"
#include <stdbool.h>

struct run_options {
    const char *directory;       /* of the results */
    const char *output;          /* -o as it was given; NULL: not */
    const char *const *settings; /* (n_settings) "section.key=value" that the command line changes in the study */
    size_t n_settings;
    struct part part;
    bool keep_scratch;                         /* folders of commands stay */
    bool dry_run;                              /* only say what there is to do */
    double max_seconds;                        /* stop, with all finished trials kept, after this time; 0: never */
    double max_trial_seconds, max_trial_bytes; /* that one trial may take; 0: any time, its share of the memory */
    int64_t max_failures;                      /* stop when so many trials have failed; 0: never */
    double lost_seconds;                       /* a rank that is not heard of for so long ends the run */
    const char *command;                       /* the command line, for the provenance */
};

/* Trains the trials of the study that directory/journal lacks and publishes directory/study.h5. Collective over all
 * ranks that mpirun started; each calls it, or run_refuse, once. Forks the trainer before MPI_Init and has
 * finalized MPI when it returns. Rank 0 alone writes, and says what it does on stderr; the return status is the same on
 * all ranks, and its message that of rank 0. When a rank cannot start, or has another program, other options or another
 * study than rank 0, nothing is done: the message names rank and host. A trial that crashes, or takes more memory or
 * time than it may, is tried once more, on another rank when there is one, and has then failed. 0: all trials are
 * there; EX_TRIALS_FAILED: some failed, or max_failures of them and the rest was not run; EX_STOPPED_EARLY: signal or
 * max_seconds; EX_USAGE: a limit below what a trial needs; EX_CONFIG: the directory holds trials made with another
 * setting (named); EX_CANTCREAT: another run holds the directory (named), or it cannot be written; EX_DATAERR: its
 * journal is damaged; EX_IOERR: something could not be kept or published; EX_OSERR: no memory or no process for it. */
int run_study(const struct study *study, const struct run_options *options);

/* In place of run_study on a rank that has failed before it could call it, with its message kept: lets rank 0 say why,
 * with the others' rank and host. The status that all ranks end with; the one given where there are no other ranks, or
 * run_study was called already. */
int run_refuse(int status);

#endif
