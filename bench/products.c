/* Speed of matrix products in GF/s (2 rows x terms x columns a product), the program's kernels beside OpenBLAS, one
 * core: products [ROWS,TERMS,COLUMNS]... OpenBLAS is loaded if it is there. ATTNBENCH_ISA and OPENBLAS_CORETYPE choose
 * the kernels. */
#include "attnbench/base/error.h"
#include "attnbench/kernels/kernels.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5, ROW_MAJOR = 101, AS_IS = 111, TRANSPOSED = 112 };

/* As cblas.h has it. */
typedef void sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha, const float *a, int lda,
                   const float *b, int ldb, float beta, float *c, int ldc);

/* One product's operands: Y (rows, columns), X (rows, terms), W (terms, columns), all with padded rows. */
struct operands {
    int rows, terms, columns;
    float *x, *w, *m, *v, *y, *gradient;
};

static const struct kernels *kernels;
static sgemm *blas;

static void ours_forward(const struct operands *o)
{
    kernels->multiply(o->x, padded(o->terms), o->rows, o->w, padded(o->columns), o->terms, padded(o->columns), o->y,
                      padded(o->columns));
}

static void ours_back(const struct operands *o)
{
    kernels->multiply_transposed(o->y, padded(o->columns), o->rows, o->w, padded(o->columns), o->terms,
                                 padded(o->columns), o->x, padded(o->terms));
}

static void ours_update(const struct operands *o)
{
    static const struct adam_step step = {0.9f, 0.999f, 0.0f, 3e-7f};
    struct matrix_slabs slabs = {o->w, o->m, o->v, o->terms, padded(o->columns)};
    struct outer_products gradient = {o->x, o->y, padded(o->terms), padded(o->columns), o->rows};
    kernels->update(&step, &slabs, &gradient, NULL);
}

static void blas_forward(const struct operands *o)
{
    blas(ROW_MAJOR, AS_IS, AS_IS, o->rows, o->columns, o->terms, 1, o->x, padded(o->terms), o->w, padded(o->columns), 1,
         o->y, padded(o->columns));
}

static void blas_back(const struct operands *o)
{
    blas(ROW_MAJOR, AS_IS, TRANSPOSED, o->rows, o->terms, o->columns, 1, o->y, padded(o->columns), o->w,
         padded(o->columns), 1, o->x, padded(o->terms));
}

/* The gradient alone, without Adam. */
static void blas_gradient(const struct operands *o)
{
    blas(ROW_MAJOR, TRANSPOSED, AS_IS, o->terms, o->columns, o->rows, 1, o->x, padded(o->terms), o->y,
         padded(o->columns), 0, o->gradient, padded(o->columns));
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double gflops(void (*run)(const struct operands *), const struct operands *o)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds(), taken;
        long calls = 0;
        do {
            run(o);
            calls++;
        } while ((taken = seconds() - start) < 0.04);
        double rate = 2e-9 * o->rows * o->terms * o->columns * (double)calls / taken;
        best = rate > best ? rate : best;
        for (size_t i = 0; i < (size_t)o->rows * (size_t)padded(o->terms); i++)
            o->x[i] = (float)(i % 7) * 0.01f;
        for (size_t i = 0; i < (size_t)o->rows * (size_t)padded(o->columns); i++)
            o->y[i] = (float)(i % 5) * 0.01f;
    }
    return best;
}

static float *numbers(size_t rows, int columns)
{
    size_t n = rows * (size_t)padded(columns);
    float *x = aligned_alloc(64, n * sizeof *x);
    for (size_t i = 0; x != NULL && i < n; i++)
        x[i] = (float)(i % 11) * 1e-3f;
    return x;
}

static void compare(int rows, int terms, int columns)
{
    struct operands o = {rows,
                         terms,
                         columns,
                         numbers((size_t)rows, terms),
                         numbers((size_t)terms, columns),
                         numbers((size_t)terms, columns),
                         numbers((size_t)terms, columns),
                         numbers((size_t)rows, columns),
                         numbers((size_t)terms, columns)};
    void (*const ours[])(const struct operands *) = {ours_forward, ours_back, ours_update};
    void (*const theirs[])(const struct operands *) = {blas_forward, blas_back, blas_gradient};
    printf("%5d %5d %6d", rows, terms, columns);
    for (int i = 0; i < 3; i++) {
        const double mine = gflops(ours[i], &o);
        printf("   %6.1f", mine);
        if (blas != NULL) {
            const double other = gflops(theirs[i], &o);
            printf(" %6.1f %5.2f", other, mine / other);
        } else
            printf(" %6s %5s", "-", "-");
    }
    putchar('\n');
    free(o.x), free(o.w), free(o.m), free(o.v), free(o.y), free(o.gradient);
}

/* The core type whose kernels OpenBLAS has here; NULL where there is none. */
static const char *load_blas(void)
{
    char *(*core)(void);
    void (*set_threads)(int);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (library == NULL)
        return NULL;
    *(void **)&core = dlsym(library, "openblas_get_corename");
    *(void **)&set_threads = dlsym(library, "openblas_set_num_threads");
    if (core == NULL || set_threads == NULL)
        return NULL;
    *(void **)&blas = dlsym(library, "cblas_sgemm");
    set_threads(1);
    return core();
}

int main(int argc, char **argv)
{
    static const int shapes[][3] = {{32, 150, 600},   {160, 50, 600},   {64, 256, 1024}, {1024, 256, 1024},
                                    {128, 512, 2048}, {32, 256, 34000}, {256, 600, 2400}};
    kernels = kernels_get();
    if (kernels == NULL) {
        fprintf(stderr, "products: %s\n", error_message());
        return EX_CONFIG;
    }
    kernels_flush_denormals();
    const char *core = load_blas();
    printf("%s kernels, %s%s\n", kernels->name, core != NULL ? "OpenBLAS core " : "no OpenBLAS here",
           core != NULL ? core : "");
    printf("%5s %5s %6s   %-20s   %-20s   %-20s\n", "rows", "terms", "cols", "x W: ours, theirs, /", "dy W' the same",
           "x' dy (ours + Adam)");
    for (size_t i = 0; argc == 1 && i < sizeof shapes / sizeof *shapes; i++)
        compare(shapes[i][0], shapes[i][1], shapes[i][2]);
    for (int i = 1, r, t, c; i < argc; i++)
        if (sscanf(argv[i], "%d,%d,%d", &r, &t, &c) == 3 && r > 0 && t > 0 && c > 0)
            compare(r, t, c);
    return 0;
}
