/* Compiled once for each instruction set (ISA_sse2, ISA_avx2, ISA_avx512); see kernels.h. */
#include "attnbench/kernels.h"
#include "simd_elements.h"

/* ---- products ---- */

/* One row: y += Σ_i x_i W_i, M rows of W at a time, so that y is read and written once for M. */
#define DEFINE_MULTIPLY_ROW(NAME, M)                                               \
    INLINE void NAME(const float *x, const float *w, int ldw, int width, float *y) \
    {                                                                              \
        for (int j = 0; j < width; j += LANES) {                                   \
            vf sum = load(y + j);                                                  \
            for (int i = 0; i < M; i++)                                            \
                sum = sum + x[i] * load(w + i * ldw + j);                          \
            store(y + j, sum);                                                     \
        }                                                                          \
    }
DEFINE_MULTIPLY_ROW(multiply_8, 8)
DEFINE_MULTIPLY_ROW(multiply_1, 1)

static void multiply_row(const float *x, const float *w, int ldw, int m, int width, float *y)
{
    int i = 0;
    for (; i + 8 <= m; i += 8)
        multiply_8(x + i, w + (size_t)i * ldw, ldw, width, y);
    for (; i < m; i++)
        multiply_1(x + i, w + (size_t)i * ldw, ldw, width, y);
}

/* N rows and C vectors of columns held in registers while i runs over all of W's rows. */
#define DEFINE_MULTIPLY_TILE(NAME, N, C)                                                            \
    INLINE void NAME(const float *x, int ldx, const float *w, int ldw, int m, float *y, int ldy)    \
    {                                                                                               \
        vf sum[N][C];                                                                               \
        for (int r = 0; r < N; r++)                                                                 \
            for (int c = 0; c < C; c++)                                                             \
                sum[r][c] = load(y + r * ldy + c * LANES);                                          \
        for (int i = 0; i < m; i++)                                                                 \
            for (int r = 0; r < N; r++)                                                             \
                for (int c = 0; c < C; c++)                                                         \
                    sum[r][c] = sum[r][c] + x[r * ldx + i] * load(w + (size_t)i * ldw + c * LANES); \
        for (int r = 0; r < N; r++)                                                                 \
            for (int c = 0; c < C; c++)                                                             \
                store(y + r * ldy + c * LANES, sum[r][c]);                                          \
    }
DEFINE_MULTIPLY_TILE(multiply_tile, TILE_ROWS, TILE_COLS)
DEFINE_MULTIPLY_TILE(multiply_tile_half, TILE_ROWS / 2, TILE_COLS)
DEFINE_MULTIPLY_TILE(multiply_tile_row, 1, TILE_COLS)
DEFINE_MULTIPLY_TILE(multiply_tile_narrow, TILE_ROWS, 1)
DEFINE_MULTIPLY_TILE(multiply_tile_half_narrow, TILE_ROWS / 2, 1)
DEFINE_MULTIPLY_TILE(multiply_tile_row_narrow, 1, 1)

/* Panels of columns outside, so that a panel of W stays in cache for all rows. */
static void multiply(const float *x, int ldx, int n_rows, const float *w, int ldw, int m, int width, float *y, int ldy)
{
    if (n_rows == 1) {
        multiply_row(x, w, ldw, m, width, y);
        return;
    }
    for (int j = 0, wide; j < width; j += (wide ? TILE_COLS : 1) * LANES) {
        int r = 0;
        wide = j + TILE_COLS * LANES <= width;
        for (; r + TILE_ROWS <= n_rows; r += TILE_ROWS)
            (wide ? multiply_tile : multiply_tile_narrow)(x + r * ldx, ldx, w + j, ldw, m, y + r * ldy + j, ldy);
        for (; r + TILE_ROWS / 2 <= n_rows; r += TILE_ROWS / 2)
            (wide ? multiply_tile_half : multiply_tile_half_narrow)(x + r * ldx, ldx, w + j, ldw, m, y + r * ldy + j,
                                                                    ldy);
        for (; r < n_rows; r++)
            (wide ? multiply_tile_row : multiply_tile_row_narrow)(x + r * ldx, ldx, w + j, ldw, m, y + r * ldy + j,
                                                                  ldy);
    }
}

