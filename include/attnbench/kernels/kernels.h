/* The hot loops, one table of them for each instruction set.
 *
 * Every kernel does the same float32 operations in the same order on every instruction set: sums along a row keep 16
 * partial sums (element j goes to partial sum j mod 16) that are added pairwise at the end, all other sums go one term
 * after another. Nothing is contracted to fused multiply-adds. So results are the same bits on every x86-64 and 64-bit
 * Arm processor, and with `plain`, which any compiler builds.
 *
 * Rows are padded with zeros to a multiple of 16 floats ("width", "ld" = distance of rows in floats). All pointers to
 * padded rows are at multiples of 64 bytes. Kernels allocate nothing. */
#ifndef ATTNBENCH_KERNELS_H
#define ATTNBENCH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { KERNEL_WIDTH = 16 };

/* Largest |x| whose e^2x and e^-2x are normal float32 numbers; the product of two may be 0 or infinite, which makes
 * tanh exactly -1 or 1. */
enum { EXPONENT_RANGE = 43 };

/* n rounded up to whole rows of KERNEL_WIDTH. */
static inline int padded(int n)
{
    return (n + KERNEL_WIDTH - 1) / KERNEL_WIDTH * KERNEL_WIDTH;
}

enum gate { GATE_HARD_SIGMOID, GATE_SIGMOID };

/* Constants of one Adam step (Kingma & Ba 2015), with moments that lack the factors 1-β1 and 1-β2, which rate and
 * epsilon carry instead, so that an element takes two products less:
 *   m = beta1 m + g,  v = beta2 v + g²,  w -= rate m / (sqrt(v) + epsilon)
 *   rate = lr sqrt(1-β2^t) / (1-β1^t) (1-β1) / sqrt(1-β2),  epsilon = ε / sqrt(1-β2)
 * In an update of at most FEW_TERMS outer products, of a gradient in memory, in update_row and in replay_row, elements
 * j and j+16 of a row (j / 16 even, both within the width) share one division; a bias, a gradient of more terms and a
 * last block of 16 do not: d = sqrt(v) + epsilon,  q = rate / (d_j d_j+16),  w_j -= m_j (d_j+16 q),  w_j+16 -= m_j+16
 * (d_j q). */
struct adam_step {
    float beta1, beta2, rate, epsilon;
};

/* The three arrays of one matrix: weights, first and second moments (rows, width). */
struct matrix_slabs {
    float *w, *m, *v;
    int rows, width;
};

/* A gradient as the sum of k outer products, G = Σ_k x_k^T dz_k: x (k, ldx), of which `rows` are read; dz (k, ldz). */
enum { FEW_TERMS = 12 }; /* k up to which an update goes row by row */
struct outer_products {
    const float *x; /* NULL: all ones (a bias) */
    const float *dz;
    int ldx, ldz, k;
};

/* Rows to be carried back through a matrix before it changes: dx_p += dy_p W^T for p < n. */
struct back_products {
    float *dx;
    const float *dy;
    int lddx, lddy, n;
};

/* What one LSTM step of one sequence keeps; each array has `units` numbers. The gates may lie side by side in z's or
 * dz's place. */
struct lstm_step {
    float *i, *f, *g, *o; /* gates after activation */
    float *c, *tanh_c, *h;
};

/* What one GRU step of one sequence keeps; each array has `units` numbers. */
struct gru_step {
    float *z, *r, *n; /* gates and proposal after activation */
    float *rh, *h;    /* r∘h of the step before; h of this one */
};

struct kernels {
    const char *name; /* plain | sse2 | avx2 | avx512 | neon */

    /* Y (N, width) += X (N, m) W (m, width) */
    void (*multiply)(const float *x, int ldx, int n_rows, const float *w, int ldw, int m, int width, float *y, int ldy);
    /* dX (N, m) += dY (N, width) W^T */
    void (*multiply_transposed)(const float *dy, int lddy, int n_rows, const float *w, int ldw, int m, int width,
                                float *dx, int lddx);
    /* dW (m, width) += X^T dY: X (N, m), dY (N, width); for each number the N terms one after another */
    void (*multiply_gradient)(const float *x, int ldx, int n_rows, const float *dy, int lddy, int m, int width,
                              float *dw, int lddw);
    /* X_r += a_r y: n_rows rows of `width` */
    void (*add_outer)(const float *a, const float *y, int n_rows, int width, float *x, int ldx);

