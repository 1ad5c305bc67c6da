/* An analysis with figures of our own, for tests of how figures are shown: no statistics behind it. */
#ifndef ATTNBENCH_MADE_UP_H
#define ATTNBENCH_MADE_UP_H

#include "attnbench/report/report.h"

enum { CELLS_MAX = 4 };

struct made_up {
    struct results results;
    struct cell_analysis cells[CELLS_MAX * 2];
    struct comparison comparisons[CELLS_MAX];
    struct learning_comparison sooner[CELLS_MAX];
    struct overall overall[2];
    struct claim claims[1];
    struct claim_result claim_results[1];
    struct analysis analysis;
};

/* A study as fabricate makes it, with one claim. Points into *out. */
void make_up(struct made_up *out, const size_t counts[3], size_t repeats);

struct comparison comparison_with(size_t n, double difference, enum verdict verdict);

/* The analysis as one text; the caller frees it. */
char *written(const struct analysis *analysis, enum report_format format);
void assert_written(const struct made_up *made_up, enum report_format format, const char *expected);
void assert_holds(const struct made_up *made_up, enum report_format format, const char *part);

#endif
