/* How the models of a running study stand: means, and each further model against the first, from the trials so far. */
#ifndef ATTNBENCH_RUN_STANDING_H
#define ATTNBENCH_RUN_STANDING_H

#include "attnbench/folder/adaptive.h"

struct standing {
    const struct adaptive *figures; /* not owned */
    struct {
        double sum; /* of the finite figures of wanted trials */
        size_t n, n_diverged, n_unmeasured;
    } models[STUDY_MAX_MODELS];
    bool *settled; /* (cells): every further model's difference to the first leaves out 0 */
    size_t n_settled;
};

/* EX_OSERR. Release with standing_end. */
int standing_begin(const struct adaptive *figures, struct standing *out);
void standing_end(struct standing *standing);

/* A wanted trial has figures. */
void standing_add(struct standing *standing, const struct trial *trial);

/* After trials of the cell were added. */
void standing_judge(struct standing *standing, size_t cell);

/* ": baseline 23.1 %, attention 95.7 % (+72.6, +69.2..+76.1)", in brackets the difference to the first model and its 95
 * % interval, of an adaptive study that of the look that its cell is at; or, for a grid, ": baseline 23.1 %,
 * attention 95.7 %; they differ in 12 of 27 cells (95 %, each cell alone)": of all cells together, as the report judges
 * them, fewer may be decided; into buffer, which it returns. Of rmse: ": baseline 0.4512, attention 0.1313 (-0.32,
 * -0.35..-0.29)".
 */
const char *standing_line(struct standing *standing, char *buffer, size_t size);

#endif
