/* A study: its file, its settings, its grid of cells, and the trials these make.
 *
 * study file (YAML) → struct study → trials. A trial is one model, one cell (one value of every
 * grid axis) and one repeat. Trial index = (model * n_cells + cell) * max_repeats + repeat, where cell
 * counts through the axes in their order, the last axis fastest. Cells that the grid leaves out keep their indices. */
#ifndef ATTNBENCH_STUDY_H
#define ATTNBENCH_STUDY_H

#include "attnbench/base/pair_table.h"
#include "attnbench/task/text_pairs.h"
#include "attnbench/base/value.h"
#include "attnbench/claim/claim.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    STUDY_MAX_MODELS = 16,
    STUDY_MAX_CLAIMS = 32,
    STUDY_MAX_AXES = 29, /* HDF5 has 32 dimensions: model, repeat and epoch too */
    STUDY_MAX_AXIS_VALUES = 200,
    STUDY_MAX_EXCLUSIONS = 64,
    STUDY_MAX_REPEAT_NAMES = 1024,
    STUDY_MAX_FILE_BYTES = 256 * 1024,
    STUDY_MAX_TRIALS = 10 * 1000 * 1000,
    STUDY_TEXT = 256,              /* bytes of a title */
    STUDY_NAME = 64,               /* bytes of a name */
    STUDY_WORD = VALUE_WORD_BYTES, /* of a choice */
    STUDY_LIST = 2048,             /* of a list of arguments, as text */
    STUDY_FOLDER = 1024,           /* of a folder's path */
    STUDY_MAX_PARAMETERS = 32,     /* names of parameters in all studies that are open */
    STUDY_CELL_TEXT = 2048,        /* bytes of a cell's text, whatever its axes */
};

/* Everything that determines one trial's figures, with the keys of the study file's sections. */
struct trial_settings {
    struct {
        char name[STUDY_WORD];
        int64_t n_in, n_out, cardinality;
        char reserve_zero[STUDY_WORD];  /* false | true: 0 is padding alone */
        int64_t marker;                 /* of find_marker */
        int64_t cardinality_out;        /* of file: of its targets; 0: as cardinality */
        int64_t features, features_out; /* of denoise: real numbers of an input step, of a target step */
        int64_t shortest;               /* length of an input; 0: all have n_in */
        char tokens[STUDY_WORD], tokens_out[STUDY_WORD]; /* of text: characters | words, of sources, of targets */
        int64_t vocabulary, vocabulary_out;              /* of text: most tokens that are known; 0: all */
        int64_t held_out;                                /* of text: percent of the sources to evaluate */
        char path[STUDY_TEXT];                           /* of file and series: absolute once the study was read */
        char checksum[STUDY_WORD];                       /* of the file's bytes */
        char inputs[STUDY_LIST];  /* of series: columns to read, as list_next (base/list.h) reads them; "": targets */
        char targets[STUDY_LIST]; /* columns to forecast */
        char time[STUDY_TEXT];    /* the column of times; "": none */
        double test_share;        /* of the rows, the last ones */
    } task;
    struct {
        char name[STUDY_NAME]; /* what tables show; names the model within the study */
        char title[STUDY_TEXT];
        char kind[STUDY_WORD];       /* baseline | attention | tagger; defaults to name */
        int64_t period;              /* of seasonal: rows */
        char cell[STUDY_WORD];       /* lstm | gru */
        char gate[STUDY_WORD];       /* hard_sigmoid | sigmoid */
        int64_t units;               /* H; with weights_as what place of the cell makes of it */
        char weights_as[STUDY_NAME]; /* "": units are as given; else a model of the study to have as many weights as */
        int64_t layers;              /* of the encoder; of a transformer's decoder too */
        int64_t heads, feed_forward; /* of a transformer; width, 0: 4 units */
        char bidirectional[STUDY_WORD]; /* false | true: of the encoder */
        int64_t embedding;              /* width; 0: one-hot */
        int64_t embedding_out;          /* of what teacher feedback feeds; width; 0: one-hot */
        char decoder_steps[STUDY_WORD]; /* input: L = n_in | output: L = n_out */
        char mask[STUDY_WORD];          /* false | true: padding is told from values */
        char attention[STUDY_WORD];     /* additive | dot */
        char feedback[STUDY_WORD];      /* softmax | teacher */
        char copy[STUDY_WORD];          /* false | true: tokens of the input */
        char head[STUDY_WORD];          /* softmax | linear */
        int64_t vary;                   /* as study.vary, which it goes before; 0: not given */
        char command[STUDY_LIST];       /* of a command: its arguments, as list_next (base/list.h) reads them */
        int64_t cores, gpus;            /* that a command has to itself; 0: it shares them */
    } model;
    struct {
        char source[STUDY_WORD];     /* fresh | fixed */
        int64_t samples, validation; /* pairs of source fixed: to train on, and held out */
        int64_t epochs, batch;
        double learning_rate, beta1, beta2, epsilon;
        char arithmetic[STUDY_WORD]; /* portable | openblas: the model's own, where it has one */
    } training;
    struct {
        int64_t sequences;
        int64_t every; /* epochs between evaluations of the held-out pairs; 0: none */
    } evaluate;
    struct value parameters[STUDY_MAX_PARAMETERS]; /* of any names, in the order in which these were first met */
};

