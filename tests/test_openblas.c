/* Products by OpenBLAS against sums in double precision, gradients of models, one thread whatever the environment says.
 * Here every product is OpenBLAS's, however small. */
#define OPENBLAS_ALWAYS
#include "../src/kernels/openblas.c"

#include "kernel_checks.h"
#include "model_checks.h"
#include "test.h"

#include <dirent.h>

static const char *const threads[] = {"OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"};

static const struct kernels *openblas(void)
{
    const struct kernels *kernels = kernels_with_openblas();
    if (kernels == NULL)
        fail_msg("%s", error_message());
    return kernels;
}

/* The error of a float32 sum of so many products of numbers in ±1, in any order: far above what rounding makes, far
 * below what a term does that is left out. */
static void assert_sum(float ours, double exact, int terms, const char *what, int rows, int cols)
{
    double bound = 4e-7 * (1 + terms);
    if (!(fabs((double)ours - exact) <= bound))
        fail_msg("%s of %d x %d x %d is %.9g, not %.9g", what, rows, terms, cols, (double)ours, exact);
}

static void check_multiply(int rows, int terms, int cols)
{
    int ldx = padded(terms), width = padded(cols);
    float *x = random_rows(rows, terms), *w = random_rows(terms, cols), *y = random_rows(rows, cols);
    float *before = copy_of(y, (size_t)(rows * width));
    openblas()->multiply(x, ldx, rows, w, width, terms, width, y, width);
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < width; j++) {
            double exact = (double)before[r * width + j];
            for (int i = 0; i < terms; i++)
                exact += (double)x[r * ldx + i] * (double)w[i * width + j];
            assert_sum(y[r * width + j], exact, terms, "multiply", rows, cols);
        }
    free(x), free(w), free(y), free(before);
}

/* Of the columns behind `from` alone, rows being further apart than they are wide. */
static void check_multiply_transposed(int rows, int cols, int terms, int from)
{
    int lddx = padded(cols), width = padded(terms);
    float *dy = random_rows(rows, terms), *w = random_rows(cols, terms), *dx = random_rows(rows, cols);
    float *before = copy_of(dx, (size_t)(rows * lddx));
    openblas()->multiply_transposed(dy + from, width, rows, w + from, width, cols, width - from, dx, lddx);
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < lddx; i++) {
            double exact = (double)before[r * lddx + i];
            for (int j = from; i < cols && j < width; j++)
                exact += (double)dy[r * width + j] * (double)w[i * width + j];
            assert_sum(dx[r * lddx + i], exact, terms, "multiply_transposed", rows, cols);
        }
    free(dy), free(w), free(dx), free(before);
}

static void check_multiply_gradient(int rows, int terms, int cols)
{
    int ldx = padded(rows), width = padded(cols);
    float *x = random_rows(terms, rows), *dy = random_rows(terms, cols), *dw = random_rows(rows, cols);
    float *before = copy_of(dw, (size_t)(rows * width));
    openblas()->multiply_gradient(x, ldx, terms, dy, width, rows, width, dw, width);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < width; j++) {
            double exact = (double)before[i * width + j];
            for (int k = 0; k < terms; k++)
                exact += (double)x[k * ldx + i] * (double)dy[k * width + j];
            assert_sum(dw[i * width + j], exact, terms, "multiply_gradient", rows, cols);
        }
    free(x), free(dy), free(dw), free(before);
}

/* Moments of zero become the gradient and its square; the product that goes with an update sees the weights before. */
static void check_update(int rows, int terms, int cols)
{
    static const struct adam_step step = {0.9f, 0.999f, 0.01f, 1e-3f};
    int ldx = padded(rows), width = padded(cols), n = rows * width;
    float *x = random_rows(terms, rows), *dz = random_rows(terms, cols), *w = random_rows(rows, cols);
    float *m = calloc((size_t)n, sizeof *m), *v = calloc((size_t)n, sizeof *v), *before = copy_of(w, (size_t)n);
    float *dx = calloc((size_t)(terms * ldx), sizeof *dx);
    assert_true(m != NULL && v != NULL && dx != NULL);
    openblas()->update(&step, &(struct matrix_slabs){w, m, v, rows, width},
                       &(struct outer_products){x, dz, ldx, width, terms},
                       &(struct back_products){dx, dz, ldx, width, terms});
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < width; j++) {
            double g = 0, back = 0;
            size_t at = (size_t)i * (size_t)width + (size_t)j;
            for (int k = 0; k < terms; k++)
                g += (double)x[k * ldx + i] * (double)dz[k * width + j];
            assert_sum(m[at], g, terms, "gradient", rows, cols);
            assert_true(fabs((double)v[at] - (double)m[at] * (double)m[at]) <= 1e-6 * (double)v[at]);
            double moved = (double)before[at] - 0.01 * (double)m[at] / (sqrt((double)v[at]) + 1e-3);
            assert_true(fabs((double)w[at] - moved) <= 1e-6);
            if (j >= terms)
                continue;
            for (int c = 0; c < width; c++)
                back += (double)dz[j * width + c] * (double)before[(size_t)i * (size_t)width + (size_t)c];
            assert_sum(dx[j * ldx + i], back, width, "product beside an update", rows, cols);
        }
    free(x), free(dz), free(w), free(m), free(v), free(before), free(dx);
}

