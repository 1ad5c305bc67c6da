/* Kinds of trials: what runs when a model is trained and evaluated once.
 *
 * A study has models, cells and repeats; what one trial of these is, its kind says: whether its settings go together,
 * what it costs, how it runs. The layers above know trials by this table alone. */
#ifndef ATTNBENCH_TRIAL_KIND_H
#define ATTNBENCH_TRIAL_KIND_H

#include "attnbench/study/study.h"

struct trial_progress;
struct trial_traces;
struct trial_result;

/* What a trial needs. */
struct trial_size {
    double bytes;            /* of memory, beside its record and weights on their way */
    size_t weights, tensors; /* numbers that can be stored, and in how many arrays; 0: none */
    char advice[256];        /* "; " and what takes most of it needlessly; or "" */
};

/* A setting that only some trials of a kind have: which, another setting decides. */
struct setting_condition {
    const char *section, *key;
    const char *decides_section, *decides_key;
    bool (*has)(const struct trial_settings *settings); /* NULL: those whose task has the option */
    unsigned option;                                    /* enum task_option */
};

struct trial_kind {
    const char *name;
    const char *(*model)(size_t i); /* the i-th word of models.kind that is of this kind; NULL past the end */
    const struct setting *settings; /* of task, models, training and evaluate; ended by key == NULL */
    const struct setting_condition *conditions; /* ended by key == NULL; NULL: there are none */

    bool has_parameters;                                    /* any names may be its settings */
    bool is_untrained;                                      /* what the study says of the training is not for it */
    bool is_given;                                          /* results come from elsewhere: none can be run */
    bool limits_itself;                                     /* it keeps to trial.limits; its process has none */
    bool stores_weights;                                    /* and so can be asked what it has learned */
    bool (*attends)(const struct trial_settings *settings); /* it has attention weights to show; NULL: never */

    /* EX_CONFIG: its settings do not go together; the message names them as "section.key". */
    int (*check)(const struct trial_settings *settings);

    /* Whether this machine can run it, before anything runs; NULL: always. EX_CONFIG, as check. */
    int (*look)(const struct study *study, const struct trial_settings *settings);

    /* EX_CONFIG: it is larger than can be; EX_OSERR. NULL: it takes no memory of this process. */
    int (*size)(const struct trial_settings *settings, struct trial_size *out);

    /* Expected work, in multiply-adds: what longest-first goes by. Quick: it is asked of every trial.
     * NULL: 1, as nothing is known before. */
    double (*work)(const struct trial_settings *settings);

    /* Seconds that a unit of work takes on this core, measured within about 0.1 s where a piece of it is as short.
     * NULL: not known. */
    int (*pace)(const struct trial_settings *settings, double *out);

    /* The problem to learn, in one line. */
    const char *(*problem)(const struct trial_settings *settings);

    /* The i-th metric that an evaluated trial has; NULL past the end. The first is the study's where it names none. */
    const struct metric *(*metric)(const struct trial_settings *settings, size_t i);

    /* Percent that guessing reaches; NaN, or NULL, where there is no such level. */
    double (*chance)(const struct trial_settings *settings);

    /* Trains and evaluates: see trial_run (trial.h). */
    int (*run)(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
               float *weights, struct trial_result *result);
};

/* The kind of a model's trials, by models.kind. Never NULL: the table of settings refuses other words. */
const struct trial_kind *trial_kind(const struct trial_settings *settings);

/* The i-th kind; NULL past the end. */
const struct trial_kind *trial_kind_at(size_t i);

/* What the kind says of a trial's size, pace (NaN: not known), chance and attention. */
int trial_size(const struct trial_settings *settings, struct trial_size *out);
int trial_pace(const struct trial_settings *settings, double *out);
double trial_chance(const struct trial_settings *settings);
bool trial_attends(const struct trial_settings *settings);

/* The i-th metric that such a trial has, evaluated; NULL past the end. */
const struct metric *trial_metric(const struct trial_settings *settings, size_t i);

/* Whether such trials have the metric: measured, or made of what they have. Epochs to a share need right and wrong;
 * attention needs stored weights. */
bool trial_has(const struct trial_settings *settings, const struct metric *metric);

/* The first model whose trials lack the metric; NULL: all have it. */
const struct trial_settings *study_lacks(const struct study *study, const struct metric *metric);

/* The metric that the study is about: the one it names, or the first that all its models have. */
const struct metric *study_metric(const struct study *study);

/* Whether claims decide the adaptive repeats: on the study's metric, of a study of one cell. */
bool study_claim_decides(const struct study *study, const struct claim *claim);
bool study_claims_decide(const struct study *study);

/* The i-th word of models.kind, of all kinds; NULL past the end. */
const char *trial_model_word(size_t i);

#endif
