/* The files of a study's charts: made in a folder of their own, from which they go to their places only when all are
 * whole; and what stands in those places already. */
#ifndef ATTNBENCH_PLOT_FILES_H
#define ATTNBENCH_PLOT_FILES_H

#include "attnbench/chart/chart.h"
#include <limits.h>

enum { FILE_SCRIPT = N_IMAGES, FILE_DATA, N_FILES }; /* of a chart, behind its images */

/* Makes gallery->directory in `folder`, whose path is then in `path`; and removes those there of plots that were
 * killed. EX_CANTCREAT. */
int workplace_make(struct gallery *gallery, const char *folder, char path[PATH_MAX]);
void workplace_remove(struct gallery *gallery);

/* Sets what each chart of the gallery depends on; once all are closed, before they are sealed. EX_IOERR. */
int plot_take_drawings(struct gallery *gallery);

/* EX_IOERR, naming the file, when a picture is not whole. */
int plot_check_images(const struct gallery *gallery, const char *folder);

/* Seals scripts and data with the pictures drawn, and with those in `folder` that show the same already. EX_IOERR. */
int plot_seal(const struct gallery *gallery, const char *folder);

/* Puts all files in their places, and names them on `log`. EX_IOERR, naming the file. */
int plot_move(const struct gallery *gallery, const char *folder, FILE *log);

/* Why the chart in `folder` is not the one that plot would draw: names on `out` its first file that is missing,
 * changed or out of date. True: it is current. */
bool plot_is_current(const struct gallery *gallery, int chart, const char *folder, FILE *out);

/* A file in `folder` that is of no chart of the gallery, nor of one that could not be drawn. */
struct leftover {
    char *path;
    enum {
        LEFTOVER_EARLIER, /* of an earlier state of the study, and just as plot made it */
        LEFTOVER_CHANGED, /* a script that plot began, and that was changed since or is of an older version */
        LEFTOVER_OTHER,   /* of another study, just as plot made it */
    } kind;
};
struct leftovers {
    size_t n;
    struct leftover *files;
};

/* Pictures before the scripts and data that know them. EX_OSERR. To be freed in any case. */
int leftovers_find(const struct gallery *gallery, const char *folder, struct leftovers *out);
void leftovers_free(struct leftovers *leftovers);

#endif
