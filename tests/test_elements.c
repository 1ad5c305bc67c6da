/* Kernels that go element by element: against double precision, and the same bits as SSE2. */
#include "kernel_checks.h"
#include "test.h"

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
    kernels_find(kernel_names[0])->tanh(same, size);
    assert_same(y, same, (size_t)padded(size), kernels->name, "tanh", size);
    free(x), free(y), free(same);
}

static void check_maximum(const struct kernels *kernels, int size)
{
    float *x = random_rows(1, size);
    for (int at = 0; at < size; at++) {
        float kept = x[at];
        x[at] = 2;
        assert_true(kernels->maximum(x, size) == 2);
        x[at] = kept;
    }
    for (int j = 0; j < size; j++)
        x[j] = -1 - x[j] * x[j];
    x[size / 2] = -1;
    assert_true(kernels->maximum(x, size) == -1);
    free(x);
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
    kernels_find(kernel_names[0])->softmax(x, same, size);
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

static void check_rectify(const struct kernels *kernels, int size)
{
    size_t width = (size_t)padded(size);
    float *x = random_rows(1, size), *y = copy_of(x, width), *dy = random_rows(1, size), *given = copy_of(dy, width);
    x[0] = y[0] = 0;
    kernels->rectify(y, width);
    kernels->rectify_backward(y, dy, width);
    for (size_t j = 0; j < width; j++) {
        assert_true(y[j] == (x[j] > 0 ? x[j] : 0));
        assert_true(dy[j] == (x[j] > 0 ? given[j] : 0));
    }
    free(x), free(y), free(dy), free(given);
}

/* Rows out: normal, z, dscale, dx. */
static float run_norm(const struct kernels *kernels, int size, const float *in, float *out)
{
    size_t width = (size_t)padded(size);
    const float *x = in, *scale = in + width, *shift = in + 2 * width, *dz = in + 3 * width;
    float factor = kernels->norm_forward(x, scale, shift, size, out, out + width);
    kernels->norm_backward(dz, out, factor, scale, size, out + 2 * width, out + 3 * width);
    return factor;
}

/* Adds to dscale and dx, which began at `before`. */
static void assert_norm(int size, const float *in, float factor, const float *before, const float *out)
{
    size_t n = (size_t)size, width = (size_t)padded(size);
    double mean = 0, variance = 0, mean_g = 0, mean_product = 0;
    for (size_t j = 0; j < n; j++)
        mean += (double)in[j] / size;
    for (size_t j = 0; j < n; j++)
        variance += ((double)in[j] - mean) * ((double)in[j] - mean) / size;
    double sd = sqrt(variance + 1e-5);
    for (size_t j = 0; j < n; j++) {
        double g = (double)in[3 * width + j] * (double)in[width + j];
        mean_g += g / size;
        mean_product += g * ((double)in[j] - mean) / sd / size;
    }
    assert_true(fabs((double)factor * sd - 1) < 1e-5);
    for (size_t j = 0; j < n; j++) {
        double normal = ((double)in[j] - mean) / sd, g = (double)in[3 * width + j] * (double)in[width + j];
        const double expected[] = {normal, normal * (double)in[width + j] + (double)in[2 * width + j],
                                   (double)before[j] + (double)in[3 * width + j] * normal,
                                   (double)before[width + j] + (g - mean_g - normal * mean_product) / sd};
        for (size_t k = 0; k < 4; k++)
            if (fabs((double)out[k * width + j] - expected[k]) > 2e-5 * (1 + 1 / sd))
                fail_msg("%d numbers: row %zu is %.9g, not %.9g", size, k, (double)out[k * width + j], expected[k]);
    }
}

static void check_norm(const struct kernels *kernels, int size)
{
    size_t width = (size_t)padded(size);
    float *in = random_rows(4, size), *out = random_rows(4, size), *same = copy_of(out, 4 * width);
    float *before = copy_of(out + 2 * width, 2 * width);
    float factor = run_norm(kernels, size, in, out);
    assert_norm(size, in, factor, before, out);
    assert_true(run_norm(kernels_find(kernel_names[0]), size, in, same) == factor);
    assert_same(out, same, 4 * width, kernels->name, "normalisation", size);
    free(in), free(out), free(same), free(before);
}

static double plain_gate(enum gate gate, double x)
{
    return gate == GATE_SIGMOID ? 1 / (1 + exp(-x)) : fmin(fmax(0.2 * x + 0.5, 0), 1);
}

/* The gate's derivative, from its value. */
static double plain_slope(enum gate gate, double y)
{
    return gate == GATE_SIGMOID ? y * (1 - y) : y > 0 && y < 1 ? 0.2 : 0;
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
    kernels_find(kernel_names[0])->lstm_forward(gate, size, z, c_prev, &same);
    kernels_find(kernel_names[0])->lstm_backward(gate, size, &same, c_prev, dh, same_dc, same_dz);
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

static void check_exponentials(const struct kernels *kernels, int size)
{
    float *x = random_rows(1, size), *y = random_rows(1, size), *same = random_rows(1, size);
    for (int j = 0; j < size; j++)
        x[j] *= EXPONENT_RANGE;
    x[0] = EXPONENT_RANGE;
    assert_true(kernels->exponentials(x, y, size));
    kernels_find(kernel_names[0])->exponentials(x, same, size);
    assert_same(y, same, (size_t)size, kernels->name, "exponentials", size);
    for (int j = 0; j < size; j++)
        assert_true(fabs((double)y[j] / exp(2 * (double)x[j]) - 1) < 2e-7);
    static const float beyond[] = {43.0001f, -43.0001f, INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        x[size - 1] = beyond[i];
        assert_false(kernels->exponentials(x, y, size));
    }
    free(x), free(y), free(same);
}

enum { KEYS = 11 }; /* more than are scored at once */

/* Against double precision, for sums q + k near 0 of large terms and for those that make tanh ±1. */
static void check_additive_scores(const struct kernels *kernels, int size)
{
    int width = padded(size);
    float *q = random_rows(1, size), *k = random_rows(KEYS, size), *v = random_rows(1, size),
          *de = random_rows(1, KEYS);
    float *exp_q = random_rows(1, size), *exp_k = random_rows(KEYS, size), *e = random_rows(1, KEYS);
    float *dq = random_rows(1, size), *dk = random_rows(KEYS, size), *dv = random_rows(1, size);
    float *old_dq = copy_of(dq, (size_t)width), *old_dk = copy_of(dk, KEYS * (size_t)width),
          *old_dv = copy_of(dv, (size_t)width);
    for (int i = 0; i < size; i++)
        for (int j = 0; j < KEYS; j++) {
            q[i] = i % 3 == 0 ? q[i] : i % 3 == 1 ? 42 : -42;
            k[j * width + i] += j % 3 == 0 ? 0 : j % 3 == 1 ? -q[i] : q[i];
        }
    assert_true(kernels->exponentials(q, exp_q, width));
    assert_true(kernels->exponentials(k, exp_k, KEYS * width));
    kernels->additive_scores(exp_q, exp_k, width, v, KEYS, size, e);
    kernels->additive_scores_backward(de, exp_q, exp_k, width, v, KEYS, size, dq, dk, dv);
    for (int j = 0; j < KEYS; j++) {
        double score = 0, terms = 0;
        for (int i = 0; i < size; i++) {
            double u = tanh((double)q[i] + (double)k[j * width + i]), du = (double)de[j] * (double)v[i] * (1 - u * u);
            score += u * (double)v[i];
            terms += fabs((double)v[i]);
            assert_true(fabs((double)dk[j * width + i] - (double)old_dk[j * width + i] - du) < 2e-6);
        }
        assert_true(fabs((double)e[j] - score) < 4e-7 * (1 + terms));
    }
    for (int i = 0; i < size; i++) {
        double sum = (double)old_dq[i], sum_v = (double)old_dv[i];
        for (int j = 0; j < KEYS; j++) {
            double u = tanh((double)q[i] + (double)k[j * width + i]);
            sum += (double)de[j] * (double)v[i] * (1 - u * u);
            sum_v += (double)de[j] * u;
        }
        assert_true(fabs((double)dq[i] - sum) < 1e-5 && fabs((double)dv[i] - sum_v) < 1e-5);
    }
    free(q), free(k), free(v), free(de), free(exp_q), free(exp_k), free(e), free(dq), free(dk), free(dv);
    free(old_dq), free(old_dk), free(old_dv);
}

/* The attention decoder's steps: numbers are checked by the models' gradients; here, the bits of SSE2. */
static void run_attention(const struct kernels *kernels, int size, const float *in, float *out)
{
    size_t width = (size_t)padded(size);
    int w = (int)width;
    float *e = out + 9 * width, *exp_q = out + 30 * width, *exp_k = out + 31 * width;
    kernels->exponentials(in, exp_q, w);
    kernels->exponentials(in + 6 * width, exp_k, KEYS * w);
    kernels->additive_scores(exp_q, exp_k, w, in + 4 * width, KEYS, size, e);
    kernels->additive_scores_backward(in + 5 * width, exp_q, exp_k, w, in + 4 * width, KEYS, size, out + 3 * width,
                                      out + 19 * width, out + 7 * width);
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
    enum { INPUTS = 6 + KEYS, OUTPUTS = 20 + 2 * KEYS };
    size_t n = OUTPUTS * (size_t)padded(size);
    float *in = random_rows(INPUTS, size), *out = random_rows(OUTPUTS, size), *same = copy_of(out, n);
    run_attention(kernels, size, in, out);
    run_attention(kernels_find(kernel_names[0]), size, in, same);
    assert_same(out, same, n, kernels->name, "the attention decoder's kernels", size);
    free(in), free(out), free(same);
}

/* One step forward and back, against double precision and the bits of SSE2; h_prev NULL is a state of zeros. */
static void run_gru(const struct kernels *kernels, int size, enum gate gate, const float *in, const float *h_prev,
                    float *out)
{
    size_t width = (size_t)padded(size);
    struct gru_step step = {out, out + width, out + 2 * width, out + 3 * width, out + 4 * width};
    float *dh_prev = h_prev != NULL ? out + 8 * width : NULL;
    kernels->gru_gates(gate, size, in, h_prev, &step);
    kernels->gru_state(size, in + 2 * width, h_prev, &step);
    kernels->gru_state_backward(gate, size, &step, h_prev, in + 3 * width, out + 5 * width, out + 7 * width, dh_prev);
    kernels->gru_gates_backward(gate, size, &step, h_prev, in + 4 * width, out + 6 * width, dh_prev);
}

/* out: z, r, n, rh, h, dq_z, dq_r, dq_h, dh_prev; before: dh_prev as it was. */
static void assert_gru(int size, enum gate gate, const float *in, const float *h_prev, const float *before,
                       const float *out)
{
    size_t width = (size_t)padded(size);
    for (int j = 0; j < size; j++) {
        const float *row = in + j, *result = out + j;
        double z = plain_gate(gate, (double)row[0]), r = plain_gate(gate, (double)row[size]);
        double n = tanh((double)row[2 * width]), h = h_prev != NULL ? (double)h_prev[j] : 0;
        double dh = (double)row[3 * width], drh = (double)row[4 * width];
        double slope_z = plain_slope(gate, z), slope_r = plain_slope(gate, r);
        double expected[] = {z,
                             r,
                             n,
                             r * h,
                             z * h + (1 - z) * n,
                             dh * (h - n) * slope_z,
                             drh * h * slope_r,
                             dh * (1 - z) * (1 - n * n),
                             (double)before[j] + dh * z + drh * r};
        int arrays = h_prev != NULL ? 9 : 8;
        for (int k = 0; k < arrays; k++)
            if (!(fabs((double)result[(size_t)k * width] - expected[k]) < 1e-6))
                fail_msg("array %d [%d] of a GRU of size %d is %.9g, not %.9g", k, j, size,
                         (double)result[(size_t)k * width], expected[k]);
    }
}

static void check_gru(const struct kernels *kernels, int size)
{
    enum { INPUTS = 5, OUTPUTS = 9 };
    size_t width = (size_t)padded(size), n = OUTPUTS * width;
    float *in = random_rows(INPUTS, size), *gates = random_rows(1, 2 * size), *state = random_rows(1, size);
    memcpy(in, gates, 2 * (size_t)size * sizeof *in); /* z and r side by side */
    for (size_t j = 0; j < 2 * (size_t)size; j++)
        in[j] *= 4;
    for (int variant = 0; variant < 4; variant++) {
        enum gate gate = variant % 2 == 0 ? GATE_SIGMOID : GATE_HARD_SIGMOID;
        const float *h_prev = variant < 2 ? state : NULL;
        float *out = random_rows(OUTPUTS, size), *same = copy_of(out, n), *before = copy_of(out + 8 * width, width);
        run_gru(kernels, size, gate, in, h_prev, out);
        run_gru(kernels_find(kernel_names[0]), size, gate, in, h_prev, same);
        assert_same(out, same, n, kernels->name, "the GRU's kernels", size);
        assert_gru(size, gate, in, h_prev, before, out);
        free(out), free(same), free(before);
    }
    free(in), free(gates), free(state);
}

ISA_TEST(tanh)
ISA_TEST(maximum)
ISA_TEST(softmax)
ISA_TEST(rectify)
ISA_TEST(norm)
ISA_TEST(lstm)
ISA_TEST(gru)
ISA_TEST(exponentials)
ISA_TEST(additive_scores)
ISA_TEST(attention)

int main(void)
{
    kernels_flush_denormals();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maximum),      cmocka_unit_test(test_tanh),
        cmocka_unit_test(test_rectify),      cmocka_unit_test(test_norm),
        cmocka_unit_test(test_softmax),      cmocka_unit_test(test_lstm),
        cmocka_unit_test(test_gru),          cmocka_unit_test(test_attention),
        cmocka_unit_test(test_exponentials), cmocka_unit_test(test_additive_scores),
    };
    return RUN_TESTS(tests);
}