/* Random streams, as bits in the order of the words in the study file. */
enum varied { VARY_INIT = 1, VARY_DATA = 2, VARY_ORDER = 4 };

/* How many repeats a cell gets: at least study.repeats, and while an interval of a model's mean is wider, up to max. */
struct adaptive_rule {
    int64_t max;               /* 0: study.repeats and no more */
    double half_width;         /* percentage points */
    char interval[STUDY_WORD]; /* an interval_word (claim.h); "": the default one */
    char until[STUDY_WORD];    /* "narrow", or "decided": what the study asks, and half_width is nothing */
    char spending[STUDY_WORD]; /* a spending_word (looks.h) by which looks have their levels; "": one_level, as all
                                  studies had before there was a choice */
};

/* The first four are numbers. */
enum setting_type {
    SETTING_INTEGER,
    SETTING_REAL,
    SETTING_FIGURE,  /* as text, with its unit or without (claim.h) */
    SETTING_FIGURES, /* the same, or a list of numbers */
    SETTING_WORD,
    SETTING_WORDS,
    SETTING_NAME,
    SETTING_TEXT,
    SETTING_LIST, /* of texts: the arguments of a command */
    SETTING_VALUE /* of a parameter: a whole number, a real one or a word */
};

enum setting_flags {
    SETTING_LEADS = 1,    /* as an axis it comes before those of other rows, as it always did */
    SETTING_REQUIRED = 2, /* has no default */
    SETTING_LABEL = 4,    /* does not change a trial's figures (title), or enters its hash in another way (vary,
                           * arithmetic of a model) */
    SETTING_OPTIONAL = 8, /* may be left out, and is then empty, or a model's own and not given; no other number */
    SETTING_WHOLE = 16,   /* has one value in the whole study: never an axis */
    SETTING_LATER = 32,   /* is newer than results that are kept: a study is written without it where it is at its
                           * default, so that the text stored with them stays the same */
    SETTING_OWN = 64,     /* of models: a key of training that a model has for itself. The table of all rows sets it */
    SETTING_FIRST = 128,  /* of a word that may be left out: a new study then has the first of its choices */
};

/* One row of the table that binds a key to its type, bounds, default and help. The study file,
 * --set, --help, the settings' hash and the stored attributes all come from this table. */
struct setting {
    /* "" | "adaptive" | "metrics" | "claims" | "task" | "models" | "training" | "evaluate" | "parameters" */
    const char *section;
    const char *key;
    enum setting_type type;
    unsigned flags;
    size_t offset;                   /* into struct trial_settings; for sections "" and "adaptive" into struct
                                      * study, for "claims" into struct claim, for "metrics" struct stated_metric */
    size_t size;                     /* bytes of the field, for words and texts */
    double min, max;                 /* inclusive bounds of a number */
    const char *(*choice)(size_t i); /* the i-th of a word's, NULL past the end */
    const char *fallback; /* default, as it would stand in the file; NULL: none. Never changes (settings_hash) */
    const char *help;     /* one line, with the unit */
};
const struct setting *study_settings(void); /* of all kinds of trials; ended by key == NULL */

/* What the setting's offset goes into: struct study, trial_settings, claim or stated_metric. */
enum owner { OWNER_STUDY, OWNER_TRIAL, OWNER_CLAIM, OWNER_METRIC };
enum owner setting_owner(const struct setting *setting);

enum { SETTING_LABEL_BYTES = 64 };                                        /* "section.key" */
const struct setting *setting_find(const char *section, const char *key); /* NULL: there is none */
const char *setting_label(const struct setting *setting, char buffer[static SETTING_LABEL_BYTES]);

/* The value as it would stand in a file, without quotes; reals in the fewest digits that give them back. base: what
 * setting_owner says. */
void setting_print(const struct setting *setting, const void *base, char *buffer, size_t size);

/* Whether the value is the table's default, or left out. */
bool setting_is_default(const struct setting *setting, const void *base);

/* Whether it may be listed under grid: a number or a word of a trial, but for labels. */
bool setting_may_be_axis(const struct setting *setting);

/* The value of such a setting, or its value made this one. */
struct value setting_get(const struct setting *setting, const void *base);
void setting_put(const struct setting *setting, struct value value, void *base);

