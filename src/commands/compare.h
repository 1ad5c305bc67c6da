/* The command that sets studies side by side, in order. */
#ifndef ATTNBENCH_COMPARE_H
#define ATTNBENCH_COMPARE_H

#include "attnbench/report/report.h"

enum fail_if { FAIL_NEVER, FAIL_IF_WORSE, FAIL_IF_CHANGED };

struct compare_options {
    const char *const *directories; /* (n), in order */
    size_t n;                       /* 2 … HISTORY_MOST */
    enum report_format format;
    const char *charts; /* folder for the chart of all means; NULL: none is drawn */
    enum fail_if fail_if;
};

/* EX_USAGE when neighbours have nothing in common, named; EX_NOINPUT where a directory has no results, or nothing can
 * be judged; EX_TRIALS_FAILED when a model is worse, or other, as fail_if says; the statuses of plot_history. */
int compare_write(const struct compare_options *options, FILE *out);

#endif
