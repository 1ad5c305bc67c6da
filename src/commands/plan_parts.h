/* A plan that is made, and its ways to be shown. */
#ifndef ATTNBENCH_PLAN_PARTS_H
#define ATTNBENCH_PLAN_PARTS_H

#include "attnbench/power/planning.h"
#include "attnbench/study/study.h"

#include <stdio.h>

enum { PLAN_TIMES = 5 };

/* The whole study with so many sequences in a repeat, and the repeats that it then takes. */
struct plan_time {
    int32_t sequences;
    size_t repeats;
    double seconds; /* on one rank of this machine */
};

struct plan {
    const struct study *study;
    struct plan_rows pilot; /* sorted; of either kind the first PLAN_ROWS_SHOWN are made */
    int n_times;
    struct plan_time times[PLAN_TIMES];
};

void plan_write_text(const struct plan *plan, FILE *out);
void plan_write_json(const struct plan *plan, FILE *out);

#endif
