/* A study's results as n-dimensional arrays: what study.h5 holds, and what statistics and reports read.
 *
 * Arrays over trials have the dimensions (model, axes…, repeat), C order: the trial index of
 * study.h. Traces have one more, epoch. */
#ifndef ATTNBENCH_RESULTS_H
#define ATTNBENCH_RESULTS_H

#include "attnbench/base/value.h"
#include "attnbench/journal/journal.h"
#include "attnbench/journal/record.h"
#include "attnbench/looks/looks.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define RESULTS_NOT_WANTED 0       /* in place of a trial's identity: not one of the study (TRIAL_NOT_WANTED) */
#define RESULTS_STUDY "study_file" /* attribute: the study as a study file, every default filled in */
/* Attribute: what differs between the repeats of each model, "init, data", models separated by "; "; absent: everything
 * does. */
#define RESULTS_VARY "vary"
#define RESULTS_INTERVAL \
    "adaptive_interval" /* attribute: the interval (claim.h) that decides on repeats; absent: default */
/* Attribute of imported results: "by name": repeats are partners that have the same name; "no": they have none. */
#define RESULTS_PAIRED "paired"
#define RESULTS_HALF_WIDTH "adaptive_half_width" /* attribute of the same: points at which an interval is enough */
#define RESULTS_REACHED "reached" /* attribute: the figure of the metric that trainings are to reach; absent: none */
#define RESULTS_METRIC \
    "metric" /* attribute: of what the study is about; absent: accuracy, or rmse where there is one */
#define RESULTS_METRICS "metrics"      /* attribute: the study's own, as metrics_as_text; absent: there are none */
#define RESULTS_PAIRS "pairs"          /* attribute: own_pairs_text, of texts and series */
#define RESULTS_OPENBLAS "openblas"    /* attribute: its version and core type, where a model of the study uses it */
#define RESULTS_NO_TRACES "traces"     /* attribute, "left out": the file has no traces, its digest is with them */
#define RESULTS_PART "part"            /* attributes: all runs were of this part of the study, from 1, */
#define RESULTS_PARTS "parts"          /* of so many; absent: of the whole, or of several */
#define RESULTS_LOOKS "adaptive_looks" /* attribute: looks at the data that decide the number of repeats; absent: 1 */
#define RESULTS_SPENDING \
    "adaptive_spending" /* attribute: a spending_word (looks.h); absent: the looks have one level */
#define RESULTS_LOOKS_AT "adaptive_looks_at" /* attribute of the same: "10, 20, 40", the repeats at these looks */

enum {
    RESULTS_MAX_DIMENSIONS = 31, /* HDF5 has 32, of which traces need one more */
    RESULTS_MAX_FIGURES = RESULT_FIGURES,
    RESULTS_LABEL = 64,
    RESULTS_TITLE = 256,
    RESULTS_WHY = 512,
    RESULTS_MAX_ATTRIBUTES = 48
};

/* The first dimension is "model" (labels), the last "repeat" (0, 1, …). */
struct dimension {
    char name[RESULTS_LABEL];
    size_t count;
    struct value *values;          /* (count), all of one type; NULL for "model" */
    char (*labels)[RESULTS_LABEL]; /* (count) names of models, and of studies that are joined; NULL for others */
    char (*titles)[RESULTS_TITLE]; /* (count) titles of models; NULL for others */
};

/* What the stored weights of one model's trials lack. */
struct missing_weights {
    char why[RESULTS_WHY]; /* of the first trial whose weights were not had; "": of none */
    bool is_unreadable; /* one's are there, or may be, but cannot be read: which figures are lacking is no accident */
    int status;         /* of sysexits.h, of that trial; 0: of none */
};

/* One metric's figures. */
struct figures {
    const struct metric *metric;
    double *values; /* (n_trials) in the metric's unit. NaN: not measured; of a metric with is_always_measured also, and
                     * of others infinity: the trial diverged (figure_is_finite) */
    int32_t *hits, *of; /* (n_trials) of counts, 0 where there is none; of: may be the sequences evaluated */
};

/* Provenance: a root attribute of study.h5. */
struct attribute {
    char name[RESULTS_LABEL];
    char *text; /* NULL: a number */
    double number;
};

enum { SETUP_MAX = 64, ALL_MODELS = -1 };