    /* One Adam step of a matrix, its gradient never stored; `back` (or NULL) is carried through the old weights in the
     * same pass. */
    void (*update)(const struct adam_step *step, const struct matrix_slabs *slabs,
                   const struct outer_products *gradient, const struct back_products *back);
    /* One Adam step of one row, its gradient the sum of dz_k over the list first, next[first], … ended by -1. */
    void (*update_row)(const struct adam_step *step, const struct matrix_slabs *row, const int32_t *next, int32_t first,
                       const float *dz, int ldz);
    /* One Adam step of (rows, width) of a matrix whose rows are ld apart, its gradient g (rows, width). */
    void (*update_from_gradient)(const struct adam_step *step, const struct matrix_slabs *slabs, int ld,
                                 const float *g);
    /* n <= 4096 Adam steps of one row whose gradient was zero, with these rates, none below 0, and ε of at least 1e-15:
     * the same bits as making them one by one. */
    void (*replay_row)(const struct adam_step *step, const float *rates, int n, const struct matrix_slabs *row);

    /* Σ x over n numbers (a multiple of 64), in 64 partial sums: what reading costs, for the benchmark's limit */
    float (*read)(const float *x, size_t n);

    /* 12 n vectors multiplied and added in registers, by one instruction where the set has it: the most that a core
     * makes, for the benchmark. Returns how many multiplications and additions that was. */
    double (*multiply_adds)(int n);

    /* Makes the n rows of a (n, width) orthonormal, in place, by modified Gram-Schmidt, in double precision. Rows of
     * independent normal numbers become Haar-distributed (Mezzadri 2007: QR with a positive diagonal). */
    void (*orthonormalize_rows)(double *a, int n, int width);

    /* x = tanh(x), n numbers */
    void (*tanh)(float *x, int n);
    /* dx = dy (1 - y²); dx and dy may be the same */
    void (*tanh_backward)(const float *y, const float *dy, float *dx, int n);
    /* max x, n > 0 numbers */
    float (*maximum)(const float *x, int n);
    /* y = softmax(x), over n numbers; x and y may be the same */
    void (*softmax)(const float *x, float *y, int n);
    /* dx = y (dy - Σ dy y); dx and dy may be the same */
    void (*softmax_backward)(const float *y, const float *dy, float *dx, int n);
    /* x = max(x, 0); and its gradient: dy = 0 where y is not more than 0 */
    void (*rectify)(float *x, size_t n);
    void (*rectify_backward)(const float *y, float *dy, size_t n);

    /* A row of n numbers normalised (Ba, Kiros & Hinton 2016): normal = (x - mean) factor, z = normal scale + shift;
     * returns factor, 1 / sqrt(var + 1e-5). Sums over the row are 16 partial sums that are added one after another. */
    float (*norm_forward)(const float *x, const float *scale, const float *shift, int n, float *normal, float *z);
    /* With g = dz scale: dx += factor (g - mean g - normal mean (g normal)), dscale += dz normal */
    void (*norm_backward)(const float *dz, const float *normal, float factor, const float *scale, int n, float *dscale,
                          float *dx);

    /* [i f g o] = [σ σ tanh σ](z), c = f c_prev + i g, h = o tanh(c). z packed (4 units); c_prev NULL: zero. */
    void (*lstm_forward)(enum gate gate, int units, const float *z, const float *c_prev, const struct lstm_step *step);
    /* dc += dh o (1 - tanh²c), then dz from it, and dc = dc f for the step before. dz packed (4 units). */
    void (*lstm_backward)(enum gate gate, int units, const struct lstm_step *step, const float *c_prev, const float *dh,
                          float *dc, float *dz);

