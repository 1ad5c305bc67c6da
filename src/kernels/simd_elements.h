/* Kernels that go element by element: activations, the steps of LSTM, GRU and attention decoder. Included by
 * kernels_simd.c, which is compiled once for each instruction set. */
#ifndef ATTNBENCH_SIMD_ELEMENTS_H
#define ATTNBENCH_SIMD_ELEMENTS_H

#include "simd.h"

static void tanh_all(float *x, int n)
{
    for (int j = 0; j < n; j += LANES)
        store_up_to(x + j, hyperbolic_tangent(load_up_to(x + j, n - j)), n - j);
}

static void tanh_backward(const float *y, const float *dy, float *dx, int n)
{
    for (int j = 0; j < n; j += LANES) {
        vf value = load_up_to(y + j, n - j);
        store_up_to(dx + j, load_up_to(dy + j, n - j) * (1.0f - value * value), n - j);
    }
}

static float maximum(const float *x, int n)
{
    float largest = x[0];
    if (n < LANES) {
        for (int j = 1; j < n; j++)
            largest = x[j] > largest ? x[j] : largest;
        return largest;
    }
    vf lanes = load(x + n - LANES); /* the last whole vector may overlap the one before */
    for (int j = 0; j + LANES <= n; j += LANES) {
        vf value = load(x + j);
        lanes = choose(value > lanes, value, lanes);
    }
    for (int i = 0; i < LANES; i++)
        largest = lanes[i] > largest ? lanes[i] : largest;
    return largest;
}

/* y_j = e^(x_j - max x) / Σ e^(x_j - max x) */
static void softmax(const float *x, float *y, int n)
{
    float largest = maximum(x, n);
    vf sums[SUMS] = {0};
    for (int j = 0; j < n; j += LANES) {
        store_up_to(y + j, exponential(load_up_to(x + j, n - j) - largest), n - j);
        int s = (j / LANES) % SUMS;
        sums[s] = sums[s] + load_up_to(y + j, n - j);
    }
    float total = sum_of(sums);
    for (int j = 0; j < n; j += LANES)
        store_up_to(y + j, load_up_to(y + j, n - j) / total, n - j);
}

static float dot(const float *a, const float *b, int n)
{
    vf sums[SUMS] = {0};
    for (int j = 0; j < n; j += LANES) {
        int s = (j / LANES) % SUMS;
        sums[s] = sums[s] + load_up_to(a + j, n - j) * load_up_to(b + j, n - j);
    }
    return sum_of(sums);
}

static void softmax_backward(const float *y, const float *dy, float *dx, int n)
{
    float mean = dot(y, dy, n);
    for (int j = 0; j < n; j += LANES)
        store_up_to(dx + j, load_up_to(y + j, n - j) * (load_up_to(dy + j, n - j) - mean), n - j);
}

/* ---- LSTM ---- */

static void lstm_forward(enum gate gate, int units, const float *z, const float *c_prev, const struct lstm_step *step)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf i = gate_value(gate, load_up_to(z + j, n)), f = gate_value(gate, load_up_to(z + units + j, n));
        vf g = hyperbolic_tangent(load_up_to(z + 2 * units + j, n));
        vf o = gate_value(gate, load_up_to(z + 3 * units + j, n));
        vf c = i * g;
        if (c_prev != NULL)
            c = f * load_up_to(c_prev + j, n) + c;
        vf tanh_c = hyperbolic_tangent(c);
        store_up_to(step->i + j, i, n);
        store_up_to(step->f + j, f, n);
        store_up_to(step->g + j, g, n);
        store_up_to(step->o + j, o, n);
        store_up_to(step->c + j, c, n);
        store_up_to(step->tanh_c + j, tanh_c, n);
        store_up_to(step->h + j, o * tanh_c, n);
    }
}

