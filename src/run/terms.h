/* What all ranks of a run must have in common, as text: the program, the options, the study. */
#ifndef ATTNBENCH_RUN_TERMS_H
#define ATTNBENCH_RUN_TERMS_H

#include "attnbench/run/run.h"

/* A line each, "name value", always of the same program, OpenBLAS and options in the same order; then the study's
 * lines. openblas: its version, or NULL where no model uses it. The caller frees it; NULL when memory is short, with
 * the message kept. */
char *terms_text(const struct study *study, const struct run_options *options, const char *openblas);

/* Compares rank 0's with those of another rank on some host. EX_USAGE, naming the first option that differs and both
 * values; EX_CONFIG: another program, or the study's first line that differs. 0: they are the same. */
int terms_compare(const char *first, const char *other, int rank, const char *host);

#endif