static void test_odd_shapes(void **state)
{
    static const int sizes[] = {1, 2, 7, 15, 16, 17, 33, 48, 67};
    enum { N = sizeof sizes / sizeof *sizes };
    (void)state;
    numbers = stream_open(7, "test", 0, 0);
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            for (int c = 0; c < N; c++) {
                check_multiply(sizes[a], sizes[b], sizes[c]);
                check_multiply_transposed(sizes[a], sizes[b], sizes[c], sizes[c] > 16 ? 16 : 0);
                check_multiply_gradient(sizes[a], sizes[b], sizes[c]);
                if (sizes[b] > FEW_TERMS)
                    check_update(sizes[a], sizes[b], sizes[c]);
            }
}

/* More rows than a block, more columns, and of both a last block that is short. */
static void test_gradients_of_several_blocks(void **state)
{
    (void)state;
    numbers = stream_open(8, "test", 0, 0);
    check_update(BLOCK_NUMBERS / 1024 + 3, 13, 1024);
    check_update(BLOCK_NUMBERS / BLOCK_COLUMNS * 2 + 1, 13, 2 * BLOCK_COLUMNS + 40);
}

static void test_denormals_are_flushed(void **state)
{
    enum { N = 32 };
    static float x[N * N] __attribute__((aligned(64))), w[N * N] __attribute__((aligned(64))),
        y[N * N] __attribute__((aligned(64)));
    (void)state;
    kernels_flush_denormals();
    for (int i = 0; i < N * N; i++) {
        x[i] = 1e-20f;
        w[i] = 1e-20f;
    }
    openblas()->multiply(x, N, N, w, N, N, N, y, N);
    for (int i = 0; i < N * N; i++)
        assert_true(y[i] == 0);
}

static void test_one_thread(void **state)
{
    (void)state;
    assert_non_null(openblas());
    int n = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *entry; (entry = readdir(tasks)) != NULL;)
        n += entry->d_name[0] != '.';
    closedir(tasks);
    assert_int_equal(n, 1);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        assert_string_equal(getenv(threads[i]), "8"); /* for others, as it was */
}

static void test_version(void **state)
{
    int a, b, c;
    char core[64];
    (void)state;
    const char *text = openblas_version();
    assert_non_null(text);
    assert_int_equal(sscanf(text, "OpenBLAS %d.%d.%d %63s", &a, &b, &c, core), 4);
    assert_int_equal(strcspn(text, "\n"), strlen(text));
}

static void check_model(const char *decoder, const char *cell, const char *attention)
{
    struct model_config config = config_of(decoder, 5, 5, 9, 17, 3);
    config.cell = cell_find(cell);
    config.attention = attention_find(attention);
    config.arithmetic = ARITHMETIC_OPENBLAS;
    check_gradients(&config);
    config.batch = 1;
    check_learns(&config);
}

static void test_gradients_of_models(void **state)
{
    (void)state;
    check_model("baseline", "lstm", "additive");
    check_model("attention", "gru", "additive");
    check_model("attention", "lstm", "dot");
    check_model("tagger", "gru", "additive");
}

int main(void)
{
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        setenv(threads[i], "8", 1); /* before the library is loaded */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_thread),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_odd_shapes),
        cmocka_unit_test(test_gradients_of_several_blocks),
        cmocka_unit_test(test_denormals_are_flushed),
        cmocka_unit_test(test_gradients_of_models),
    };
    return RUN_TESTS(tests);
}
