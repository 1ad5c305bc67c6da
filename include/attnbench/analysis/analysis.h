/* What a study's figures say: made once, read by every table, chart and page. */
#ifndef ATTNBENCH_ANALYSIS_H
#define ATTNBENCH_ANALYSIS_H

#include "attnbench/claim/claim.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/stats/variance.h"
#include "attnbench/store/results.h"

/* Epochs to a share of held-out sequences wholly right, or where there are none to a share of steps decoded right while
 * training, of one model in one cell. */
struct learning {
    size_t n, n_reached;
    double median_epochs; /* NaN when fewer than half of the repeats got there */
    size_t fewest;        /* epochs that can be told: a repeat with these may have needed fewer */
};

enum { LEARNING_THRESHOLDS = 2, VARIED_TEXT = 32 }; /* thresholds: 50 % and 90 % */
#define VARIES_WHOLLY "everything"

/* How far repeats spread, in the square of the metric's unit. */
struct spread {
    double variance;
    struct interval ci;          /* variance_interval at look_level */
    double most_of_training;     /* the interval's upper end less the evaluation's variance, at least 0; NaN: unknown */
    struct variance_ratio whole; /* against the model whose repeats differ in everything; NaN: there is none, or it is
                                    this one */
};

/* Repeats that get to what the study says is to be reached: how many, and how good those are. NaN: nothing is. */
struct reached {
    double share;       /* percent */
    struct interval ci; /* share_interval at look_level */
    struct mean_figure those;
};

struct cell_analysis {
    char varied[VARIED_TEXT];      /* "init, data": what alone differs between repeats, or VARIES_WHOLLY */
    char metric_name[METRIC_NAME]; /* the study's */
    const struct metric *metric;
    struct spread spread;
    struct reached reached;
    struct estimate figure;                   /* of the study's metric; n: repeats that have one */
    struct mean_figure metrics[METRICS_MOST]; /* of each metric that an evaluation gives, by metric_index */
    struct item_mean items;                   /* where the repeats share their items; else undefined */
    size_t failed, diverged, missing;
    size_t crashed, out_of_memory, timed_out;      /* what failed */
    double chance;                                 /* percent; NaN when the task has no such level */
    struct learning learning[LEARNING_THRESHOLDS]; /* n = 0 where neither is loaded */
};

/* NaN unless the traces are loaded, or there are held-out curves. */
struct learning_comparison {
    struct sooner to[LEARNING_THRESHOLDS];
};

/* A model over all cells of a grid: of the means of their figures, in the repeats that all cells have. */
struct overall {
    size_t repeats, left_out;     /* that all cells have, and that only some have */
    double mean;                  /* in the metric's unit */
    struct interval ci;           /* 95 %, as that of one cell */
    struct interval any_shape;    /* the same */
    struct comparison difference; /* to the first model: p_holm over the further models; undefined of the first */
};

/* What a study asks of its results beside each model's figures. */
struct questions {
    const struct claim *claims; /* (n_claims), not owned */
    size_t n_claims;
    /* (n_models): which model is the same but for what differs between its repeats, which is everything; itself, or -1
     * when there is none. NULL: not known. Not owned. */
    const int *whole;
};

struct analysis {
    const struct results *results; /* not owned */
    struct questions questions;
    const struct metric *metric; /* the study's: what comparisons and estimates are of */
    size_t n_models, n_cells;
    bool shows_together;                /* what reports show of comparisons is ci_together; set by the command */
    bool has_looks;                     /* at growing data (adaptive repeats): intervals and p values allow for them */
    struct cell_analysis *cells;        /* (n_cells, n_models): cells[cell * n_models + model] */
    size_t n_rivals;                    /* n_models - 1: each further model against the first */
    struct comparison *comparisons;     /* (n_cells, n_rivals): model r + 1 minus model 0 */
    struct learning_comparison *sooner; /* (n_cells, n_rivals): whether it gets there before model 0 */
    struct overall *overall;            /* (n_models); NULL of a study of one cell */
    struct claim_result *claim_results; /* (n_claims of the questions): of the study's only cell; NO_DATA in a grid */
};

/* Where sequence pairs (data) do not vary, all repeats are evaluated on the same sequences: intervals allow for that,
 * and models are paired only when the pairs of both vary, or of neither. EX_OSERR. Holm's family: all comparisons of
 * the study; of each threshold all its comparisons; all its claims. questions: NULL for none. */
int analysis_make(const struct results *results, const struct questions *questions, struct analysis *out);
/* Those that were made of a cell's figures. */
struct looks analysis_looks(const struct analysis *analysis, size_t cell);

void analysis_free(struct analysis *analysis);

/* Repeats that are far from the rest of their cell and model (share.h). */
size_t analysis_count_apart(const struct analysis *analysis);

/* Repeat i of both models saw the same sequence pairs. */
bool analysis_is_paired(const struct results *results, size_t a, size_t b);

/* Any two models: `model` minus `against` in each cell, (n_cells), which are one family of Holm's. EX_OSERR. */
int analysis_compare(const struct analysis *analysis, size_t model, size_t against, struct comparison *out);

#endif
