#include "attnbench/kernels/kernels.h"
#include "attnbench/base/error.h"

#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

extern const struct kernels kernels_sse2, kernels_avx2, kernels_avx512;

const char *const kernel_names[] = {"sse2", "avx2", "avx512", NULL};

const struct kernels *kernels_find(const char *name)
{
    if (strcmp(name, "sse2") == 0)
        return &kernels_sse2;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &kernels_avx2;
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return &kernels_avx512;
    return NULL;
}

const struct kernels *kernels_get(void)
{
    const char *wanted = getenv("ATTNBENCH_ISA");
    if (wanted != NULL && *wanted != '\0') {
        const struct kernels *kernels = kernels_find(wanted);
        if (kernels == NULL)
            fail(EX_CONFIG, "ATTNBENCH_ISA is '%s': it must be sse2, avx2 or avx512, and this machine must have it",
                 wanted);
        return kernels;
    }
    const struct kernels *best = NULL;
    for (size_t i = 0; kernel_names[i] != NULL; i++) {
        const struct kernels *kernels = kernels_find(kernel_names[i]);
        if (kernels != NULL)
            best = kernels;
    }
    return best;
}

void kernels_flush_denormals(void)
{
    enum { FLUSH_RESULTS = 0x8000, TREAT_OPERANDS_AS_ZERO = 0x0040 };
    _mm_setcsr(_mm_getcsr() | FLUSH_RESULTS | TREAT_OPERANDS_AS_ZERO);
}