/* dx_ri += dy_r · W_i for N rows of dY and ROWS rows of W at once. */
#define DEFINE_DOT_ROWS(NAME, N)                                                                         \
    INLINE void NAME(const float *dy, int lddy, const float *w, int ldw, int width, float *dx, int lddx) \
    {                                                                                                    \
        vf sums[N][ROWS][SUMS] = {0};                                                                    \
        for (int j = 0; j < width; j += 16)                                                              \
            for (int s = 0; s < SUMS; s++)                                                               \
                for (int i = 0; i < ROWS; i++) {                                                         \
                    vf row = load(w + i * ldw + j + s * LANES);                                          \
                    for (int r = 0; r < N; r++)                                                          \
                        sums[r][i][s] = sums[r][i][s] + load(dy + r * lddy + j + s * LANES) * row;       \
                }                                                                                        \
        for (int r = 0; r < N; r++) {                                                                    \
            float dots[ROWS];                                                                            \
            sums_of_rows(sums[r], dots);                                                                 \
            for (int i = 0; i < ROWS; i++)                                                               \
                dx[r * lddx + i] = dx[r * lddx + i] + dots[i];                                           \
        }                                                                                                \
    }
DEFINE_DOT_ROWS(dot_rows, 1)
DEFINE_DOT_ROWS(dot_rows_tile, DOT_ROWS)

INLINE void dot_row(const float *dy, const float *w, int width, float *dx)
{
    vf sums[SUMS] = {0};
    for (int j = 0; j < width; j += 16)
        for (int s = 0; s < SUMS; s++)
            sums[s] = sums[s] + load(dy + j + s * LANES) * load(w + j + s * LANES);
    *dx = *dx + sum_of(sums);
}

static void multiply_transposed(const float *dy, int lddy, int n_rows, const float *w, int ldw, int m, int width,
                                float *dx, int lddx)
{
    int i = 0;
    for (; i + ROWS <= m; i += ROWS) {
        const float *rows = w + (size_t)i * ldw;
        int r = 0;
        for (; r + DOT_ROWS <= n_rows; r += DOT_ROWS)
            dot_rows_tile(dy + r * lddy, lddy, rows, ldw, width, dx + r * lddx + i, lddx);
        for (; r < n_rows; r++)
            dot_rows(dy + r * lddy, lddy, rows, ldw, width, dx + r * lddx + i, lddx);
    }
    for (; i < m; i++)
        for (int r = 0; r < n_rows; r++)
            dot_row(dy + r * lddy, w + (size_t)i * ldw, width, dx + r * lddx + i);
}

static void add_outer(const float *a, const float *y, int n_rows, int width, float *x, int ldx)
{
    for (int r = 0; r < n_rows; r++)
        for (int j = 0; j < width; j += LANES)
            store(x + r * ldx + j, load(x + r * ldx + j) + a[r] * load(y + j));
}

/* ---- Adam ---- */

INLINE vf next_moment(float beta, vf change, float *moment)
{
    vf next = beta * load(moment) + change;
    store(moment, next);
    return next;
}

/* The equations above struct adam_step. */
INLINE void adam(const struct adam_step *step, vf g, float *w, float *m, float *v)
{
    vf first = next_moment(step->beta1, g, m), second = next_moment(step->beta2, g * g, v);
    store(w, load(w) - (step->rate * first) / (square_root(second) + step->epsilon));
}

