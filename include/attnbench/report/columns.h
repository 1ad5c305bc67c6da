/* The figures of an analysis that reports show, in one list: the columns of tables and of CSV, the keys of JSON, and
 * what they mean. docs/reading_results.md has it as a table (tests/columns.sh). */
#ifndef ATTNBENCH_COLUMNS_H
#define ATTNBENCH_COLUMNS_H

#include "attnbench/base/json.h"
#include "attnbench/stats/comparison.h"

#include <stddef.h>
#include <stdio.h>

/* The struct that a figure is of: cell_analysis, comparison, learning_comparison, overall. */
enum rows { OF_CELL, OF_COMPARISON, OF_SOONER, OF_OVERALL };

enum field_kind {
    FIELD_COUNT,        /* size_t */
    FIELD_COUNT_IF_ANY, /* the same, undefined where it is 0 */
    FIELD_REAL,         /* double */
    FIELD_INTERVAL,     /* struct interval, or two doubles */
    FIELD_P,            /* double */
    FIELD_FLAG,         /* bool */
    FIELD_TEXT,         /* char [] */
    FIELD_STANDING,     /* enum verdict */
};

/* From which formats a figure is hidden. UNLESS_PERCENT: programs find it undefined where the study's metric is rmse,
 * as they always did. */
enum medium { PROGRAMS = 1, TEXTS = 2, PAGES = 4, UNLESS_PERCENT = 8 };

/* What the study's metric is: a percentage, a built-in metric of other values, one of the study's own. */
enum values { VALUES_PERCENT, VALUES_BUILT_IN, VALUES_OWN };
enum values values_of(const struct metric *metric); /* of NULL: VALUES_PERCENT */

struct results;

struct field {
    enum rows of;
    enum field_kind kind;
    size_t offset;
    const char *name;    /* its column of CSV and key of JSON; an interval's '*' stands for "low" and "high" */
    const char *heading; /* of tables, '\n' where it may be broken; NULL: it stands in none */
    const char *unit;    /* NULL: none */
    const char *meaning;
    int digits;      /* in tables: decimals, or if negative, significant digits */
    int of_values;   /* the same where the study's metric is no percentage, and has no unit; 0: the figure is the same
                      * there
                      */
    bool tells_sign; /* an interval, of which it must be seen whether it leaves out 0 */
    size_t beside;   /* where in the struct stands the figure that an interval is of, or of a figure its interval: both
                        get more digits where the interval would read as empty; 0: nowhere */
    unsigned hidden;
    /* Into text (TABLE_TEXT bytes), in a way of its own; NULL: as its kind. */
    void (*print)(const struct field *field, const void *row, char *text);
};

/* Ended by name == NULL. In CSV's order, where new ones come last: programs may go by the place of the old. */
extern const struct field fields[];

/* Of the field where the study has this metric; "": none. Valid until another metric of that place asks. */
const char *field_unit(const struct field *field, const struct metric *metric);

/* The name must be there. */
const struct field *field_find(enum rows of, const char *name);

/* The metric's mean, standard deviation, interval and number of repeats in a cell, METRIC_FIELDS of them: as the list
 * has them of built-in metrics. */
enum { METRIC_FIELD_SD = 1, METRIC_FIELDS = 4 };
const struct field *metric_fields(const struct metric *metric);

/* Whether programs are shown the field: not so those of built-in metrics where the study has metrics of its own and no
 * built-in models. */
bool field_is_shown(const struct field *field, const struct results *results);

/* As tables show it, into text (TABLE_TEXT bytes); "-" where it is undefined. */
void field_print(const struct field *field, const void *row, enum values values, char *text);

/* All fields of such rows; in CSV each with a comma before it. An undefined figure is empty, or null; row == NULL: all
 * are. */
void fields_write_csv_header(enum rows of, FILE *out);
void fields_write_csv(enum rows of, const void *row, FILE *out);
void fields_write_json(enum rows of, const void *row, struct json *json);
void field_write_json(const struct field *field, const void *row, struct json *json);

/* One of them. */
void field_write_csv_header(const struct field *field, FILE *out);
void field_write_csv(const struct field *field, const void *row, FILE *out);

/* How a compared model stands: "better", "worse", "undecided", "too few" repeats. */
const char *standing_text(enum verdict verdict);

#endif
