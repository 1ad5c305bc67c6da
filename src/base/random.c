#include "attnbench/base/random.h"
#include "attnbench/base/portable_math.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <string.h>

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

/* Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", table 2). */
static void philox(uint32_t x[4], const uint32_t key[2])
{
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53 * x[0], b = (uint64_t)0xCD9E8D57 * x[2];
        x[0] = (uint32_t)(b >> 32) ^ x[1] ^ k0;
        x[1] = (uint32_t)b;
        x[2] = (uint32_t)(a >> 32) ^ x[3] ^ k1;
        x[3] = (uint32_t)a;
        k0 += 0x9E3779B9; /* the golden ratio */
        k1 += 0xBB67AE85; /* sqrt(3) - 1 */
    }
}

static void next_block(struct stream *stream)
{
    memcpy(stream->block, stream->counter, sizeof stream->block);
    philox(stream->block, stream->key);
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
