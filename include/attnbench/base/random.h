/* Counter-based random streams (Philox4x32-10, Salmon et al. 2011).
 *
 * A stream is named by the study's seed, its purpose, the cell's values and the repeat: never by
 * rank, order or time. Two streams of different names are independent; the same name always
 * gives the same numbers, on every machine. */
#ifndef ATTNBENCH_RANDOM_H
#define ATTNBENCH_RANDOM_H

#include <stdint.h>

struct stream {
    uint32_t key[2];     /* seed and cell */
    uint32_t counter[4]; /* block (64 bits), purpose, repeat */
    uint32_t block[4];   /* the numbers of the current block */
    int used;            /* how many of them were given out */
};

/* cell is the hash of the cell's values (study.h); purpose is e.g. "training pairs", or
 * "initial weights/encoder0/forward/W". */
struct stream stream_open(uint64_t seed, const char *purpose, uint64_t cell, uint32_t repeat);

uint32_t stream_bits(struct stream *stream);                  /* 32 uniform bits */
uint32_t stream_below(struct stream *stream, uint32_t bound); /* uniform in 0..bound-1, unbiased; bound >= 1 */
double stream_uniform(struct stream *stream);                 /* uniform in [0, 1), 53 bits */
double stream_normal(struct stream *stream);                  /* standard normal, the same bits on every machine */

#endif