/* Of elements j and j+16, with one division for both: the divider is what an update waits for. */
INLINE void adam_pair(const struct adam_step *step, vf g, vf h, float *w, float *m, float *v)
{
    vf first = next_moment(step->beta1, g, m), second = next_moment(step->beta2, g * g, v);
    vf first_16 = next_moment(step->beta1, h, m + 16), second_16 = next_moment(step->beta2, h * h, v + 16);
    vf d = square_root(second) + step->epsilon, d_16 = square_root(second_16) + step->epsilon;
    vf q = step->rate / (d * d_16);
    store(w, load(w) - first * (d_16 * q));
    store(w + 16, load(w + 16) - first_16 * (d * q));
}

/* One row of a gradient of K terms, a constant, with dy · W_i carried along: the product costs next to nothing while
 * weights and moments come in. */
struct row_pass {
    struct adam_step step;
    float *w, *m, *v;
    float x[FEW_TERMS];
    const float *dz, *dy; /* dy NULL: no product */
    int ldz;
};

/* Σ_k x_k dz_k at column j; its part of dy · W_i goes to sum. */
INLINE vf row_gradient(const int K, const struct row_pass *row, int j, vf *sum)
{
    vf g = {0};
    for (int k = 0; k < K; k++)
        g = g + row->x[k] * load(row->dz + k * row->ldz + j);
    if (row->dy != NULL)
        *sum = *sum + load(row->dy + j) * load(row->w + j);
    return g;
}

INLINE void prefetch_moments(const struct row_pass *row, int j)
{
    enum { AHEAD = 512 }; /* floats */
    _mm_prefetch((const char *)(row->m + j + AHEAD), _MM_HINT_NTA);
    _mm_prefetch((const char *)(row->v + j + AHEAD), _MM_HINT_NTA);
}

/* Returns dy · W_i. */
INLINE float update_one_row(const int K, const struct row_pass *row, int width)
{
    vf sums[SUMS] = {0};
    int j16 = 0;
    for (; j16 + 32 <= width; j16 += 32) {
        prefetch_moments(row, j16);
        prefetch_moments(row, j16 + 16);
        for (int s = 0, j = j16; s < SUMS; s++, j += LANES) {
            vf g = row_gradient(K, row, j, &sums[s]), h = row_gradient(K, row, j + 16, &sums[s]);
            adam_pair(&row->step, g, h, row->w + j, row->m + j, row->v + j);
        }
    }
    for (int s = 0, j = j16; j < width; s++, j += LANES)
        adam(&row->step, row_gradient(K, row, j, &sums[s]), row->w + j, row->m + j, row->v + j);
    return sum_of(sums);
}

/* Row i of a gradient of K terms, in the same pass with the last product of `back` if there is one. */
INLINE void update_few_terms(const int K, const struct adam_step *step, const struct matrix_slabs *slabs,
                             const struct outer_products *gradient, const struct back_products *back, int i)
{
    const size_t at = (size_t)i * (size_t)slabs->width;
    struct row_pass row = {*step, slabs->w + at, slabs->m + at, slabs->v + at, {0}, gradient->dz, NULL, gradient->ldz};
    for (int k = 0; k < K; k++)
        row.x[k] = gradient->x[k * gradient->ldx + i];
    if (back == NULL) {
        update_one_row(K, &row, slabs->width);
        return;
    }
    row.dy = back->dy + (back->n - 1) * back->lddy;
    float *dx = back->dx + (back->n - 1) * back->lddx + i;
    *dx = *dx + update_one_row(K, &row, slabs->width);
}

/* All rows, some at a time: all products of `back` but the last bring them into cache for the update. */
INLINE void update_rows(const int K, const struct adam_step *step, const struct matrix_slabs *slabs,
                        const struct outer_products *gradient, const struct back_products *back)
{
    const int width = slabs->width;
    for (int first = 0; first < slabs->rows; first += ROWS) {
        const int end = first + ROWS < slabs->rows ? first + ROWS : slabs->rows;
        if (back != NULL && back->n > 1)
            multiply_transposed(back->dy, back->lddy, back->n - 1, slabs->w + (size_t)first * (size_t)width, width,
                                end - first, width, back->dx + first, back->lddx);
        for (int i = first; i < end; i++)
            update_few_terms(K, step, slabs, gradient, back, i);
    }
}

