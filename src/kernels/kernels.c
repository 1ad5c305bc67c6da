#include "attnbench/kernels/kernels.h"
#include "attnbench/base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The Makefile says which tables are built for this processor, best last: KERNELS is KERNEL(sse2) KERNEL(avx2) … */
#define KERNEL(isa) extern const struct kernels kernels_##isa;
KERNELS
#undef KERNEL
#define KERNEL(isa) &kernels_##isa,
static const struct kernels *const tables[] = {KERNELS};
#undef KERNEL
#define KERNEL(isa) #isa,
const char *const kernel_names[] = {KERNELS NULL};

enum { N_TABLES = sizeof tables / sizeof *tables };

/* Of what every processor has that a table is built for, nothing needs to be asked. */
static int machine_has(const char *name)
{
#if defined(__x86_64__)
    if (strcmp(name, "avx2") == 0)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (strcmp(name, "avx512") == 0)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#endif
    return name != NULL;
}

const struct kernels *kernels_find(const char *name)
{
    for (size_t i = 0; i < N_TABLES; i++)
        if (strcmp(name, kernel_names[i]) == 0)
            return machine_has(name) ? tables[i] : NULL;
    return NULL;
}

/* "sse2, avx2 or avx512" */
static const char *names_listed(void)
{
    static char text[64];
    size_t n = 0;
    for (size_t i = 0; i < N_TABLES; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
                              i == 0              ? ""
                              : i == N_TABLES - 1 ? " or "
                                                  : ", ",
                              kernel_names[i]);
    return text;
}

const struct kernels *kernels_get(void)
{
    const char *wanted = getenv("ATTNBENCH_ISA");
    if (wanted != NULL && *wanted != '\0') {
        const struct kernels *kernels = kernels_find(wanted);
        if (kernels == NULL)
            fail(EX_CONFIG, "ATTNBENCH_ISA is '%s': it must be %s, and this machine must have it", wanted,
                 names_listed());
        return kernels;
    }
    const struct kernels *best = NULL;
    for (size_t i = 0; i < N_TABLES; i++)
        if (machine_has(kernel_names[i]))
            best = tables[i];
    return best;
}

/* Arm flushes before it rounds, x86 after: they differ in numbers that round up to the least normal one. */
void kernels_flush_denormals(void)
{
#if defined(__x86_64__)
    enum { FLUSH_RESULTS = 0x8000, TREAT_OPERANDS_AS_ZERO = 0x0040 };
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | FLUSH_RESULTS | TREAT_OPERANDS_AS_ZERO);
#elif defined(__aarch64__)
    enum { FLUSH_TO_ZERO = 1 << 24 };
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | FLUSH_TO_ZERO));
#endif
}