static void lstm_backward(enum gate gate, int units, const struct lstm_step *step, const float *c_prev, const float *dh,
                          float *dc, float *dz)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf i = load_up_to(step->i + j, n), f = load_up_to(step->f + j, n), g = load_up_to(step->g + j, n);
        vf o = load_up_to(step->o + j, n), tanh_c = load_up_to(step->tanh_c + j, n);
        vf before = c_prev != NULL ? load_up_to(c_prev + j, n) : splat(0);
        vf out = load_up_to(dh + j, n);
        vf cell = load_up_to(dc + j, n) + (out * o) * (1.0f - tanh_c * tanh_c);
        store_up_to(dz + j, (cell * g) * gate_slope(gate, i), n);
        store_up_to(dz + units + j, (cell * before) * gate_slope(gate, f), n);
        store_up_to(dz + 2 * units + j, (cell * i) * (1.0f - g * g), n);
        store_up_to(dz + 3 * units + j, (out * tanh_c) * gate_slope(gate, o), n);
        store_up_to(dc + j, cell * f, n);
    }
}

/* ---- GRU ---- */

static void gru_gates(enum gate gate, int units, const float *q, const float *h_prev, const struct gru_step *step)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf reset = gate_value(gate, load_up_to(q + units + j, n));
        store_up_to(step->z + j, gate_value(gate, load_up_to(q + j, n)), n);
        store_up_to(step->r + j, reset, n);
        store_up_to(step->rh + j, h_prev != NULL ? reset * load_up_to(h_prev + j, n) : splat(0), n);
    }
}

static void gru_state(int units, const float *q_h, const float *h_prev, const struct gru_step *step)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf proposal = hyperbolic_tangent(load_up_to(q_h + j, n)), keep = load_up_to(step->z + j, n);
        vf h = (1.0f - keep) * proposal;
        if (h_prev != NULL)
            h = keep * load_up_to(h_prev + j, n) + h;
        store_up_to(step->n + j, proposal, n);
        store_up_to(step->h + j, h, n);
    }
}

static void gru_state_backward(enum gate gate, int units, const struct gru_step *step, const float *h_prev,
                               const float *dh, float *dq_z, float *dq_h, float *dh_prev)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf d = load_up_to(dh + j, n), keep = load_up_to(step->z + j, n), proposal = load_up_to(step->n + j, n);
        vf before = h_prev != NULL ? load_up_to(h_prev + j, n) : splat(0);
        store_up_to(dq_h + j, (d * (1.0f - keep)) * (1.0f - proposal * proposal), n);
        store_up_to(dq_z + j, (d * (before - proposal)) * gate_slope(gate, keep), n);
        if (dh_prev != NULL)
            store_up_to(dh_prev + j, load_up_to(dh_prev + j, n) + d * keep, n);
    }
}

static void gru_gates_backward(enum gate gate, int units, const struct gru_step *step, const float *h_prev,
                               const float *drh, float *dq_r, float *dh_prev)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf d = load_up_to(drh + j, n), reset = load_up_to(step->r + j, n);
        vf before = h_prev != NULL ? load_up_to(h_prev + j, n) : splat(0);
        store_up_to(dq_r + j, (d * before) * gate_slope(gate, reset), n);
        if (dh_prev != NULL)
            store_up_to(dh_prev + j, load_up_to(dh_prev + j, n) + d * reset, n);
    }
}

/* ---- attention decoder ---- */

static int exponentials(const float *x, float *y, int n)
{
    vi within = ~(vi){0};
    for (int j = 0; j < n; j += LANES) {
        vf value = load_up_to(x + j, n - j);
        within &= absolute(value) <= (float)EXPONENT_RANGE;
        store_up_to(y + j, exponential(value + value), n - j);
    }
    return all(within);
}

/* tanh(q + k) */
INLINE vf tanh_of_sum(vf exp_q, vf exp_k)
{
    return 1.0f - 2.0f / (exp_q * exp_k + 1.0f);
}

