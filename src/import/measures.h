/* A column of figures as a metric: which way is better, what it can be, and each row's figure. */
#ifndef ATTNBENCH_IMPORT_MEASURES_H
#define ATTNBENCH_IMPORT_MEASURES_H

#include "roles.h"

enum better { BETTER_UNKNOWN, BETTER_HIGHER, BETTER_LOWER };

/* What a name says: "val_loss", "Top-1 accuracy". */
enum better measure_better(const char *name);

/* Whether it speaks of time or memory, which are mostly measured beside something else. */
bool measure_is_aside(const char *name);

struct measure {
    size_t column;
    char name[METRIC_NAME];      /* as study files have it */
    const struct metric *metric; /* of the study, once there is one */
    enum metric_kind kind;
    bool less_is_better, is_percent;
    double least, most;
    struct row_figure {
        double value;     /* NaN: missing */
        int64_t hits, of; /* of counts */
    } * rows;             /* (n_rows) */
};

/* The i-th metric of the roles. EX_DATAERR at a field that is no such figure; EX_USAGE, EX_OSERR. measure_free. */
int measure_make(const struct sheet *sheet, const struct roles *roles, int i, const struct import_options *options,
                 struct measure *out);
void measure_free(struct measure *measure);

#endif