    /* A GRU's step in two halves, for the product of r∘h that lies between them; h_prev (and dh_prev) NULL: a state of
     * zeros. [z r] = [σ σ](q), rh = r h_prev: q packed (2 units) */
    void (*gru_gates)(enum gate gate, int units, const float *q, const float *h_prev, const struct gru_step *step);
    /* n = tanh(q_h), h = z h_prev + (1-z) n */
    void (*gru_state)(int units, const float *q_h, const float *h_prev, const struct gru_step *step);
    /* From dh: dq_h = dh (1-z)(1-n²), dq_z = dh (h_prev-n) σ'(z), dh_prev += dh z */
    void (*gru_state_backward)(enum gate gate, int units, const struct gru_step *step, const float *h_prev,
                               const float *dh, float *dq_z, float *dq_h, float *dh_prev);
    /* From drh: dq_r = drh h_prev σ'(r), dh_prev += drh r */
    void (*gru_gates_backward)(enum gate gate, int units, const struct gru_step *step, const float *h_prev,
                               const float *drh, float *dq_r, float *dh_prev);

    /* y = e^2x, n numbers. Returns whether all |x| are at most EXPONENT_RANGE: where products of two such y make sense.
     */
    int (*exponentials)(const float *x, float *y, int n);
    /* e_j = u_j · v for j < n, u_j = tanh(q + k_j) = 1 - 2 / (e^2q e^2k_j + 1) within 3e-7: a division for each of n
     * pairs, and not an exponential. exp_q = e^2q, exp_k = e^2k and v are padded, exp_k with rows at ld. */
    void (*additive_scores)(const float *exp_q, const float *exp_k, int ld, const float *v, int n, int units, float *e);
    /* u_j is made again: keeping it would take more memory than all else. du_j = de_j v (1 - u_j²): dk_j += du_j,
     * dq += du_j, dv += de_j u_j */
    void (*additive_scores_backward)(const float *de, const float *exp_q, const float *exp_k, int ld, const float *v,
                                     int n, int units, float *dq, float *dk, float *dv);
    /* r = sigmoid(q_r), z = sigmoid(q_z), rs = r s: q_r and q_z are `units` numbers each */
    void (*decoder_gates)(const float *q_r, const float *q_z, const float *s, int units, float *r, float *z, float *rs);
    /* p = tanh(q_p), s_next = (1-z) s + z p */
    void (*decoder_state)(const float *q_p, const float *z, const float *s, int units, float *p, float *s_next);
    /* from ds_next: dq_p = ds z (1-p²), dq_z = ds (p-s) z (1-z), ds = ds_next (1-z) */
    void (*decoder_state_backward)(const float *ds_next, const float *p, const float *z, const float *s, int units,
                                   float *dq_p, float *dq_z, float *ds);
    /* from drs: dq_r = drs s r (1-r), ds += drs r */
    void (*decoder_gates_backward)(const float *drs, const float *r, const float *s, int units, float *dq_r, float *ds);
};

/* The table of the best instruction set that this machine has, or of the one that ATTNBENCH_ISA names. NULL, with a
 * message, when it names one that is unknown or not there. */
const struct kernels *kernels_get(void);

/* That table with products of matrices and gradients of many terms by OpenBLAS where these are large: sums in another
 * order, so other last bits, the same on one core type with one version of OpenBLAS. In one thread, whatever the
 * environment says. Loads OpenBLAS when it is first asked for. NULL, with a message, when it is not there (EX_CONFIG).
 */
const struct kernels *kernels_with_openblas(void);
/* "OpenBLAS 0.3.21 SkylakeX", its version and the core type whose kernels it uses; NULL, with a message, as above. */
const char *openblas_version(void);

/* By name; NULL when unknown or not on this machine. */
const struct kernels *kernels_find(const char *name);

/* `wide`, but with products of many rows and gradients of many terms by `narrow`: the same bits. What kernels_get gives
 * for avx512 where the processor carries out a vector of 64 bytes as two of 32. One such table at a time. */
const struct kernels *kernels_of_two(const struct kernels *wide, const struct kernels *narrow);
extern const char *const kernel_names[]; /* best last, ended by NULL */

/* Flushes denormal numbers to zero in this thread, as the kernels expect: Adam's moments decay into them. */
void kernels_flush_denormals(void);

#endif