#define DEFINE_ADDITIVE_SCORES(NAME, N)                                                                              \
    INLINE void NAME(const float *exp_q, const float *exp_k, int ld, const float *v, int width, vf(*sums)[SUMS])     \
    {                                                                                                                \
        for (int j = 0; j < width; j += 16)                                                                          \
            for (int s = 0; s < SUMS; s++) {                                                                         \
                const int at = j + s * LANES;                                                                        \
                const vf query = load(exp_q + at), value = load(v + at);                                             \
                for (int i = 0; i < N; i++)                                                                          \
                    sums[i][s] = sums[i][s] + tanh_of_sum(query, load(exp_k + (size_t)i * (size_t)ld + at)) * value; \
            }                                                                                                        \
    }
DEFINE_ADDITIVE_SCORES(scores_of_rows, DOT_COLS)
DEFINE_ADDITIVE_SCORES(scores_of_one, 1)

static void additive_scores(const float *exp_q, const float *exp_k, int ld, const float *v, int n, int units, float *e)
{
    const int width = padded(units);
    int row = 0;
    for (; row + DOT_COLS <= n; row += DOT_COLS) {
        vf sums[DOT_COLS][SUMS] = {0};
        scores_of_rows(exp_q, exp_k + (size_t)row * (size_t)ld, ld, v, width, sums);
        sums_of_rows(sums, e + row);
    }
    for (; row < n; row++) {
        vf sums[1][SUMS] = {0};
        scores_of_one(exp_q, exp_k + (size_t)row * (size_t)ld, ld, v, width, sums);
        e[row] = sum_of(sums[0]);
    }
}

/* Columns outside, so that dq and dv stay in registers. */
static void additive_scores_backward(const float *de, const float *exp_q, const float *exp_k, int ld, const float *v,
                                     int n, int units, float *dq, float *dk, float *dv)
{
    for (int j = 0; j < padded(units); j += LANES) {
        const vf query = load(exp_q + j), value = load(v + j);
        vf query_sum = load(dq + j), value_sum = load(dv + j);
        for (int row = 0; row < n; row++) {
            const size_t at = (size_t)row * (size_t)ld + (size_t)j;
            vf u = tanh_of_sum(query, load(exp_k + at));
            vf du = (de[row] * value) * (1.0f - u * u);
            store(dk + at, load(dk + at) + du);
            query_sum = query_sum + du;
            value_sum = value_sum + de[row] * u;
        }
        store(dq + j, query_sum);
        store(dv + j, value_sum);
    }
}

static void decoder_gates(const float *q_r, const float *q_z, const float *s, int units, float *r, float *z, float *rs)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf reset = sigmoid(load_up_to(q_r + j, n));
        store_up_to(r + j, reset, n);
        store_up_to(z + j, sigmoid(load_up_to(q_z + j, n)), n);
        store_up_to(rs + j, reset * load_up_to(s + j, n), n);
    }
}

static void decoder_state(const float *q_p, const float *z, const float *s, int units, float *p, float *s_next)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf proposal = hyperbolic_tangent(load_up_to(q_p + j, n)), keep = load_up_to(z + j, n);
        store_up_to(p + j, proposal, n);
        store_up_to(s_next + j, (1.0f - keep) * load_up_to(s + j, n) + keep * proposal, n);
    }
}

static void decoder_state_backward(const float *ds_next, const float *p, const float *z, const float *s, int units,
                                   float *dq_p, float *dq_z, float *ds)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf d = load_up_to(ds_next + j, n), update_gate = load_up_to(z + j, n), proposal = load_up_to(p + j, n);
        store_up_to(dq_p + j, (d * update_gate) * (1.0f - proposal * proposal), n);
        store_up_to(dq_z + j, (d * (proposal - load_up_to(s + j, n))) * (update_gate * (1.0f - update_gate)), n);
        store_up_to(ds + j, d * (1.0f - update_gate), n);
    }
}

static void decoder_gates_backward(const float *drs, const float *r, const float *s, int units, float *dq_r, float *ds)
{
    for (int j = 0; j < units; j += LANES) {
        int n = units - j;
        vf d = load_up_to(drs + j, n), reset = load_up_to(r + j, n);
        store_up_to(dq_r + j, (d * load_up_to(s + j, n)) * (reset * (1.0f - reset)), n);
        store_up_to(ds + j, load_up_to(ds + j, n) + d * reset, n);
    }
}

#endif
