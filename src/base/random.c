#include "attnbench/base/random.h"
#include "attnbench/base/portable_math.h"
#include "attnbench/base/text.h"

#include <Random123/philox.h>
#include <math.h>

struct stream stream_open(uint64_t seed, const char *purpose, uint64_t cell, uint32_t repeat)
{
    uint64_t key = hash_bytes(hash_bytes(HASH_START, &seed, sizeof seed), &cell, sizeof cell);
    uint64_t name = hash_text(HASH_START, purpose);
    return (struct stream){
        .key = {(uint32_t)key, (uint32_t)(key >> 32)},
        .counter = {0, 0, (uint32_t)(name ^ (name >> 32)), repeat},
        .used = 4,
    };
}

static void next_block(struct stream *stream)
{
    philox4x32_ctr_t counter;
    philox4x32_key_t key = {{stream->key[0], stream->key[1]}};
    for (int i = 0; i < 4; i++)
        counter.v[i] = stream->counter[i];
    philox4x32_ctr_t block = philox4x32(counter, key);
    for (int i = 0; i < 4; i++)
        stream->block[i] = block.v[i];
    stream->used = 0;
    if (++stream->counter[0] == 0)
        ++stream->counter[1];
}

uint32_t stream_bits(struct stream *stream)
{
    if (stream->used == 4)
        next_block(stream);
    return stream->block[stream->used++];
}

/* Multiply and reject (Lemire 2019, "Fast random integer generation in an interval"). */
uint32_t stream_below(struct stream *stream, uint32_t bound)
{
    uint64_t product = (uint64_t)stream_bits(stream) * bound;
    if ((uint32_t)product < bound) {
        uint32_t unfair = -bound % bound; /* 2^32 mod bound */
        while ((uint32_t)product < unfair)
            product = (uint64_t)stream_bits(stream) * bound;
    }
    return (uint32_t)(product >> 32);
}

double stream_uniform(struct stream *stream)
{
    uint64_t high = stream_bits(stream) >> 5, low = stream_bits(stream) >> 6;
    return (double)(high << 26 | low) * 0x1p-53;
}

/* Marsaglia's polar method (Marsaglia & Bray 1964), one of each pair of variates. */
double stream_normal(struct stream *stream)
{
    double u, v, square;
    do {
        u = 2 * stream_uniform(stream) - 1;
        v = 2 * stream_uniform(stream) - 1;
        square = u * u + v * v;
    } while (square >= 1 || square == 0);
    return u * sqrt(-2 * portable_log(square) / square);
}