/* The same for many terms: N rows and C vectors of the gradient held in registers while k runs over all of them. */
#define DEFINE_UPDATE_TILE(NAME, N, C)                                                                       \
    INLINE void NAME(const struct adam_step *step, const struct matrix_slabs *slabs,                         \
                     const struct outer_products *gradient, int i, int j)                                    \
    {                                                                                                        \
        const struct adam_step constants = *step;                                                            \
        const size_t width = (size_t)slabs->width, ldx = (size_t)gradient->ldx, ldz = (size_t)gradient->ldz; \
        const float *x = gradient->x + i, *dz = gradient->dz + j;                                            \
        vf g[N][C] = {0};                                                                                    \
        for (int k = 0; k < gradient->k; k++, x += ldx, dz += ldz)                                           \
            for (int r = 0; r < N; r++)                                                                      \
                for (int c = 0; c < C; c++)                                                                  \
                    g[r][c] = g[r][c] + x[r] * load(dz + c * LANES);                                         \
        for (int r = 0; r < N; r++)                                                                          \
            for (int c = 0; c < C; c++) {                                                                    \
                size_t at = (size_t)(i + r) * width + (size_t)(j + c * LANES);                               \
                adam(&constants, g[r][c], slabs->w + at, slabs->m + at, slabs->v + at);                      \
            }                                                                                                \
    }
DEFINE_UPDATE_TILE(update_tile, TILE_ROWS, TILE_COLS)
DEFINE_UPDATE_TILE(update_tile_narrow, TILE_ROWS, 1)
DEFINE_UPDATE_TILE(update_tile_row, 1, TILE_COLS)
DEFINE_UPDATE_TILE(update_tile_row_narrow, 1, 1)

static void update_by_tiles(const struct adam_step *step, const struct matrix_slabs *slabs,
                            const struct outer_products *gradient)
{
    for (int i = 0, tall; i < slabs->rows; i += tall ? TILE_ROWS : 1) {
        tall = i + TILE_ROWS <= slabs->rows;
        for (int j = 0, wide; j < slabs->width; j += (wide ? TILE_COLS : 1) * LANES) {
            wide = j + TILE_COLS * LANES <= slabs->width;
            if (tall)
                (wide ? update_tile : update_tile_narrow)(step, slabs, gradient, i, j);
            else
                (wide ? update_tile_row : update_tile_row_narrow)(step, slabs, gradient, i, j);
        }
    }
}

/* One row whose gradient is the plain sum of dz_k. */
static void update_sum(const struct adam_step *step, const struct matrix_slabs *slabs,
                       const struct outer_products *gradient)
{
    for (int j = 0; j < slabs->width; j += LANES) {
        vf g = {0};
        for (int k = 0; k < gradient->k; k++)
            g = g + load(gradient->dz + k * gradient->ldz + j);
        adam(step, g, slabs->w + j, slabs->m + j, slabs->v + j);
    }
}

static void update(const struct adam_step *step, const struct matrix_slabs *slabs,
                   const struct outer_products *gradient, const struct back_products *back)
{
    if (gradient->x == NULL) {
        update_sum(step, slabs, gradient);
        return;
    }
    if (gradient->k > FEW_TERMS) {
        if (back != NULL)
            multiply_transposed(back->dy, back->lddy, back->n, slabs->w, slabs->width, slabs->rows, slabs->width,
                                back->dx, back->lddx);
        update_by_tiles(step, slabs, gradient);
        return;
    }
    _Static_assert(FEW_TERMS == 12, "a CASE for each");
    switch (gradient->k) {
#define CASE(K)                                      \
    case K:                                          \
        update_rows(K, step, slabs, gradient, back); \
        return;
        CASE(0) CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
#undef CASE
    }
}

