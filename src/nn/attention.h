/* How an attention decoder scores the steps of the encoder's sequence, from the query q = s W_a + b_a (H) of one
 * decoder step and the keys k_j = x_j U_a (T, H). Adding a kind is a file with a struct attention_kind and a line in
 * attentions.c's table. */
#ifndef ATTNBENCH_ATTENTION_H
#define ATTNBENCH_ATTENTION_H

#include "attnbench/nn/network.h"

/* Sequence b of the batch at one decoder step. */
struct attended {
    size_t b;
    const float *query; /* (H) */
    const float *keys;  /* (T, H), rows at distance ld */
    int ld;
    int n; /* real steps of its input: T in what follows */
};

enum { ATTENTION_STATE_BYTES = 64 };

struct attention_kind {
    const char *name;
    /* Adds the parameters of its own and takes the buffers; state has ATTENTION_STATE_BYTES, zeroed. */
    void (*layout)(void *state, struct network *network, struct arena *arena);
    /* Before the scores of a batch: its keys (T, B, H), which stay until the last scores_backward. NULL: no need. */
    void (*begin)(void *state, const struct network *network, const float *keys);
    /* e (T), to be followed by the softmax. */
    void (*scores)(void *state, const struct network *network, const struct attended *attended, float *e);
    /* From de (T), which it may use up: adds to dquery (H) and dkeys (T, H), rows at distance ld; query and keys as
     * scores had them. Steps come last to first. */
    void (*scores_backward)(void *state, const struct network *network, const struct attended *attended, float *de,
                            float *dquery, float *dkeys);
    /* After all of a step's scores_backward: updates the parameters of its own. NULL: there are none. */
    void (*update)(void *state, struct network *network);
    /* Multiply-adds of the scores of one decoder step of one sequence. */
    double (*work)(const struct model_config *config);
};

extern const struct attention_kind attention_additive, attention_dot;

#endif
