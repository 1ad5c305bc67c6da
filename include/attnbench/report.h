/* Tables and charts of a study's results. */
#ifndef ATTNBENCH_REPORT_H
#define ATTNBENCH_REPORT_H

#include "attnbench/analysis.h"
#include <stdbool.h>
#include <stdio.h>

enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_HTML };

/* EX_USAGE for an unknown name, with the known ones. */
int report_format_parse(const char *name, enum report_format *out);

/* Text: the study's title and the settings that all its trials have; for each model its title, one accuracy a repeat
 * and the mean as the study prints them (studies of one cell); the table of all cells and models; what is missing; the
 * digest. CSV: one row a cell and model with columns
 * model,n_in,n_out,cardinality,<further axes>,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high;
 * percent, variance with n-1, empty where undefined. HTML: one page that needs no other file, with the answer in words,
 * charts, sortable tables, and how to reproduce the figures; it shows the training when the traces are loaded. Text and
 * HTML need analysis->results->digest. Errors of `out` stay in its error flag. */
void report_write(const struct analysis *analysis, enum report_format format, FILE *out);

/* True for studies of one cell, whose charts show the training. */
bool plot_needs_traces(const struct results *results);

/* Draws the charts that suit the study into plots_directory (made when missing), each as
 * NAME.png, NAME.svg (as listed in `formats`: "png,svg,pdf"), with its script NAME.gp and data NAME.dat beside it.
 * Names the files written on `log`. EX_UNAVAILABLE when gnuplot is missing, EX_CANTCREAT, EX_USAGE for an unknown
 * format, EX_IOERR, naming the file, when one cannot be written whole: then the charts that were there stay. Needs the
 * traces if plot_needs_traces. */
int plot_write(const struct results *results, const char *plots_directory, const char *formats, FILE *log);

#endif
