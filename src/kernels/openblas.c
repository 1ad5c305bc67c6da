/* The arithmetic openblas: the table of kernels with products of matrices by OpenBLAS.
 *
 * The library is loaded when a model asks for it, and not linked: so no other command waits for it, it cannot start
 * threads before it is told to have one, and where it is missing everything else works. */
#include "attnbench/base/error.h"
#include "attnbench/kernels/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef ATTNBENCH_OPENBLAS
#include <cblas.h>
#include <dlfcn.h>
#include <sys/mman.h>

/* Functions of the library, of the types that its header gives them. */
static struct {
    __typeof__(cblas_sgemm) *sgemm;
    __typeof__(cblas_sgemv) *sgemv;
    __typeof__(openblas_set_num_threads) *set_num_threads;
    __typeof__(openblas_get_config) *get_config;
    __typeof__(openblas_get_corename) *get_corename;
} blas;

static const struct kernels *portable; /* NULL until the library is loaded */
static struct kernels table;
static char version[96];

/* ---- kernels: which size goes where depends on sizes alone, so that figures do ---- */

/* With fewer rows than LEAST_ROWS, or terms of a gradient, the portable kernels win, for packing costs more than it
 * brings; but not with a single row. Below so many multiply-adds calls cost too much. */
enum { LEAST_ROWS = 24, LEAST_WORK = 1 << 14 };

static int is_small(int n_rows, int m, int width)
{
#ifdef OPENBLAS_ALWAYS /* by tests */
    return 0;
#endif
    return (n_rows != 1 && n_rows < LEAST_ROWS) || (int64_t)n_rows * m * width < LEAST_WORK;
}

static void multiply(const float *x, int ldx, int n_rows, const float *w, int ldw, int m, int width, float *y, int ldy)
{
    if (is_small(n_rows, m, width))
        portable->multiply(x, ldx, n_rows, w, ldw, m, width, y, ldy);
    else if (n_rows == 1)
        blas.sgemv(CblasRowMajor, CblasTrans, m, width, 1, w, ldw, x, 1, 1, y, 1);
    else
        blas.sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n_rows, width, m, 1, x, ldx, w, ldw, 1, y, ldy);
}

static void multiply_transposed(const float *dy, int lddy, int n_rows, const float *w, int ldw, int m, int width,
                                float *dx, int lddx)
{
    if (is_small(n_rows, m, width))
        portable->multiply_transposed(dy, lddy, n_rows, w, ldw, m, width, dx, lddx);
    else if (n_rows == 1)
        blas.sgemv(CblasRowMajor, CblasNoTrans, m, width, 1, w, ldw, dy, 1, 1, dx, 1);
    else
        blas.sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n_rows, m, width, 1, dy, lddy, w, ldw, 1, dx, lddx);
}

static void multiply_gradient(const float *x, int ldx, int n_rows, const float *dy, int lddy, int m, int width,
                              float *dw, int lddw)
{
    if (is_small(m, n_rows, width))
        portable->multiply_gradient(x, ldx, n_rows, dy, lddy, m, width, dw, lddw);
    else if (m == 1)
        blas.sgemv(CblasRowMajor, CblasTrans, n_rows, width, 1, dy, lddy, x, ldx, 1, dw, 1);
    else
        blas.sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, width, n_rows, 1, x, ldx, dy, lddy, 1, dw, lddw);
}

struct block {
    int row, column, rows, columns;
};

/* A gradient is made by blocks of at most 2 MB, which are still in a cache when Adam reads them. Smaller ones would
 * make OpenBLAS pack dZ again and again: 64 rows of a matrix took a step of 128 pairs and 512 units 12 % longer. */
enum { BLOCK_NUMBERS = 512 * 1024, BLOCK_COLUMNS = 2048 };

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

static void update_block(const struct adam_step *step, const struct matrix_slabs *slabs,
                         const struct outer_products *gradient, struct block block)
{
    static float g[BLOCK_NUMBERS] __attribute__((aligned(64)));
    const size_t at = (size_t)block.row * (size_t)slabs->width + (size_t)block.column;
    const struct matrix_slabs part = {slabs->w + at, slabs->m + at, slabs->v + at, block.rows, block.columns};
    blas.sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, block.rows, block.columns, gradient->k, 1,
               gradient->x + block.row, gradient->ldx, gradient->dz + block.column, gradient->ldz, 0, g, block.columns);
    portable->update_from_gradient(step, &part, slabs->width, g);
}

