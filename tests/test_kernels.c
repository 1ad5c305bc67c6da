/* Each kernel beside its plain twin: scalar code in the order that kernels.h states, so the bits must agree; on every
 * instruction set of this machine, over odd sizes. */
#include "test.h"

#include "attnbench/kernels.h"

#include <stdio.h>

static const int sizes[] = {1, 2, 15, 16, 17, 33, 150, 599};
enum { N_SIZES = sizeof sizes / sizeof *sizes, MAX_ROWS = 13 };

static struct stream numbers;

/* (rows, padded cols) of numbers in ±1, the padding zero. */
static float *random_rows(int rows, int cols)
{
    size_t width = (size_t)padded(cols);
    float *x = aligned_alloc(64, (size_t)rows * width * sizeof *x);
    assert_non_null(x);
    memset(x, 0, (size_t)rows * width * sizeof *x);
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < cols; j++)
            x[(size_t)r * width + (size_t)j] = (float)(2 * stream_uniform(&numbers) - 1);
    return x;
}

static float *copy_of(const float *x, size_t n)
{
    float *copy = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
    assert_non_null(copy);
    return memcpy(copy, x, n * sizeof *x);
}

static void assert_same(const float *a, const float *b, size_t n, const char *isa, const char *what, int size)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            fail_msg("%s of size %d on %s: [%zu] is %.9g, its plain twin has %.9g", what, size, isa, i, (double)a[i],
                     (double)b[i]);
}

/* Runs a check on each instruction set that is there. */
static void on_each_isa(void (*check)(const struct kernels *kernels, int size))
{
    int found = 0;
    for (size_t i = 0; kernel_names[i] != NULL; i++) {
        const struct kernels *kernels = kernels_find(kernel_names[i]);
        if (kernels == NULL)
            continue;
        found++;
        for (int s = 0; s < N_SIZES; s++) {
            numbers = stream_open(7, "test", (uint64_t)s, 0);
            check(kernels, sizes[s]);
        }
    }
    assert_true(found >= 1);
}

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

static void check_multiply(const struct kernels *kernels, int size)
{
    for (int n = 1; n <= MAX_ROWS; n += 3) {
        int m = size, cols = 37, width = padded(cols), ldx = padded(m);
        float *x = random_rows(n, m), *w = random_rows(m, cols), *y = random_rows(n, cols);
        float *expected = copy_of(y, (size_t)(n * width));
        for (int r = 0; r < n; r++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < width; j++)
                    expected[r * width + j] = expected[r * width + j] + x[r * ldx + i] * w[i * width + j];
        kernels->multiply(x, ldx, n, w, width, m, width, y, width);
        assert_same(y, expected, (size_t)(n * width), kernels->name, "multiply", size);
        free(x), free(w), free(y), free(expected);
    }
}

