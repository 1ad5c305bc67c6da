/* How many multiply-adds a core makes at most, for the benchmark. Included by kernels_simd.c, which is compiled once
 * for each instruction set. Here alone multiplication and addition are one instruction. */
#ifndef ATTNBENCH_SIMD_PEAK_H
#define ATTNBENCH_SIMD_PEAK_H

#include "simd.h"

#if defined(ISA_avx512)
#define FUSES
#define MULTIPLY_ADD(x, y, z) _mm512_fmadd_ps(x, y, z)
#elif defined(ISA_avx2)
#define FUSES __attribute__((target("fma")))
#define MULTIPLY_ADD(x, y, z) _mm256_fmadd_ps(x, y, z)
#elif defined(ISA_neon)
#define FUSES
#define MULTIPLY_ADD(x, y, z) vfmaq_f32(z, x, y)
#else
#define FUSES
#define MULTIPLY_ADD(x, y, z) ((x) * (y) + (z))
#endif

/* As many sums as hide the latency of one, and as fit into registers. */
FUSES static double multiply_adds(int n)
{
    enum { N_SUMS = 12 };
    vf sums[N_SUMS], all = {0};
    volatile float rest;
    const vf x = splat(0.5f), y = splat(0.25f);
    for (int s = 0; s < N_SUMS; s++)
        sums[s] = in_register(splat(0)); /* equal sums would be made once */
    for (int i = 0; i < n; i++)
        for (int s = 0; s < N_SUMS; s++)
            sums[s] = (vf)MULTIPLY_ADD(sums[s], x, y);
    for (int s = 0; s < N_SUMS; s++)
        all = all + sums[s];
    rest = all[0];
    (void)rest;
    return 2.0 * LANES * N_SUMS * n;
}

#undef FUSES
#undef MULTIPLY_ADD

#endif
