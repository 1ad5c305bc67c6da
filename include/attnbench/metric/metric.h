/* Metrics: what a figure of a trial is, which values it can have, and which way is better.
 *
 * There is one table. A trial's result, study.h5, statistics, reports and claims name a metric by its row. So a
 * metric is a row, and who gives the figure: a kind of trial (trial_kind.h), or for derived ones the analysis. A study
 * may define metrics of its own. They become rows behind the built-in ones. */
#ifndef ATTNBENCH_METRIC_H
#define ATTNBENCH_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    METRIC_NAME = 24,      /* bytes of a name, with its 0 */
    METRIC_TITLE = 64,     /* of a title */
    METRIC_UNIT = 16,      /* of a unit */
    METRICS_MOST = 40,     /* rows of the table, those of studies' own too */
    METRICS_OWN_MOST = 12, /* of one study's own */
};

/* Rows that the list of columns names (columns.c): what an evaluation gives. */
enum {
    METRIC_ACCURACY,
    METRIC_RMSE,
    METRIC_STEPS_RIGHT,
    METRIC_PERPLEXITY,
    METRIC_MAE,
    METRIC_MASE,
    METRIC_SKILL,
    METRIC_TOKEN_ERRORS
};

/* Which statistics a figure can have. */
enum metric_kind {
    METRIC_COUNTS,   /* k of n; shown in percent */
    METRIC_BOUNDED,  /* a number from least to most */
    METRIC_POSITIVE, /* a number from least on */
    METRIC_REAL,     /* any number */
    METRIC_SHARE     /* 100 or 0: whether a training gets there; the mean is the share of those that do */
};

/* What a trial's figure is made of. */
enum metric_source {
    METRIC_EVALUATED,   /* the trial's result has it */
    METRIC_OF_LOSS,     /* the trace of the training loss */
    METRIC_OF_LEARNING, /* the trace of what is right: epochs to a share */
    METRIC_OF_WEIGHTS,  /* stored weights */
    METRIC_OF_FIGURE    /* the figure of the study's metric, and what the study says must be reached */
};

/* A time that is measured of each trial, whoever runs it: no two runs of a trial have the same. */
enum metric_time { METRIC_NO_TIME, METRIC_WALL_TIME, METRIC_CPU_TIME };

struct metric {
    const char *name;    /* in study files, columns and keys, and of the array in study.h5 */
    const char *title;   /* with a capital, for captions */
    const char *called;  /* in a sentence: "accuracy", "error (RMSE)" */
    const char *meaning; /* in one line */
    const char *on_axis; /* what an axis counts in percent: "sequences wholly right"; NULL: as called */
    const char *caption; /* of its table; NULL: it has none */
    enum metric_kind kind;
    enum metric_source source;
    bool less_is_better;
    double least, most;                    /* that one value can be */
    const char *unit, *unit_of_difference; /* behind a number: " %", " points"; "": none */
    const char *counted;                   /* of counts: what is right or wrong, "sequences" */
    const char *hits, *of; /* of counts: their arrays in study.h5; of NULL: of the sequences evaluated */
    /* Of counts: those of a sequence go together, so a count says less than as many draws would. */
    bool is_clustered;
    bool outside_digest;   /* a digest leaves it out, for what it does cover decides it, or it is a time */
    enum metric_time time; /* nobody gives it: it is measured */
    /* Each evaluated trial has it, also in files of earlier versions: NaN is that of one that diverged. Of others it is
     * a figure that was not measured. */
    bool is_always_measured;
    double share; /* METRIC_OF_LEARNING: that must be right */
};

/* The i-th row; NULL past the end. The first is what a study speaks of where nothing else is said. */
const struct metric *metric_at(size_t i);
const struct metric *metric_find(const char *name);     /* one in use, else a built-in one; NULL: there is none */
const struct metric *metric_built_in(const char *name); /* NULL: there is none */
size_t metric_index(const struct metric *metric);       /* of its row */
const char *metric_name(size_t i);                      /* of the i-th that may be meant; NULL past the end */

bool metric_is_percent(const struct metric *metric); /* 0 to 100 */

/* Whether an evaluated trial with this figure was measured: else it is of an earlier version. */
bool metric_was_measured(const struct metric *metric, double figure);

/* Decimals in which tables show its figures. */
int metric_decimals(const struct metric *metric);

/* A figure, or a difference of two, with its unit: "94.10 %", "72.1 points", "0.0213"; returns buffer. */
const char *metric_text(const struct metric *metric, bool of_difference, double figure, char *buffer, size_t size);

/* What stands behind its figure: " %" or " points" of a difference; "" where it has no unit. */
const char *metric_unit(const struct metric *metric, bool of_difference);
const char *metric_bare_unit(const struct metric *metric); /* of a figure, without the blank before it: "%" */

/* What stands at an axis of its figures or of differences, with the unit, and which way is better where less is;
 * returns buffer. */
const char *metric_axis(const struct metric *metric, bool of_difference, char *buffer, size_t size);

/* What of a study's settings bounds its figures. */
struct metric_bounds {
    double fewest_epochs, all_epochs; /* that can be counted */
    double n_in;                      /* steps of the input */
    double most_loss;                 /* of a step, the least being 0; INFINITY: there is no most */
};

/* What its figure can be; of_difference: of two. bounds NULL: in any study. The one place that knows. */
struct range {
    double least, most;
};
struct range metric_range(const struct metric *metric, bool of_difference, const struct metric_bounds *bounds);

/* One figure of a trial. */
struct figure {
    const struct metric *metric;
    double value;     /* in the metric's unit; of counts 100 hits / of. Where the trial diverged not always finite */
    int32_t hits, of; /* of counts */
};

/* A count as a figure. Counts beyond 2^31 are both divided by one whole number. */
struct figure figure_of_counts(const struct metric *metric, int64_t hits, int64_t of);

/* ---- A study's own ---- */

/* A metric as a study defines it. Texts may be "". */
struct own_metric {
    char name[METRIC_NAME], title[METRIC_TITLE], unit[METRIC_UNIT]; /* unit "%": least and most are 0 and 100 */
    enum metric_kind kind;
    bool less_is_better;
    double least, most; /* -INFINITY, INFINITY: there is none */
    enum metric_time time;
};

/* Rows of one study's own metrics, in its order. */
struct metric_set {
    size_t n;
    const struct metric *rows[METRICS_OWN_MOST];
};

/* Whether a metric of a study may have the name: figures, arrays or columns have none such. */
bool metric_name_is_free(const char *name);

/* Adds the metric's row to the set. Equal definitions share a row, for as long as the program runs. EX_CONFIG: the name
 * is one that figures, arrays or columns have already, or there are too many. */
int metrics_define(const struct own_metric *own, struct metric_set *set);

/* The set as text, one metric a line, and back. The caller frees the text; NULL: no memory. EX_DATAERR: damaged. */
char *metrics_as_text(const struct metric_set *set);
int metrics_from_text(const char *text, struct metric_set *set);

/* From now on metric_find looks here first: the study that is being read has these. */
void metrics_use(const struct metric_set *set);
const struct metric_set *metrics_in_use(void);

bool metric_is_own(const struct metric *metric);

#endif