static void check_multiply_transposed(const struct kernels *kernels, int size)
{
    for (int n = 1; n <= MAX_ROWS; n += 4) {
        int m = 21, width = padded(size), lddx = padded(m);
        float *dy = random_rows(n, size), *w = random_rows(m, size), *dx = random_rows(n, m);
        float *expected = copy_of(dx, (size_t)(n * lddx));
        for (int r = 0; r < n; r++)
            for (int i = 0; i < m; i++)
                expected[r * lddx + i] = expected[r * lddx + i] + plain_dot(dy + r * width, w + i * width, width);
        kernels->multiply_transposed(dy, width, n, w, width, m, width, dx, lddx);
        assert_same(dx, expected, (size_t)(n * lddx), kernels->name, "multiply_transposed", size);
        free(dy), free(w), free(dx), free(expected);
    }
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

static void check_update(const struct kernels *kernels, int size)
{
    static const int terms[] = {0, 1, 5, 12, 13, 40};
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
        int k = terms[t];
        enum { WIDTH = 48 }; /* a pair of 16 columns, and 16 that stay alone */
        int rows = size, cols = 37, width = padded(cols), ld = padded(rows), back_n = 2;
        float gradient_row[WIDTH];
        struct slabs ours = random_slabs(rows, cols), plain = copy_slabs(&ours);
        float *x = random_rows(k + 1, rows), *dz = random_rows(k + 1, cols), *dy = random_rows(back_n, cols);
        float *dx = random_rows(back_n, rows), *expected_dx = copy_of(dx, (size_t)(back_n * ld));
        for (int i = 0; i < rows; i++) {
            for (int p = 0; p < back_n; p++)
                expected_dx[p * ld + i] =
                    expected_dx[p * ld + i] + plain_dot(dy + p * width, plain.w + i * width, width);
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
        kernels->update(&adam_step, &slabs, &gradient, &back);
        assert_same_slabs(&ours, &plain, kernels->name, "update", size);
        assert_same(dx, expected_dx, (size_t)(back_n * ld), kernels->name, "update's product", size);
        free(x), free(dz), free(dy), free(dx), free(expected_dx);
        free_slabs(&ours), free_slabs(&plain);
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
    for (int j = 0; j < width; j++) {
        float g = 0;
        for (int k = 0; k < USES; k += 2)
            g = g + dz[k * width + j];
        plain_adam(&adam_step, g, plain.w + j, plain.m + j, plain.v + j);
    }
    struct matrix_slabs slabs = {ours.w, ours.m, ours.v, 1, width};
    kernels->update_row(&adam_step, &slabs, next, 0, dz, width);
    assert_same_slabs(&ours, &plain, kernels->name, "update_row", size);
    free(dz);
    free_slabs(&ours), free_slabs(&plain);
}

/* Steps without a gradient, replayed, give the bits of steps made one by one; long enough for m, and with a fast β2 v
 * too, to decay to nothing. */
static void check_replay_row(const struct kernels *kernels, int size)
{
    enum { MOST_STEPS = 3000 };
    static const int steps[] = {1, 7, 16, 900, MOST_STEPS};
    static float rates[MOST_STEPS];
    int width = padded(size);
    for (int t = 0; t < MOST_STEPS; t++)
        rates[t] = 0.001f + 1e-7f * (float)t;
    for (size_t i = 0; i < 2 * sizeof steps / sizeof *steps; i++) {
        int n = steps[i / 2];
        struct adam_step step = adam_step;
        step.beta2 = i % 2 == 0 ? 0.999f : 0.95f;
        struct slabs ours = random_slabs(1, size), plain = copy_slabs(&ours);
        for (int t = 0; t < n; t++) {
            step.rate = rates[t];
            for (int j = 0; j < width; j++)
                plain_adam(&step, 0, plain.w + j, plain.m + j, plain.v + j);
        }
        struct matrix_slabs slabs = {ours.w, ours.m, ours.v, 1, width};
        kernels->replay_row(&step, rates, n, &slabs);
        assert_same_slabs(&ours, &plain, kernels->name, "replay_row", size);
        free_slabs(&ours), free_slabs(&plain);
    }
}

/* ---- element by element: against double precision, and the same bits as SSE2 ---- */

static double units_in_last_place(float value, double exact)
{
    float size = fabsf((float)exact);
    double unit = (double)nextafterf(size, INFINITY) - (double)size;
    return fabs((double)value - exact) / unit;
}

static void check_tanh(const struct kernels *kernels, int size)
{
    float *x = random_rows(1, size);
    for (int j = 0; j < size; j++)
        x[j] *= j % 3 == 0 ? 0.01f : j % 3 == 1 ? 1.0f : 12.0f;
    float *y = copy_of(x, (size_t)padded(size));
    kernels->tanh(y, size);
    for (int j = 0; j < size; j++)
        if (units_in_last_place(y[j], tanh((double)x[j])) > 3)
            fail_msg("tanh(%.9g) on %s is %.9g", (double)x[j], kernels->name, (double)y[j]);
    for (int j = size; j < padded(size); j++)
        assert_true(y[j] == 0);
    float *same = copy_of(x, (size_t)padded(size));
    kernels_find("sse2")->tanh(same, size);
    assert_same(y, same, (size_t)padded(size), kernels->name, "tanh", size);
    free(x), free(y), free(same);
}

static void check_softmax(const struct kernels *kernels, int size)
{
    float *x = random_rows(1, size), *y = random_rows(1, size), *same = random_rows(1, size);
    double total = 0, largest = -INFINITY;
    for (int j = 0; j < size; j++) {
        x[j] *= 30;
        largest = fmax(largest, (double)x[j]);
    }
    for (int j = 0; j < size; j++)
        total += exp((double)x[j] - largest);
    kernels->softmax(x, y, size);
    for (int j = 0; j < size; j++)
        assert_true(fabs((double)y[j] - exp((double)x[j] - largest) / total) < 2e-7);
    kernels_find("sse2")->softmax(x, same, size);
    assert_same(y, same, (size_t)size, kernels->name, "softmax", size);
    float *dy = random_rows(1, size), *dx = random_rows(1, size);
    double mean = 0;
    for (int j = 0; j < size; j++)
        mean += (double)dy[j] * (double)y[j];
    kernels->softmax_backward(y, dy, dx, size);
    for (int j = 0; j < size; j++)
        assert_true(fabs((double)dx[j] - (double)y[j] * ((double)dy[j] - mean)) < 1e-6);
    free(x), free(y), free(same), free(dy), free(dx);
}

static double plain_gate(enum gate gate, double x)
{
    return gate == GATE_SIGMOID ? 1 / (1 + exp(-x)) : fmin(fmax(0.2 * x + 0.5, 0), 1);
}

enum { I, F, G, O, C, TANH_C, H, LSTM_ARRAYS };

static struct lstm_step lstm_arrays(float *out, int size)
{
    size_t width = (size_t)padded(size);
    return (struct lstm_step){out + I * width, out + F * width,      out + G * width, out + O * width,
                              out + C * width, out + TANH_C * width, out + H * width};
}

/* One step forward and back, against double precision and the bits of SSE2; c_prev NULL is a state of zeros. */
static void check_lstm_gate(const struct kernels *kernels, int size, enum gate gate, int first_step)
{
    size_t width = (size_t)padded(size), packed = (size_t)padded(4 * size);
    float *z = random_rows(1, 4 * size), *state = random_rows(1, size), *dh = random_rows(1, size);
    float *out = random_rows(LSTM_ARRAYS, size), *same_out = copy_of(out, LSTM_ARRAYS * width);
    float *dc = random_rows(1, size), *same_dc = copy_of(dc, width), *dz = random_rows(1, 4 * size);
    float *same_dz = copy_of(dz, packed), *old_dc = copy_of(dc, width), *c_prev = first_step ? NULL : state;
    for (int j = 0; j < 4 * size; j++)
        z[j] *= 4;
    struct lstm_step step = lstm_arrays(out, size), same = lstm_arrays(same_out, size);
    kernels->lstm_forward(gate, size, z, c_prev, &step);
    kernels->lstm_backward(gate, size, &step, c_prev, dh, dc, dz);
    kernels_find("sse2")->lstm_forward(gate, size, z, c_prev, &same);
    kernels_find("sse2")->lstm_backward(gate, size, &same, c_prev, dh, same_dc, same_dz);
    assert_same(out, same_out, LSTM_ARRAYS * width, kernels->name, "lstm_forward", size);
    assert_same(dz, same_dz, packed, kernels->name, "lstm_backward", size);
    assert_same(dc, same_dc, width, kernels->name, "lstm_backward's dc", size);
    for (int j = 0; j < size; j++) {
        double i = plain_gate(gate, (double)z[j]), f = plain_gate(gate, (double)z[size + j]);
        double g = tanh((double)z[2 * size + j]), o = plain_gate(gate, (double)z[3 * size + j]);
        double before = first_step ? 0 : (double)state[j], c = f * before + i * g;
        double dcell = (double)old_dc[j] + (double)dh[j] * o * (1 - tanh(c) * tanh(c));
        assert_true(fabs((double)step.c[j] - c) < 5e-7);
        assert_true(fabs((double)step.h[j] - o * tanh(c)) < 5e-7);
        assert_true(fabs((double)dz[2 * size + j] - dcell * i * (1 - g * g)) < 2e-6);
        assert_true(fabs((double)dc[j] - dcell * f) < 2e-6);
    }
    free(z), free(state), free(dh), free(out), free(same_out), free(dc), free(same_dc), free(dz), free(same_dz);
    free(old_dc);
}

static void check_lstm(const struct kernels *kernels, int size)
{
    for (int first_step = 0; first_step <= 1; first_step++) {
        check_lstm_gate(kernels, size, GATE_HARD_SIGMOID, first_step);
        check_lstm_gate(kernels, size, GATE_SIGMOID, first_step);
    }
}

/* The attention decoder's steps: numbers are checked by the models' gradients; here, the bits of SSE2. */
static void run_attention(const struct kernels *kernels, int size, const float *in, float *out)
{
    enum { KEYS = 3 };
    size_t width = (size_t)padded(size);
    int w = (int)width;
    float *e = out + 9 * width;
    kernels->additive_scores(in, in + width, w, in + 4 * width, KEYS, size, out, w, e);
    kernels->additive_scores_backward(in + 5 * width, out, w, in + 4 * width, KEYS, size, out + 3 * width,
                                      out + 4 * width, w, out + 7 * width);
    kernels->decoder_gates(in, in + width, in + 2 * width, size, out + 10 * width, out + 11 * width, out + 12 * width);
    kernels->decoder_state(in + 3 * width, out + 11 * width, in + 2 * width, size, out + 13 * width, out + 14 * width);
    kernels->decoder_state_backward(in + 4 * width, out + 13 * width, out + 11 * width, in + 2 * width, size,
                                    out + 15 * width, out + 16 * width, out + 17 * width);
    kernels->decoder_gates_backward(in + 5 * width, out + 10 * width, in + 2 * width, size, out + 18 * width,
                                    out + 17 * width);
    kernels->tanh_backward(out + 13 * width, in + 5 * width, out + 8 * width, size);
}

static void check_attention(const struct kernels *kernels, int size)
{
    enum { INPUTS = 8, OUTPUTS = 19 };
    size_t n = OUTPUTS * (size_t)padded(size);
    float *in = random_rows(INPUTS, size), *out = random_rows(OUTPUTS, size), *same = copy_of(out, n);
    run_attention(kernels, size, in, out);
    run_attention(kernels_find("sse2"), size, in, same);
    assert_same(out, same, n, kernels->name, "the attention decoder's kernels", size);
    free(in), free(out), free(same);
}

static void check_orthonormalize_rows(const struct kernels *kernels, int size)
{
    int n = size < 40 ? size : 40, width = padded(size);
    double *a = aligned_alloc(64, sizeof *a * (size_t)(n * width)),
           *same = aligned_alloc(64, sizeof *a * (size_t)(n * width));
    for (int i = 0; i < n * width; i++)
        a[i] = same[i] = i % width < size ? stream_normal(&numbers) : 0;
    kernels->orthonormalize_rows(a, n, width);
    kernels_find("sse2")->orthonormalize_rows(same, n, width);
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

#define ISA_TEST(name)                    \
    static void test_##name(void **state) \
    {                                     \
        (void)state;                      \
        on_each_isa(check_##name);        \
    }
ISA_TEST(multiply)
ISA_TEST(multiply_transposed)
ISA_TEST(add_outer)
ISA_TEST(update)
ISA_TEST(update_bias)
ISA_TEST(update_row)
ISA_TEST(replay_row)
ISA_TEST(tanh)
ISA_TEST(softmax)
ISA_TEST(lstm)
ISA_TEST(attention)
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
        cmocka_unit_test(test_multiply),    cmocka_unit_test(test_multiply_transposed),
        cmocka_unit_test(test_add_outer),   cmocka_unit_test(test_update),
        cmocka_unit_test(test_update_bias), cmocka_unit_test(test_update_row),
        cmocka_unit_test(test_replay_row),  cmocka_unit_test(test_tanh),
        cmocka_unit_test(test_softmax),     cmocka_unit_test(test_lstm),
        cmocka_unit_test(test_attention),   cmocka_unit_test(test_orthonormalize_rows),
        cmocka_unit_test(test_read),        cmocka_unit_test(test_unknown_isa),
    };
    return RUN_TESTS(tests);
}
