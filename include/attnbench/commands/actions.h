/* What the commands do beside running and reporting, each of a folder of results. */
#ifndef ATTNBENCH_ACTIONS_H
#define ATTNBENCH_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* attnbench status: done, failed, left, running (who, what), estimated time left; on out, in words or as one object of
 * JSON. */
int status_write(const char *directory, bool json, FILE *out);

/* One trial of a study, as a user names it. */
struct trial_choice {
    const char *model;  /* NULL: refused, naming the study's */
    int64_t repeat;     /* 0 */
    const char *cell;   /* "n_in=5 n_out=2": which cell of a grid; NULL: the first */
    bool keeps_scratch; /* the folder of a command stays */
};

/* attnbench trial: trains it alone, in this process, and says what came of it on out; keeps nothing. The status of
 * trial_run. */
int trial_write(const char *directory, const struct trial_choice *choice, FILE *out);

/* attnbench predict: Input, Expected and Predicted of a stored model, on new pairs; or Input and Predicted of one that
 * is given. */
struct predict_options {
    const char *directory;
    struct trial_choice choice; /* whose weights must be stored */
    int64_t examples;           /* 10 */
    const char *input;          /* "3 1 2 5 4", or of texts one; "-": lines of standard input; NULL: draw examples */
    int weights;                /* print attention weights too */
};
int predict_write(const struct predict_options *options, FILE *out);

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
