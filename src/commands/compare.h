/* The command that sets two studies side by side. */
#ifndef ATTNBENCH_COMPARE_H
#define ATTNBENCH_COMPARE_H

#include "attnbench/report/report.h"

/* EX_USAGE when the studies have nothing in common, named; EX_NOINPUT where a directory has no results. */
int compare_write(const char *const directories[2], enum report_format format, FILE *out);

#endif
