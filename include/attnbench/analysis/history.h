/* Several studies in order, such as versions of a program: each against the one before, and all on one axis. */
#ifndef ATTNBENCH_HISTORY_H
#define ATTNBENCH_HISTORY_H

#include "attnbench/analysis/contrast.h"
#include "attnbench/store/results.h"

enum { HISTORY_MOST = 100 }; /* studies */

struct history {
    size_t n;                      /* studies: 2 or more */
    const struct results *studies; /* (n), not owned */
    char (*labels)[RESULTS_LABEL]; /* (n), all different: the part of their paths, the nearest to the end, that tells
                                      all apart; else the paths; where these do not, "study 1", "study 2", … */
    struct contrast *steps;        /* (n - 1): each study against the one before; of several, named by their labels */
    size_t n_rows;
    struct contrast_row *rows; /* (n_rows) of all steps, one family of Holm's: in order of the steps */
};

/* What contrast_make must know of two neighbours. */
struct pairing {
    bool same_seed;
    const bool *same_vary;
};

/* studies: in order, all of one metric. pairings: (n - 1). The statuses of contrast_make. */
int history_make(const struct results *studies, size_t n, const struct pairing *pairings, struct history *out);
void history_free(struct history *history);

#define HISTORY_AXIS "study"

/* All as one study, for charts: its first axis has the studies, 1, 2, …, with their labels, the others the values that
 * all have; its models are those that any has. Its repeats count as evaluated on shared sequences where those of a
 * model are so in one study, and as looked at as often as those of any. Figures of the metric alone. EX_USAGE when no
 * cell is in all; EX_OSERR. results_free. */
int history_join(const struct history *history, struct results *out);

#endif
