/* How many repeats it takes to find the differences of a pilot's models, or to narrow their means. */
#ifndef ATTNBENCH_PLANNING_H
#define ATTNBENCH_PLANNING_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/power/power.h"

enum { PLAN_ROWS_SHOWN = 12, PLAN_NAME = 1024 };

/* What is planned for; 0, or NaN of mean and sd: not stated. */
struct plan_goal {
    double difference; /* to find, in points or the metric's unit; 0: the pilot's own */
    double half_width; /* of the intervals of means; 0: not asked for */
    double power;      /* share of studies that do it */
    double mean, sd;   /* of a model's trainings, without a pilot */
    int64_t ranks;
};

/* One thing to be told: the difference of two models in a cell, or where `against` is NULL a mean. */
struct plan_row {
    char name[PLAN_NAME];
    const char *model, *against;
    size_t trial;            /* the model's repeat 0, an index of the study */
    size_t n;                /* repeats of the pilot; 0: stated */
    double means[2], sds[2]; /* the pilot's; sds between repeats */
    struct interval likely;  /* of the difference, at 80 %; NaN where it is stated */
    struct design design;
    size_t repeats;        /* that it takes */
    struct interval range; /* of these, NaN without a pilot */
    double power;          /* of as many repeats as the study has */
};

struct plan_rows {
    const struct plan_goal *goal;
    size_t repeats;                     /* of the study */
    struct looks looks;                 /* intervals allow for them; those of differences for the family of Holm, too */
    size_t n_rows, n_shared, n_without; /* left out: shared sequences, less than two repeats */
    struct plan_row *rows;
};

/* Adds a row, for which there must be room in pilot->rows: against NULL, of a mean. Its design is for the caller. */
struct plan_row *plan_add_row(struct plan_rows *pilot, const char *model, const char *against, size_t trial);

/* The further model's mean so far from the first's, on its side, unless that cannot be. */
void plan_set_difference(struct design *design, double difference);

/* A row for each comparison and, where a half width is asked for, each mean, (2 n_cells n_models) at most. EX_OSERR. */
int plan_take_pilot(struct plan_rows *pilot, const struct analysis *analysis);

/* Of more than PLAN_ROWS_SHOWN, differences first, and of either kind the ones that take most. */
void plan_sort_rows(struct plan_rows *pilot);

/* Sets repeats, range and power of a row. EX_OSERR. */
int plan_row_make(const struct plan_rows *pilot, struct plan_row *row);

/* The fewest repeats of a design; *status stays as it is where it is not 0, and gets EX_OSERR. */
size_t plan_fewest(const struct design *design, const struct plan_goal *goal, bool of_mean, int *status);

#endif