static void update_row(const struct adam_step *step, const struct matrix_slabs *row, const int32_t *next, int32_t first,
                       const float *dz, int ldz)
{
    const struct adam_step constants = *step;
    for (int j = 0; j < row->width; j += LANES) {
        vf g = {0};
        for (int32_t k = first; k >= 0; k = next[k])
            g = g + load(dz + (size_t)k * (size_t)ldz + j);
        adam(&constants, g, row->w + j, row->m + j, row->v + j);
    }
}

INLINE int all_zero(const vf *x, int n)
{
    int zero = 1;
    for (int c = 0; c < n; c++)
        for (int i = 0; i < LANES; i++)
            zero &= x[c][i] == 0;
    return zero;
}

/* C vectors of a row through n steps of Adam in registers, with the operations of adam() for g = 0. Once m has decayed
 * to zero, w stays as it is and only v goes on; once v is zero too, there is nothing left to do. */
#define DEFINE_REPLAY(NAME, C)                                                                              \
    INLINE void NAME(const struct adam_step *step, const float *rates, int n, float *w, float *m, float *v) \
    {                                                                                                       \
        enum { LOOK_EVERY = 16 };                                                                           \
        vf weight[C], first[C], second[C], zero = {0};                                                      \
        for (int c = 0; c < C; c++) {                                                                       \
            weight[c] = load(w + c * LANES);                                                                \
            first[c] = load(m + c * LANES);                                                                 \
            second[c] = load(v + c * LANES);                                                                \
        }                                                                                                   \
        int t = 0;                                                                                          \
        for (; t < n && (t % LOOK_EVERY != 0 || !all_zero(first, C)); t++)                                  \
            for (int c = 0; c < C; c++) {                                                                   \
                first[c] = step->beta1 * first[c] + zero;                                                   \
                second[c] = step->beta2 * second[c] + zero;                                                 \
                weight[c] = weight[c] - (rates[t] * first[c]) / (square_root(second[c]) + step->epsilon);   \
            }                                                                                               \
        for (; t < n && (t % LOOK_EVERY != 0 || !all_zero(second, C)); t++)                                 \
            for (int c = 0; c < C; c++)                                                                     \
                second[c] = step->beta2 * second[c] + zero;                                                 \
        for (int c = 0; c < C; c++) {                                                                       \
            store(w + c * LANES, weight[c]);                                                                \
            store(m + c * LANES, first[c]);                                                                 \
            store(v + c * LANES, second[c]);                                                                \
        }                                                                                                   \
    }
DEFINE_REPLAY(replay_4, 4)
DEFINE_REPLAY(replay_1, 1)

static void replay_row(const struct adam_step *step, const float *rates, int n, const struct matrix_slabs *row)
{
    int j = 0;
    for (; j + 4 * LANES <= row->width; j += 4 * LANES)
        replay_4(step, rates, n, row->w + j, row->m + j, row->v + j);
    for (; j < row->width; j += LANES)
        replay_1(step, rates, n, row->w + j, row->m + j, row->v + j);
}

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
    .add_outer = add_outer,
    .update = update,
    .update_row = update_row,
    .replay_row = replay_row,
    .read = read_all,
    .orthonormalize_rows = orthonormalize_rows,
    .tanh = tanh_all,
    .tanh_backward = tanh_backward,
    .softmax = softmax,
    .softmax_backward = softmax_backward,
    .lstm_forward = lstm_forward,
    .lstm_backward = lstm_backward,
    .gru_gates = gru_gates,
    .gru_state = gru_state,
    .gru_state_backward = gru_state_backward,
    .gru_gates_backward = gru_gates_backward,
    .additive_scores = additive_scores,
    .additive_scores_backward = additive_scores_backward,
    .decoder_gates = decoder_gates,
    .decoder_state = decoder_state,
    .decoder_state_backward = decoder_state_backward,
    .decoder_gates_backward = decoder_gates_backward,
};
