/* The figures of an analysis by name, for programs that read them: the columns of CSV, the keys of JSON. */
#ifndef ATTNBENCH_FIELDS_H
#define ATTNBENCH_FIELDS_H

#include "attnbench/report/json.h"
#include "attnbench/stats/comparison.h"

#include <stddef.h>
#include <stdio.h>

enum field_kind { FIELD_COUNT, FIELD_COUNT_IF_ANY, FIELD_REAL, FIELD_FLAG, FIELD_TEXT, FIELD_STANDING };

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
};

/* Ended by name == NULL. */
extern const struct field cell_fields[];         /* of struct cell_analysis */
extern const struct field further_cell_fields[]; /* of the same; in CSV behind those of the comparison */
extern const struct field spread_fields[];       /* of the same; the last in CSV */
extern const struct field comparison_fields[];   /* of struct comparison */
extern const struct field sooner_fields[];       /* of struct learning_comparison */

/* Each with a comma before it; an undefined figure is empty. base == NULL: all are empty. */
void fields_write_csv_header(const struct field *fields, FILE *out);
void fields_write_csv(const struct field *fields, const void *base, FILE *out);

void fields_write_json(const struct field *fields, const void *base, struct json *json);

/* How a compared model stands: "better", "worse", "undecided", "too few" repeats. */
const char *standing_text(enum verdict verdict);

#endif
