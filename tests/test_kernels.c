/* Each kernel beside its plain twin: scalar code in the order that kernels.h states, so the bits must agree; on every
 * instruction set of this machine, over odd sizes. */
#include "attnbench/base/random.h"
#include "kernel_checks.h"
#include "test.h"

enum { MAX_ROWS = 13 };

/* ---- the plain twins ---- */

static float plain_dot(const float *a, const float *b, int width)
{
    float sums[16] = {0};
    for (int j = 0; j < width; j++)
        sums[j % 16] = sums[j % 16] + a[j] * b[j];
    for (int half = 8; half >= 1; half /= 2)
        for (int i = 0; i < half; i++)
            sums[i] = sums[i] + sums[i + half];
    return sums[0];
}

static void plain_adam(const struct adam_step *step, float g, float *w, float *m, float *v)
{
    *m = step->beta1 * *m + g;
    *v = step->beta2 * *v + g * g;
    *w = *w - (step->rate * *m) / (sqrtf(*v) + step->epsilon);
}

/* A whole row; in pairs, j and j+16 share a division. */
static void plain_adam_row(const struct adam_step *step, int in_pairs, const float *g, int width, float *w, float *m,
                           float *v)
{
    for (int j = 0; j < width; j++) {
        if (!in_pairs || j / 32 * 32 + 32 > width) {
            plain_adam(step, g[j], w + j, m + j, v + j);
            continue;
        }
        m[j] = step->beta1 * m[j] + g[j];
        v[j] = step->beta2 * v[j] + g[j] * g[j];
        if (j % 32 < 16)
            continue;
        float d = sqrtf(v[j - 16]) + step->epsilon, d_16 = sqrtf(v[j]) + step->epsilon, q = step->rate / (d * d_16);
        w[j - 16] = w[j - 16] - m[j - 16] * (d_16 * q);
        w[j] = w[j] - m[j] * (d * q);
    }
}

static const struct adam_step adam_step = {0.9f, 0.999f, 0.0007f, 1e-8f};

/* ---- products ---- */

/* Y += X W: rows, terms and columns of the product; all columns, or those from a later one alone. */
static void check_product(const struct kernels *kernels, int n, int m, int cols, int from)
{
    int width = padded(cols), ldx = padded(m);
    float *x = random_rows(n, m), *w = random_rows(m, cols), *y = random_rows(n, cols);
    float *expected = copy_of(y, (size_t)(n * width));
    for (int r = 0; r < n; r++)
        for (int i = 0; i < m; i++)
            for (int j = from; j < width; j++)
                expected[r * width + j] = expected[r * width + j] + x[r * ldx + i] * w[i * width + j];
    kernels->multiply(x, ldx, n, w + from, width, m, width - from, y + from, width);
    assert_same(y, expected, (size_t)(n * width), kernels->name, "multiply", cols);
    free(x), free(w), free(y), free(expected);
}

/* dX += dY W^T, the same */
static void check_product_transposed(const struct kernels *kernels, int n, int m, int cols, int from)
{
    int width = padded(cols), lddx = padded(m);
    float *dy = random_rows(n, cols), *w = random_rows(m, cols), *dx = random_rows(n, m);
    float *expected = copy_of(dx, (size_t)(n * lddx));
    for (int r = 0; r < n; r++)
        for (int i = 0; i < m; i++)
            expected[r * lddx + i] =
                expected[r * lddx + i] + plain_dot(dy + r * width + from, w + i * width + from, width - from);
    kernels->multiply_transposed(dy + from, width, n, w + from, width, m, width - from, dx, lddx);
    assert_same(dx, expected, (size_t)(n * lddx), kernels->name, "multiply_transposed", cols);
    free(dy), free(w), free(dx), free(expected);
}

/* dW += X^T dY, the same: rows of X and dY, rows and columns of dW */
static void check_gradient(const struct kernels *kernels, int n, int m, int cols)
{
    int width = padded(cols), ldx = padded(m);
    float *x = random_rows(n, m), *dy = random_rows(n, cols), *dw = random_rows(m, cols);
    float *expected = copy_of(dw, (size_t)(m * width));
    for (int i = 0; i < m; i++)
        for (int j = 0; j < width; j++)
            for (int k = 0; k < n; k++)
                expected[i * width + j] = expected[i * width + j] + x[k * ldx + i] * dy[k * width + j];
    kernels->multiply_gradient(x, ldx, n, dy, width, m, width, dw, width);
    assert_same(dw, expected, (size_t)(m * width), kernels->name, "multiply_gradient", cols);
    free(x), free(dy), free(dw), free(expected);
}