/* The row of a parameter; add: with a new row where the name is new. NULL: there is none, or no room for one. Rows stay
 * for as long as the program runs. */
const struct setting *setting_parameter(const char *name, bool add);
bool setting_is_parameter(const struct setting *setting);

/* All of them in the order of their names, which is that of their axes; returns how many. */
size_t setting_parameters(const struct setting *out[static STUDY_MAX_PARAMETERS]);

/* A metric of the study's own, as it stands in the file. */
struct stated_metric {
    char name[METRIC_NAME], title[METRIC_TITLE], unit[METRIC_UNIT];
    char counts[STUDY_WORD], better[STUDY_WORD]; /* false | true; lower | higher */
    char least[CLAIM_WORD], most[CLAIM_WORD];    /* numbers; "": there is none */
    char margin[CLAIM_WORD];                     /* a difference that does not matter; "": none is stated */
    char collect[STUDY_TEXT];                    /* a regular expression for lines of standard output; "": none */
    char measure[STUDY_WORD];                    /* seconds | cpu_seconds, of the trial; "": neither */
};

struct axis {
    const struct setting *setting;
    int count;
    struct value values[STUDY_MAX_AXIS_VALUES]; /* distinct, in the file's order */
};

/* Cells that the grid leaves out: those that have, on each axis with any bit here, a value whose bit is set. */
struct exclusion {
    uint64_t values[STUDY_MAX_AXES][STUDY_MAX_AXIS_VALUES / 64 + 1]; /* bits, by the values' places on their axis */
};

/* What the repeats of imported results are called, such as their seeds. */
struct repeat_names {
    int n; /* 0: they are counted alone */
    char names[STUDY_MAX_REPEAT_NAMES][STUDY_WORD];
};

struct study {
    char name[STUDY_NAME];
    char title[STUDY_TEXT];
    int64_t seed;
    int64_t repeats; /* of each model and cell; with adaptive.max the least */
    struct adaptive_rule adaptive;
    int64_t vary; /* set of enum varied: which random streams differ between repeats; the others are repeat 0's */
    char reached_stated[CLAIM_WORD]; /* "90", "90 %": the figure of the metric that trainings are to reach; "": none */
    char metric[STUDY_WORD];         /* "": study_metric (trial_kind.h) says which */
    char save_models[STUDY_WORD];    /* first (repeat 0 of every model and cell) | all | none */
    char folder[STUDY_FOLDER];       /* absolute: where commands start; "" where there are none */
    int n_metrics;
    struct stated_metric metrics[METRICS_OWN_MOST];
    struct metric_set own; /* rows of these */
    struct repeat_names repeat_names;
    int n_models;
    struct trial_settings models[STUDY_MAX_MODELS]; /* each with the study's task, training, evaluate */
    int n_axes;
    struct axis axes[STUDY_MAX_AXES]; /* n_in, n_out, cardinality, units, batch, then others in the table's order */
    int n_exclusions;
    struct exclusion exclusions[STUDY_MAX_EXCLUSIONS];
    int n_claims;
    struct claim claims[STUDY_MAX_CLAIMS];
    const struct pair_table *pairs; /* of the file task.path; not owned; NULL until they are loaded (own_pairs_read) */
};

/* What one trial may take; 0: as much as it likes. A trial that takes more is a failed one. */
struct trial_limits {
    double seconds;     /* then it is killed */
    double bytes;       /* of memory beside what its process begins with; no more is given to it */
    bool keeps_scratch; /* the folder of a command stays, also where the command did well */
};

/* One trial, with the values of its cell put in their places. */
struct trial {
    size_t index;
    int model, repeat;
    size_t cell;
    uint64_t identity; /* hash of the model's name, the cell's values and the repeat, or its name; 0, which no record
                        * has, where the grid leaves its cell out */
    uint64_t settings_hash; /* hash of the seed, vary and every setting that determines the figures and is not at its
                             * default: so keys can be added, but a default, once released, never changes */
    uint64_t cell_hash;     /* names the random streams (random.h): hash of the task's sizes, the same for all models */
    int64_t seed;
    int64_t vary;
    uint32_t init_repeat, data_repeat, order_repeat; /* that name the streams of initial weights, pairs, their order */
    struct trial_settings settings;
    const struct pair_table *pairs; /* as study.pairs */
    const struct study *study;      /* that it is of */
    struct trial_limits limits;     /* by who runs it, for kinds that keep to limits themselves */
};

/* Writes the study, defaults filled in (but for SETTING_LATER), as a study file that study_parse reads back equal. */
void study_write(const struct study *study, FILE *out);

/* A text in double quotes, as study files have it. */
void study_write_quoted(const char *text, FILE *out);

/* The study as text. The caller frees it; NULL when memory is short, with the message kept. */
char *study_as_text(const struct study *study);

