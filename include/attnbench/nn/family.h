/* Families of models: how outputs come from inputs, and how weights learn from the loss.
 *
 * A family either updates its weights while it goes back (network.h: gradients are made and used up in registers), or
 * wants a gradient: then backward adds to network->gradient, and all weights are updated in one pass behind it. Adding
 * a family is a file with a struct model_family and a line in model.c's table. */
#ifndef ATTNBENCH_FAMILY_H
#define ATTNBENCH_FAMILY_H

#include "attnbench/nn/model.h"
#include "attnbench/nn/network.h"
#include <stdbool.h>

struct model_family {
    const char *name;
    bool wants_gradient;
    const char *(*model)(size_t i); /* the i-th word of models.kind that is of this family; NULL past the end */

    /* Refuses settings and sizes that it cannot do: EX_CONFIG, with a message that names settings as "models.head". */
    int (*check)(const struct model_config *config);

    size_t (*state_bytes)(const struct model_config *config);

    /* Adds the parameters and takes the buffers for config.batch sequences; state has state_bytes, zeroed. */
    void (*layout)(void *state, struct network *network, struct arena *arena);

    /* All parameters are as of step 0. NULL: there is nothing to do. */
    void (*reset)(void *state);

    /* Applies updates that wait, before weights are seen from outside. NULL: none do. */
    void (*catch_up)(void *state, const struct network *network);

    /* Outputs y (L, B, O) of network->batch sequences: input (T, B, D or 1), target (L, B, G or 1) while training, NULL
     * while evaluating; values as in model.h. */
    void (*forward)(void *state, struct network *network, const float *input, const float *target, float *y);

    /* dlogits (L, B, O): the loss's gradient at the head's input; target and y as forward had them. */
    void (*backward)(void *state, struct network *network, const float *target, const float *y, const float *dlogits);

    /* Whether a model of this word of models.kind has attention; such a model; its weights of the last forward, (L, B,
     * T). */
    bool (*word_attends)(const char *word);
    bool (*attends)(const struct model_config *config);
    const float *(*attention_weights)(const void *state, const struct network *network);

    /* Multiply-adds of one forward pass of one sequence, and numbers in the parameters. */
    double (*work)(const struct model_config *config);
    double (*weights)(const struct model_config *config);
};

extern const struct model_family recurrent_family, transformer_family;

#endif
