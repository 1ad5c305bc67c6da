/* Charts of a study's results, drawn by gnuplot. */
#ifndef ATTNBENCH_PLOT_H
#define ATTNBENCH_PLOT_H

#include "attnbench/analysis/analysis.h"
#include "attnbench/chart/asked_models.h"
#include <stdio.h>

/* True for studies of one cell, whose charts show the training. */
bool plot_needs_traces(const struct results *results);

struct plot_options {
    const char *directory; /* of the charts; made when missing */
    const char *formats;   /* "png,svg,pdf" or some of these */
    size_t n_maps;
    const struct attention_map *maps; /* (n_maps) */
    size_t n_decoded;
    const struct decoded *decoded;     /* (n_decoded): of a model each */
    const struct forecasts *forecasts; /* NULL, or without models: none */
    size_t n_hidden;
    const struct hidden_model *hidden; /* (n_hidden) */
};

/* Draws the charts that suit the study, each as NAME.png, NAME.svg (as listed in `formats`), with its script NAME.gp
 * and data NAME.dat beside it. Removes what it drew of an earlier state of the study. Names the files written and
 * removed on `log`; what it cannot draw, on stderr, and then returns the status of the first hidden model.
 * EX_UNAVAILABLE when gnuplot is missing, EX_CANTCREAT, EX_USAGE for an unknown format, EX_NOINPUT when no trial has
 * finished, EX_IOERR, naming the file, when one cannot be written whole: then the charts that were there stay. Needs
 * the traces if plot_needs_traces. */
int plot_write(const struct analysis *analysis, const struct plot_options *options, FILE *log);

/* Draws nothing: names on `out` the files that plot_write would make and that are missing, not as it made them, or of
 * other results or titles, and those that it would remove. EX_DATAERR when there are any; the status of the first
 * hidden model when there are none; EX_USAGE, EX_NOINPUT as above, EX_CANTCREAT when there is no room for temporary
 * files. */
int plot_check(const struct analysis *analysis, const struct plot_options *options, FILE *out);

/* Draws the means of studies that are joined (history.h) over them, as PNG and SVG with script and data, into the
 * folder, which is made when missing; other charts there stay. Names the files on `log`. The statuses of plot_write. */
int plot_history(const struct results *joined, const char *directory, FILE *log);

#endif
