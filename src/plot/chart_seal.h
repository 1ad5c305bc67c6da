/* The seal of a chart: comment lines at the end of its script and of its data. By them plot knows again what it made,
 * and of what, wherever the files were copied to: times of files say nothing of that. */
#ifndef ATTNBENCH_CHART_SEAL_H
#define ATTNBENCH_CHART_SEAL_H

#include "attnbench/chart/chart.h"

struct seal {
    char study[RESULTS_LABEL]; /* its name, as chart_file_name has it */
    char chart[CHART_NAME];
    uint64_t drawing;        /* seal_drawing */
    bool has[N_IMAGES];      /* the pictures that were drawn */
    uint64_t sums[N_IMAGES]; /* and their seal_sum */
};

/* All that a chart's pictures depend on: its data, and its script but for which pictures it draws. EX_IOERR. */
int seal_drawing(const char *script, const char *data, uint64_t *out);

/* Of all bytes of a regular file. False: there is none that can be read. */
bool seal_sum(const char *path, uint64_t *out);

/* Adds the seal to a script or data file. EX_IOERR. */
int seal_write(const char *path, const struct seal *seal);

/* False: the file has no seal, or is not as it was when it was sealed. */
bool seal_read(const char *path, struct seal *out);

#endif
