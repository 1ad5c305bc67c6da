/* Vectors of LANES floats for the instruction set that this file is compiled for, and the elementary functions on them.
 * SUMS vectors together hold the 16 partial sums of a row (kernels.h). */
#ifndef ATTNBENCH_SIMD_H
#define ATTNBENCH_SIMD_H

#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(ISA_neon)
#include <arm_neon.h>
#endif

/* Tiles are as large as the registers hold: TILE_ROWS x TILE_COLS sums of a product, DOT_ROWS x DOT_COLS x SUMS of a
 * transposed one. They change no bit: the order of each sum is the same. */
#if defined(ISA_avx512)
#define TILE_COLS 3
enum { LANES = 16, TILE_ROWS = 8, DOT_ROWS = 3, DOT_COLS = 8 };
typedef float vf __attribute__((vector_size(64)));
typedef int32_t vi __attribute__((vector_size(64)));
typedef float vf_unaligned __attribute__((vector_size(64), aligned(4), may_alias));
#elif defined(ISA_avx2)
#define TILE_COLS 2
enum { LANES = 8, TILE_ROWS = 6, DOT_ROWS = 2, DOT_COLS = 3 };
typedef float vf __attribute__((vector_size(32)));
typedef int32_t vi __attribute__((vector_size(32)));
typedef float vf_unaligned __attribute__((vector_size(32), aligned(4), may_alias));
#else
#define TILE_COLS 2
#if defined(ISA_neon) /* 32 registers, others have 16 */
enum { LANES = 4, TILE_ROWS = 8, DOT_ROWS = 2, DOT_COLS = 3 };
#else
enum { LANES = 4, TILE_ROWS = 6, DOT_ROWS = 1, DOT_COLS = 3 };
#endif
typedef float vf __attribute__((vector_size(16)));
typedef int32_t vi __attribute__((vector_size(16)));
typedef float vf_unaligned __attribute__((vector_size(16), aligned(4), may_alias));
#endif
enum { SUMS = 16 / LANES };

#define INLINE static inline __attribute__((always_inline))

/* Keeps the compiler from loading x anew for each use. */
INLINE vf in_register(vf x)
{
#if defined(ISA_avx512)
    __asm__("" : "+v"(x));
#elif defined(__x86_64__)
    __asm__("" : "+x"(x));
#elif defined(ISA_neon)
    __asm__("" : "+w"(x));
#endif
    return x;
}

INLINE vf splat(float x)
{
    return x - (vf){0};
}

INLINE vf load(const float *p)
{
    return *(const vf_unaligned *)p;
}

INLINE void store(float *p, vf x)
{
    *(vf_unaligned *)p = x;
}

/* The first n < LANES numbers; zero beyond, and nothing beyond is touched. */
INLINE vf load_part(const float *p, int n)
{
#if defined(ISA_avx512)
    return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#else
    vf x = {0};
    for (int i = 0; i < LANES; i++)
        if (i < n)
            x[i] = p[i];
    return x;
#endif
}

INLINE void store_part(float *p, vf x, int n)
{
#if defined(ISA_avx512)
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)x);
#else
    for (int i = 0; i < LANES; i++)
        if (i < n)
            p[i] = x[i];
#endif
}

INLINE vf load_up_to(const float *p, int n)
{
    return n >= LANES ? load(p) : load_part(p, n);
}

INLINE void store_up_to(float *p, vf x, int n)
{
    if (n >= LANES)
        store(p, x);
    else
        store_part(p, x, n);
}

INLINE vf square_root(vf x)
{
#if defined(ISA_avx512)
    return (vf)_mm512_sqrt_ps((__m512)x);
#elif defined(ISA_avx2)
    return (vf)_mm256_sqrt_ps((__m256)x);
#elif defined(ISA_sse2)
    return (vf)_mm_sqrt_ps((__m128)x);
#elif defined(ISA_neon)
    return (vf)vsqrtq_f32((float32x4_t)x);
#else
    for (int i = 0; i < LANES; i++)
        x[i] = __builtin_sqrtf(x[i]);
    return x;
#endif
}

/* Lane by lane, mask ? a : b. */
INLINE vf choose(vi mask, vf a, vf b)
{
    return (vf)((mask & (vi)a) | (~mask & (vi)b));
}

/* Whether a comparison held in all lanes. */
INLINE int all(vi mask)
{
    int every = 1;
    for (int i = 0; i < LANES; i++)
        every &= mask[i] != 0;
    return every;
}

/* The lesser and the greater of bound and x; x when it is not a number. */
INLINE vf at_most(float bound, vf x)
{
#if defined(ISA_avx512)
    return (vf)_mm512_min_ps((__m512)splat(bound), (__m512)x);
#elif defined(ISA_avx2)
    return (vf)_mm256_min_ps((__m256)splat(bound), (__m256)x);
#elif defined(ISA_sse2)
    return (vf)_mm_min_ps((__m128)splat(bound), (__m128)x);
#else
    return choose(splat(bound) < x, splat(bound), x);
#endif
}

INLINE vf at_least(float bound, vf x)
{
#if defined(ISA_avx512)
    return (vf)_mm512_max_ps((__m512)splat(bound), (__m512)x);
#elif defined(ISA_avx2)
    return (vf)_mm256_max_ps((__m256)splat(bound), (__m256)x);
#elif defined(ISA_sse2)
    return (vf)_mm_max_ps((__m128)splat(bound), (__m128)x);
#else
    return choose(splat(bound) > x, splat(bound), x);
#endif
}

INLINE vf clip(vf x, float low, float high)
{
    return at_most(high, at_least(low, x));
}

