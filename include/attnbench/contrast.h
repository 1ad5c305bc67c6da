/* Two studies' results side by side: the second against the first, in each cell and model that both have. */
#ifndef ATTNBENCH_CONTRAST_H
#define ATTNBENCH_CONTRAST_H

#include "attnbench/comparison.h"
#include "attnbench/report.h"
#include "attnbench/results.h"

struct contrast_row {
    size_t model[2], cell[2]; /* of either study */
    size_t n[2];              /* repeats that the figures are made of */
    double mean[2];           /* percent; NaN without repeats */
    bool identical;           /* paired, and each pair has the same counts of right and evaluated sequences */
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
    bool same_seed;
    size_t n_rows;
    struct contrast_row *rows; /* (n_rows): by cell of the first study, then model */
    size_t n_settings;
    const struct setting_difference *settings; /* (n_settings), not owned; the caller sets it */
};

/* Repeats are paired when both studies have the same seed, and both trials the same identity and as many sequences
 * evaluated: then they saw the same sequences. One family of Holm's: all rows but the identical ones. EX_USAGE, naming
 * what is unlike, when the studies have other axes, or no model and cell in common; EX_OSERR. */
int contrast_make(const struct results *first, const struct results *second, bool same_seed, struct contrast *out);
void contrast_free(struct contrast *contrast);

/* Text, Markdown and LaTeX for people; CSV and JSON for programs. The digests of both studies must be loaded. */
void contrast_write(const struct contrast *contrast, enum report_format format, FILE *out);

#endif
