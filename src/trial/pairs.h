/* Sequence pairs in memory, and what a model makes of them. */
#ifndef ATTNBENCH_TRIAL_PAIRS_H
#define ATTNBENCH_TRIAL_PAIRS_H

#include "own_series.h"
#include "seq2seq_config.h"

/* n pairs: input (n, T), target (n, L), and room for what a model answers, (n, L); of features (n, T, D), (n, L, G).
 * One allocation, and one of the rows. */
struct pairs {
    int n;
    float *input, *target, *predicted;
    size_t *rows; /* (n): where they stand in a file; NULL of drawn ones */
};

/* Releases with pairs_free. EX_OSERR. */
int pairs_allocate(const struct task *task, int64_t n, struct pairs *out);
void pairs_free(struct pairs *pairs);

void pairs_draw(const struct task *task, struct stream *stream, struct pairs *pairs);

/* Allocates n pairs of a trial's and draws them, from a stream for each set; those of the task file are taken from its
 * rows instead: samples from the first to train on, held-out pairs from behind these; those of a series from its
 * windows (own_series.h). */
int pairs_make(const struct trial *trial, const struct task *task, enum pair_set set, int64_t n, struct pairs *out);

/* Copies pair `from` of the one to place `to` of the other. */
void pairs_copy(const struct task *task, const struct pairs *source, size_t from, struct pairs *pairs, size_t to);

/* What became of a set of pairs. */
struct evaluation {
    int correct;               /* sequences wholly right */
    int64_t steps;             /* of all targets but for their padding */
    int64_t correct_steps;     /* of these */
    double loss;               /* mean over them */
    double rmse;               /* root mean squared error over them */
    struct series_score score; /* of a series, whose units rmse is in too; else all 0 */
    int64_t errors, tokens;    /* of texts: what text_errors says, of all */
};
/* The figures of what is predicted; all but the loss. */
struct evaluation pairs_judge(const struct task *task, const struct pairs *pairs);

/* Of each of these n: 1 where it is wholly right, else 0; of real values the mean of its squared errors. */
void pairs_items(const struct task *task, const struct pairs *pairs, float *out);

struct evaluation pairs_evaluate(const struct task *task, struct model *model, struct pairs *pairs);

#endif
