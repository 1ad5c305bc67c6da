/* The head: what makes outputs of a decoder's last product, and the loss that goes with it. Adding a head is a file
 * with a struct head_kind and a line in heads.c's table. */
#ifndef ATTNBENCH_HEAD_H
#define ATTNBENCH_HEAD_H

#include "attnbench/nn/network.h"

struct head_kind {
    const char *name;
    double most_loss; /* of a step on tokens, the least being 0; INFINITY: there is no most */
    /* y = head(logits), in place: (rows, O) */
    void (*activate)(const struct network *network, float *logits, int rows);
    /* From dy to dlogits, in place: (rows, O), with y as activate made it. */
    void (*backward)(const struct network *network, const float *y, float *dy, int rows);
    /* Loss of y (L, B, O) against target (L, B, G or 1), over the real steps, and its gradient at the logits, (L, B,
     * O); counts the steps whose value is the target, none of real values. */
    struct step_result (*loss)(const struct network *network, const float *y, const float *target, float *dlogits);
    /* The values that y (O) stands for: a token, -1 where the model has diverged; or G features, no numbers there. */
    void (*values)(const struct network *network, const float *y, float *values);
};

/* Real steps of all targets of the batch; whether the r-th row of an array (L, B, …) is of one. */
int head_real_steps(const struct network *network);
int head_is_real(const struct network *network, int r);

extern const struct head_kind head_softmax, head_linear;

/* Of a decoder that makes probabilities of tokens by itself: head_softmax's loss, whose gradient is y's. */
extern const struct head_kind head_mixture;

#endif