static void check_multiply_gradient(const struct kernels *kernels, int size)
{
    for (int n = 1; n <= MAX_ROWS; n++)
        check_gradient(kernels, n, size, 37);
}

static void check_multiply(const struct kernels *kernels, int size)
{
    for (int n = 1; n <= MAX_ROWS; n++) {
        check_product(kernels, n, size, 37, 0);
        check_product(kernels, n, size, 37, 16);
    }
}

static void check_multiply_transposed(const struct kernels *kernels, int size)
{
    for (int n = 1; n <= MAX_ROWS; n++)
        check_product_transposed(kernels, n, 21, size, 0);
    check_product_transposed(kernels, 3, 21, size + 16, 16);
}

static void check_add_outer(const struct kernels *kernels, int size)
{
    int n = 5, width = padded(size);
    float *a = random_rows(1, n), *y = random_rows(1, size), *x = random_rows(n, size);
    float *expected = copy_of(x, (size_t)(n * width));
    for (int r = 0; r < n; r++)
        for (int j = 0; j < width; j++)
            expected[r * width + j] = expected[r * width + j] + a[r] * y[j];
    kernels->add_outer(a, y, n, width, x, width);
    assert_same(x, expected, (size_t)(n * width), kernels->name, "add_outer", size);
    free(a), free(y), free(x), free(expected);
}

/* ---- Adam ---- */

struct slabs {
    float *w, *m, *v;
    size_t n;
};

static struct slabs random_slabs(int rows, int cols)
{
    struct slabs s = {random_rows(rows, cols), random_rows(rows, cols), random_rows(rows, cols),
                      (size_t)rows * (size_t)padded(cols)};
    for (size_t i = 0; i < s.n; i++)
        s.v[i] = s.v[i] * s.v[i];
    return s;
}

static struct slabs copy_slabs(const struct slabs *s)
{
    return (struct slabs){copy_of(s->w, s->n), copy_of(s->m, s->n), copy_of(s->v, s->n), s->n};
}

static void assert_same_slabs(const struct slabs *a, const struct slabs *b, const char *isa, const char *what, int size)
{
    assert_same(a->w, b->w, a->n, isa, what, size);
    assert_same(a->m, b->m, a->n, isa, what, size);
    assert_same(a->v, b->v, a->n, isa, what, size);
}

static void free_slabs(struct slabs *s)
{
    free(s->w), free(s->m), free(s->v);
}

/* rows and cols of the matrix, k terms of the gradient, back_n rows carried back. */
static void check_update_of(const struct kernels *kernels, int rows, int cols, int k, int back_n)
{
    int width = padded(cols), ld = padded(rows);
    struct slabs ours = random_slabs(rows, cols), plain = copy_slabs(&ours);
    float *x = random_rows(k + 1, rows), *dz = random_rows(k + 1, cols), *dy = random_rows(back_n + 1, cols);
    float *dx = random_rows(back_n + 1, rows), *expected_dx = copy_of(dx, (size_t)(back_n * ld));
    float *gradient_row = random_rows(1, cols);
    for (int i = 0; i < rows; i++) {
        for (int p = 0; p < back_n; p++)
            expected_dx[p * ld + i] = expected_dx[p * ld + i] + plain_dot(dy + p * width, plain.w + i * width, width);
        for (int j = 0; j < width; j++) {
            gradient_row[j] = 0;
            for (int o = 0; o < k; o++)
                gradient_row[j] = gradient_row[j] + x[o * ld + i] * dz[o * width + j];
        }
        plain_adam_row(&adam_step, k <= FEW_TERMS, gradient_row, width, plain.w + i * width, plain.m + i * width,
                       plain.v + i * width);
    }
    struct matrix_slabs slabs = {ours.w, ours.m, ours.v, rows, width};
    struct outer_products gradient = {x, dz, ld, width, k};
    struct back_products back = {dx, dy, ld, width, back_n};
    kernels->update(&adam_step, &slabs, &gradient, back_n > 0 ? &back : NULL);
    assert_same_slabs(&ours, &plain, kernels->name, "update", rows);
    assert_same(dx, expected_dx, (size_t)(back_n * ld), kernels->name, "update's product", rows);
    free(x), free(dz), free(dy), free(dx), free(expected_dx), free(gradient_row);
    free_slabs(&ours), free_slabs(&plain);
}

static void check_update(const struct kernels *kernels, int size)
{
    static const struct {
        int terms, back; /* rows of the gradient's, and to be carried back */
    } counts[] = {{0, 2}, {1, 1}, {5, 5}, {5, 0}, {12, 2}, {13, 2}, {40, 0}};
    for (size_t t = 0; t < sizeof counts / sizeof *counts; t++)
        check_update_of(kernels, size, 37, counts[t].terms,
                        counts[t].back); /* 37: a pair of 16 columns, and 16 alone */
}

