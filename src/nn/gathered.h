/* A matrix that is read by rows: the kernel of a one-hot input, an embedding. In a step nearly all of its rows are
 * neither read nor have a gradient; Adam still moves them, by what is left of their moments. These updates wait until
 * the row is read again and are then replayed in registers: the same operations in the same order, so the same bits,
 * but no memory traffic for rows that nothing reads. */
#ifndef ATTNBENCH_GATHERED_H
#define ATTNBENCH_GATHERED_H

#include "attnbench/nn/network.h"

struct gathered {
    struct matrix w;
    int64_t *at_step;              /* (rows): the step that a row has been brought to */
    int32_t *first_use, *next_use; /* (rows), (uses): lists of one step's uses of each row */
};

/* most_uses: rows read in one step at the most. */
void gathered_layout(struct gathered *gathered, struct arena *arena, struct matrix w, int most_uses);

/* All rows are as of step 0. */
void gathered_reset(struct gathered *gathered);

/* Y_r = W[index_r] for r < n */
void gather(const struct network *network, struct gathered *gathered, const int32_t *index, int n, float *y);

/* Adam on the rows that were read, with the gradient Σ dz_k over their uses. */
void update_gathered(struct network *network, struct gathered *gathered, const int32_t *index, const float *dz, int n);

/* Brings all rows to the present step. */
void gathered_catch_up(const struct network *network, struct gathered *gathered);

#endif
