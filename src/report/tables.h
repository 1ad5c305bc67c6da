/* The parts of a report. All write to `out` and leave errors in its error flag. */
#ifndef ATTNBENCH_TABLES_H
#define ATTNBENCH_TABLES_H

#include "attnbench/results.h"
#include <stdio.h>

/* For each model of a study of one cell, as the study prints them: title, one accuracy a repeat, mean. */
void study_lines_write(const struct results *results, FILE *out);

/* Aligned for a terminal, one row a cell and model. */
void table_text_write(const struct results *results, FILE *out);

/* One row a cell and model, the columns of report.h. */
void table_csv_write(const struct results *results, FILE *out);

#endif
