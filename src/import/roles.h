/* What the columns of a table are: models, repeats, axes, metrics. */
#ifndef ATTNBENCH_IMPORT_ROLES_H
#define ATTNBENCH_IMPORT_ROLES_H

#include "attnbench/import/import.h"
#include "attnbench/sheet/sheet.h"

#define NO_COLUMN SIZE_MAX

struct roles {
    size_t model;
    size_t repeat;  /* NO_COLUMN: repeats have no names */
    size_t of;      /* NO_COLUMN: none, or the same for all rows, */
    int64_t of_all; /* which is 0 where there is none */
    int n_metrics, n_axes;
    size_t metrics[RESULT_FIGURES], axes[STUDY_MAX_AXES];
};

/* By the options, else by names that are plain. EX_USAGE, naming the columns: there is none of the name, or none is
 * plain. */
int roles_find(const struct sheet *sheet, const struct import_options *options, struct roles *out);

/* Whether the options say that repeats have no names. */
bool roles_without_repeats(const struct import_options *options);

/* The column of this name, or the only one whose name ends with it behind a '.' or '/'; NO_COLUMN: none is. */
size_t roles_column(const struct sheet *sheet, const char *name);

/* The first column whose plain name is one of the words, of those that models, repeats or axes mostly have. */
enum plain { PLAIN_MODEL, PLAIN_REPEAT, PLAIN_AXIS };
size_t roles_plain(const struct sheet *sheet, enum plain plain);

/* Whether the column has a role. */
bool roles_has(const struct roles *roles, size_t column);

/* The part of a column's name behind its last '.' or '/'. */
const char *roles_tail(const char *name);

/* "a, b, c" of the columns' names, cut off; returns buffer. */
const char *roles_names(const struct sheet *sheet, char *buffer, size_t size);

#endif
