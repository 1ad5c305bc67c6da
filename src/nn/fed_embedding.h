/* What teacher feedback feeds where targets have many values: the token of the step before as a row of an embedding
 * (O, embedding_out), in place of one-hot. No gradient goes through the choice of the row. */
#ifndef ATTNBENCH_FED_EMBEDDING_H
#define ATTNBENCH_FED_EMBEDDING_H

#include "gathered.h"

struct fed_embedding {
    struct gathered table; /* (O, embedding_out) */
    int32_t *tokens;       /* (L, B): what was fed; row t goes to step t+1 */
    float *dfed;           /* (L, B, embedding_out): its gradient */
};

void fed_embedding_layout(struct fed_embedding *embedding, struct network *network, struct arena *arena);

/* Makes row t-1 of fed (L, B, embedding_out) for step t > 0: of target (L, B), or, where it is NULL, of the most likely
 * tokens of y (L, B, O). No token, after divergence, is zeros. */
void fed_embedding_feed(struct network *network, struct fed_embedding *embedding, const float *target, const float *y,
                        size_t t, float *fed);

/* Row t-1 of dfed, cleared. */
float *fed_embedding_gradient(const struct network *network, const struct fed_embedding *embedding, size_t t);

/* Adam on what was fed, from dfed. */
void fed_embedding_update(struct network *network, struct fed_embedding *embedding);

#endif
