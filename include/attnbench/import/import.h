/* attnbench import: a folder of results made of a table, as if its trials had been run here. */
#ifndef ATTNBENCH_IMPORT_H
#define ATTNBENCH_IMPORT_H

#include "attnbench/journal/record.h"
#include "attnbench/study/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Columns are named as in the table, or by the part behind its last '.' or '/'; NULL and 0: they are guessed. */
struct import_options {
    const char *path;                /* of the table; "-": standard input */
    const char *directory;           /* of the results */
    const char *from;                /* "hyperfine"; NULL: a table */
    const char *item;                /* the column of items, a row each; NULL: a row is a result */
    const char *model, *repeat, *of; /* of: a column, or a whole number of all rows */
    const char *metrics[RESULT_FIGURES];
    int n_metrics;
    const char *axes[STUDY_MAX_AXES];
    int n_axes;
    const char *better;  /* "higher", "lower" */
    const char *unit;    /* "percent", "fraction", "none" */
    const char *missing; /* "fail", "skip"; NULL: refused */
    const char *name;    /* of the study; NULL: the folder's */
    const char *claims;  /* a file with `claims:`; NULL: none */
    bool wide;           /* columns are the values of what no column has: repeats, models or an axis */
    bool dry_run;        /* only say what would be imported */
    const char *command; /* the command line, for the provenance */
};

/* Reads the whole table before anything is written; then journals its results, and publishes the folder. Results that
 * the folder has already must have the same figures. Says on out what was found. EX_NOINPUT, EX_IOERR: no table;
 * EX_DATAERR, with "path:line:column: what": a mistake in it; EX_USAGE: a column that is not there, or not plain;
 * EX_CONFIG: another study than the folder's; the statuses of journal_open and publish_trials. */
int import_results(const struct import_options *options, FILE *out);

#endif