INLINE vf absolute(vf x)
{
    return (vf)((vi)x & 0x7fffffff);
}

/* e^r - 1 for the r in x = n ln 2 + r, |r| <= ln 2 / 2, as a polynomial (minimax, relative error 3e-9); n goes to
 * *exponent, at an exponent's place. */
INLINE vf reduced_exponential(vf x, vi *exponent)
{
    const float round = 0x1.8p23f; /* adding it leaves an integer in the low bits */
    vf shifted = x * 1.44269504f + round, n = shifted - round;
    vf r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    vf p = r * 0.0013814596f + 0.0083687175f;
    p = p * r + 0.04166839f;
    p = p * r + 0.16666521f;
    p = p * r + 0.49999994f;
    *exponent = (vi)shifted << 23;
    return (p * r) * r + r;
}

/* e^x within 1.1 units in the last place. */
INLINE vf exponential(vf x)
{
    vi exponent;
    vf p = reduced_exponential(clip(x, -87.0f, 88.0f), &exponent);
    return (vf)((vi)(p + 1.0f) + exponent);
}

/* tanh |x| = (e^2|x| - 1) / (e^2|x| + 1) within 2.7 units in the last place, where e^2|x| - 1 = 2^n (e^r - 1) + 2^n - 1
 * loses nothing near 0; from 9.01 on it rounds to 1. */
INLINE vf hyperbolic_tangent(vf x)
{
    const int32_t one = 0x3f800000; /* 1.0f */
    vi exponent;
    vf size = at_most(9.01f, absolute(x));
    vf p = reduced_exponential(size + size, &exponent), scale = (vf)(exponent + one);
    vf e = scale * p + (scale - 1.0f);
    return (vf)((vi)(e / (e + 2.0f)) | ((vi)x & INT32_MIN));
}

INLINE vf sigmoid(vf x)
{
    return 1.0f / (1.0f + exponential(-x));
}

INLINE vf gate_value(enum gate gate, vf x)
{
    return gate == GATE_SIGMOID ? sigmoid(x) : clip(0.2f * x + 0.5f, 0.0f, 1.0f);
}

/* The gate's derivative, from its value y. */
INLINE vf gate_slope(enum gate gate, vf y)
{
    vf inside = choose((y > 0.0f) & (y < 1.0f), splat(0.2f), splat(0.0f));
    return gate == GATE_SIGMOID ? y * (1.0f - y) : inside;
}

/* 16 partial sums, added pairwise: l with l+8, then l+4, l+2, l+1. */
INLINE float sum_of(const vf *sums)
{
    float lanes[16];
    for (int i = 0; i < SUMS; i++)
        store(lanes + i * LANES, sums[i]);
    for (int half = 8; half >= 1; half /= 2)
        for (int i = 0; i < half; i++)
            lanes[i] = lanes[i] + lanes[i + half];
    return lanes[0];
}

/* The lanes of a and b, counted through, that the result has in turn; an index for each. */
#if defined(__clang__)
#define SHUFFLE(index, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else /* GCC has that from version 12 on */
#define SHUFFLE(index, a, b, ...) __builtin_shuffle(a, b, (index){__VA_ARGS__})
#endif

/* Four sums of 8 partial sums each, [0, 1, 2, 3] and [4, 5, 6, 7] in two vectors of four lanes added already. */
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t v4_index __attribute__((vector_size(16)));
INLINE v4 sums_of_four(v4 a, v4 b, v4 c, v4 d)
{
    v4 ab = SHUFFLE(v4_index, a, b, 0, 1, 4, 5) + SHUFFLE(v4_index, a, b, 2, 3, 6, 7);
    v4 cd = SHUFFLE(v4_index, c, d, 0, 1, 4, 5) + SHUFFLE(v4_index, c, d, 2, 3, 6, 7);
    return SHUFFLE(v4_index, ab, cd, 0, 2, 4, 6) + SHUFFLE(v4_index, ab, cd, 1, 3, 5, 7);
}

/* The same for DOT_COLS rows at once. */
INLINE void sums_of_rows(vf (*sums)[SUMS], float *out)
{
#if defined(ISA_avx512)
    vf eight[4], four[2];
    for (int i = 0; i < 4; i++) {
        vf a = sums[2 * i][0], b = sums[2 * i + 1][0];
        eight[i] = SHUFFLE(vi, a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                   SHUFFLE(vi, a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    }
    for (int i = 0; i < 2; i++) {
        vf a = eight[2 * i], b = eight[2 * i + 1];
        four[i] = SHUFFLE(vi, a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
                  SHUFFLE(vi, a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
    vf two = SHUFFLE(vi, four[0], four[1], 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) +
             SHUFFLE(vi, four[0], four[1], 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31);
    vf one = two + SHUFFLE(vi, two, two, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    for (int i = 0; i < DOT_COLS; i++)
        out[i] = one[2 * i];
#else
    v4 four[DOT_COLS];
    for (int i = 0; i < DOT_COLS; i++) {
#if defined(ISA_avx2)
        vf eight = sums[i][0] + sums[i][1];
        four[i] = (v4)_mm256_castps256_ps128((__m256)eight) + (v4)_mm256_extractf128_ps((__m256)eight, 1);
#else
        four[i] = (sums[i][0] + sums[i][2]) + (sums[i][1] + sums[i][3]);
#endif
    }
    v4 dots = sums_of_four(four[0], four[1], four[2], four[DOT_COLS - 1]);
    for (int i = 0; i < DOT_COLS; i++)
        out[i] = dots[i];
#endif
}

#endif
