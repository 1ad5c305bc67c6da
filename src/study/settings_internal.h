/* What the files of this folder share: values by table row, and a study file as a list of entries.
 *
 * YAML, overrides and defaults all become entries; entries become a struct study. So a value is
 * parsed and refused by the same code wherever it came from. */
#ifndef ATTNBENCH_SETTINGS_INTERNAL_H
#define ATTNBENCH_SETTINGS_INTERNAL_H

#include "attnbench/study/study.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"

enum {
    SHOWN_BYTES = 72,     /* of a value in a message */
    STUDY_MAX_ITEMS = 64, /* of any list of mappings */
};

/* Where a value stands: a line of a file, or an override. */
struct place {
    const char *file;
    int line;             /* 0: not known */
    const char *override; /* "section.key=value"; NULL: in the file */
};

/* Where a value belongs: to its section, to the axis of its key, or to an item of grid.exclude. */
enum where { IN_SECTION, IN_GRID, IN_EXCLUDE };

/* One value as text. */
struct entry {
    const struct setting *setting;
    int item; /* which of the list `models`, `metrics`, `claims` or `exclude` it stands in; 0 elsewhere */
    enum where where;
    bool quoted;
    struct place place;
    char text[STUDY_LIST];
};

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

/* settings.c */

/* EX_CONFIG, or EX_USAGE for an override, with "file:line: " or "--set KEY=VALUE: " before the message. */
int refuse(const struct place *place, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text of a file as it may stand in a message: cut off, and without control characters; returns buffer. */
const char *shown(const char *text, char buffer[static SHOWN_BYTES]);

bool is_section(const char *section);

/* The row of models by which a model has this setting of the training for itself, which fills the same field; NULL:
 * there is none. */
const struct setting *setting_of_model(const struct setting *setting);
bool setting_is_own(const struct setting *setting);   /* it is such a row */
bool setting_has_axis(const struct setting *setting); /* it may be listed under grid, by its key */

/* The setting that an axis of this key is of; where any name may be a parameter, a new row. NULL: there is none. */
struct draft;
const struct setting *setting_find_axis(const struct draft *draft, const char *key);

enum { EXAMPLE_BYTES = 2 * VALUE_TEXT + 8 };
/* "[4, 8]", "[0.001, 0.003]", "[lstm, gru]": how an axis may look; returns buffer. */
const char *axis_example(const struct setting *setting, char buffer[static EXAMPLE_BYTES]);

/* base: what setting_owner says */
void *setting_field(const struct setting *setting, void *base);
const void *setting_value(const struct setting *setting, const void *base);
int setting_set(const struct entry *entry, void *base);

/* Whether it is optional and not given. */
bool setting_is_left_out(const struct setting *setting, const void *base);

/* settings_table.c */

/* Whether trials of the kind have such a setting. */
bool setting_is_of_kind(const struct setting *setting, const struct trial_kind *kind);

/* Refuses what the trial has not, by its kind and the kind's conditions, and what is not at its default: EX_CONFIG. */
int settings_check_had(const struct trial_settings *settings, const struct trial_kind *kind);

/* unknown_keys.c */

/* Refuses a key that no row has, naming the nearest. `section` may be "grid". */
int refuse_key(const struct place *place, const char *section, const char *key);

/* repeat_names.c */

int repeat_names_add(struct draft *draft, const struct place *place, const char *name);
int repeat_names_fill(const struct draft *draft, struct study *out); /* whose repeats are set */
void repeat_names_write(const struct study *study, FILE *out);
int repeat_names_join(struct study *study, const struct study *other);

/* weights_as.c */

/* Sets the units of settings that have a weights_as, which is a model of the study. */
void match_weights(const struct study *study, size_t cell, struct trial_settings *settings);

/* Refuses such settings, matched in this cell, when no number of units gives about the weights: EX_CONFIG. */
int check_match(const struct study *study, size_t cell, const struct trial_settings *settings);

/* axes.c */

int axis_find(const struct axis *axis, struct value value); /* its place; the count when it is not there */
int fill_axes(const struct draft *draft, struct study *out);
int fill_exclusions(const struct draft *draft, struct study *out); /* of the axes, which are filled */

/* Whether the item names the axis, has its i-th value; adds that. */
bool exclusion_names(const struct exclusion *exclusion, int a);
bool exclusion_has(const struct exclusion *exclusion, int a, int i);
void exclusion_add(struct exclusion *exclusion, int a, int i);

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

/* Refuses claims that no result could decide: on what the task or the model has not, or of values out of reach.
 * EX_CONFIG.
 */
int check_claims_possible(const struct draft *draft, const struct study *study);
int check_adaptive_interval(const struct study *study, const struct place *place);

/* claims_plain.c: refuse claims that can be read in two ways, by a minus in a model's name, or by a figure that may be
 * a fraction. EX_CONFIG. */
int check_minus(const struct study *study, const struct place *place, const struct claim *claim);
int check_figures(const struct place *place, const struct claim *claim);

/* trials.c */

/* Puts the values of a cell in their places. */
void place_cell(const struct study *study, size_t cell, struct trial_settings *settings);

/* What differs between repeats of such trials (study_vary says it of a model's first cell). */
int64_t trial_vary(const struct study *study, const struct trial_settings *settings);

#endif
