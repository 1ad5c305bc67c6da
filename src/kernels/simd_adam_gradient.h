/* Adam with a gradient that lies in memory. Included by kernels_simd.c, which is compiled once for each instruction
 * set. */
#ifndef ATTNBENCH_SIMD_ADAM_GRADIENT_H
#define ATTNBENCH_SIMD_ADAM_GRADIENT_H

#include "simd_adam.h"

static void update_from_gradient(const struct adam_step *step, const struct matrix_slabs *slabs, int ld, const float *g)
{
    const struct adam_step constants = *step;
    for (int i = 0; i < slabs->rows; i++) {
        const size_t at = (size_t)i * (size_t)ld;
        float *w = slabs->w + at, *m = slabs->m + at, *v = slabs->v + at;
        const float *row = g + (size_t)i * (size_t)slabs->width;
        int j16 = 0;
        for (; j16 + 32 <= slabs->width; j16 += 32)
            for (int j = j16; j < j16 + 16; j += LANES)
                adam_pair(&constants, load(row + j), load(row + j + 16), w + j, m + j, v + j);
        for (int j = j16; j < slabs->width; j += LANES)
            adam(&constants, load(row + j), w + j, m + j, v + j);
    }
}

#endif