/* A setting that trials were made with, and no axis. */
struct setup_fact {
    enum { SETUP_TASK, SETUP_TRAINING, SETUP_UNITS } of;
    char key[RESULTS_LABEL];  /* as in a study file */
    int model;                /* which alone has it so, or ALL_MODELS */
    struct value least, most; /* over the cells: the same but for units that follow from weights_as */
    char as[RESULTS_LABEL];   /* the model that those have as many weights as; "" of others */
};

/* What was learned, and how: the task, its sizes, and of the training what matters or is not the default. */
struct setup {
    char task[RESULTS_LABEL], meaning[RESULTS_TITLE]; /* "": not known */
    int n_facts;
    struct setup_fact facts[SETUP_MAX];
};

/* A trial without figures, and why: crashed, out of memory or timed out, as its status says. */
struct failure {
    size_t trial;
    char reason[RECORD_REASON]; /* printable; "": not known */
};

struct results {
    char name[RESULTS_LABEL]; /* of the study */
    char title[RESULTS_TITLE];
    int n_dimensions;
    struct dimension dimensions[RESULTS_MAX_DIMENSIONS];
    const struct metric *metric; /* that the study is about: accuracy, or what results_set_metric said */
    struct setup setup;          /* of the study in study.h5, by results_open (publish.h); empty where nobody looked */
    size_t n_trials;             /* product of the counts */
    /* Cells, counted through the dimensions between, that not all are TRIAL_EXCLUDED in: what views show. cells NULL:
     * all of them (results_find_cells). */
    size_t n_cells, *cells;
    size_t epochs;  /* length of the longest trace, also where the file has none */
    bool no_traces; /* left out of the file (RESULTS_NO_TRACES) */
    int n_attributes;
    struct attribute attributes[RESULTS_MAX_ATTRIBUTES];

    /* (n_trials) each; but for the identity NaN or 0 where the trial is missing */
    uint64_t *identity;
    int8_t *status; /* enum trial_status */
    double *chance; /* percent of sequences that guessing would get right; NaN where unknown */
    int32_t *sequences;
    double *train_seconds;
    size_t n_figures;
    struct metric_set own;                       /* the study's own metrics; none: it has the built-in ones */
    struct figures figures[RESULTS_MAX_FIGURES]; /* of each metric that some trial has, and always accuracy and rmse */
    size_t n_failures;
    struct failure *failures; /* (n_failures) in the order of the trials */
    FILE *snapshot; /* as snapshot_read found it, so that traces and digest are the same file's; NULL: from elsewhere */
    /* (n_trials, epochs), NaN where missing; NULL until snapshot_load_traces */
    float *train_loss, *train_accuracy;
    char traces_missing[RESULTS_WHY]; /* why they were not loaded: too large for memory, or not in study.h5; "": they
                                         were, or nobody asked */
    /* (n_trials, evaluations) of the held-out pairs, the first after `every` epochs; NULL when evaluations is 0 */
    size_t evaluations;
    int64_t every;
    float *held_out_accuracy, *held_out_loss; /* accuracy: share of sequences wholly right */

    /* Items: what became of each evaluated sequence, of a trial that kept them (record.h); NaN where there is none.
     * NULL until snapshot_load_items, and where no trial has any. */
    size_t n_items; /* of the trial that has most */
    float *items;   /* (n_trials, n_items) */
    /* Of which metric they are: accuracy, rmse (they are squared errors), or that of the study's own whose figures are
     * their counts or means, the study's before others. NULL: of none. */
    const struct metric *item_metric;

    double *attention_last_3; /* (n_trials) percent of the attention on the last 3 input steps, at the output steps
                               * that are not padding; NULL where study.h5 has none, until results_load_attention
                               * (run.h) */
    struct missing_weights *weights_missing; /* (models): why some have none; NULL until then */

    /* What results_open (run.h) finds of the folder beside study.h5; all zero where nobody looked. */
    struct {
        const char *path;      /* not owned */
        bool run_at_work;      /* so study.h5 may be behind */
        bool is_copy;          /* no journal beside it: weights that the study keeps stayed behind */
        int64_t published;     /* when study.h5 was written: seconds since 1970 */
        size_t n_not_in_study; /* trials that the journal keeps, and the study no longer has */
        int64_t part, n_parts; /* all runs here were of this part of the study, from 1; 0: they were not of one */
    } folder;

    /* Of all figures but times: name of each model, cell values, repeat, status, correct, sequences, both traces, and
     * where there are any the rmse and the held-out curves, of every trial that is there, in the order of the arrays.
     * Of further metrics those count that are not outside_digest (metric.h). 0 until snapshot_load_digest. */
    uint64_t digest;
    uint64_t stored_digest, stored_checksum; /* in the file, when it was written; 0: none is there */
};

