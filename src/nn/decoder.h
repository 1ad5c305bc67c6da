/* What stands between the encoder's output and the outputs. Adding a decoder is a file with a struct
 * decoder_kind and a line in model.c's table. */
#ifndef ATTNBENCH_DECODER_H
#define ATTNBENCH_DECODER_H

#include "encoder.h"
#include "attnbench/nn/head.h"

struct decoder_kind {
    const char *name;
    size_t state_bytes;
    bool is_aligned; /* an output step is made of the input step at its place */
    /* Refuses sizes that the kind cannot do: EX_CONFIG, with a message. NULL: it can do all. */
    int (*check)(const struct model_config *config);
    /* Adds the parameters and takes the buffers; state has state_bytes, zeroed. encoder_width is E. */
    void (*layout)(void *state, struct network *network, struct arena *arena, int encoder_width);
    /* Outputs y (L, B, O). target (L, B, G or 1): what teacher feedback feeds while training; NULL while evaluating. */
    void (*forward)(void *state, struct network *network, const struct encoding *encoding, const float *target,
                    float *y);
    /* dlogits (L, B, O): the loss's gradient at the head's input; encoding, target and y as forward had them. Updates
     * the decoder's parameters and adds to the gradients of the encoding. */
    void (*backward)(void *state, struct network *network, const struct encoding *encoding, const float *target,
                     const float *y, const float *dlogits);
    /* Of the last forward, (L, B, T); NULL for a decoder without attention. */
    const float *(*attention_weights)(const void *state);
    /* Multiply-adds of one forward pass of one sequence. */
    double (*work)(const struct model_config *config, int encoder_width);
    /* Of matrices that are read by rows (gathered.h); NULL: it has none. */
    void (*reset)(void *state);
    void (*catch_up)(void *state, const struct network *network);
};

extern const struct decoder_kind decoder_baseline, decoder_attention, decoder_tagger;

#endif
