/* Values by their row of the table of settings.
 *
 * YAML, overrides and defaults all become entries; entries become a struct study. So a value is
 * parsed and refused by the same code wherever it came from. */
#ifndef ATTNBENCH_SETTINGS_H
#define ATTNBENCH_SETTINGS_H

#include "attnbench/study/study.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"

enum {
    SHOWN_BYTES = 72, /* of a value in a message */
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

enum { EXAMPLE_BYTES = 2 * VALUE_TEXT + 8 };
/* "[4, 8]", "[0.001, 0.003]", "[lstm, gru]": how an axis may look; returns buffer. */
const char *axis_example(const struct setting *setting, char buffer[static EXAMPLE_BYTES]);

/* base: what setting_owner says */
const void *setting_value(const struct setting *setting, const void *base);
int setting_set(const struct entry *entry, void *base);

/* Whether it is optional and not given. */
bool setting_is_left_out(const struct setting *setting, const void *base);

/* settings_table.c */

/* Whether trials of the kind have such a setting. */
bool setting_is_of_kind(const struct setting *setting, const struct trial_kind *kind);

/* Refuses what the trial has not, by its kind and the kind's conditions, and what is not at its default: EX_CONFIG. */
int settings_check_had(const struct trial_settings *settings, const struct trial_kind *kind);

/* repeat_names.c */

int repeat_names_add(struct repeat_names *names, const struct place *place, const char *name);
void repeat_names_write(const struct study *study, FILE *out);
int repeat_names_join(struct study *study, const struct study *other);

/* weights_as.c */

/* Sets the units of settings that have a weights_as, which is a model of the study. */
void match_weights(const struct study *study, size_t cell, struct trial_settings *settings);

/* Refuses such settings, matched in this cell, when no number of units gives about the weights: EX_CONFIG. */
int check_match(const struct study *study, size_t cell, const struct trial_settings *settings);

/* axes.c */

int axis_find(const struct axis *axis, struct value value); /* its place; the count when it is not there */

/* Whether the item names the axis, has its i-th value; adds that. */
bool exclusion_names(const struct exclusion *exclusion, int a);
bool exclusion_has(const struct exclusion *exclusion, int a, int i);
void exclusion_add(struct exclusion *exclusion, int a, int i);

/* trials.c */

/* Puts the values of a cell in their places. */
void place_cell(const struct study *study, size_t cell, struct trial_settings *settings);

/* What differs between repeats of such trials (study_vary says it of a model's first cell). */
int64_t trial_vary(const struct study *study, const struct trial_settings *settings);

#endif
