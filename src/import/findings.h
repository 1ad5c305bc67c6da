/* The results of a table: each row's model, cell, repeat and figures. */
#ifndef ATTNBENCH_IMPORT_FINDINGS_H
#define ATTNBENCH_IMPORT_FINDINGS_H

#include "measures.h"
#include "shape.h"

/* The different texts of a column, in the order in which they come. */
struct levels {
    size_t column, n;
    const struct field **first; /* (n): where each comes first */
    size_t *of_row;             /* (n_rows): which one it has */
};

/* An axis of the cells. */
struct found_axis {
    char name[VALUE_WORD_BYTES];
    struct levels levels;
    enum value_type type;
    struct value values[STUDY_MAX_AXIS_VALUES]; /* of the levels, in the order of the study */
};

struct findings {
    const struct sheet *sheet;
    struct roles roles;
    struct levels models, repeats; /* repeats.n is 0 where they have no names */
    char names[STUDY_MAX_MODELS][STUDY_NAME];
    char (*repeat_names)[STUDY_WORD]; /* (repeats.n) */
    struct found_axis axes[STUDY_MAX_AXES];
    struct measure measures[RESULT_FIGURES];
    bool missing_fails; /* a result without a figure has failed; else it is left out */
    size_t n_cells, n_repeats;
    const struct import_items *items; /* of the rows; NULL: there are none */
    size_t *repeat;                   /* (n_rows) */
    size_t n_missing;                 /* of models, cells and named repeats without a row; */
    struct {
        size_t model, cell, repeat;
    } first_missing;
};

/* EX_DATAERR, with its place: a field that is wrong, or a result that stands twice; EX_USAGE: a column that is missing
 * or not plain; EX_OSERR. findings_free, also after a failure. */
int findings_make(const struct sheet *sheet, const struct import_options *options, struct findings *out);
void findings_free(struct findings *findings);

/* Finds the metrics of the measures, once the study has them. */
void findings_set_metrics(struct findings *findings);

/* Whether the row has a figure of the first metric. */
bool findings_has(const struct findings *findings, size_t row);

#endif