/* The attribute of this name, or NULL; and its text, NULL where there is none. */
const struct attribute *results_attribute(const struct results *results, const char *name);
const char *results_text(const struct results *results, const char *name);

/* The looks at growing data that there may be (adaptive repeats); of none it has one. And those that were made of a
 * figure of so many repeats. */
struct look_plan results_look_plan(const struct results *results);
struct looks results_looks(const struct results *results, size_t repeats);
int results_copy_looks(const struct results *from, struct results *to); /* EX_OSERR */

/* Whether study.h5 has an array, or a dimension of its own, of this name: no axis may have it. */
bool results_has_array(const char *name, const struct metric_set *own);

/* Allocates the arrays over trials for the dimensions that are set (n_trials is computed). EX_OSERR. */
int results_allocate(struct results *results);
int results_allocate_curves(struct results *results);    /* for the evaluations that are set: NaN. EX_OSERR */
int results_allocate_attention(struct results *results); /* attention_last_3, unless it is there: NaN. EX_OSERR */
int results_add_text(struct results *results, const char *name, const char *text);
int results_add_number(struct results *results, const char *name, double number);
void results_free(struct results *results);

/* Adds a metric's figures, unless they are there: none measured. EX_OSERR; EX_DATAERR when there are too many. */
int results_add_figures(struct results *results, const struct metric *metric);

/* The metric of this name: of the study's own, else a built-in one; NULL: there is none. */
const struct metric *results_find_metric(const struct results *results, const char *name);

/* The i-th metric that the study may have: the built-in ones, then its own in its order, whatever other studies this
 * program has read. NULL past the end. */
const struct metric *results_metric_at(const struct results *results, size_t i);

/* The metric's figures; NULL when no trial has one. */
const struct figures *results_figures(const struct results *results, const struct metric *metric);

/* Takes a trial's figure; its metric must have been added. */
void results_set_figure(struct results *results, size_t trial, const struct figure *figure);

/* Sets what the study is about. Where values are real, nothing was right or wrong: files of earlier versions have an
 * accuracy of 0 for such a trial that diverged. */
void results_set_metric(struct results *results, const struct metric *metric);

/* Sets the cells, once every status is there. EX_OSERR; EX_DATAERR when there is none. */
int results_find_cells(struct results *results);

/* Where the trial stands in a dimension: an index into its values. */
size_t results_position(const struct results *results, size_t trial, int dimension);

/* Writes DIR/study.h5 as a snapshot: under a temporary name, checked by reading back, fsync, rename, fsync of the
 * folder. `results` gives dimensions, attributes and identity; the rest of its arrays are filled from the journal's
 * entries here, `metric`, `every` and `chance` by the caller; the traces are copied from journal to file one trial at
 * a time (memory: one trace). EX_IOERR when anything cannot be written, or another run has the folder (journal_check);
 * the old file then stands. */
int snapshot_write(const char *directory, const struct journal *journal, struct results *results);

/* The same in a folder of its own: a copy, for others, of what the journal of another folder has, whose lease is not
 * needed. Where results->no_traces is set, the file gets no traces; its digest counts them all the same. */
int snapshot_write_copy(const char *directory, const struct journal *journal, struct results *results);

/* Reads DIR/study.h5 without the traces. EX_NOINPUT: none there; EX_DATAERR: not such a file. */
int snapshot_read(const char *directory, struct results *out);

/* Fills train_loss and train_accuracy from DIR/study.h5, as it was when snapshot_read read it, and sets the digest.
 * Where the file has no traces, here as below, the digest is the stored one, and traces_missing says so. EX_OSERR, with
 * the size, when memory is short; EX_DATAERR, here as below, also when the digest is not the one that the file had when
 * it was written. */
int snapshot_load_traces(const char *directory, struct results *results);

/* Sets results->digest, reading the traces from the same file one trial at a time. */
int snapshot_load_digest(const char *directory, struct results *results);

/* Fills items from the same file, where it has them. EX_OSERR; EX_DATAERR, also where the items of a trial are not
 * those that its figure counts. */
int snapshot_load_items(const char *directory, struct results *results);

/* Items, traces and digest; without the traces, and traces_missing, where the traces would take over a gigabyte or more
 * than is free, for a report that then says nothing of the training. */
int snapshot_load_some(const char *directory, struct results *results);

/* Version of the HDF5 library, as "1.10.8", into buffer; returns buffer. */
const char *snapshot_library_version(char *buffer, size_t size);

#endif
