#include "attnbench/kernels/kernels.h"
#include "attnbench/base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

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

/* ---- processors that carry out wide vectors in halves ---- */

/* AMD's family 25: the processors of it that have AVX-512, Zen 4, take a vector of 64 bytes as two of 32. */
static int halves_vectors(void)
{
#if defined(__x86_64__)
    unsigned vendor, signature, b, c, d;
    return __get_cpuid(0, &c, &vendor, &b, &d) && vendor == signature_AMD_ebx &&
           __get_cpuid(1, &signature, &b, &c, &d) && (signature >> 8 & 15) + (signature >> 20 & 255) == 25;
#else
    return 0;
#endif
}

/* With fewer rows the tiles of wide vectors win there, and with fewer terms than FEW_TERMS their update. */
enum { NARROW_ROWS = 8 };

static struct kernels of_two;
static const struct kernels *wide, *narrow;

static void multiply_of_two(const float *x, int ldx, int n_rows, const float *w, int ldw, int m, int width, float *y,
                            int ldy)
{
    (n_rows < NARROW_ROWS ? wide : narrow)->multiply(x, ldx, n_rows, w, ldw, m, width, y, ldy);
}

static void update_of_two(const struct adam_step *step, const struct matrix_slabs *slabs,
                          const struct outer_products *gradient, const struct back_products *back)
{
    if (gradient->x == NULL || gradient->k <= FEW_TERMS) {
        wide->update(step, slabs, gradient, back);
        return;
    }
    if (back != NULL)
        wide->multiply_transposed(back->dy, back->lddy, back->n, slabs->w, slabs->width, slabs->rows, slabs->width,
                                  back->dx, back->lddx);
    narrow->update(step, slabs, gradient, NULL);
}

const struct kernels *kernels_of_two(const struct kernels *with_wide, const struct kernels *with_narrow)
{
    wide = with_wide;
    narrow = with_narrow;
    of_two = *wide;
    of_two.multiply = multiply_of_two;
    of_two.multiply_gradient = narrow->multiply_gradient;
    of_two.update = update_of_two;
    return &of_two;
}

/* ---- which table ---- */

/* A table, or what is better on this processor than its products. */
static const struct kernels *suited(const struct kernels *kernels)
{
    const struct kernels *halves = kernels_find("avx2");
    return halves != NULL && strcmp(kernels->name, "avx512") == 0 && halves_vectors() ? kernels_of_two(kernels, halves)
                                                                                      : kernels;
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
        return kernels != NULL ? suited(kernels) : NULL;
    }
    const struct kernels *best = NULL;
    for (size_t i = 0; i < N_TABLES; i++)
        if (machine_has(kernel_names[i]))
            best = tables[i];
    return best != NULL ? suited(best) : NULL;
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