/* Larger than the blocks that products and updates go by, in each direction, and not by whole ones. */
static void test_blocks(void **state)
{
    (void)state;
    static const struct {
        int rows, terms, columns;
    } shapes[] = {{16, 257, 400}, {17, 1, 1},     {25, 300, 33},   {70, 50, 1300},
                  {65, 97, 641},  {130, 7, 2000}, {29, 513, 1040}, {260, 49, 656}};
    const struct kernels *tables[MOST_TABLES];
    size_t n = kernel_tables(tables);
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            const struct kernels *kernels = tables[i];
            int rows = shapes[s].rows, terms = shapes[s].terms, columns = shapes[s].columns;
            numbers = stream_open(7, "blocks", s, 0);
            for (int from = 0; from <= 32 && from < columns; from += 32) {
                check_product(kernels, rows, terms, columns, from);
                check_product_transposed(kernels, rows, terms, columns, from);
            }
            check_gradient(kernels, terms, rows, columns);
            check_update_of(kernels, terms, columns, rows, 0);
            check_update_of(kernels, terms, columns, rows, rows);
        }
}

static void check_update_bias(const struct kernels *kernels, int size)
{
    int width = padded(size), k = 5;
    struct slabs ours = random_slabs(1, size), plain = copy_slabs(&ours);
    float *dz = random_rows(k, size);
    for (int j = 0; j < width; j++) {
        float g = 0;
        for (int o = 0; o < k; o++)
            g = g + dz[o * width + j];
        plain_adam(&adam_step, g, plain.w + j, plain.m + j, plain.v + j);
    }
    struct matrix_slabs slabs = {ours.w, ours.m, ours.v, 1, width};
    struct outer_products gradient = {NULL, dz, 0, width, k};
    kernels->update(&adam_step, &slabs, &gradient, NULL);
    assert_same_slabs(&ours, &plain, kernels->name, "update of a bias", size);
    free(dz);
    free_slabs(&ours), free_slabs(&plain);
}

static void check_update_row(const struct kernels *kernels, int size)
{
    enum { USES = 5 };
    static const int32_t next[USES] = {2, -1, 4, -1, -1}; /* uses 0, 2 and 4 */
    int width = padded(size);
    struct slabs ours = random_slabs(1, size), plain = copy_slabs(&ours);
    float *dz = random_rows(USES, size);
    float *gradient = random_rows(1, size);
    for (int j = 0; j < width; j++) {
        gradient[j] = 0;
        for (int k = 0; k < USES; k += 2)
            gradient[j] = gradient[j] + dz[k * width + j];
    }
    plain_adam_row(&adam_step, 1, gradient, width, plain.w, plain.m, plain.v);
    struct matrix_slabs slabs = {ours.w, ours.m, ours.v, 1, width};
    kernels->update_row(&adam_step, &slabs, next, 0, dz, width);
    assert_same_slabs(&ours, &plain, kernels->name, "update_row", size);
    free(dz), free(gradient);
    free_slabs(&ours), free_slabs(&plain);
}

/* Steps without a gradient, replayed, give the bits of steps made one by one; long enough for m to become too small to
 * move w and to decay to nothing, and with a fast β2 v too. */
static void check_replay_row(const struct kernels *kernels, int size)
{
    enum { MOST_STEPS = 3000 };
    static const int steps[] = {1, 7, 16, 130, 250, 900, MOST_STEPS};
    static const float beta2[] = {0.999f, 0.95f};
    static float rates[MOST_STEPS];
    int width = padded(size);
    float *zeros = calloc((size_t)width, sizeof *zeros);
    for (int t = 0; t < MOST_STEPS; t++)
        rates[t] = 0.001f + 1e-7f * (float)t;
    for (size_t i = 0; i < 2 * sizeof steps / sizeof *steps; i++) {
        int n = steps[i / 2];
        struct adam_step step = adam_step;
        step.beta2 = beta2[i % 2];
        struct slabs ours = random_slabs(1, size), plain = copy_slabs(&ours);
        for (int t = 0; t < n; t++) {
            step.rate = rates[t];
            plain_adam_row(&step, 1, zeros, width, plain.w, plain.m, plain.v);
        }
        struct matrix_slabs slabs = {ours.w, ours.m, ours.v, 1, width};
        kernels->replay_row(&step, rates, n, &slabs);
        assert_same_slabs(&ours, &plain, kernels->name, "replay_row", size);
        free_slabs(&ours), free_slabs(&plain);
    }
    free(zeros);
}

