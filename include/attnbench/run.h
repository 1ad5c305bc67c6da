/* Runs a study under MPI: each rank is an agent (MPI, this process) and a trainer (a child, no MPI). */
#ifndef ATTNBENCH_RUN_H
#define ATTNBENCH_RUN_H

#include "attnbench/decoded.h"
#include "attnbench/results.h"
#include "attnbench/study.h"
#include <stdbool.h>

/* Part k of n of a study's trials, k from 1; all zero: all of them. Trials are dealt to the parts in turn, back and
 * forth, in the order of their indices: the parts share nothing, are together the study, and take about as long. */
struct part {
    int64_t k, n;
};

struct run_options {
    const char *directory;       /* of the results */
    const char *output;          /* -o as it was given; NULL: not */
    const char *const *settings; /* (n_settings) "section.key=value" that the command line changes in the study */
    size_t n_settings;
    struct part part;
    bool dry_run;                              /* only say what there is to do */
    double max_seconds;                        /* stop, with all finished trials kept, after this time; 0: never */
    double max_trial_seconds, max_trial_bytes; /* that one trial may take; 0: any time, its share of the memory */
    int64_t max_failures;                      /* stop when so many trials have failed; 0: never */
    double lost_seconds;                       /* a rank that is not heard of for so long ends the run */
    const char *command;                       /* the command line, for the provenance */
};

/* The pairs of a study whose task is file, checked: for study.pairs. All zero with other tasks; the caller frees with
 * pair_table_free. EX_NOINPUT, EX_OSERR; EX_DATAERR: they are wrong, or do not fit the study. */
int own_pairs_read(const struct study *study, struct pair_table *out);

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

/* True on the process that may print: rank 0, or not under mpirun. Valid before MPI_Init. */
int run_is_first_rank(void);

/* Ranks that mpirun or srun started, by their environment; 1 without them. */
int run_ranks_started(void);

/* What more to read of study.h5 than snapshot_read does: snapshot_load_traces, for one. */
typedef int results_loader(const char *directory, struct results *results);

/* The study and results of a directory, with what `load` (or NULL) reads, for report, plot and predict: publishes first
 * when the journal has trials that study.h5 lacks, or study.h5 is damaged, and no run is at work there; when that
 * fails, says so on stderr and gives what study.h5 has. EX_NOINPUT: no results there; EX_CANTCREAT, EX_IOERR: not
 * published yet, and it cannot be; EX_DATAERR: damaged, and there is no journal to make it from. After a failure
 * results has nothing to free. */
int results_open(const char *directory, results_loader *load, struct study *study, struct results *results);

/* Path of a trial's stored weights: DIRECTORY/models/<model>,<axis>=<value>,…,r<repeat>.h5 into buffer. */
int model_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size);

/* True if study.save_models asks for this trial's weights. */
int trial_is_saved(const struct study *study, const struct trial *trial);

/* attnbench merge: puts the trials, weights and runs of n other folders into `directory` (made when missing), which
 * then holds the study that they are parts of, and publishes it; says on out what came from where. Nothing is written
 * unless all fits: EX_CONFIG when they are not parts of one study, naming what differs; EX_DATAERR when a trial has
 * other figures in one than in another, naming all three; EX_CANTCREAT when a run is at work in one of them. */
int merge_write(const char *directory, const char *const *others, size_t n, FILE *out);

/* attnbench publish: writes copy/study.h5 (the folder is made when missing), what others need of a folder's results:
 * without journal and weights, but with what the claims need of the weights; no_traces: also without the training's
 * losses and accuracies of each epoch, which are most of its bytes. Its digest is the folder's. EX_NOINPUT: no results,
 * or no weights for a claim; EX_DATAERR, EX_IOERR: some of these weights are damaged, or may not be read; EX_CANTCREAT:
 * `copy` holds a journal, or cannot be written; EX_USAGE: the same folder. */
int publish_copy(const char *directory, const char *copy, bool no_traces);

/* attnbench status: done, failed, left, running (who, what), estimated time left; on out. */
int status_write(const char *directory, FILE *out);

/* One trial of a study, as a user names it. */
struct trial_choice {
    const char *model; /* NULL: refused, naming the study's */
    int64_t repeat;    /* 0 */
    const char *cell;  /* "n_in=5 n_out=2": which cell of a grid; NULL: the first */
};

/* attnbench trial: trains it alone, in this process, and says what came of it on out; keeps nothing. The status of
 * trial_run. */
int trial_write(const char *directory, const struct trial_choice *choice, FILE *out);

/* attnbench predict: Expected/Predicted lines of a stored model, on new pairs or on one given input. */
struct predict_options {
    const char *directory;
    struct trial_choice choice; /* whose weights must be stored */
    int64_t examples;           /* 10 */
    const char *input;          /* "3 1 2 5 4", or NULL: draw examples */
    int weights;                /* print attention weights too */
};
int predict_write(const struct predict_options *options, FILE *out);

/* Where a stored model looks: weights of each input step at each output step, mean over newly drawn sequences. */
struct attention_weights {
    int repeat;
    size_t steps, n_in, sequences;
    double *mean; /* (steps, n_in), rows sum to 1; the caller frees */
};

/* Of one repeat of the model in the study's first cell; *out is filled where they could be read. */
struct stored attention_weights(const char *directory, const struct study *study, int model, size_t repeat,
                                size_t sequences, struct attention_weights *out);

/* n newly drawn sequences, decoded by repeat 0 of the model in the study's first cell; the same sequences for all of
 * its models. */
struct stored decode_sequences(const char *directory, const struct study *study, int model, size_t n,
                               struct decoded *out);

/* Sets results->attention_last_3 of the first cell's trials that have a result, NaN where attention_weights finds none,
 * and results->weights_missing: why. Of the models that claims on it name; does nothing where there is no such claim.
 * EX_OSERR. */
int results_load_attention(const char *directory, const struct study *study, struct results *results);

/* attnbench bench: time of a training step beside the machine's limit for it. */
struct bench_options {
    const char *models[8];       /* names of decoder kinds */
    int n_models;                /* 0: all */
    const char *const *settings; /* "section.key=value", changes of the tutorial's size */
    size_t n_settings;
    int64_t epochs; /* steps measured */
    int json;
};
int bench_write(const struct bench_options *options, FILE *out);

/* attnbench verify: trains stored trials again, `sample` of them spread over the study or all (0). A line a trial on
 * out. EX_DATAERR when a loss, an accuracy or an evaluation has other bits than the stored one. */
int verify_write(const char *directory, int64_t sample, FILE *out);

/* attnbench compare --bits: each trial that both folders have, by its identity, bit for bit but for the times: every
 * loss and accuracy of the training (unless one study.h5 has none: said), the held-out curves, the evaluation. On out a
 * line for each trial that differs, with the first epoch at which it does, and how many are the same or in one folder
 * alone. EX_TRIALS_FAILED when some differ, EX_USAGE when no trial is in both; the statuses of results_open. */
int bits_write(const char *const directories[2], FILE *out);

#endif
