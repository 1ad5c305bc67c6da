/* A study file as a list of entries, and what its checks share. */
#ifndef ATTNBENCH_DRAFT_H
#define ATTNBENCH_DRAFT_H

#include "attnbench/study/settings.h"
#include "attnbench/study_file/study_file.h"
#include "attnbench/task/task.h"

enum { STUDY_MAX_ITEMS = 64 }; /* of any list of mappings */

/* The items of a section that is a list of mappings. */
struct item_list {
    int n;
    int lines[STUDY_MAX_ITEMS];
};

enum { MISTAKES_TOLD = 20 };

/* Mistakes of a study file so far. */
struct mistakes {
    int n, status; /* of the first */
    char texts[MISTAKES_TOLD][1024];
};

/* A study file, read but not checked beyond its shape and keys. */
struct draft {
    const char *file;
    struct mistakes *mistakes; /* not owned */
    struct item_list models, metrics, claims, exclusions;
    bool is_foreign;  /* no task: all its models are of kinds with parameters, and any name is one */
    bool has_foreign; /* some are */
    struct repeat_names repeat_names;
    size_t n, room;
    struct entry *entries; /* owned; what is added may move them */
};

/* The setting that an axis of this key is of; where any name may be a parameter, a new row. NULL: there is none. */
const struct setting *setting_find_axis(const struct draft *draft, const char *key);

/* unknown_keys.c */

/* Refuses a key that no row has, naming the nearest. `section` may be "grid". */
int refuse_key(const struct place *place, const char *section, const char *key);

/* The same of an axis; where any name may be one, what a name is. */
int refuse_axis_key(const struct draft *draft, const struct place *place, const char *key);

/* grid.c */

int fill_axes(const struct draft *draft, struct study *out);
int fill_exclusions(const struct draft *draft, struct study *out); /* of the axes, which are filled */

/* mistakes.c */

/* Notes the mistake that the status tells of, and gives 0, so that others are found too; other statuses as they are. */
int mistakes_note(const struct draft *draft, int status);

/* 0 when none was noted; else the first one's status, its message and the further ones kept (error.h). */
int mistakes_end(const struct draft *draft);

/* draft.c */

void draft_free(struct draft *draft);
const struct entry *draft_find(const struct draft *draft, const struct setting *setting, int item, enum where where);
int draft_add(struct draft *draft, const struct entry *entry); /* EX_CONFIG, EX_USAGE: too many; EX_OSERR */

/* Replaces entries by n "section.key=value" texts. EX_USAGE: a wrong one, or two values for one setting. */
int draft_override(struct draft *draft, const char *const *overrides, size_t n);

/* study_yaml.c: the text of a study file into draft->entries. */
int draft_parse(struct draft *draft, const char *text, size_t length);

/* claims_grid.c: the axes and values of which a claim speaks are there. */
int check_scope(const struct study *study, const struct place *place, const struct claim *claim);

/* check_cells.c */

/* Refuses a study with a trial that cannot be, at the setting that its message names as "section.key". */
int check_cells(const struct draft *draft, const struct study *study);

/* Refuses a study with a trial that this machine cannot run. */
int look_at_cells(const struct draft *draft, const struct study *study);

/* Refuses a study, whose cells are right, with a model that no number of units gives about the weights it is to have.
 */
int check_matches(const struct draft *draft, const struct study *study);

/* study_file.c: a setting from the draft, else the table's default, else the name in the same section. EX_CONFIG. */
int setting_fill(const struct draft *draft, const struct setting *setting, int item, void *base);

/* own_metrics.c */

/* Defines the metric that the item of `metrics` states. EX_CONFIG. */
int fill_metric(const struct draft *draft, int item, struct study *out);

/* own_pairs.c */

/* Adds task.cardinality, 1, for a task of real values that does not state it. EX_OSERR. */
int fill_real_values(struct draft *draft);

/* Adds the sizes of the vocabularies of the texts of task text, or compares those that are given with them. */
int fill_vocabularies(struct draft *draft);

/* Finds the file of a task, sets its path and checksum. EX_NOINPUT; EX_CONFIG; EX_DATAERR: it is another one. */
int find_own_pairs(const struct draft *draft, struct study *study);

/* Sets the folder where commands start, if there are any: that of the study file, unless the file names one. */
int find_folder(const struct draft *draft, struct study *study);

/* check_names.c */

/* Refuses names of the study and its models that read as data, or as what the model is not. EX_CONFIG. */
int check_names(const struct draft *draft, const struct study *study);

/* claims_possible.c */

/* Refuses claims that no result could decide: on what the task or the model has not, or of values out of reach. */
int check_claims_possible(const struct draft *draft, const struct study *study);
/* Refuses what the key names, for such trials lack it; names those up to the last source. EX_CONFIG. */
int refuse_metric(const struct place *place, const char *key, const struct metric *metric,
                  const struct trial_settings *settings, enum metric_source last);
int check_adaptive_interval(const struct study *study, const struct place *place);

/* claims_plain.c: refuse claims that can be read in two ways, by a minus in a model's name, or by a figure that may be
 * a fraction. EX_CONFIG. */
int check_minus(const struct study *study, const struct place *place, const struct claim *claim);
int check_figures(const struct place *place, const struct claim *claim);

#endif
