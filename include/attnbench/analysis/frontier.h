/* Where one model pays against another: what became of both in each field of a map, which shows one cell of the grid,
 * or the mean over several. */
#ifndef ATTNBENCH_FRONTIER_H
#define ATTNBENCH_FRONTIER_H

#include "attnbench/analysis/analysis.h"

/* Percent, and percentage points; means over the cells that it speaks of. */
struct outcome {
    size_t n_cells, n;             /* cells with a result; repeats behind it (paired: pairs of them) */
    double mean, against_mean;     /* of either model */
    double difference;             /* model minus against */
    enum verdict verdict;          /* of "difference > 0", after Holm over the fields */
    double epochs, against_epochs; /* of the training that is compared; 0: all of it */
    double relative_time;          /* of an epoch, model's / against's; NaN at the end of all epochs */
    double seconds; /* that a trial took, the shorter of both models' means; 0 at the end of all epochs */
};

enum frontier_class {
    FRONTIER_BETTER,
    FRONTIER_WORSE,
    FRONTIER_UNDECIDED,
    FRONTIER_FAIL,
    FRONTIER_NO_DATA,
    N_FRONTIER
};

/* A difference of at most so many points is none to speak of; models below so many percent have both failed. */
extern const double frontier_points, frontier_failure;

/* Trials of fewer seconds do not tell how much faster a model is. */
extern const double frontier_seconds;

/* Better, worse: decided, and by more than frontier_points. Both fail: neither, and both means below frontier_failure.
 */
enum frontier_class frontier_classify(const struct outcome *outcome);

/* Which field shows each cell: of (cells), each below n_fields. */
struct fields {
    const size_t *of_cell;
    size_t n_fields;
    bool share; /* one may show several cells */
};

/* Outcomes (n_fields) after all epochs. Where none shows several cells, they are the study's comparisons if `against`
 * is the first model. Where one shows several, the means over its cells are compared, in the repeats that all of them
 * have: what is undecided in one cell may be decided in their mean. EX_OSERR. */
int frontier_final(const struct analysis *analysis, size_t model, size_t against, struct fields fields,
                   struct outcome *out);

/* Outcomes (n_fields) on the held-out pairs at equal training time. Let the costlier model take s' seconds for its E
 * epochs, mean over the cell's trials, and the other s < s'. Its accuracy is that of its last evaluation up to epoch
 * E s / s', as time is proportional to epochs; the other's is that of its last of all. There is none where the costlier
 * has no evaluation so early, or the trials of either take less than frontier_seconds. Verdicts: Student's t of the
 * paired repeats' differences (else Welch's), Holm over the fields; of several cells in a field, of their means, over
 * those that have an accuracy. EX_OSERR. */
int frontier_equal_time(const struct analysis *analysis, size_t model, size_t against, struct fields fields,
                        struct outcome *out);

#endif