int study_find_model(const struct study *study, const char *name);  /* -1: there is none */
int study_find_repeat(const struct study *study, const char *name); /* by its name; -1: there is none */
size_t study_n_cells(const struct study *study);
size_t study_n_included(const struct study *study);          /* of these, what no exclusion leaves out */
bool study_excludes(const struct study *study, size_t cell); /* it is left out: it has no trials */
size_t study_max_repeats(const struct study *study);         /* of a model and cell: the extent of the repeats */
size_t study_n_trials(const struct study *study);
size_t study_index(const struct study *study, int model, size_t cell, size_t repeat); /* of a trial */
struct trial study_trial(const struct study *study, size_t index);                    /* index < study_n_trials */
struct trial study_trial_unhashed(const struct study *study, size_t index); /* the same but for settings_hash, which
                                                                                takes nine tenths of the time */

const struct axis *axis_of(const struct study *study, const struct setting *setting); /* NULL: it is none */

bool study_until_decided(const struct study *study); /* adaptive.until */

/* Whether two studies differ in a setting of the study itself, and its values, of STUDY_TEXT bytes each. Of a word that
 * is left out it is what that means. */
bool study_differs_in(const struct setting *setting, const struct study *a, const struct study *b, char *a_value,
                      char *b_value);

/* The setting by which two studies, one of them adaptive, would not look at their figures alike, and its values as
 * above; NULL: none. */
const char *study_other_looks(const struct study *a, const struct study *b, char *a_value, char *b_value);

/* Whether all models have the same value of it. */
bool study_shares(const struct study *study, const struct setting *setting);

/* Whether a repeat of a model has a partner in other models: not so of imported results without names. */
bool study_has_pairs(const struct study *study);

/* The value of axis `a` in cell `cell`. */
struct value study_cell_value(const struct study *study, size_t cell, int a);

/* "n_in=5 n_out=2 cardinality=50" into buffer; returns buffer. */
const char *study_cell_text(const struct study *study, size_t cell, char *buffer, size_t size);

/* "attention n_in=5 n_out=2 repeat 3" into buffer; returns buffer. */
enum { STUDY_TRIAL_TEXT = STUDY_NAME + STUDY_CELL_TEXT + 32 };
const char *study_trial_text(const struct study *study, const struct trial *trial, char *buffer, size_t size);

/* Whether its task has the option (enum task_option). */
bool trial_has_option(const struct trial_settings *settings, unsigned option);

/* Whether its pairs are of texts, and then how these are cut. */
bool trial_has_texts(const struct trial_settings *settings);
struct text_format trial_text_format(const struct trial_settings *settings);

/* Whether its values are real: then its evaluation gives an rmse, and no accuracy. */
bool trial_is_real(const struct trial_settings *settings);

/* Whether its pairs are of a file, task.path. */
bool trial_reads_file(const struct trial_settings *settings);

/* Whether it trains with OpenBLAS; whether a model of the study does. */
bool trial_uses_openblas(const struct trial_settings *settings);
bool study_uses_openblas(const struct study *study);

/* The streams that such a trial draws from: fresh pairs have no order, and a file's pairs nothing else. */
int64_t study_may_vary(const struct trial_settings *settings);

/* Writes a line, after `label`, for each model with weights_as: the units it got, and the cell where its weights are
 * the furthest from the other model's. */
void study_write_matches(const struct study *study, const char *label, FILE *out);

/* What differs between the repeats of a model, and in words, "init, data", into
 * buffer, which it returns. */
int64_t study_vary(const struct study *study, int model);
/* What reached_stated says; NaN: nothing. */
double study_reached(const struct study *study);

/* Whether each repeat of the model is evaluated on other sequences. */
bool study_data_vary(const struct study *study, int model);
const char *study_varied(const struct study *study, int model, char *buffer, size_t size);

/* The model between whose repeats all streams differ, and which is else the same as this one but for its name and
 * title: this one itself, or the first other one; -1 when there is none. */
int study_whole(const struct study *study, int model);

/* The first setting in which two trials of one identity differ, with both values as text
 * (STUDY_TEXT bytes each); "seed" is one of them. NULL when they agree. */
const char *study_difference(const struct trial *a, const struct trial *b, char *a_value, char *b_value);

/* Makes `study` the one that has the repeats, cells and models of both; of names, titles, metric and claims it keeps
 * its own, and claims only while it has a single cell. EX_CONFIG when they are not parts of one study: other axes, or a
 * setting of a model that differs, which is named with both values; when `other` alone has the adaptive repeats, by
 * another metric; or when the whole would be too large. */
int study_join(struct study *study, const struct study *other);

/* What a setting may be: "1 to 4096; default 150; or a list, as grid.units". */
void study_write_rules(const struct setting *setting, FILE *out);

/* Lists every key with type, bounds, default and help (for --help). */
void study_help(FILE *out);

#endif
