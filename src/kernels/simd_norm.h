/* Kernels of a transformer's layers: rectified units, and rows that are normalised. Included by kernels_simd.c, which
 * is compiled once for each instruction set. */
#ifndef ATTNBENCH_SIMD_NORM_H
#define ATTNBENCH_SIMD_NORM_H

#include "simd.h"

static void rectify(float *x, size_t n)
{
    for (size_t j = 0; j < n; j += LANES) {
        vf value = load(x + j);
        store(x + j, choose(value > 0.0f, value, splat(0)));
    }
}

static void rectify_backward(const float *y, float *dy, size_t n)
{
    for (size_t j = 0; j < n; j += LANES)
        store(dy + j, choose(load(y + j) > 0.0f, load(dy + j), splat(0)));
}

/* 16 partial sums, added one after another. */
INLINE float sum_in_turn(const vf *sums)
{
    float lanes[16], total = 0;
    for (int i = 0; i < SUMS; i++)
        store(lanes + i * LANES, sums[i]);
    for (int i = 0; i < 16; i++)
        total = total + lanes[i];
    return total;
}

static float norm_forward(const float *x, const float *scale, const float *shift, int n, float *normal, float *z)
{
    vf sums[SUMS] = {0}, squares[SUMS] = {0};
    for (int j = 0; j < n; j += 16)
        for (int s = 0; s < SUMS; s++)
            sums[s] = sums[s] + load(x + j + s * LANES);
    const float mean = sum_in_turn(sums) / (float)n;
    for (int j = 0; j < n; j += LANES)
        store_up_to(normal + j, load_up_to(x + j, n - j) - mean, n - j);
    for (int j = 0; j < n; j += 16)
        for (int s = 0; s < SUMS; s++) {
            vf value = load(normal + j + s * LANES);
            squares[s] = squares[s] + value * value;
        }
    const float factor = 1 / __builtin_sqrtf(sum_in_turn(squares) / (float)n + 1e-5f);
    for (int j = 0; j < n; j += LANES) {
        vf value = load(normal + j) * factor;
        store(normal + j, value);
        store_up_to(z + j, value * load(scale + j) + load(shift + j), n - j);
    }
    return factor;
}

static void norm_backward(const float *dz, const float *normal, float factor, const float *scale, int n, float *dscale,
                          float *dx)
{
    vf sums[SUMS] = {0}, products[SUMS] = {0};
    for (int j = 0; j < n; j += 16)
        for (int s = 0; s < SUMS; s++) {
            const int at = j + s * LANES;
            vf d = load(dz + at), value = load(normal + at), g = d * load(scale + at);
            store(dscale + at, load(dscale + at) + d * value);
            sums[s] = sums[s] + g;
            products[s] = products[s] + g * value;
        }
    const float mean = sum_in_turn(sums) / (float)n, product = sum_in_turn(products) / (float)n;
    for (int j = 0; j < n; j += LANES) {
        vf g = load_up_to(dz + j, n - j) * load(scale + j);
        store_up_to(dx + j, load_up_to(dx + j, n - j) + factor * (g - mean - load(normal + j) * product), n - j);
    }
}

#endif
