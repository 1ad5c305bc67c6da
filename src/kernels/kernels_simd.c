/* Compiled once for each instruction set (ISA_plain, ISA_sse2, …, as the Makefile lists); see kernels.h. */
#include "attnbench/kernels/kernels.h"
#include "simd_adam_gradient.h"
#include "simd_elements.h"
#include "simd_norm.h"
#include "simd_peak.h"

/* ---- the benchmark's probe ---- */

static float read_all(const float *x, size_t n)
{
    enum { STREAMS = 64 / LANES };
    vf sums[STREAMS] = {0};
    for (size_t j = 0; j < n; j += 64)
        for (int s = 0; s < STREAMS; s++)
            sums[s] = sums[s] + load(x + j + s * LANES);
    for (int s = SUMS; s < STREAMS; s++)
        sums[s % SUMS] = sums[s % SUMS] + sums[s];
    return sum_of(sums);
}

/* ---- initial weights ---- */

/* In 16 partial sums, as everywhere; plain loops that compilers vectorize. */
INLINE double dot_double(const double *a, const double *b, int width)
{
    double sums[16] = {0};
    for (int j = 0; j < width; j += 16)
        for (int l = 0; l < 16; l++)
            sums[l] = sums[l] + a[j + l] * b[j + l];
    for (int half = 8; half >= 1; half /= 2)
        for (int l = 0; l < half; l++)
            sums[l] = sums[l] + sums[l + half];
    return sums[0];
}

static void orthonormalize_rows(double *a, int n, int width)
{
    for (int i = 0; i < n; i++) {
        double *row = a + (size_t)i * (size_t)width;
        double scale = 1 / __builtin_sqrt(dot_double(row, row, width));
        for (int j = 0; j < width; j++)
            row[j] = row[j] * scale;
        for (int k = i + 1; k < n; k++) {
            double *later = a + (size_t)k * (size_t)width, dot = dot_double(row, later, width);
            for (int j = 0; j < width; j++)
                later[j] = later[j] - dot * row[j];
        }
    }
}

#define TEXT_OF(name) #name
#define NAME_OF(isa) TEXT_OF(isa)
#define JOIN(a, b) a##b
#define TABLE_OF(isa) JOIN(kernels_, isa)

extern const struct kernels TABLE_OF(ISA);
const struct kernels TABLE_OF(ISA) = {
    .name = NAME_OF(ISA),
    .multiply = multiply,
    .multiply_transposed = multiply_transposed,
    .multiply_gradient = multiply_gradient,
    .add_outer = add_outer,
    .update = update,
    .update_from_gradient = update_from_gradient,
    .update_row = update_row,
    .replay_row = replay_row,
    .read = read_all,
    .multiply_adds = multiply_adds,
    .orthonormalize_rows = orthonormalize_rows,
    .tanh = tanh_all,
    .tanh_backward = tanh_backward,
    .maximum = maximum,
    .softmax = softmax,
    .softmax_backward = softmax_backward,
    .rectify = rectify,
    .rectify_backward = rectify_backward,
    .norm_forward = norm_forward,
    .norm_backward = norm_backward,
    .lstm_forward = lstm_forward,
    .lstm_backward = lstm_backward,
    .gru_gates = gru_gates,
    .gru_state = gru_state,
    .gru_state_backward = gru_state_backward,
    .gru_gates_backward = gru_gates_backward,
    .exponentials = exponentials,
    .additive_scores = additive_scores,
    .additive_scores_backward = additive_scores_backward,
    .decoder_gates = decoder_gates,
    .decoder_state = decoder_state,
    .decoder_state_backward = decoder_state_backward,
    .decoder_gates_backward = decoder_gates_backward,
};
