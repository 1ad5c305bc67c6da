/* A stored model with what it takes to ask it. */
#ifndef ATTNBENCH_RUN_ORACLE_H
#define ATTNBENCH_RUN_ORACLE_H

#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* Shapes: T = task.n_in, L = task.steps. */
struct oracle {
    struct trial trial;
    struct task task;
    struct pair_table pairs; /* of the task file */
    struct model *model;     /* batch of 1 */
    struct stream stream;    /* of pairs that it has not seen */
    float *input;            /* (T) */
    float *expected;         /* (L) */
    float *predicted;        /* (L) */
    float *probabilities;    /* (L, F) */
    float *attention;        /* (L, T) */
};

/* EX_NOINPUT: the trial's weights are not stored; EX_IOERR: they may not be read; EX_DATAERR: they are damaged or
 * another trial's; EX_OSERR. To be freed in any case. */
int oracle_open(const struct study *study, const struct trial *trial, const char *directory, struct oracle *out);
void oracle_free(struct oracle *oracle);

/* Before anything is drawn; `purpose` names the stream. The statuses of own_pairs_read. */
int oracle_open_pairs(const struct study *study, const char *purpose, struct oracle *oracle);

void oracle_draw(struct oracle *oracle);    /* the next pair: input and expected */
void oracle_predict(struct oracle *oracle); /* input → predicted */
void oracle_attend(struct oracle *oracle);  /* input → attention */

#endif
