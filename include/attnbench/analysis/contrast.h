/* Two studies' results side by side: the second against the first, in each cell and model that both have. */
#ifndef ATTNBENCH_CONTRAST_H
#define ATTNBENCH_CONTRAST_H

#include "attnbench/stats/comparison.h"
#include "attnbench/store/results.h"

struct contrast_row {
    const struct contrast *contrast; /* of which it is a row */
    size_t model[2], cell[2];        /* of either study */
    size_t n[2];                     /* repeats that the figures are made of */
    size_t left_out[2];              /* paired: repeats that have a result, but no partner in the other study */
    double mean[2];                  /* of these n repeats, in the metric's unit; NaN without */
    bool same_streams;               /* equal repeats of both draw the same sequence pairs */
    bool equal; /* paired, and each pair has the same counts of right and evaluated sequences, or the same error */
    struct comparison comparison;
};

/* One setting that both studies have, with another value each, as texts. */
struct setting_difference {
    char model[RESULTS_LABEL]; /* "": of all models */
    char setting[64];
    char values[2][RESULTS_TITLE];
};

struct contrast {
    const struct results *studies[2]; /* not owned */
    const char *names[2];             /* what sentences and tables call them: "A" and "B"; not owned */
    bool same_seed;
    const struct metric *metric; /* of the first study: what is compared */

    size_t n_rows;
    struct contrast_row *rows; /* (n_rows): by cell of the first study, then model */
    size_t n_settings;
    const struct setting_difference *settings; /* (n_settings), not owned; the caller sets it */
};

/* Repeats are paired when both studies have the same seed, the model's sequence pairs vary between repeats in both or
 * in neither, and both trials have the same identity and as many sequences evaluated: then they saw the same sequences.
 * same_vary (models of the first study): whether that is so of its pairs; NULL: of all. All rows are one family of
 * Holm's. EX_USAGE, naming what is unlike, when the studies have other axes, or no model and cell in common; EX_OSERR.
 */
int contrast_make(const struct results *first, const struct results *second, bool same_seed, const bool *same_vary,
                  struct contrast *out);
void contrast_free(struct contrast *contrast);

/* Makes the rows of n contrasts one family of Holm's. EX_OSERR. */
int contrasts_adjust(struct contrast *contrasts, size_t n);

#endif
