/* What stands between the encoder's output and the probabilities. Adding a decoder is a file with a struct
 * decoder_kind and a line in model.c's table. */
#ifndef ATTNBENCH_DECODER_H
#define ATTNBENCH_DECODER_H

#include "network.h"

struct decoder_kind {
    const char *name;
    size_t state_bytes;
    /* Adds the parameters and takes the buffers; state has state_bytes, zeroed. encoder_width is E. */
    void (*layout)(void *state, struct network *network, struct arena *arena, int encoder_width);
    /* x (T, B, E) → probabilities y (L, B, F) */
    void (*forward)(void *state, struct network *network, const float *x, float *y);
    /* dlogits (L, B, F): the loss's gradient at the softmax's input; x, y as forward had them. Updates the decoder's
     * parameters and adds to dx (T, B, E). */
    void (*backward)(void *state, struct network *network, const float *x, const float *y, const float *dlogits,
                     float *dx);
    /* Of the last forward, (L, B, T); NULL for a decoder without attention. */
    const float *(*attention_weights)(const void *state);
    /* Multiply-adds of one forward pass of one sequence. */
    double (*work)(const struct model_config *config);
};

extern const struct decoder_kind decoder_baseline, decoder_attention;

/* y = softmax(logits) row by row, in place; F numbers each. */
void softmax_rows(const struct network *network, float *logits, int rows);

#endif
