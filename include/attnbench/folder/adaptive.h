/* How many repeats each cell gets.
 *
 * A cell starts with study.repeats. With adaptive.max it is looked at whenever all of its repeats so far are there:
 * while the interval of a model's mean is wider than 2 half_width, or with until: decided while something is undecided,
 * it gets twice as many, up to the maximum.
 * Each look uses an interval of its look_level (looks.h), so that the last one covers the true mean in at
 * least 95 % of studies, whenever they stop. What is decided depends on the figures of whole looks alone: not on ranks,
 * order or time. */
#ifndef ATTNBENCH_FOLDER_ADAPTIVE_H
#define ATTNBENCH_FOLDER_ADAPTIVE_H

#include "attnbench/journal/journal.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/study/study.h"

struct adaptive {
    const struct study *study;   /* whose adaptive.spending says how, where it goes by a spending function */
    struct study *settled;       /* the same, where what was given did not say; else NULL */
    const struct metric *metric; /* the study's */
    struct look_plan looks;
    size_t *look;           /* (cells): at which one it stands; looks.n: enough */
    int64_t *repeats;       /* (cells): that it wants */
    size_t n_wanted;        /* trials, of all cells and models */
    struct figure *figures; /* (trials) of that metric; its metric is NULL: the trial is not there;
                               its `of` is below 0: it was not measured */
};

/* From what the journal (NULL: nothing) holds. Where the study does not say how looks have their levels, they go by
 * what the journal's study has, so that a study goes on as it began; of none, or one without looks, by SPENDING_POCOCK.
 * EX_OSERR. Release with adaptive_end. */
int adaptive_begin(const struct study *study, const struct journal *journal, struct adaptive *out);
void adaptive_end(struct adaptive *adaptive);

/* That the study looks at the figures which the journal (NULL: nothing) of this directory holds as they were looked at
 * before: else its levels would not hold. EX_CONFIG, EX_OSERR. */
int adaptive_check(const struct adaptive *adaptive, const struct journal *journal, const char *directory);

/* Takes a trial's n figures. True when the cell wants more repeats than before, or is settled by them. */
bool adaptive_take(struct adaptive *adaptive, const struct trial *trial, const struct figure *figures, int32_t n);

/* The finite figures of a model in a cell, of repeats that are wanted and that model `both` has too (itself: all).
 * EX_OSERR; repeats_free. */
int adaptive_repeats(const struct adaptive *adaptive, size_t cell, int model, int both, struct repeats *out);

/* Of an interval at the look that the cell is at; 0.95 where there is one look alone. */
double adaptive_level(const struct adaptive *adaptive, size_t cell);

bool adaptive_wants(const struct adaptive *adaptive, const struct trial *trial);

/* A repeat that is not wanted yet, but may be. */
bool adaptive_may_want(const struct adaptive *adaptive, const struct trial *trial);

int64_t adaptive_most_repeats(const struct adaptive *adaptive); /* of any cell */

#endif