/* A row of equal numbers. */
struct equal_row {
    float w, m, v, beta1, beta2;
    int n;
};

/* n steps at once and one by one. */
static void check_replay_of(const struct kernels *kernels, int size, struct equal_row row)
{
    static const float rates[] = {[0 ... 95] = 1e-3f};
    size_t width = (size_t)padded(size);
    struct slabs ours = random_slabs(1, size), one_by_one = copy_slabs(&ours);
    struct adam_step step = {row.beta1, row.beta2, 1e-3f, 1e-8f};
    for (size_t j = 0; j < width; j++) {
        ours.w[j] = one_by_one.w[j] = row.w;
        ours.m[j] = one_by_one.m[j] = row.m;
        ours.v[j] = one_by_one.v[j] = row.v;
    }
    struct matrix_slabs a = {ours.w, ours.m, ours.v, 1, (int)width},
                        b = {one_by_one.w, one_by_one.m, one_by_one.v, 1, (int)width};
    kernels->replay_row(&step, rates, row.n, &a);
    for (int t = 0; t < row.n; t++)
        kernels->replay_row(&step, rates + t, 1, &b);
    assert_memory_equal(ours.w, one_by_one.w, width * sizeof(float));
    assert_memory_equal(ours.m, one_by_one.m, width * sizeof(float));
    assert_memory_equal(ours.v, one_by_one.v, width * sizeof(float));
    free_slabs(&ours), free_slabs(&one_by_one);
}

/* Where steps may stop early because none can move w. */
static void check_replay_of_small_steps(const struct kernels *kernels, int size)
{
    static const struct equal_row rows[] = {
        {1, 1e-11f, 1, 0.99f, 0.5f, 96},  /* v decays faster than m: steps grow */
        {0, 1e-36f, 0, 0.9f, 0.999f, 32}, /* steps near the least numbers there are */
        {1, -0.0f, 1, 0.9f, 0.999f, 32},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_replay_of(kernels, size, rows[i]);
}

static void check_orthonormalize_rows(const struct kernels *kernels, int size)
{
    int n = size < 40 ? size : 40, width = padded(size);
    double *a = aligned_alloc(64, sizeof *a * (size_t)(n * width)),
           *same = aligned_alloc(64, sizeof *a * (size_t)(n * width));
    for (int i = 0; i < n * width; i++)
        a[i] = same[i] = i % width < size ? stream_normal(&numbers) : 0;
    kernels->orthonormalize_rows(a, n, width);
    kernels_find(kernel_names[0])->orthonormalize_rows(same, n, width);
    assert_memory_equal(a, same, sizeof *a * (size_t)(n * width));
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++) {
            double dot = 0;
            for (int j = 0; j < width; j++)
                dot += a[i * width + j] * a[k * width + j];
            assert_true(fabs(dot - (i == k)) < 1e-9);
        }
    free(a), free(same);
}

static void check_read(const struct kernels *kernels, int size)
{
    size_t n = (size_t)(size + 63) / 64 * 64;
    float *x = random_rows(1, (int)n);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i];
    assert_true(fabs((double)kernels->read(x, n) - sum) < 1e-4);
    free(x);
}

ISA_TEST(multiply)
ISA_TEST(multiply_transposed)
ISA_TEST(multiply_gradient)
ISA_TEST(add_outer)
ISA_TEST(update)
ISA_TEST(update_bias)
ISA_TEST(update_row)
ISA_TEST(replay_row)
ISA_TEST(replay_of_small_steps)
ISA_TEST(orthonormalize_rows)
ISA_TEST(read)

static void test_unknown_isa(void **state)
{
    (void)state;
    assert_null(kernels_find("avx1024"));
    setenv("ATTNBENCH_ISA", "mmx", 1);
    assert_null(kernels_get());
    unsetenv("ATTNBENCH_ISA");
    assert_non_null(kernels_get());
}

int main(void)
{
    kernels_flush_denormals(); /* the plain twins too */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_multiply),
        cmocka_unit_test(test_multiply_transposed),
        cmocka_unit_test(test_multiply_gradient),
        cmocka_unit_test(test_add_outer),
        cmocka_unit_test(test_update),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_update_bias),
        cmocka_unit_test(test_update_row),
        cmocka_unit_test(test_replay_row),
        cmocka_unit_test(test_replay_of_small_steps),
        cmocka_unit_test(test_orthonormalize_rows),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_unknown_isa),
    };
    return RUN_TESTS(tests);
}