static void update(const struct adam_step *step, const struct matrix_slabs *slabs,
                   const struct outer_products *gradient, const struct back_products *back)
{
    if (gradient->x == NULL || gradient->k == 1 || is_small(gradient->k, slabs->rows, slabs->width)) {
        portable->update(step, slabs, gradient, back);
        return;
    }
    if (back != NULL)
        multiply_transposed(back->dy, back->lddy, back->n, slabs->w, slabs->width, slabs->rows, slabs->width, back->dx,
                            back->lddx);
    const int columns = lesser(slabs->width, BLOCK_COLUMNS), rows = lesser(slabs->rows, BLOCK_NUMBERS / columns);
    for (int i = 0; i < slabs->rows; i += rows)
        for (int j = 0; j < slabs->width; j += columns)
            update_block(step, slabs, gradient,
                         (struct block){i, j, lesser(rows, slabs->rows - i), lesser(columns, slabs->width - j)});
}

/* ---- loading ---- */

static const char LIBRARY[] = "libopenblas.so.0";

/* What a library must have that is OpenBLAS. */
static const struct {
    const char *name;
    void *function;
} symbols[] = {
    {"cblas_sgemm", &blas.sgemm},
    {"cblas_sgemv", &blas.sgemv},
    {"openblas_set_num_threads", &blas.set_num_threads},
    {"openblas_get_config", &blas.get_config},
    {"openblas_get_corename", &blas.get_corename},
};

/* A library built for threads starts them while it is loaded, as many as the first of these variables says. */
static void *open_with_one_thread(void)
{
    static const char THREADS[] = "OPENBLAS_NUM_THREADS";
    const char *given = getenv(THREADS);
    char *kept = given != NULL ? strdup(given) : NULL;
    setenv(THREADS, "1", 1);
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (kept != NULL)
        setenv(THREADS, kept, 1);
    else
        unsetenv(THREADS);
    free(kept);
    return library;
}

/* The library takes the memory that it works in with its first product that is not small, and waits forever where there
 * is none: now, and not within a trial's limit. */
static int take_memory(void)
{
    enum { SIZE = 128 };
    static float zeros[SIZE * SIZE], product[SIZE * SIZE];
    const size_t bytes = 160 << 20; /* it takes 128 MB of addresses, of which it uses what a product needs */
    void *room = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return fail(EX_OSERR, "arithmetic openblas: no memory for OpenBLAS, which wants 128 MB to work in");
    munmap(room, bytes);
    blas.sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, zeros, SIZE, zeros, SIZE, 0, product,
               SIZE);
    return 0;
}

/* For a name that it does not know, the library chooses a core type by itself: not the one that is meant, and not
 * always the one that it chooses without a name. */
static int check_core_type(void)
{
    static const char CORE_TYPE[] = "OPENBLAS_CORETYPE";
    const char *given = getenv(CORE_TYPE);
    if (given == NULL || strcasecmp(given, blas.get_corename()) == 0)
        return 0;
    return fail(EX_CONFIG,
                "arithmetic openblas: %s is '%s', but %s is what was loaded: name a core type that it has "
                "here, or unset it",
                CORE_TYPE, given, version);
}

static int load(void)
{
    void *library = open_with_one_thread();
    if (library == NULL)
        return fail(EX_CONFIG, "arithmetic openblas: OpenBLAS is not here (%s): install it, or use portable",
                    dlerror());
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *function = dlsym(library, symbols[i].name);
        if (function == NULL)
            return fail(EX_CONFIG, "arithmetic openblas: %s has no %s: install OpenBLAS, or use portable", LIBRARY,
                        symbols[i].name);
        memcpy(symbols[i].function, &function, sizeof function);
    }
    blas.set_num_threads(1);
    TRY(take_memory());
    const char *config = blas.get_config(); /* "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …" */
    size_t name = strcspn(config, " "), number = strcspn(config + name + (config[name] == ' '), " ") + 1;
    snprintf(version, sizeof version, "%.*s %s", (int)(name + number), config, blas.get_corename());
    return check_core_type();
}

const struct kernels *kernels_with_openblas(void)
{
    const struct kernels *best = kernels_get();
    if (best == NULL || (portable == NULL && load() != 0))
        return NULL;
    portable = best;
    table = *best;
    table.multiply = multiply;
    table.multiply_transposed = multiply_transposed;
    table.multiply_gradient = multiply_gradient;
    table.update = update;
    return &table;
}

const char *openblas_version(void)
{
    return kernels_with_openblas() != NULL ? version : NULL;
}

#else

const struct kernels *kernels_with_openblas(void)
{
    fail(EX_CONFIG, "arithmetic openblas: this attnbench was built without OpenBLAS: install libopenblas-dev and build "
                    "it again, or use portable");
    return NULL;
}

const char *openblas_version(void)
{
    return kernels_with_openblas() != NULL ? "" : NULL;
}

#endif
