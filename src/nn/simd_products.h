/* Kernels of matrix products. Included by kernels_simd.c, which is compiled once for each instruction set. */
#ifndef ATTNBENCH_SIMD_PRODUCTS_H
#define ATTNBENCH_SIMD_PRODUCTS_H

#include "simd.h"

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

#endif
